"""The school's fitness report: numbers and rates by grade and sex, never a pupil."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tasks.dossiers.school.fitness import school_fitness
from tasks.dossiers.word.reading import numbers, plain_text
from tests.approval import assert_approved
from tests.builders.dossiers import (
    LEVELS,
    MISSING,
    NINE_YEAR,
    PRIMARY,
    SPECIAL,
    TWELVE_YEAR,
    a_full_county,
    a_view,
    findings_of,
    some_findings,
)
from tests.printed_numbers import loose_numbers, said_by, untrue_numbers

KINDS = {NINE_YEAR: "nine_year", TWELVE_YEAR: "missing_fitness", SPECIAL: "not_owed"}


@cache
def report_of(code):
    return made(code)


def made(code, **changes):
    view = a_view(**changes)
    return school_fitness(view, next(school for school in view.schools if school.code == code))


def with_pupils_of_first_grade(kept):
    """Return findings in which only so many pupils of the first grade were tested."""
    values = a_full_county()
    tables = {**values[PRIMARY, "fitness_return"]}
    first = [row for row in tables["fitness"] if row["grade"] == "primary_1"]
    others = [row for row in tables["fitness"] if row["grade"] != "primary_1"]
    tables["fitness"] = [*first[:kept], *others]
    return findings_of({**values, (PRIMARY, "fitness_return"): tables})


@pytest.mark.parametrize("code", KINDS, ids=KINDS.values())
def test_the_text_is_as_approved(code):
    assert_approved(f"school_fitness_{KINDS[code]}", plain_text(report_of(code)))


@pytest.mark.parametrize("code", LEVELS)
def test_every_number_is_its_fact_and_none_stands_alone(code):
    assert untrue_numbers(report_of(code), some_findings()) == []
    assert loose_numbers(report_of(code), said_by(some_findings())) == []


def test_it_is_marked_as_not_public_and_names_no_pupil():
    for code in LEVELS:
        text = plain_text(report_of(code))
        assert "内部资料，限本校和主管部门使用，不得公开" in text
        assert "p-primary" not in text


@pytest.mark.parametrize("code", [MISSING, TWELVE_YEAR])
def test_without_usable_data_it_says_why_and_holds_no_number(code):
    assert "没有可以汇总的体质健康数据" in plain_text(report_of(code))
    assert {fact.rpartition(".")[2] for fact, _ in numbers(report_of(code))} == {"name"}


def test_a_school_that_owes_no_data_is_told_so():
    assert "本校不报送体质健康数据" in plain_text(report_of(SPECIAL))


@pytest.mark.parametrize(("kept", "is_shown"), [(9, False), (10, True)])
def test_rates_of_few_pupils_are_left_out_but_not_their_number(kept, is_shown):
    docx = made(PRIMARY, findings=with_pupils_of_first_grade(kept))
    facts = dict(numbers(docx))
    grade = f"s.{PRIMARY}.fitness.primary_1"

    assert facts[f"{grade}.scored"] == str(kept)
    assert (f"{grade}.pass_percent" in facts) == is_shown
    assert ("少于10人的组只列人数" in plain_text(docx)) != is_shown


def test_rates_stand_by_grade_and_by_sex_with_a_chart_of_each():
    text = plain_text(report_of(NINE_YEAR))

    assert len(re.findall("〔图〕", text)) == 2
    assert "九年级 | 90 |" in text
    assert "\n男 | 384 |" in text
    assert "\n女 | 366 |" in text
