"""The second engine gives the points of a scheme by itself, and an error in it is seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from tasks.model import BUREAU, Fact
from tasks.witness import scheme, scheme_rules
from tasks.witness.agreement import compare
from tests.builders.county import a_small_county
from tests.builders.witness import a_tested_county, evaluated, witnessed

COUNTY_RETURN = (BUREAU, "county_return")
SCORED = [("balance_2012", "points_example"), ("strong_county_example", "")]


def a_county() -> tuple[list[dict[str, Any]], dict[Any, Any]]:
    """Return a county to which nothing is missing but what a test takes away."""
    return a_small_county("primary", "junior")


def changed(table: str, **fields: Any) -> tuple[list[dict[str, Any]], dict[Any, Any]]:
    """Return a county whose own return says something else in one of its tables."""
    roster, values = a_county()
    values[COUNTY_RETURN][table][0].update(fields)
    return roster, values


def with_funds(*changes: Mapping[str, Any]) -> tuple[list[dict[str, Any]], dict[Any, Any]]:
    """Return a county whose lines of funds are changed one by one; the rest is left out."""
    roster, values = a_county()
    lines = values[COUNTY_RETURN]["three_year_funds"]
    values[COUNTY_RETURN]["three_year_funds"] = [
        {**line, **change} for line, change in zip(lines, changes, strict=False)
    ]
    return roster, values


def with_scores(*lines: Mapping[str, Any]) -> tuple[list[dict[str, Any]], dict[Any, Any]]:
    """Return a county whose score sheet has these lines."""
    roster, values = a_county()
    values[BUREAU, "scores_return"] = {"scores": [dict(line) for line in lines]}
    return roster, values


CASES: Mapping[str, Callable[[], tuple[list[dict[str, Any]], dict[Any, Any]]]] = {
    "everything": a_county,
    "no answer": lambda: changed("government", funds_separate_line=None),
    "wrong answers": lambda: changed("vetoes", illegal_school_choice="yes"),
    "nobody to enrol": lambda: changed("quality", disabled_children=0, disabled_enrolled=0),
    "half a step short": lambda: changed("government", rural_transfer_share_percent=48.5),
    "whole steps short": lambda: changed("government", rural_transfer_share_percent=48),
    "far below": lambda: changed("quality", disabled_enrolled=1),
    "a rate unknown": lambda: changed("quality", disabled_enrolled=None),
    "paid less": lambda: changed("guarantee", teacher_pay_yuan=1000),
    "pay of others unknown": lambda: changed("guarantee", civil_servant_pay_yuan=None),
    "only good": lambda: changed("quality", moral_education="good"),
    "only a pass": lambda: changed("quality", moral_education="pass"),
    "shrinking": lambda: with_funds({}, {"pay_per_teacher_yuan": 1}, {}, {}),
    "no growth": lambda: with_funds(*[{"education_spending_qian_yuan": 5}] * 4),
    "nothing before": lambda: with_funds({"local_revenue_qian_yuan": 0}, {}, {}, {}),
    "a blank year": lambda: with_funds({}, {}, {"public_per_junior_pupil_yuan": None}, {}),
    "too few years": lambda: with_funds({}, {}, {}),
    "a gap of years": lambda: with_funds({"year": 2019}, {}, {}, {}),
    "judged": lambda: with_scores({"item": "C3", "self_score": 2.5, "re_score": 2}),
    "judged too high": lambda: with_scores({"item": "C3", "self_score": 2, "re_score": 9}),
    "judged twice": lambda: with_scores(
        {"item": "C3", "self_score": 1}, {"item": "C3", "self_score": 3}
    ),
    "scored by itself": lambda: with_scores(
        {"item": "W1", "self_score": 4.25}, {"item": "C18", "provincial_score": 6}
    ),
}
"""Counties that differ in what a rule looks at."""


@cache
def facts_of(name: str, regime: str, province: str) -> Mapping[str, Fact]:
    """Return what the main engine finds in one of the cases."""
    return evaluated(*CASES[name](), regime=regime, province=province).facts


@pytest.mark.parametrize(("regime", "province"), SCORED)
@pytest.mark.parametrize("name", CASES)
def test_the_points_are_what_the_main_engine_gives(name, regime, province):
    facts = facts_of(name, regime, province)
    numbers = witnessed(*CASES[name](), regime=regime, province=province)

    assert compare(facts, numbers) == []
    assert any(each.endswith(".score") for each in numbers)


def points_of(county: Any, *items: str, regime: str = "strong_county_example") -> list[Any]:
    numbers = witnessed(*county, regime=regime)
    return [numbers[f"county.{item}.score"] for item in items]


def test_the_cases_differ_where_they_should():
    whole = points_of(a_county(), "C6", "C12", "C15", "C4")

    assert points_of(CASES["paid less"](), "C6") == [0] != whole[:1]
    assert points_of(CASES["far below"](), "C12") == [0]
    assert points_of(CASES["only a pass"](), "C15") == [0]
    assert points_of(CASES["no growth"](), "C4") == [0]
    assert points_of(CASES["too few years"](), "C4") == [None]
    assert points_of(CASES["judged"](), "C3") == [2]
    assert points_of(CASES["judged twice"](), "C3") == [1]
    assert points_of(CASES["judged too high"](), "C3") == [None]


def test_a_return_still_to_come_leaves_the_points_open_in_both():
    roster, values, owed = a_tested_county(2)
    facts = evaluated(roster, values, owed=owed, regime="strong_county_example").facts
    numbers = witnessed(roster, values, owed=owed, regime="strong_county_example")

    assert compare(facts, numbers) == []
    assert numbers["county.C17.score"] is None
    assert numbers["county.scheme.least_score"] < numbers["county.scheme.most_score"]


MUTANTS: Mapping[str, tuple[Any, str, Any, str, str]] = {
    "a step more or less": (
        scheme_rules, "STEPS", dict.fromkeys(scheme_rules.STEPS, lambda steps: steps),
        "half a step short", "county.W8.score",
    ),
    "growth of nothing": (
        scheme_rules, "PERCENT", 99, "everything", "county.W6.pay.growth.2022",
    ),
    "the wrong body": (scheme, "BODIES", ("re_score", "self_score", "provincial_score"),
                       "judged", "county.C3.score"),
    "nothing is nothing": (scheme, "NOTHING", Fraction(1), "far below", "county.W3.score"),
}  # fmt: skip
"""A rule of the witness that is wrong, a county that shows it, and the number it is seen in."""


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_rule_of_the_witness_is_found(monkeypatch, name):
    module, attribute, value, case, fact = MUTANTS[name]
    given = ("balance_2012", "points_example")
    regime, province = ("strong_county_example", "") if ".C" in fact else given
    facts = facts_of(case, regime, province)
    monkeypatch.setattr(module, attribute, value)

    numbers = witnessed(*CASES[case](), regime=regime, province=province)

    assert fact in {each.fact for each in compare(facts, numbers)}


@pytest.mark.parametrize(
    ("path", "value", "fact"),
    [
        ("tasks.indicators.scoring.ZERO", -1, "county.government.least_score"),
        ("tasks.indicators.scoring_growth.GROWN", "grown", "county.W6.pay.growth.2022"),
    ],
)
def test_a_wrong_rule_of_the_main_engine_is_found(monkeypatch, path, value, fact):
    county = CASES["no answer"]()
    given = {"regime": "balance_2012", "province": "points_example"}
    monkeypatch.setattr(path, value)

    facts = evaluated(*county, **given).facts

    assert fact in {each.fact for each in compare(facts, witnessed(*county, **given))}
