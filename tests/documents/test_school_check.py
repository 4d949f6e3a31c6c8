"""The school's self-check report: worded by the results, silent where only people can write."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from tasks.dossiers.school.check import school_check
from tasks.dossiers.word.reading import numbers, plain_text
from tests.approval import assert_approved
from tests.builders.dossiers import (
    APPROVAL,
    LEVELS,
    LONG_NAME,
    MISSING,
    NINE_YEAR,
    POINT,
    PRIMARY,
    RETURNED,
    SPECIAL,
    TWELVE_YEAR,
    a_full_county,
    a_view,
    findings_of,
    some_findings,
)
from tests.printed_numbers import loose_numbers, said_by, untrue_numbers

KINDS = {PRIMARY: "primary", NINE_YEAR: "nine_year", MISSING: "missing_return"}
BACKBONE = f"s.{PRIMARY}.primary.L2"


@cache
def check_of(code):
    return made(code)


def made(code, **changes):
    view = a_view(**changes)
    return school_check(view, next(school for school in view.schools if school.code == code))


def with_backbone(teachers):
    """Return findings in which a school has so many backbone teachers at its primary level."""
    values = a_full_county()
    tables = {**values[NINE_YEAR, "school_return"]}
    tables["teachers"] = [
        {**row, "backbone": teachers} if row["level"] == "primary" else row
        for row in tables["teachers"]
    ]
    return findings_of({**values, (NINE_YEAR, "school_return"): tables})


def line_on_backbone(code, **changes):
    """Return what the report says of backbone teachers at the primary level."""
    lines = plain_text(made(code, **changes)).splitlines()
    return next(line for line in lines if "县级以上骨干教师数（" in line)


def last_year(**values):
    """Return last year's facts: those of this year, some with other values."""
    facts = some_findings().facts
    changed = {
        fact: replace(facts[fact], value=Decimal(value), printed=value)
        for fact, value in values.items()
    }
    return {**facts, **changed}


@pytest.mark.parametrize("code", KINDS, ids=KINDS.values())
def test_the_text_is_as_approved(code):
    assert_approved(f"school_check_{KINDS[code]}", plain_text(check_of(code)))


@pytest.mark.parametrize("code", LEVELS)
def test_every_number_is_its_fact_and_none_stands_alone(code):
    view = a_view()
    declared = [row["title"] for row in view.codes["declarations"].rows.values()]
    regime = view.standards["regime"]
    papers = [str(regime[name]) for name in ("document", "number", "procedure")]
    said = [*said_by(some_findings()), *declared, *papers, "2014年修订"]

    assert untrue_numbers(check_of(code), some_findings()) == []
    assert loose_numbers(check_of(code), said) == []


@pytest.mark.parametrize(
    ("backbone", "sentence"),
    [
        (30, "高于标准，有余量。"),
        (5, "达到标准但余量不大"),
        (2, "低于标准，尚缺"),
    ],
)
def test_the_sentence_on_an_indicator_follows_from_its_value(backbone, sentence):
    assert sentence in line_on_backbone(NINE_YEAR, findings=with_backbone(backbone))


def test_what_is_missed_stands_under_problems_with_what_is_short():
    text = plain_text(made(NINE_YEAR, findings=with_backbone(2)))
    problems = text[text.index("九、存在问题") :]

    assert "现为 0.42，标准为≥1人/百名学生，尚缺 3 人" in problems
    assert "没有发现未达标的项目" not in problems


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        ("0.50", "比上年（0.50）有改善。"),
        ("9.00", "比上年（9.00）变差。"),
        ("1.40", "与上年（1.40）持平。"),
    ],
)
def test_an_indicator_is_compared_with_last_year_where_that_is_known(before, sentence):
    earlier = last_year(**{BACKBONE: before})

    assert sentence in line_on_backbone(PRIMARY, last_year=earlier)
    assert "上年（" not in plain_text(check_of(PRIMARY))


def test_last_years_numbers_are_facts_of_their_own():
    docx = made(PRIMARY, last_year=last_year(**{BACKBONE: "0.50"}))

    assert (f"last.{BACKBONE}", "0.50") in numbers(docx)


@pytest.mark.parametrize("code", LEVELS)
def test_what_no_return_carries_is_left_to_the_school(code):
    text = plain_text(check_of(code))

    for row in (
        "自查领导小组（组长、副组长、成员）",
        "职责分工",
        "日程安排",
        "办学历史",
        "教学和课程",
    ):
        (line,) = [line for line in text.splitlines() if line.startswith(f"{row} |")]
        assert re.fullmatch(r"[ /|]*", line.removeprefix(row))


@pytest.mark.parametrize("code", [MISSING, RETURNED])
def test_a_school_without_a_usable_return_gets_a_report_that_says_so(code):
    docx = check_of(code)

    assert "本报告没有可用的学校数据，不作估计" in plain_text(docx)
    assert "没有发现未达标的项目" not in plain_text(docx)
    assert {fact.rpartition(".")[2] for fact, _ in numbers(docx)} <= {"name"}


@pytest.mark.parametrize("code", [POINT, SPECIAL])
def test_a_school_that_is_not_evaluated_is_told_why(code):
    assert "本校不单独参加资源配置指标的评估" in plain_text(check_of(code))


def test_a_name_of_forty_characters_stands_whole():
    assert len(LONG_NAME) >= 40
    assert LONG_NAME in plain_text(check_of(TWELVE_YEAR))


def test_who_approved_is_said_in_the_final_version_only():
    assert APPROVAL["approved_by"] in plain_text(made(PRIMARY, approval=APPROVAL))
    assert "本报告为初稿" in plain_text(check_of(PRIMARY))
