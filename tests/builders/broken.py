"""A return with one thing wrong: what it says, and the cell that must be named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.builders.returns import (
    Tables,
    a_county_return,
    a_fitness_return,
    a_history_return,
    a_plan_return,
    a_relief,
    a_school_return,
    a_scores_return,
    a_survey_return,
)

FEW = {"primary_1": {"male": 2, "female": 1}}
FEW_JUNIOR = {"junior_1": {"male": 2, "female": 1}}


@dataclass(frozen=True)
class Broken:
    """A return that breaks a rule at `cell`, and whatever else follows from it in `also`.

    `sibling` is the school's other return, `last_year` what it returned a year ago.
    """

    form: str
    tables: Tables
    cell: str
    also: frozenset[str] = frozenset()
    levels: tuple[str, ...] = ("primary",)
    school_type: str = ""
    sibling: Tables | None = None
    last_year: Tables | None = None


def school(cell: str, *also: str, levels: tuple[str, ...] = ("primary",), **changes: Any) -> Broken:
    """Return a school return with some cells changed."""
    tables = a_school_return(*levels, **changes)
    return Broken("school_return", tables, cell, frozenset(also), levels)


def row(broken: Broken, table: str, index: int, **change: Any) -> Broken:
    """Return the broken return with one row of a list changed, or added below the last."""
    rows = broken.tables[table]
    if index == len(rows):
        rows.append(dict(rows[0]))
    rows[index] = rows[index] | change
    return broken


def fitness(
    cell: str, *also: str, levels: tuple[str, ...] = ("primary",), at: int = 0, **change: Any
) -> Broken:
    """Return a fitness return of three pupils, the pupil `at` changed."""
    pupils = FEW_JUNIOR if levels == ("junior",) else FEW
    broken = Broken(
        "fitness_return", a_fitness_return(pupils=pupils), cell, frozenset(also), levels
    )
    return row(broken, "fitness", at, **change)


def county(cell: str, *also: str, **changes: Any) -> Broken:
    """Return a county return with some cells changed."""
    return Broken("county_return", a_county_return(**changes), cell, frozenset(also))


def relief(cell: str, *also: str, rows: int = 1, **change: Any) -> Broken:
    """Return a county return whose last relief is changed, below `rows` - 1 sound ones."""
    sound = [a_relief() for _ in range(rows - 1)]
    broken = county(f"放宽条款!{cell}", *also)
    broken.tables["reliefs"] = [*sound, a_relief(**change)]
    return broken


def scores(cell: str, *also: str, at: int = 0, **change: Any) -> Broken:
    """Return the scores with one row changed."""
    broken = Broken("scores_return", a_scores_return(), f"评分!{cell}", frozenset(also))
    return row(broken, "scores", at, **change)


def history(cell: str, *also: str, table: str, at: int = 0, **change: Any) -> Broken:
    """Return the years before with one row changed."""
    broken = Broken("history_return", a_history_return(), cell, frozenset(also))
    return row(broken, table, at, **change)


def plan(cell: str, *also: str, **changes: Any) -> Broken:
    """Return the costs of the plan with some cells changed."""
    return Broken("plan_return", a_plan_return(**changes), cell, frozenset(also))


def survey(cell: str, *also: str, at: int = 0, **change: Any) -> Broken:
    """Return a survey with one questionnaire changed."""
    broken = Broken("survey_return", a_survey_return(), cell, frozenset(also))
    return row(broken, "survey", at, **change)


def without(broken: Broken, table: str, keep: int = 0) -> Broken:
    """Return the broken return with only the first `keep` rows of a list."""
    broken.tables[table] = broken.tables[table][:keep]
    return broken
