"""Rules that hold a return against last year's, or against all schools, at their edges."""

from __future__ import annotations

from typing import Any

import pytest

from tasks import catalogue
from tasks.model import BUREAU
from tasks.validation.batch import Batch, batch_of
from tasks.validation.rules import CHECKS
from tests.builders import EDITION, returns_of
from tests.builders.last_year import a_year_ago
from tests.builders.returns import (
    SCHOOL,
    Tables,
    a_county_return,
    a_fitness_return,
    a_history_return,
    a_roster_row,
    a_school_return,
)

OTHER = "2113999002"


def a_batch(
    now: Tables, before: Tables | None = None, levels: tuple[str, ...] = ("primary",),
    **more: Tables,
) -> Batch:  # fmt: skip
    """Return this year's return of a school with last year's, and returns of the bureau."""
    roster = [a_roster_row(*levels)]
    values: dict[tuple[str, str], Tables] = {(SCHOOL, "school_return"): now}
    values |= {(BUREAU, form): tables for form, tables in more.items()}
    previous = a_year_ago(roster, {(SCHOOL, "school_return"): before}) if before else None
    return batch_of(
        returns_of(roster, values), catalogue.layouts(EDITION), catalogue.code_lists(), previous
    )


def pupils(grade: str, number: int) -> dict[str, Any]:
    return {"students": {grade: {"male": number, "female": 0}}}


@pytest.mark.parametrize(
    ("before", "now", "wrong"),
    [
        (100, 115, False),
        (100, 116, True),
        (100, 84, True),
        (100, 85, False),
        (40, 47, False),
        (40, 48, True),
        (40, 0, False),
        (0, 80, False),
    ],
)
def test_a_cohort_may_move_within_the_limits(before, now, wrong):
    given = {"column": "total", "at": "male", "maximum_percent": 15, "at_least": 8}
    batch = a_batch(
        a_school_return(**pupils("primary_2", now)), a_school_return(**pupils("primary_1", before))
    )

    found = CHECKS["cohort-follows"](batch, given)
    mine = found[found["row"] == 5]

    assert (len(mine) == 1) == wrong
    assert not wrong or mine["before"].tolist() == [before]


def test_pupils_of_the_first_grades_come_from_nowhere():
    given = {"column": "total", "at": "male", "maximum_percent": 15, "at_least": 8}
    levels = ("primary", "junior")
    batch = a_batch(
        a_school_return(*levels, students={"junior_1": {"male": 300}, "primary_1": {"male": 300}}),
        a_school_return(*levels, students={"primary_6": {"male": 5}, "junior_3": {"male": 5}}),
        levels,
    )

    assert CHECKS["cohort-follows"](batch, given).empty


def test_a_school_nobody_knows_of_last_year_has_no_failure():
    batch = a_batch(a_school_return(**pupils("primary_2", 500)))

    for name in ("cohort-follows", "as-returned", "changed-much", "differs-from-last-year"):
        for entry in rules_of_check(name):
            assert CHECKS[name](batch, entry["with"]).empty


def rules_of_check(name: str) -> list[Any]:
    return [
        entry
        for suite in catalogue.suites(EDITION).values()
        for entry in suite.get("expectations", ())
        if entry.get("check") == name
    ]


def test_the_bureau_is_asked_for_the_year_before_alone():
    history = a_history_return({SCHOOL: ("primary",)})
    for row in history["history_students"]:
        row["students"] = 80 if row["year"] == 2024 else 500
    batch = a_batch(a_school_return(), history_return=history)

    assert set(batch.last_year["students"]["total"]) == {80}
    assert batch.had_last_year(SCHOOL, "students", ("grade", "total"))
    assert not batch.had_last_year(OTHER, "students", ("total",))
    assert not batch.had_last_year(SCHOOL, "students", ("male",))


@pytest.mark.parametrize(
    ("before", "now", "wrong"),
    [(1000, 1300, False), (1000, 1301, True), (1000, 699, True), (0, 500, True), (0, 499, False),
     (1000, 1499, True), (100, 500, False), (None, 500, False), (1000, None, False)],
)  # fmt: skip
def test_a_quantity_must_move_beyond_both_limits(before, now, wrong):
    given = {"table": "conditions", "limits": {"books": {"percent": 30, "change": 300}}}
    if before in (0, 100):
        given["limits"]["books"]["change"] = 500
    batch = a_batch(
        a_school_return(conditions={"books": now}), a_school_return(conditions={"books": before})
    )

    assert (len(CHECKS["changed-much"](batch, given)) == 1) == wrong


def test_what_was_returned_is_held_against_the_same_level():
    given = {"table": "changes", "column": "start", "column_then": "end", "by": "level"}
    levels = ("primary", "junior")
    batch = a_batch(
        a_school_return(*levels), a_school_return(*levels, changes={"junior": {"end": 1}}), levels
    )

    found = CHECKS["as-returned"](batch, given)

    assert (found["row"].tolist(), found["before"].tolist()) == ([5], [1])


def test_a_sum_of_broken_numbers_is_exact():
    given = {"table": "quality", "column": "training_funds_yuan", "other_table": "funds",
             "other_column": "training_funds_yuan"}  # fmt: skip
    roster = [a_roster_row(), a_roster_row(code=OTHER)]
    values = {
        (SCHOOL, "school_return"): a_school_return(funds={"training_funds_yuan": 0.1}),
        (OTHER, "school_return"): a_school_return(code=OTHER, funds={"training_funds_yuan": 0.2}),
        (BUREAU, "county_return"): a_county_return(quality={"training_funds_yuan": 0.3}),
    }
    batch = batch_of(returns_of(roster, values), catalogue.layouts(EDITION), catalogue.code_lists())

    assert CHECKS["county-total"](batch, given).empty


def test_an_attempt_that_does_not_count_is_no_twin():
    few = {"primary_1": {"male": 1}}
    roster = [a_roster_row(), a_roster_row(code=OTHER)]
    returns = returns_of(
        roster,
        {
            (SCHOOL, "fitness_return"): a_fitness_return(pupils=few),
            (OTHER, "fitness_return"): a_fitness_return(pupils=few),
        },
    )
    given = {"table": "fitness", "column": "pupil"}

    def twins() -> int:
        batch = batch_of(returns, catalogue.layouts(EDITION), catalogue.code_lists())
        return len(CHECKS["pupil-elsewhere"](batch, given))

    assert twins() == 2
    again = f"{EDITION}/139901/{OTHER}/fitness_return/2"
    returns.origins[again, "fitness"] = returns.origins[again[:-1] + "1", "fitness"]
    assert twins() == 0
