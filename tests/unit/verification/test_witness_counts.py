"""What hangs on the roster, on answers and on verdicts is counted by the witness itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tasks.model import BUREAU
from tasks.witness import roster_counts, sampling, verdicts
from tasks.witness.agreement import compare
from tests.builders.county import a_small_county, a_varied_county, findings_of
from tests.builders.witness import witnessed

COUNTY_RETURN = (BUREAU, "county_return")
SCHOOL = "2113999001"
Change = Callable[[dict[Any, Any]], None]
ITEMS = ("county.guarantee.items_met", "county.quality.items_met")


def in_county(table: str, **fields: Any) -> Change:
    """Return a change of a record of the county's own return."""
    return lambda values: values[COUNTY_RETURN][table][0].update(fields)


def in_school(table: str, *, row: int = 0, **fields: Any) -> Change:
    """Return a change of a row of a school's return."""
    return lambda values: values[SCHOOL, "school_return"][table][row].update(fields)


def without_rooms(values: dict[Any, Any]) -> None:
    """Take all special rooms away."""
    values[SCHOOL, "school_return"]["special_rooms"] = []


def small_and_poor(values: dict[Any, Any]) -> None:
    """Leave a school a few pupils, and the funds of as many."""
    tables = values[SCHOOL, "school_return"]
    tables["students"] = [{**row, "male": 3, "female": 4} for row in tables["students"]]
    tables["funds"][0]["funded_students"] = 63


CHANGES: Mapping[str, Change] = {
    "G1 denied": in_county("guarantee", layout_planned="no"),
    "G2 not answered": in_county("guarantee", four_unifications=None),
    "G3 no rooms": without_rooms,
    "G4 too large": in_school("students", male=2500),
    "G5 too large a class": in_school("classes", students=60),
    "G5 classes unknown": lambda values: values[SCHOOL, "school_return"].update(classes=[]),
    "G6 not funded": small_and_poor,
    "G8 paid less": in_county("guarantee", teacher_pay_yuan=1),
    "G8 not approved": in_county("guarantee", performance_pay_approved="no"),
    "G9 not all trained": in_school("teachers", trained_360h=1),
    "G9 unknown": in_school("teachers", trained_360h=None),
    "G11 nobody rotates": in_school("teachers", rotated=None),
    "G13 far away": in_county("guarantee", nearby_primary_percent=99.9),
    "G14 too few": in_county("guarantee", good_senior_quota_allotted=1),
    "G15 too few": in_county("guarantee", migrant_in_public=0, migrant_in_bought_places=0),
    "G15 nobody asks": in_county("guarantee", migrant_eligible=0, migrant_in_public=None),
    "G15 a school denies": in_school("declarations", row=9, answer="no"),
    "Q1 left school": in_school("cohorts", row=1, cohort_graduates=1),
    "Q1 too many": in_school("cohorts", row=1, cohort_graduates=9999),
    "Q1 unknown": in_school("cohorts", row=1, cohort_died=None),
    "Q2 nobody": in_county("quality", disabled_children=0, disabled_enrolled=0),
    "Q3 a school denies": in_school("declarations", answer="no"),
    "Q3 a school is silent": in_school("declarations", answer=None),
    "Q4 too little": in_county("quality", training_funds_yuan=1),
    "Q6 only good": in_county("quality", moral_education="good"),
    "Q6 only a pass": in_county("quality", moral_education="pass"),
    "Q9 below": lambda values: values[COUNTY_RETURN]["monitoring"][0].update(level="2"),
    "Q9 uneven": lambda v: v[COUNTY_RETURN]["monitoring"][0].update(between_school_rate=0.15),
    "Q9 unknown": lambda v: v[COUNTY_RETURN]["monitoring"].pop(),
}
"""What becomes of one item of the two sheets."""


def compared(change: Change | None = None, **given: Any) -> tuple[dict[str, Any], list[Any]]:
    """Return the witness of a changed county, and where the main engine gives something else."""
    roster, values = a_small_county("primary", "junior")
    if change:
        change(values)
    numbers = witnessed(roster, values, **given)
    return numbers, compare(findings_of(roster, values, **given).facts, numbers)


@pytest.mark.parametrize("name", CHANGES)
def test_as_many_items_are_met_as_the_main_engine_says(name):
    numbers, differing = compared(CHANGES[name])

    assert differing == []
    assert sum(numbers[item] for item in ITEMS) > 10


def met(change: Change | None = None) -> Any:
    """Return how many items of both sheets a changed county meets."""
    roster, values = a_small_county("primary", "junior")
    if change:
        change(values)
    numbers = witnessed(roster, values)
    return sum(numbers[item] for item in ITEMS)


def test_every_change_costs_an_item_but_where_nothing_is_asked_for():
    whole = met()

    costless = [name for name, change in CHANGES.items() if met(change) == whole]

    assert costless == ["G15 nobody asks", "Q2 nobody", "Q6 only good"]


@pytest.mark.parametrize(
    ("students", "yuan", "is_met"),
    [(2, 16000, True), (2, 15999, False), (0, 0, True), (None, 16000, False), (2, None, False)],
)
def test_the_funds_of_special_education_are_judged_as_by_the_main_engine(students, yuan, is_met):
    roster, values = a_small_county("primary", "junior")
    whole = witnessed(roster, values)[ITEMS[0]]
    roster[0]["school_type"] = "514"
    in_school("funds", special_education_students=students, special_education_funds_yuan=yuan)(
        values
    )

    numbers = witnessed(roster, values)

    assert compare(findings_of(roster, values).facts, numbers) == []
    assert numbers[ITEMS[0]] == (whole if is_met else whole - 1)


@pytest.mark.parametrize(
    "overlay",
    [
        {"regime": {"settings": {"training_funds_scope": {"value": "each_school"}}}},
        {"regime": {"settings": {"special_education_funds": {"value": "special_schools"}}}},
        {"regime": {"settings": {"size_of_merged_sites": {"value": "own"}}}},
        {"regime": {"settings": {"survey_sample": {"value": "1"}}}},
    ],
)
def test_the_counts_follow_the_answers_to_open_questions(overlay):
    assert compared(overlay=overlay)[1] == []


@pytest.mark.parametrize("wan", [None, 1, 39.99, 40, 41.27, 123.4567])
def test_the_sampling_plan_is_that_of_the_main_engine(wan):
    numbers, differing = compared(in_county("county", population_wan=wan))

    assert differing == []
    asked = [value for name, value in numbers.items() if ".R.plan." in name]
    assert wan is None or sum(asked) == 2 * numbers["county.R.plan.total"]


def test_returns_that_are_missing_or_sent_back_are_counted():
    owed = {(SCHOOL, "school_return"), (SCHOOL, "fitness_return")}
    numbers, differing = compared(owed=owed, returned={(BUREAU, "survey_return")})

    assert differing == []
    assert numbers["county.missing_returns"] == 3
    assert numbers["county.missing_returns.fitness_return"] == 1
    assert numbers["county.Q3.schools_disagreeing"] == 0


@pytest.mark.parametrize(
    ("module", "name", "value", "fact"),
    [
        (roster_counts, "KINDS", {**roster_counts.KINDS, "junior": (("junior",), None)},
         "county.schools.junior"),
        (roster_counts, "TEACHING_POINT", "ordinary", "county.primary.schools_teaching_points"),
        (sampling, "PERCENT", 99, "county.R.plan.parent"),
        (verdicts, "MET", dict.fromkeys(verdicts.MET, lambda *_: True), ITEMS[1]),
        (roster_counts.County, "has", lambda *_: True, "county.missing_returns"),
    ],
)  # fmt: skip
def test_a_wrong_count_of_the_witness_is_found(monkeypatch, module, name, value, fact):
    roster, values = a_varied_county()
    CHANGES["Q3 a school denies"](values)
    owed = {(BUREAU, "survey_return")}
    facts = findings_of(roster, values, owed=owed).facts
    monkeypatch.setattr(module, name, value)

    differing = compare(facts, witnessed(roster, values, owed=owed))

    assert fact in {each.fact for each in differing}


def test_a_wrong_verdict_of_the_main_engine_is_found(monkeypatch):
    monkeypatch.setattr("tasks.indicators.guarantee.below", lambda *_: "")
    monkeypatch.setattr("tasks.indicators.county_items.answered", lambda *_: True)

    _, differing = compared(CHANGES["G1 denied"])

    assert [each.fact for each in differing] == ["county.guarantee.items_met"]


def test_a_small_school_is_not_passed_over_where_its_pupils_are_unknown():
    roster, values = a_varied_county()
    in_school("students", male=None)(values)

    numbers = witnessed(roster, values)

    assert numbers["county.guarantee.items_met"] < witnessed(*a_varied_county())[ITEMS[0]]
