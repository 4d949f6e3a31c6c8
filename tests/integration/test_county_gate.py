"""What shows only over all schools of a county: each rule broken once, and what it may not say."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from tasks import catalogue
from tasks.model import BUREAU, Issue, Severity, Verdict
from tasks.validation.book import rules_of
from tasks.validation.gate import Gate
from tasks.validation.gates import Checked, not_compared, tables_compared
from tests.builders import COUNTY, EDITION, returns_of
from tests.builders.checks import checked, references, suites
from tests.builders.returns import (
    Tables,
    a_county_return,
    a_fitness_return,
    a_roster_row,
    a_school_return,
)

FIRST, SECOND, THIRD = (f"2113999{number:03d}" for number in (1, 2, 3))
FEW = {"primary_1": {"male": 2, "female": 1}}
SHARED = "secret-of-a-pupil"
LIMITS = {
    "county-staff-primary-covers-schools": ("county", "staff_primary", 60),
    "county-staff-junior-covers-schools": ("county", "staff_junior", 25),
    "quality-disabled-cover-schools": ("quality", "disabled_enrolled", 15),
    "quality-training-funds-cover-schools": ("quality", "training_funds_yuan", 79950),
    "quality-public-funds-cover-schools": ("quality", "public_funds_budget_yuan", 1230000),
}
"""The least the county may fill in beside a primary and a nine-year school."""


def key(owner: str, form: str = "fitness_return") -> str:
    return f"{EDITION}/{COUNTY}/{owner}/{form}/1"


def pupils_of(school: str, **shared: str) -> Tables:
    """Return the fitness rows of three pupils of a school, of whom some are known elsewhere."""
    tables = a_fitness_return(pupils=FEW)
    for number, row in enumerate(tables["fitness"]):
        row["pupil"] = shared.get(f"at_{number}", f"{school}-{row['pupil']}")
    return tables


def compared(values: dict[tuple[str, str], Tables], **more: Any) -> Checked:
    schools = sorted({owner for owner, _ in values} - {BUREAU})
    roster = [a_roster_row(*_levels(values, school), code=school) for school in schools]
    return checked(returns_of(roster, values), gates=(Gate.COUNTY,), **more)


def _levels(values: dict[tuple[str, str], Tables], school: str) -> tuple[str, ...]:
    tables = values.get((school, "school_return"))
    return ("primary", "junior") if tables and len(tables["classes"]) > 12 else ("primary",)


def two_schools(**county: Any) -> dict[tuple[str, str], Tables]:
    return {
        (FIRST, "school_return"): a_school_return(code=FIRST),
        (SECOND, "school_return"): a_school_return("primary", "junior", code=SECOND),
        (BUREAU, "county_return"): a_county_return(**county),
    }


def two_with_transfers(into: int, out_of: int) -> dict[tuple[str, str], Tables]:
    values = two_schools()
    values[FIRST, "school_return"]["changes"][0] |= {
        "transferred_in": into, "transferred_out": out_of,
    }  # fmt: skip
    return values


def names(found: Checked, submission: str) -> list[str]:
    return [issue.rule for issue in found.issues[submission]]


@cache
def shared_pupil() -> Checked:
    """Return the comparison of three schools of which two have a pupil in common."""
    values = {
        (FIRST, "fitness_return"): pupils_of(FIRST, at_1=SHARED),
        (SECOND, "fitness_return"): pupils_of(SECOND, at_2=SHARED),
        (THIRD, "fitness_return"): pupils_of(THIRD),
    }
    return compared(values)


def test_the_schools_of_one_pupil_name_each_others_cell():
    (first,), (second,) = (shared_pupil().issues[key(owner)] for owner in (FIRST, SECOND))

    assert (first.cell, second.cell) == ("D3", "D4")
    assert "某县第002小学报送的“体质健康测试”表D4" in first.message
    assert "某县第001小学报送的“体质健康测试”表D3" in second.message
    assert "表第3行" not in first.message
    assert shared_pupil().issues[key(THIRD)] == ()


def test_a_pupil_in_two_schools_stays_a_pseudonym_in_the_item_alone():
    (issue,) = shared_pupil().issues[key(FIRST)]

    assert issue.item == f"fitness.pupil.{SHARED}"
    assert SHARED not in f"{issue.message}{issue.found}{issue.expected}{issue.guidance}"


def test_the_same_pupil_twice_in_one_school_is_no_matter_of_the_county():
    found = compared({
        (FIRST, "fitness_return"): pupils_of(FIRST, at_0=SHARED, at_1=SHARED),
        (SECOND, "fitness_return"): pupils_of(SECOND),
    })  # fmt: skip

    assert found.issues[key(FIRST)] == ()


def test_what_a_school_must_correct_first_is_not_told_of_the_other():
    found = compared({
        (FIRST, "fitness_return"): pupils_of(FIRST, at_0=SHARED, at_1=SHARED),
        (SECOND, "fitness_return"): pupils_of(SECOND, at_0=SHARED),
    })  # fmt: skip
    (outcome,) = found.outcomes[key(FIRST)]

    assert found.issues[key(FIRST)] == ()
    assert outcome.verdict is Verdict.NOT_CHECKED
    assert "须先改正" in outcome.reason


@cache
def filled_in(less: int) -> dict[str, list[Issue]]:
    """Return, by rule, what is found if the county has so much less than its schools."""
    county: dict[str, dict[str, int]] = {}
    for table, column, least in LIMITS.values():
        county.setdefault(table, {})[column] = least - less
    found: dict[str, list[Issue]] = {}
    for issue in compared(two_schools(**county)).issues[key(BUREAU, "county_return")]:
        found.setdefault(issue.rule, []).append(issue)
    return found


def test_twins_are_told_although_a_third_school_has_something_to_correct():
    values = {
        (FIRST, "fitness_return"): pupils_of(FIRST, at_1=SHARED),
        (SECOND, "fitness_return"): pupils_of(SECOND, at_2=SHARED),
        (THIRD, "fitness_return"): pupils_of(THIRD, at_0=THIRD, at_1=THIRD),
    }
    unread = Issue(
        key(THIRD), "体质健康测试", "D4", "reading-pupil-number", Severity.CRITICAL, "读不出"
    )
    found = compared(values, staging_issues=[unread])

    assert names(found, key(FIRST)) == names(found, key(SECOND)) == ["fitness-pupil-elsewhere"]
    assert found.outcomes[key(THIRD)][0].verdict is Verdict.NOT_CHECKED


@pytest.mark.parametrize("rule", sorted(LIMITS))
def test_the_county_has_no_less_than_its_schools_together(rule):
    table, column, least = LIMITS[rule]
    (issue,) = filled_in(1)[rule]

    assert filled_in(0) == {}
    assert issue.found == f"{least - 1}，各校合计{least}"
    assert issue.item == f"{table}.{column}"


@pytest.mark.parametrize(
    ("into", "out_of", "wrong"), [(323, 223, True), (322, 223, False), (560, 660, False)]
)
def test_transfers_into_and_out_of_schools_are_about_as_many(into, out_of, wrong):
    found = compared(two_with_transfers(into, out_of))

    assert ("county-transfers-balance" in names(found, key(BUREAU, "county_return"))) == wrong


def test_every_rule_over_all_schools_is_broken_here():
    known = {rule.name for rule in rules_of(suites(), references()) if rule.gate is Gate.COUNTY}

    assert known == {*LIMITS, "county-transfers-balance", "fitness-pupil-elsewhere"}


def test_while_schools_are_missing_nothing_is_called_met():
    owed = [(school, form) for school in (FIRST, SECOND, THIRD) for form in
            ("school_return", "fitness_return")]  # fmt: skip
    values = two_with_transfers(500, 3) | {
        (FIRST, "fitness_return"): pupils_of(FIRST, at_1=SHARED),
        (SECOND, "fitness_return"): pupils_of(SECOND, at_1=SHARED),
    }
    found = compared(values, owed=owed)
    bureau = {one.rule: one for one in found.outcomes[key(BUREAU, "county_return")]}

    assert names(found, key(FIRST)) == ["fitness-pupil-elsewhere"]
    assert {one.verdict for one in bureau.values()} == {Verdict.NOT_CHECKED}
    assert "还有1所学校没有报送" in bureau["county-transfers-balance"].reason
    assert names(found, key(BUREAU, "county_return")) == []


def test_a_sum_of_cells_that_must_be_corrected_is_not_held_against_the_county():
    values = two_schools(county={"staff_primary": 1})
    values[FIRST, "school_return"]["teachers"][0]["full_time_teachers"] = -30
    found = compared(values)
    outcomes = {one.rule: one for one in found.outcomes[key(BUREAU, "county_return")]}

    assert names(found, key(BUREAU, "county_return")) == []
    assert "须先改正" in outcomes["county-staff-primary-covers-schools"].reason


def test_without_schools_there_is_nothing_to_compare():
    found = compared({(BUREAU, "county_return"): a_county_return()})

    assert {one.verdict for one in found.outcomes[key(BUREAU, "county_return")]} == {
        Verdict.NOT_CHECKED
    }


def test_a_submission_that_was_not_compared_says_so_for_each_rule():
    layouts = catalogue.layouts(EDITION)

    def waiting(form: str) -> dict[str, str]:
        whole = key(FIRST, form)
        told = not_compared([whole], suites(), layouts=layouts, references=references())
        found = told[whole]
        return {one.rule: one.reason for one in found}

    assert set(waiting("fitness_return")) == {"fitness-pupil-elsewhere"}
    assert "尚未与全县其他学校" in waiting("fitness_return")["fitness-pupil-elsewhere"]
    assert len(waiting("county_return")) == len(LIMITS) + 1
    assert waiting("school_return") == {}


def test_the_comparison_looks_at_these_tables():
    looked_at = {"fitness", "county", "quality", "teachers", "changes", "students", "funds"}

    assert tables_compared(suites(), references()) == looked_at


def test_issues_of_staging_are_told_by_the_check_alone():
    issue = Issue(key(FIRST), "体质健康测试", "J2", "reading-number", Severity.CRITICAL, "")
    found = compared({(FIRST, "fitness_return"): pupils_of(FIRST)}, staging_issues=[issue])

    assert found.issues[key(FIRST)] == ()
