"""The public workbook shows what may be shown, and hides the same group in every table."""

from __future__ import annotations

import io

import openpyxl

from tasks import catalogue
from tasks.disclosure.recovery import recoverable
from tasks.disclosure.suppression import suppressed
from tasks.disclosure.tables import ALL, Counts, group_cell, public_tables, students_cell
from tasks.disclosure.workbook import Names, disclosure_workbook

LIMITS = {"least": {"value": 10}, "hide_zeros": {"value": False}}
SEXES = {"male": "男", "female": "女"}
RATINGS = {"excellent": "优秀", "pass": "及格"}
WORDS = catalogue.read_yaml(catalogue.TEMPLATES / "disclosure" / "wording.yml")
HIDDEN = WORDS["hidden"]


def a_county(**changes) -> Counts:
    """Return two schools of two grades without any small group."""
    known = {
        "students": {(school, grade, sex): 40 + number * 7
                     for number, school in enumerate(("甲", "乙", "丙"))
                     for grade in ("primary_1", "primary_2")
                     for sex in SEXES},
        "groups": {(school, group): 20 for school in ("甲", "乙", "丙")
                   for group in ("migrant", "left_behind", "disabled")},
        "fitness": {(grade, sex, rating): 60 for grade in ("primary_1", "primary_2")
                    for sex in SEXES for rating in RATINGS},
    }  # fmt: skip
    known = {name: {**value, **changes.get(name, {})} for name, value in known.items()}
    return Counts(
        **known,
        levels={"primary": ["primary_1", "primary_2"], "junior": ["junior_1"]},
        sexes=list(SEXES),
        ratings=list(RATINGS),
    )


def made(counts: Counts, left_out=()) -> bytes:
    grades = {"primary_1": "一年级", "primary_2": "二年级", "junior_1": "七年级",
              "primary": "小学", "junior": "初中"}  # fmt: skip
    names = Names("示例县", {each: f"{each}小学" for each in "甲乙丙"}, grades, SEXES, RATINGS)
    return disclosure_workbook(counts, names, left_out, LIMITS, WORDS)


def rows(content: bytes, sheet: str) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell.value for cell in row] for row in book[sheet].iter_rows(min_row=3)]


def texts(content: bytes) -> str:
    return "\n".join(str(row[0]) for row in rows(content, "说明") if row[0])


def test_a_county_without_small_groups_is_published_whole():
    content = made(a_county())
    assert ["甲小学", "一年级", 40, 40, 80] in rows(content, "学生数")
    assert ["全县合计", "合计", 282, 282, 564] in rows(content, "学生数")
    assert ["乙小学", 188, 20, 20, 20] in rows(content, "学生群体")
    assert ["一年级", "男", 60, 60, 21, 141] in rows(content, "体质健康")
    assert HIDDEN not in str(rows(content, "学生数") + rows(content, "学生群体"))
    assert "隐去0个" in texts(content)


def test_a_small_group_is_hidden_and_cannot_be_subtracted():
    counts = a_county(groups={("甲", "disabled"): 3})
    found = {row[0]: row[4] for row in rows(made(counts), "学生群体")}
    assert found["甲小学"] == HIDDEN
    assert list(found.values()).count(HIDDEN) == 2
    assert found["全县合计"] == 43


def test_all_but_a_few_is_a_small_group_as_well():
    counts = a_county(groups={("甲", "migrant"): 157})
    found = {row[0]: row[2] for row in rows(made(counts), "学生群体")}
    assert found["甲小学"] == HIDDEN


def test_few_pupils_without_a_rating_are_hidden_in_a_line_whose_total_stands_elsewhere():
    counts = a_county(fitness={("primary_1", "male", "pass"): 77})
    line = next(row for row in rows(made(counts), "体质健康") if row[:2] == ["一年级", "男"])
    assert line[4] == HIDDEN
    assert line[:5].count(HIDDEN) == 2
    assert line[5] == 141


def test_more_tested_than_enrolled_is_said_and_no_count_is_negative():
    counts = a_county(fitness={("primary_1", "male", "pass"): 200})
    content = made(counts)
    assert ["一年级", "男", 60, 200, 0, 260] in rows(content, "体质健康")
    assert WORDS["no_other"] in texts(content)


def test_schools_without_complete_counts_are_named():
    assert "没有计入的学校：丁小学、戊小学" in texts(made(a_county(), ["丁小学", "戊小学"]))
    assert "没有计入" not in texts(made(a_county()))


def test_the_tables_are_hidden_together():
    counts = a_county(
        students={("甲", "primary_1", "male"): 4},
        groups={("乙", "disabled"): 2, ("丙", "left_behind"): 9},
        fitness={("primary_2", "female", "excellent"): 5},
    )
    tables = public_tables(counts)
    hidden = suppressed(tables.cells, tables.sums, 10)
    assert {students_cell("甲", "primary_1", "male"), group_cell("乙", "disabled")} <= hidden
    assert students_cell(ALL, ALL, ALL) not in hidden
    assert recoverable(tables.cells, tables.sums, hidden) == frozenset()


def test_the_same_county_gives_the_same_bytes():
    assert made(a_county()) == made(a_county())
