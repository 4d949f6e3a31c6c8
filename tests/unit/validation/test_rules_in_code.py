"""Rules in code at their edges, where one broken return a rule does not reach."""

from __future__ import annotations

from typing import Any

import pytest

from tasks import catalogue
from tasks.model import BUREAU
from tasks.validation.batch import Batch, batch_of
from tasks.validation.rules import CHECKS
from tests.builders import EDITION, returns_of
from tests.builders.returns import (
    CLOSED,
    SCHOOL,
    a_county,
    a_history_return,
    a_relief,
    a_roster_row,
    a_school_return,
)

FORMULAS = catalogue.standard("quality_2017", "quality.Q1.formulas")


def a_batch(form: str, tables: Any, owner: str = BUREAU) -> Batch:
    returns = returns_of([a_roster_row()], {(owner, form): tables})
    return batch_of(returns, catalogue.layouts(EDITION), catalogue.code_lists())


@pytest.mark.parametrize(("chosen", "percent"), [("national", 110.0), ("capped", 98.91)])
def test_retention_is_computed_by_the_formula_in_force(chosen, percent):
    cohort = {"cohort_intake": 100, "cohort_graduates": 91, "cohort_died": 10}
    moves = {"cohort_transferred_in": 2, "cohort_transferred_out": 10}
    tables = a_school_return(cohorts={"primary": cohort | moves})
    given = {"minimum": 99, "maximum": 100, "formulas": FORMULAS, "chosen": chosen}

    found = CHECKS["retention-between"](a_batch("school_return", tables, SCHOOL), given)

    assert found["found"].tolist() == [percent]
    assert found["formula"].tolist() == [FORMULAS[chosen]["formula"]]


def test_a_formula_that_caps_still_shows_more_than_all():
    tables = a_school_return(cohorts={"primary": {"cohort_graduates": 90}})
    given = {"maximum": 100, "formulas": FORMULAS, "chosen": "capped"}

    found = CHECKS["retention-between"](a_batch("school_return", tables, SCHOOL), given)

    assert found["found"].tolist() == [112.5]


def test_a_school_that_was_merged_away_is_known_by_its_succession():
    batch = a_batch("history_return", a_history_return())
    given = {"table": "history_students", "columns": ["school_code"]}

    unknown = CHECKS["school-known"](batch, given)
    known = CHECKS["school-known"](batch, {**given, "also": {"successions": ["old_code"]}})

    assert set(unknown["found"]) == {CLOSED["code"]}
    assert known.empty


@pytest.mark.parametrize(
    ("shares", "sums"), [((60.0, 40.0), []), ((33.33, 66.66), [99.99]), ((60.0, None), [])]
)
def test_the_parts_of_a_split_school_are_the_whole(shares, sums):
    split = {"year": 2022, "change": "split", "old_code": "1", "new_code": "2"}
    tables = a_history_return(successions=[split | {"share_percent": share} for share in shares])
    given = {"table": "successions", "column": "share_percent", "change": "split"}

    found = CHECKS["shares-are-whole"](a_batch("history_return", tables), given)

    assert found["found"].tolist() == sums


@pytest.mark.parametrize(
    ("deadline", "wrong"),
    [("2024-12-31", True), ("2025-01-01", False), ("2029-12-31", False), (None, False)],
)
def test_years_are_counted_from_the_season(deadline, wrong):
    batch = a_batch("county_return", {"reliefs": [a_relief(deadline=deadline)]})
    given = {"table": "reliefs", "column": "deadline", "earliest": 0, "latest": 4}

    assert (len(CHECKS["year-within"](batch, given)) == 1) == wrong


@pytest.mark.parametrize(
    ("school", "level", "wrong"),
    [(SCHOOL, "primary", False), (SCHOOL, "junior", True), (SCHOOL, None, False),
     ("2113999777", "junior", False)],
)  # fmt: skip
def test_a_relief_is_for_a_level_the_school_teaches(school, level, wrong):
    batch = a_batch("county_return", {"reliefs": [a_relief(school_code=school, level=level)]})
    given = {"table": "reliefs", "column": "level"}

    assert (len(CHECKS["level-of-school"](batch, given)) == 1) == wrong


@pytest.mark.parametrize(
    "form", ["county_return", "history_return", "plan_return", "scores_return"]
)
def test_rules_on_lists_bear_empty_ones(form):
    roster, values = a_county({SCHOOL: ("primary",)})
    tables = {table: [] for table in values[BUREAU, form]}
    batch = batch_of(
        returns_of(roster, {(BUREAU, form): tables}),
        catalogue.layouts(EDITION),
        catalogue.code_lists(),
    )
    for suite in catalogue.suites(EDITION).values():
        for entry in suite.get("expectations", []):
            if entry.get("check") in ("school-known", "year-within", "any-filled",
                                      "shares-are-whole", "level-of-school"):  # fmt: skip
                assert CHECKS[entry["check"]](batch, entry["with"]).empty
