"""The gates in their order: what passed them, what waits, and what every issue is called."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from tasks.model import BUREAU, Issue, Severity, Verdict
from tasks.validation.gate import GATES, Gate
from tasks.validation.gates import Checked
from tests.builders import COUNTY, EDITION, returns_of
from tests.builders.checks import checked
from tests.builders.last_year import a_year_ago
from tests.builders.returns import (
    a_county,
    a_fitness_return,
    a_history_return,
    a_roster_row,
    a_school_return,
)

OF_ONE = tuple(gate for gate in GATES if gate is not Gate.COUNTY)
HELD = "须先改正"


def school(number: int) -> str:
    return f"2113999{number:03d}"


def key(number: int, form: str = "school_return", edition: str = EDITION) -> str:
    return f"{edition}/{COUNTY}/{school(number)}/{form}/1"


def _blank_classes() -> dict[str, Any]:
    """Return a school with a class, three blank rows, a class of one blank cell, a blank row."""
    tables = a_school_return(code=school(2))
    blank = {"grade": None, "class_name": None, "students": None}
    half = {"grade": "primary_1", "class_name": "（9）班", "students": None}
    tables["classes"] += [blank, blank, blank, half, blank]
    return tables


def _negative_rooms() -> dict[str, Any]:
    return a_school_return(
        code=school(3), teachers={"primary": {"bachelor": -1}, "junior": {"bachelor": 5}}
    )


def _same_rooms() -> dict[str, Any]:
    tables = a_school_return(code=school(4))
    room = {"room_kind": "music", "room_name": "音乐教室1", "area_m2": 100.0}
    tables["special_rooms"] += [dict(room) for _ in range(11)]
    return tables


def _no_students(number: int) -> dict[str, Any]:
    return a_school_return(code=school(number), students={"primary_1": {"male": -41}})


@cache
def county() -> Checked:
    """Return one check of schools that each stumble at another gate."""
    returns = {
        (school(1), "school_return"): a_school_return(code=school(1), teachers={
            "primary": {"full_time_teachers": -1, "backbone": 40, "rotated": 11}}),
        (school(2), "school_return"): _blank_classes(),
        (school(3), "school_return"): _negative_rooms(),
        (school(4), "school_return"): _same_rooms(),
        (school(5), "school_return"): _no_students(5),
        (school(5), "fitness_return"): a_fitness_return(),
        (school(6), "school_return"): a_school_return(code=school(6)),
        (school(6), "fitness_return"): a_fitness_return(
            pupils={"primary_1": {"male": 40, "female": 39}}
        ),
        (BUREAU, "history_return"): a_history_return({school(6): ("primary",)}),
    }  # fmt: skip
    roster = [a_roster_row(code=school(number)) for number in range(1, 8)]
    unread = Issue(key(7), "", "", "refused-damaged", Severity.CRITICAL, "文件已损坏")
    targets = {f"{EDITION}/{COUNTY}/{owner}/{form}/1" for owner, form in returns} | {key(7)}
    targets.discard(key(5))
    return checked(returns_of(roster, returns), targets, [unread], gates=OF_ONE)


def rules(submission: str) -> set[str]:
    return {issue.rule for issue in county().issues[submission]}


def outcome(submission: str, rule: str) -> Any:
    return next(one for one in county().outcomes[submission] if one.rule == rule)


def test_a_bad_cell_stops_the_rules_that_need_it_and_no_others():
    found = rules(key(1))

    assert "teachers-not-negative" in found
    assert "teachers-rotated-eligible" in found
    assert not found & {
        "teachers-part-of-full-time", "teachers-titles-sum", "teachers-qualifications-sum",
        "teachers-per-student-plausible", "teachers-certified-standard",
    }  # fmt: skip
    waiting = outcome(key(1), "teachers-titles-sum")
    assert waiting.verdict is Verdict.NOT_CHECKED
    assert "“教师”表" in waiting.reason
    assert "单元格" in waiting.reason
    assert HELD in waiting.reason


def test_a_bad_cell_stops_the_rules_of_its_row_alone():
    found = [issue for issue in county().issues[key(3)] if issue.cell.endswith("5")]

    assert {issue.rule for issue in found} == {"teachers-not-taught"}
    assert "teachers-qualifications-sum" not in rules(key(3))


def test_the_blank_rows_of_a_list_are_one_issue_that_names_them():
    (blank, half) = [one for one in county().issues[key(2)] if one.rule == "classes-filled"]

    assert (blank.cell, half.cell) == ("A16", "C19")
    assert "16—18、20" in blank.message
    assert "4行" in blank.message
    assert (blank.found, blank.item) == ("4行空白", "classes.grade")
    assert "第19行" in half.message
    assert outcome(key(2), "classes-filled").failures == 2


def test_twins_are_listed_up_to_a_few_and_counted():
    (first, *_, last) = [
        one for one in county().issues[key(4)] if one.rule == "special-rooms-unique"
    ]

    assert first.message.count("“音乐美术教室”表第") == 8
    assert "等11处" in first.message
    assert "第4行" in last.message
    items = [one.item for one in county().issues[key(4)] if one.rule == "special-rooms-unique"]
    assert len(set(items)) == len(items) == 12
    assert items[:2] == [
        "special_rooms.room_name.music-音乐教室1",
        "special_rooms.room_name.music-音乐教室1~2",
    ]


def test_a_form_is_not_held_against_a_bad_one_of_the_same_school():
    waiting = outcome(key(5, "fitness_return"), "fitness-pupils-agree")

    assert "fitness-pupils-agree" not in rules(key(5, "fitness_return"))
    assert waiting.verdict is Verdict.NOT_CHECKED
    assert "“学生”表" in waiting.reason
    assert HELD in waiting.reason


def test_a_form_is_held_against_a_sound_one_by_grade_and_sex():
    mine = [
        one
        for one in county().issues[key(6, "fitness_return")]
        if one.rule == "fitness-pupils-agree"
    ]

    assert len(mine) == 11
    assert {one.item for one in mine} >= {"fitness.grade.primary_1-male"}
    assert {one.found for one in mine} >= {"40行，学校报表41人"}


def test_a_file_that_was_not_read_has_every_rule_not_checked():
    outcomes = county().outcomes[key(7)]

    assert {one.verdict for one in outcomes} == {Verdict.NOT_CHECKED}
    assert {one.reason for one in outcomes} == {"文件未能读取，改正后再核对本项"}
    (issue,) = county().issues[key(7)]
    assert (issue.item, issue.found) == ("school_return", "未能读取")


def test_without_last_year_the_rules_on_it_say_so():
    found = outcome(key(1), "teachers-changed")

    assert found.verdict is Verdict.NOT_CHECKED
    assert "没有该校上一年度“教师”的数据" in found.reason


def test_the_bureaus_history_stands_in_for_the_return_of_last_year():
    assert outcome(key(6), "students-cohort-follows").verdict is Verdict.MET
    assert outcome(key(6), "teachers-changed").verdict is Verdict.NOT_CHECKED
    assert outcome(key(1), "students-cohort-follows").verdict is Verdict.NOT_CHECKED


def test_every_issue_has_an_item_and_says_what_was_found():
    issues = [issue for found in county().issues.values() for issue in found]

    assert len(issues) > 30
    assert [issue for issue in issues if not (issue.item and issue.found)] == []
    names = [(issue.submission, issue.rule, issue.item) for issue in issues]
    assert len(set(names)) == len(names)


def test_items_say_table_field_and_row():
    items = {issue.item for issue in county().issues[key(1)]}

    assert "teachers.full_time_teachers.primary" in items


@pytest.fixture(scope="module")
def years() -> Checked:
    """Return the check of a school whose own return of last year contradicts the bureau."""
    roster = [a_roster_row(code=school(1))]
    history = a_history_return({school(1): ("primary",)})
    for row in history["history_students"]:
        row["students"] = 200
    values = {
        (school(1), "school_return"): a_school_return(
            code=school(1), school={"school_type": "211"}, conditions={"books": 15499}
        ),
        (BUREAU, "history_return"): history,
    }
    before = {
        (school(1), "school_return"): a_school_return(
            code=school(1), school={"school_type": "218"}, conditions={"books": 10000}
        )
    }
    return checked(
        returns_of(roster, values),
        {key(1)},
        previous=a_year_ago(roster, before),
        gates=(Gate.CROSS_YEAR,),
    )


def test_what_a_school_returned_itself_comes_before_the_bureaus_history(years):
    assert "students-cohort-follows" not in {one.rule for one in years.issues[key(1)]}


def test_a_change_names_both_years_in_plain_words(years):
    by_rule = {issue.rule: issue for issue in years.issues[key(1)]}

    assert "上年是“小学教学点”，今年是“小学”" in by_rule["school-changed-since-last-year"].message
    books = by_rule["conditions-equipment-changed"]
    assert books.found == "上年10000，现填15499"
    assert books.severity is Severity.WARNING


def test_only_the_gates_that_are_asked_have_outcomes(years):
    assert len(years.outcomes[key(1)]) == 9
    assert set(years.issues) == {key(1)}


def _refused(cell: str) -> Issue:
    return Issue(key(1), "学生变动", cell, "reading-number", Severity.CRITICAL, "不是数字")


def test_a_cell_that_was_not_understood_stops_its_row_and_names_its_item():
    roster, values = a_county({school(1): ("primary", "junior")})
    tables = values[school(1), "school_return"]
    tables["changes"][0]["start"] = None
    tables["changes"][1]["resumed"] = 7
    found = checked(returns_of(roster, values), {key(1)}, [_refused("B4")], gates=OF_ONE)
    issues = {issue.rule: issue for issue in found.issues[key(1)]}

    assert issues["reading-number"].item == "changes.start.primary"
    assert issues["reading-number"].found == "空白"
    assert issues["changes-balance"].cell == "N5"
    assert "changes-filled" not in issues
