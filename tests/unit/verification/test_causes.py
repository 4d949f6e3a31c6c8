"""Why a number changed: the cells behind it, the verdicts on it, and nothing about pupils."""

from __future__ import annotations

import time

import pytest

from tasks import catalogue
from tasks.dossiers.change_note import change_note
from tasks.dossiers.word.dossier import PageMark
from tasks.dossiers.word.reading import plain_text
from tasks.model import Verdict
from tasks.redline.causes import Causes, Programs
from tasks.redline.overview import overview
from tests.builders.causes import OTHER, SCHOOL, a_cell, a_fact, comment_words, found
from tests.builders.redline import MOMENT
from tests.builders.word import house_styles

AREA, SUM = f"s.{SCHOOL}.area", "county.area"


def lines(old, new, fact=SUM, programs=None):
    """Return the lines of the comment on a fact."""
    return list(Causes(old, new, comment_words(), programs or Programs()).get(fact, ()))


def a_county(area, attempt, *, form="school_return", cell="C5", **more):
    """Return a county whose sum is made of one cell of a school."""
    value = a_fact(AREA, area, source=a_cell(attempt, cell, form), title="面积")
    return found(value, a_fact(SUM, area, AREA, title="总面积"), **more)


def test_a_sum_names_school_attempt_and_cell_with_both_values():
    assert lines(a_county(4, 1), a_county(5, 2)) == [
        "总面积：4 → 5",
        "甲小学《义务教育学校数据报表》，第1次报送 → 第2次报送：",
        "　办学条件!C5 面积：4 → 5",
    ]


def test_a_number_that_stayed_has_no_comment():
    causes = Causes(a_county(4, 1), a_county(4, 2), comment_words(), Programs())

    assert list(causes) == []
    assert SUM not in causes


def test_a_return_that_was_missing_is_called_so():
    old = found(a_fact(AREA, None, note="未收到"), a_fact(SUM, None, AREA))

    assert lines(old, a_county(5, 1))[1:] == [
        "甲小学《义务教育学校数据报表》，没有可用的报送 → 第1次报送：",
        "　办学条件!C5 面积：— → 5",
    ]


def test_only_inputs_that_changed_are_causes():
    def county(first, second):
        facts = [a_fact(f"s.{school}.area", value, source=a_cell(1, school=school))
                 for school, value in ((SCHOOL, first), (OTHER, second))]  # fmt: skip
        return found(*facts, a_fact(SUM, first + second, *(fact.id for fact in facts)))

    said = "".join(lines(county(1, 2), county(1, 3)))
    assert "乙小学" in said
    assert "甲小学" not in said


def test_the_strongest_cells_are_named_and_the_others_counted():
    def county(*values):
        facts = [a_fact(f"s.{SCHOOL}.{at}", value, source=a_cell(1, f"C{at}"))
                 for at, value in enumerate(values)]  # fmt: skip
        return found(*facts, a_fact(SUM, sum(values), *(fact.id for fact in facts)))

    said = lines(county(10, 10, 10, 10, 10), county(11, 90, 12, 50, 10))
    assert [line.strip().split(" ")[0] for line in said[2:]] == [
        "办学条件!C1", "办学条件!C3", "办学条件!C2", "另有1处填报数值变动",
    ]  # fmt: skip


def test_many_returns_are_counted_honestly():
    def county(value):
        facts = [a_fact(f"s.{at}.area", value, source=a_cell(1, school=str(at)))
                 for at in range(10, 17)]  # fmt: skip
        return found(*facts, a_fact(SUM, value * 7, *(fact.id for fact in facts)))

    assert lines(county(1), county(2))[-1] == "另有4份报表、4处填报数值变动"


@pytest.mark.parametrize("cell", ["A2:AC90", "C5"])
def test_no_cell_of_a_return_with_rows_of_pupils_is_named(cell):
    old, new = (a_county(value, value, form="fitness_return", cell=cell) for value in (4, 5))

    assert lines(old, new)[1:] == [
        "甲小学《学生体质健康测试数据》，第4次报送 → 第5次报送：",
        "　办学条件：1项统计数有变动",
    ]


def test_a_verdict_that_flipped_is_named_with_its_school():
    old, new = (
        a_county(value, 1, verdicts=[(SCHOOL, "L4", AREA, verdict)])
        for value, verdict in ((4, Verdict.NOT_MET), (5, Verdict.MET))
    )

    assert lines(old, new)[1] == "判定变化：甲小学小学“面积”未达标 → 达标"


def test_a_school_that_joined_is_named():
    facts = [a_fact(f"s.{school}.area", 3) for school in (SCHOOL, OTHER)]
    old = found(*facts, a_fact(SUM, 3, facts[0].id))
    new = found(*facts, a_fact(SUM, 6, *(fact.id for fact in facts)))

    assert lines(old, new)[1:] == ["乙小学本次计入计算"]
    assert lines(new, old)[1:] == ["乙小学本次不再计入计算"]


def test_a_standard_that_changed_is_a_cause():
    old, new = (found(a_fact("standard.L4", value, title="限值"), a_fact(SUM, value, "standard.L4"))
                for value in (4, 5))  # fmt: skip

    assert lines(old, new)[1:] == ["标准或规则有变：限值：4 → 5"]


def test_another_program_is_named_only_where_no_value_changed():
    same = a_fact(AREA, 4, source=a_cell(1))
    old, new = found(same, a_fact(SUM, 4, AREA)), found(same, a_fact(SUM, 5, AREA))

    assert lines(old, new, programs=Programs("aaa", "bbb"))[1:] == [
        "计算程序或评估标准文件已更新（aaa → bbb），所用填报数值未变"
    ]
    assert lines(old, new)[1:] == ["所用填报数值未变，变动来自名录、说明核定或往年数据"]
    assert "bbb" not in "".join(
        lines(a_county(4, 1), a_county(5, 2), programs=Programs("a", "bbb"))
    )


def test_a_value_read_otherwise_from_the_same_file_is_called_so():
    assert "填报未变，读取结果有变" in lines(a_county(4, 1), a_county(5, 1))[1]


def test_a_long_text_is_cut():
    (said, *_) = lines(a_county("长" * 200, 1), a_county("短" * 200, 2))

    assert len(said) < 120


def test_ten_thousand_facts_are_walked_through_in_a_moment():
    def county(value):
        cells = [a_fact(f"s.{SCHOOL}.{at}", value, source=a_cell(1)) for at in range(5000)]
        sums = [a_fact(f"county.{at}", value * at, *(fact.id for fact in cells[at : at + 300]))
                for at in range(1, 3000)]  # fmt: skip
        return found(*cells, *sums)

    old, new = county(1), county(2)
    start = time.process_time()
    causes = Causes(old, new, comment_words(), Programs())
    for fact in causes:
        causes.origins.leaves_of(fact)

    assert time.process_time() - start < 10


def test_the_overview_has_returns_verdicts_and_county_numbers_with_their_cause():
    old, new = (
        a_county(area, attempt, verdicts=[(SCHOOL, "L4", AREA, verdict)])
        for area, attempt, verdict in ((4, 1, Verdict.NOT_MET), (5, 2, Verdict.MET))
    )
    causes = Causes(old, new, comment_words(), Programs())
    seen = overview(causes, [SUM, AREA, SUM, "county.unknown"])

    assert seen.returns == (("甲小学", "义务教育学校数据报表", "第1次报送", "第2次报送", "1"),)
    assert seen.verdicts == (("甲小学", "小学", "面积", "未达标", "达标"),)
    because = "甲小学《义务教育学校数据报表》，第1次报送 → 第2次报送：办学条件!C5 面积：4 → 5"
    assert seen.numbers == (("总面积", "4", "5", because),)


def test_the_note_says_what_changed_and_where_nothing_did():
    rows = {
        "returns": [("甲小学", "报表", "第1次报送", "第2次报送", "1")],
        "verdicts": [],
        "numbers": [],
    }
    note = change_note(
        house_styles(),
        catalogue.read_yaml(catalogue.TEMPLATES / "redline" / "note.yml"),
        rows,
        county_name="示例县", version="初稿", recipes=("aaa", "bbb"), mark=PageMark("初稿"),
        moment=MOMENT,
    )  # fmt: skip

    text = plain_text(note)
    assert "示例县初稿变动说明" in text
    assert "甲小学 | 报表 | 第1次报送 | 第2次报送 | 1" in text
    assert text.count("无。") == 2
    assert "（aaa → bbb）" in text
