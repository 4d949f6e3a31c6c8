"""Why a number differs that is not computed but quoted, or that came or went with its words."""

from __future__ import annotations

from dataclasses import replace

from tasks.model import ExpectedReturn, Status, Submission
from tasks.redline.carried import Carried, Quoted
from tasks.redline.causes import Causes, Programs
from tasks.redline.reasons import Reasons
from tasks.redline.told import Shown
from tests.builders.causes import OTHER, SCHOOL, a_cell, a_fact, comment_words, found

AREA, PUPILS, STANDARD = f"s.{SCHOOL}.area", f"s.{SCHOOL}.pupils", "standard.primary.area"
OLD, NEW = "said.aaaaaaaaaaaa.1", "said.bbbbbbbbbbbb.1"
FROM = "甲小学《义务教育学校数据报表》，第1次报送 → 第2次报送："


def a_county(area, attempt, other=1, **more):
    """Return findings in which the area of one school is read from an attempt of its return."""
    facts = (
        a_fact(AREA, area, source=a_cell(attempt), title="面积", **more),
        a_fact(f"s.{OTHER}.area", other, source=a_cell(1, school=OTHER), title="面积"),
        a_fact(PUPILS, 30, source=a_cell(1, "D5"), title="学生数"),
        a_fact(STANDARD, 4, title="标准"),
    )
    owed = tuple(
        ExpectedReturn(school, "school_return", str(Submission("2025", "139901", school,
                       "school_return", number)), Status.ACCEPTED)
        for school, number in ((SCHOOL, attempt), (OTHER, 1))
    )  # fmt: skip
    return replace(found(*facts), expected=owed)


def quoting(*facts, title="面积说明", submissions=()):
    """Return a file whose quoted numbers are said by facts."""
    said = Quoted(title, facts, tuple(Submission.parse(each) for each in submissions))
    return Carried("", {OLD: said, NEW: said})


def reasons(old, new, carried=None, programs=None):
    """Return who tells of two versions whose files carry the same quoted facts."""
    causes = Causes(old, new, comment_words(), programs or Programs())
    return Reasons(causes, carried or Carried(), carried or Carried())


def test_a_quoted_number_has_the_causes_of_the_fact_that_says_it():
    told = reasons(a_county(4, 1, note="缺3项"), a_county(5, 2, note="缺2项"), quoting(AREA))

    assert list(told.of_numbers([Shown(OLD, "3")], [Shown(NEW, "2")])) == [
        "“面积说明”的文字中所写数值：3 → 2",
        FROM,
        "　办学条件!C5 面积：4 → 5",
    ]


def test_a_reason_that_changed_alone_is_a_cause_too():
    told = reasons(a_county(4, 1, note="缺3项"), a_county(4, 2, note="缺2项"), quoting(AREA))

    assert FROM in told.of_numbers([Shown(OLD, "3")], [])


def test_a_sentence_that_came_says_from_nothing():
    told = reasons(a_county(4, 1), a_county(5, 2), quoting(AREA))

    assert told.of_numbers([], [Shown(NEW, "2")])[0] == "“面积说明”的文字中所写数值：— → 2"


def test_numbers_of_the_same_fact_and_of_the_same_text_become_each_other():
    told = reasons(a_county(4, 1), a_county(5, 2), quoting(AREA))
    gone, come = [Shown(OLD, "3"), Shown(AREA, "4")], [Shown(AREA, "5"), Shown(NEW, "2")]
    lines = told.of_numbers(gone, come)

    assert list(lines[:2]) == ["面积：4 → 5", "“面积说明”的文字中所写数值：3 → 2"]


def test_what_stayed_has_the_causes_of_what_changed_around_it():
    told = reasons(a_county(4, 1), a_county(5, 2))
    lines = told.of_numbers([], [Shown(STANDARD, "4")], [STANDARD, AREA])

    assert list(lines) == [
        "标准：4（数值未变，本次写入此处）",
        "这里的数值随本段（行）的改动而增删；本段（行）改动的原因：",
        FROM,
        "　办学条件!C5 面积：4 → 5",
    ]


def test_without_anything_around_what_changed_at_the_school_is_named():
    told = reasons(a_county(4, 1), a_county(5, 2, other=9))
    lines = told.of_numbers([Shown(PUPILS, "30")], [])

    assert lines[1].startswith("这里的数值随文字增删，原因只能确定到学校")
    assert lines[2:] == (FROM, "　办学条件!C5 面积：4 → 5")


def test_an_issue_leads_to_the_school_whose_file_it_is_about():
    where = a_cell(2).submission
    told = reasons(a_county(4, 1), a_county(5, 2), quoting(title="", submissions=[where]))

    lines = told.of_numbers([], [Shown(NEW, "2")])
    assert lines[0] == "文字中所写数值：— → 2"
    assert FROM in lines


def test_where_nothing_else_is_known_the_returns_that_changed_are_named_and_no_more():
    told = reasons(a_county(4, 1), a_county(5, 2))

    assert list(told.of_numbers([Shown(STANDARD, "4")], [])) == [
        "标准：4（数值未变，本次不再写在此处）",
        "这里的数值随文字增删，原因只能确定到县；两次版本之间有变动的报表：",
        "　甲小学《义务教育学校数据报表》，第1次报送 → 第2次报送",
    ]


def test_without_a_changed_return_another_program_is_named_or_that_none_is_known():
    same, number = a_county(4, 1), [Shown(STANDARD, "4")]

    assert reasons(same, same).of_numbers(number, [])[-1].startswith("所用填报数值未变，变动来自")
    programs = Programs("甲", "乙")
    told = reasons(same, same, programs=programs).of_numbers(number, [])
    assert told[-1] == "计算程序或评估标准文件已更新（甲 → 乙），所用填报数值未变"


def test_what_a_school_quotes_of_the_county_does_not_bring_other_schools_to_its_paper():
    old, new = ({**a_county(area, 1, other=other).facts} for area, other in ((4, 1), (5, 9)))
    for facts in (old, new):
        total = sum(facts[f"s.{each}.area"].value for each in (SCHOOL, OTHER))
        inputs = (AREA, f"s.{OTHER}.area")
        facts["county.area"] = a_fact("county.area", int(total), *inputs, title="总面积")
    told = reasons(found(*old.values()), found(*new.values()), quoting("county.area"))

    said = "".join(told.of_numbers([], [Shown(NEW, "4"), Shown(AREA, "5")]))
    assert "甲小学" in said
    assert "乙小学" not in said


def test_a_place_without_numbers_has_no_comment():
    assert reasons(a_county(4, 1), a_county(5, 2)).of_numbers([], []) == ()


def test_many_numbers_of_one_place_are_counted():
    told = reasons(a_county(4, 1), a_county(5, 2))
    lines = told.of_numbers([], [Shown(f"count.{at}", str(at)) for at in range(9)])

    assert lines[4] == "另有5个数值"


def test_a_chart_names_what_changed_the_values_it_draws():
    carried = Carried("", {}, {1: (AREA, PUPILS), 2: (PUPILS,)})
    told = reasons(a_county(4, 1), a_county(5, 2), carried)

    assert list(told.of_charts(1, 1)) == [FROM, "　办学条件!C5 面积：4 → 5"]
    assert told.of_charts(3, None) == ()
