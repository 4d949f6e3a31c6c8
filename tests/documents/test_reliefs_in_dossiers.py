"""Requests for relief stand in every dossier that they concern, granted or not, with the terms."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from tasks import catalogue
from tasks.dossiers.application.form import application_form
from tasks.dossiers.report.county_report import county_report
from tasks.dossiers.school.form import school_form
from tasks.dossiers.word.reading import numbers, plain_text
from tests.builders.dossiers import (
    BUREAU,
    JUNIOR,
    NINE_YEAR,
    PRIMARY,
    REGIME,
    a_full_county,
    a_view,
    findings_of,
    findings_with_reliefs,
    regime_of,
)
from tests.builders.returns import a_relief
from tests.printed_numbers import untrue_numbers

RELIEFS = catalogue.standards(REGIME)["reliefs"]
TITLES = {name: clause["title"] for name, clause in RELIEFS["clauses"].items()}
REQUESTS = 7


@cache
def view():
    return a_view(findings=findings_with_reliefs())


@cache
def report():
    return plain_text(county_report(view()))


@cache
def form_of(code):
    return school_form(view(), next(each for each in view().schools if each.code == code))


def rows_of(text, head):
    """Return the lines of the table below a head, to the first line that is no row."""
    lines = text.splitlines()
    below = lines[next(at for at, line in enumerate(lines) if line.startswith(head)) + 1 :]
    return below[: next((at for at, line in enumerate(below) if " | " not in line), len(below))]


def test_every_request_has_a_row_in_the_county_report():
    rows = rows_of(report(), "序号 | 学校、学段 | 条款")

    assert len(rows) == REQUESTS
    assert rows[0].split(" | ")[1:] == [
        "某县第001小学",
        f"{TITLES['school_size_built']} / 规模不超过 2400 人",
        "理由：老校，周边无地可扩 / 整改方案：体育艺术教师补充方案 / "
        "时限：2024-08-31 / 佐证：走教安排表",
        "适用",
        "由督导人员核对：建成时间",
    ]
    assert "音乐教室每间≥73㎡ / 美术教室每间≥67㎡" in rows[1]
    assert "某县第003九年一贯制学校 / 初中" in rows[2]
    assert f"{TITLES['sports_venues']} / 计入 1200 ㎡" in rows[2]


def test_what_is_refused_says_why():
    rows = rows_of(report(), "序号 | 学校、学段 | 条款")

    assert "整改方案：—" in rows[3]
    assert "不适用 | 没有填写整改方案；" in rows[3]
    assert rows[4].endswith("不适用 | 同一学校同一条款已经适用，不重复计入")


def test_a_request_without_a_known_school_shows_what_was_entered_and_where():
    rows = rows_of(report(), "序号 | 学校、学段 | 条款")

    assert rows[5].startswith("6 | 9999 | ")
    assert rows[6].startswith("7 | 放宽条款!B")


def test_the_terms_and_the_count_stand_around_the_table():
    text = report()

    assert "放宽条款有效期：2019年1月1日至2022年12月31日（" in text
    assert text.count("；待确认）。") == 2
    assert "以统计时点后3年为限" in text
    assert "适用 3 项，不适用 4 项" in text
    assert untrue_numbers(county_report(view()), findings_with_reliefs()) == []


def test_terms_that_are_confirmed_do_not_wait_for_anybody():
    known = {name: RELIEFS[name] | {"confirmed": True} for name in ("validity", "request")}
    changed = {**regime_of(REGIME).files, "reliefs": RELIEFS | known}

    text = plain_text(county_report(a_view(findings=findings_with_reliefs(), standards=changed)))

    assert "放宽条款有效期：" in text
    assert "；待确认）" not in text


def test_without_requests_the_report_says_that_there_are_none():
    text = plain_text(county_report(a_view()))

    assert "\n放宽条款使用情况\n没有申请放宽条款。\n" in text
    assert "放宽条款有效期" not in text


def test_without_the_county_return_nobody_knows_of_requests():
    values = {key: each for key, each in a_full_county().items() if key[0] != BUREAU}
    text = plain_text(county_report(a_view(findings=findings_of(values))))

    assert "没有申请放宽条款" not in text
    assert "放宽条款的申请情况不详：" in text


def test_a_regime_without_clauses_says_nothing_of_them():
    files = {name: each for name, each in regime_of(REGIME).files.items() if name != "reliefs"}
    kept = {
        name: fact for name, fact in findings_with_reliefs().facts.items() if ".relief" not in name
    }
    found = replace(findings_with_reliefs(), facts=kept)
    silent = a_view(findings=found, standards=files)
    school = next(each for each in silent.schools if each.code == PRIMARY)

    assert "放宽条款使用情况" not in plain_text(county_report(silent))
    assert "放宽条款使用情况" not in plain_text(school_form(silent, school))
    assert "适用放宽条款“" not in plain_text(application_form(silent)).split("表Ⅳ")[-1]


def test_a_school_sees_its_own_requests_only():
    text = plain_text(form_of(NINE_YEAR))
    rows = rows_of(text, "序号 | 条款 | 学段")

    assert [row.split(" | ")[1:3] for row in rows] == [
        [TITLES["special_rooms"], "—"],
        [TITLES["sports_venues"], "初中"],
    ]
    assert "放宽条款有效期：" in text
    assert untrue_numbers(form_of(NINE_YEAR), findings_with_reliefs()) == []
    assert len(rows_of(plain_text(form_of(PRIMARY)), "序号 | 条款 | 学段")) == 3


def test_a_school_that_asks_for_nothing_has_no_such_table():
    assert "放宽条款" not in plain_text(form_of(JUNIOR))


def test_a_school_without_a_return_sees_its_requests_all_the_same():
    values = {**a_full_county()}
    asked = a_relief(school_code=PRIMARY, clause="school_size_built", level=None)
    values[BUREAU, "county_return"] = values[BUREAU, "county_return"] | {"reliefs": [asked]}
    del values[PRIMARY, "school_return"]
    found = a_view(findings=findings_of(values))
    school = next(each for each in found.schools if each.code == PRIMARY)

    assert rows_of(plain_text(school_form(found, school)), "序号 | 条款 | 学段")


@pytest.mark.parametrize("clause", ["school_size_built", "special_rooms"])
def test_the_form_names_below_its_items_the_schools_with_relief(clause):
    text = plain_text(application_form(view()))
    school = {"school_size_built": PRIMARY, "special_rooms": NINE_YEAR}[clause]
    name = findings_with_reliefs().facts[f"s.{school}.name"].printed

    assert f"适用放宽条款“{TITLES[clause]}”的学校：{name}。" in text


def test_the_remarks_of_the_form_name_the_clause_only_at_the_level_it_is_for():
    text = plain_text(application_form(view()))
    name = findings_with_reliefs().facts[f"s.{NINE_YEAR}.name"].printed
    rows = [line for line in text.splitlines() if f" | {name} | " in line and " / " in line]

    assert len([row for row in rows if f"适用放宽条款：{TITLES['sports_venues']}" in row]) == 1
    assert f"s.{NINE_YEAR}.junior.remark" in dict(numbers(application_form(view())))
