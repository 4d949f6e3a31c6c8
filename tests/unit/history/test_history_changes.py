"""What changed since last year, with schools matched through their history."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tasks.history.changes import changes_between, kinds_of, large
from tests.builders.history import a_change, findings, lineage, rules, rules_of


def between(before, after, *rows, schools=("A", "B"), schools_before=("A", "B"), seen=None):
    told, _ = lineage(*rows, seen=seen or dict.fromkeys(schools_before, 2024), roster=schools)
    return changes_between(
        findings({code: {} for code in schools_before}, season=2024, numbers=before),
        findings({code: {} for code in schools}, numbers=after),
        told,
        rules(),
    )


def test_absolute_and_relative_change_of_an_indicator():
    found = between({"s.A.junior.L4": "5.00"}, {"s.A.junior.L4": "5.50"})

    change = found.changes[0]
    assert (change.kind, change.fact, change.fact_before) == (
        "school_indicator", "s.A.junior.L4", "s.A.junior.L4",
    )  # fmt: skip
    assert (change.absolute, change.relative_percent, change.large) == (Decimal("0.50"), 10, False)
    assert found.queries == ()


CASES = {
    "standard": ("standard.junior.L4", "5.8", "5.9", "5.8"),
    "school_students": ("s.A.junior.students", 200, 231, 230),
    "school_teachers": ("s.A.junior.full_time_teachers", 20, 26, 25),
    "premises": ("s.A.teaching_area_m2", 3000, 3301, 3300),
    "equipment": ("s.A.computers", 100, 131, 130),
    "school_indicator": ("s.A.junior.L4", 10, "13.1", 13),
    "school_retention": ("s.A.junior.retention_percent", 95, "98.1", 98),
    "school_fitness": ("s.A.fitness.pass_percent", 80, "90.1", 90),
    "school_share": ("s.A.rotated_percent", 10, "30.1", 30),
    "county_coefficient": ("county.junior.L4.cv", "0.40", "0.451", "0.45"),
    "county_mean": ("county.junior.L4.mean", 10, "11.51", "11.5"),
    "county_share": ("county.G11.percent", 12, "17.1", 17),
    "county_score": ("county.government.score", 90, "93.1", 93),
}


def test_every_kind_of_change_is_tried():
    assert list(CASES) == [kind.name for kind in kinds_of(rules())]


@pytest.mark.parametrize("kind", CASES)
def test_a_large_change_is_asked_about_and_one_at_the_limit_is_not(kind):
    fact, before, beyond, at_limit = CASES[kind]

    asked = between({fact: before}, {fact: beyond})
    assert rules_of(asked.queries) == [f"change-{kind}"]
    assert asked.queries[0].facts == (fact,)
    assert "{" not in asked.queries[0].message
    assert large(asked.changes) == asked.changes
    assert between({fact: before}, {fact: at_limit}).queries == ()


@pytest.mark.parametrize("kind", CASES)
def test_a_kind_says_why_it_asks_and_that_the_limit_is_ours(kind):
    entry = next(each for each in rules().at("changes") if each["kind"] == kind)

    assert entry["reason"]
    assert (entry["source"], entry["confirmed"]) == ("project", False)


def test_both_limits_must_be_exceeded():
    assert between({"s.A.junior.students": 20}, {"s.A.junior.students": 40}).queries == ()
    assert between({"s.A.junior.students": 900}, {"s.A.junior.students": 950}).queries == ()


def test_a_change_from_zero_has_no_percentage_and_is_asked_about():
    found = between({"s.A.junior.L2": 0}, {"s.A.junior.L2": "1.2"})

    assert found.changes[0].relative_percent is None
    assert rules_of(found.queries) == ["change-school_indicator"]
    assert rules().say("changes.from_zero") in found.queries[0].message


def test_zero_that_stays_zero_is_not_asked_about():
    assert between({"s.A.junior.L2": 0}, {"s.A.junior.L2": 0}).queries == ()


def test_a_fall_is_written_with_its_sign():
    found = between({"county.G11.percent": "15.0"}, {"county.G11.percent": "9.5"})

    assert "−5.5" in found.queries[0].message


def test_a_renamed_school_is_the_same_school():
    found = between(
        {"s.A.junior.L4": 10}, {"s.C.junior.L4": 20}, a_change(2025, "renamed", "A", "C"),
        schools=("B", "C"),
    )  # fmt: skip

    assert found.changes[0].fact_before == "s.A.junior.L4"
    assert [query.subject for query in found.queries] == ["C"]
    assert (found.new, found.vanished, found.reshaped) == ((), (), {})


def test_a_merged_school_is_not_compared():
    found = between(
        {"s.A.junior.L4": 10, "s.B.junior.L4": 10}, {"s.B.junior.L4": 20},
        a_change(2025, "merged", "A", "B"), schools=("B",), seen={"A": 2020, "B": 2020},
    )  # fmt: skip

    assert found.changes == ()
    assert found.reshaped == {"B": ("A", "B")}
    assert found.vanished == ("A",)


def test_a_split_school_is_not_compared():
    found = between(
        {"s.A.junior.L4": 10}, {"s.A.junior.L4": 20},
        a_change(2025, "split", "A", "A", 60), a_change(2025, "split", "A", "C", 40),
        schools=("A", "B", "C"),
    )  # fmt: skip

    assert found.changes == ()
    assert found.reshaped == {"A": ("A",), "C": ("A",)}
    assert (found.new, found.vanished) == ((), ())


def test_new_and_vanished_schools_are_listed():
    found = between(
        {"s.A.junior.L4": 10}, {"s.D.junior.L4": 10},
        a_change(2025, "opened", "", "D"), a_change(2025, "closed", "A"), schools=("B", "D"),
    )  # fmt: skip

    assert (found.new, found.vanished) == (("D",), ("A",))


def test_a_doubtful_school_is_listed_with_its_reason():
    found = between({}, {}, a_change(2025, "split", "A", "B", 60))

    assert list(found.doubtful) == ["A", "B"]
    assert "60%" in found.doubtful["B"]
    assert found.new == ()


def test_a_number_that_is_missing_in_one_year_has_no_change():
    assert between({"s.A.junior.L4": None}, {"s.A.junior.L4": 10}).changes == ()
    assert between({}, {"s.A.junior.L4": 10}).changes == ()
    assert between({"s.A.built_year": 1998}, {"s.A.built_year": 2020}).changes == ()


def test_the_difference_of_two_percentages_is_in_points():
    before = findings({}, season=2024, numbers={"county.R.percent": "90.0"})
    after = findings({}, numbers={"county.R.percent": "80.0"})
    facts = {name: replace(fact, unit="%") for name, fact in after.facts.items()}

    found = changes_between(before, replace(after, facts=facts), lineage()[0], rules())

    assert "−10.0" + rules().say("changes.points") in found.queries[0].message
