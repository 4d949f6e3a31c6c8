"""The sheet of points gives what the evaluation gives, rule by rule, and shows why."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest

from tasks.indicators.scoring import enter_scored
from tests.builders.check import points_of
from tests.builders.scoring import PART, a_scheme, an_evaluation, gave, scored
from tests.sizes import sample

YEARS = (2021, 2022, 2023, 2024)


def a_funds(*amounts: float | None, name: str = "spending") -> dict[str, Any]:
    """Return facts of a series of years."""
    return {f"funds.{year}.{name}": amount for year, amount in zip(YEARS, amounts, strict=False)}


AT_LEAST = {"kind": "at_least", "fact": "county.share", "limit": 80}
AT_MOST = {"kind": "at_most", "fact": "county.size", "limit": 45, "points_off_per": 1, "unit": 2}
ANSWER = {"kind": "answer", "fact": "county.plan", "expected": "yes", "points_off": 3}
RATIO = {
    "kind": "at_least", "limit": 95, "points_off_per": 1,
    "ratio": {"part": "county.in", "whole": "county.all", "times": 100, "title": "入学率",
              "unit": "%", "places": "percent", "nobody_is_met": True},
}  # fmt: skip
GROWTH = {
    "kind": "growth", "fact": "county.funds.{year}.spending", "increases": 3,
    "points_off_per_year": 2,
}  # fmt: skip
FASTER = GROWTH | {"than": "county.funds.{year}.revenue"}
JUDGED = {"kind": "judged"}
FACTS: dict[str, Any] = {
    "share": 80, "size": 45, "plan": "是", "in": 95, "all": 100,
    **a_funds(100, 101, 102, 103), **a_funds(100, 100, 100, 100, name="revenue"),
}  # fmt: skip

CASES = [
    (AT_LEAST, {}, "10"),
    (AT_LEAST, {"share": 79.9}, "0"),
    (AT_LEAST, {"share": None}, None),
    (AT_LEAST, {"share": (79,)}, None),
    (AT_LEAST | {"may_turn": False}, {"share": (79,)}, "0"),
    (AT_LEAST | {"points_off": 4}, {"share": 79}, "6"),
    (AT_LEAST | {"points_off_per": 1, "unit": 2}, {"share": 77}, "8.5"),
    (AT_LEAST | {"points_off_per": 1, "unit": 2, "steps": "started"}, {"share": 77}, "8"),
    (AT_LEAST | {"points_off_per": 1, "unit": 2, "steps": "completed"}, {"share": 77}, "9"),
    (AT_LEAST | {"points_off_per": 1}, {"share": 20}, "0"),
    (AT_MOST, {"size": 49}, "8"),
    (AT_MOST, {"size": 44}, "10"),
    ({"kind": "at_least", "fact": "county.share", "limit_fact": "county.size"}, {}, "10"),
    ({"kind": "at_least", "fact": "county.size", "limit_fact": "county.share"}, {}, "0"),
    (ANSWER, {}, "10"),
    (ANSWER, {"plan": "否"}, "7"),
    (ANSWER, {"plan": None}, None),
    (RATIO, {}, "10"),
    (RATIO, {"in": 94}, "9"),
    (RATIO, {"in": 0, "all": 0}, "10"),
    (RATIO, {"in": 0, "all": (0,)}, None),
    (GROWTH, {}, "10"),
    (GROWTH, a_funds(100, 99, 98, 98), "6"),
    (GROWTH, a_funds(100, None, 98, 98), None),
    (GROWTH, a_funds(0, 1, 2, 3), None),
    (GROWTH | {"increases": 4}, {}, None),
    (FASTER, {}, "10"),
    (FASTER, a_funds(100, 100, 101, 102), "8"),
    ({"kind": "all_of", "rules": {"first": ANSWER, "second": AT_MOST}},
     {"plan": "否", "size": 47}, "6"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "facts", "points"), CASES)
def test_a_rule_gives_the_points_that_the_evaluation_gives(rule, facts, points):
    scheme = a_scheme(rule)
    evaluation = scored(FACTS | facts, scheme)

    found = points_of(evaluation, scheme)

    assert found["county.C1.score"] == evaluation.value("county.C1.score")
    assert found["county.C1.score"] == (None if points is None else Decimal(points))


@pytest.mark.parametrize(
    ("given", "points"),
    [
        ({}, None),
        ({"self_score": 7}, "7"),
        ({"self_score": 7, "re_score": 6}, "6"),
        ({"self_score": 7, "re_score": 6, "provincial_score": 0}, "0"),
        ({"self_score": 11}, None),
        ({"self_score": -1}, None),
    ],
)
def test_what_the_highest_body_gave_stands(given, points):
    scheme = a_scheme(JUDGED)
    evaluation = scored({}, scheme, C1=gave(**given))

    found = points_of(evaluation, scheme)

    assert found["county.C1.score"] == (None if points is None else Decimal(points))
    assert found["county.A1.self_score"] == evaluation.value("county.A1.self_score")
    assert found[f"county.{PART}.most_score"] == evaluation.value(f"county.{PART}.most_score")


def test_an_open_item_is_worth_nothing_at_least_and_all_its_points_at_most():
    scheme = a_scheme(AT_LEAST, ANSWER)

    found = points_of(scored(FACTS | {"share": None}, scheme), scheme)

    assert [found[f"county.{PART}.{name}"] for name in ("least_score", "score", "most_score")] == [
        5, 5, 10,
    ]  # fmt: skip


def test_a_scheme_without_points_has_none():
    scheme = a_scheme(AT_LEAST, ANSWER)
    for item in scheme["items"]["A1"]["items"].values():
        del item["points"]
    del scheme["items"]["A1"]["points"]

    found = points_of(scored(FACTS, scheme), scheme)

    assert found["county.C1.score"] is None
    assert found[f"county.{PART}.score"] is None
    assert f"county.{PART}.least_score" not in found


def test_growth_and_ratio_are_computed_from_what_was_handed_in():
    scheme = a_scheme(FASTER, RATIO)

    found = points_of(scored(FACTS, scheme), scheme)

    assert found["county.C1.growth.2022"] == 1
    assert found["county.C1.than_growth.2022"] == 0
    assert found["county.C2.ratio"] == 95
    assert "county.funds.2022.spending" not in found


@pytest.mark.parametrize("seed", sample(range(12), 4))
def test_schemes_with_drawn_numbers_give_what_the_evaluation_gives(seed):
    chance = random.Random(seed)
    rules = [rule for rule, _, _ in chance.sample(CASES, 4)]
    facts = {name: _drawn(value, chance) for name, value in FACTS.items()}
    scheme = a_scheme(*rules, JUDGED, steps=chance.choice(["started", "completed"]))
    evaluation = an_evaluation(facts)
    enter_scored(evaluation, PART, scheme, {"C5": gave(self_score=1)})

    found = points_of(evaluation, scheme)

    assert found
    for name, value in found.items():
        expected = evaluation.value(name)
        assert (value is None) == (expected is None), name
        assert value is None or abs(value - expected) < Decimal("1e-9"), name


def _drawn(value: Any, chance: random.Random) -> Any:
    if isinstance(value, str):
        return chance.choice(["是", "否", None])
    number = round(value * chance.choice([0.9, 0.97, 1, 1, 1.02]), 1)
    return chance.choice([number, number, number, number, None, (number,)])
