"""What the schools of the demo county count of their own fitness tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tasks.demo.schools import School

LevelsOf = Callable[[Sequence[Mapping[str, Any]]], Sequence[str]]
"""Gives for each fitness row the level of its total score, nothing where it has none."""

FIELDS = {
    "excellent": "fitness_excellent",
    "good": "fitness_good",
    "pass": "fitness_passed",
    "fail": "fitness_failed",
}


def fitness_count_rows(
    schools: Sequence[School],
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    levels_of: LevelsOf,
) -> dict[str, list[dict[str, Any]]]:
    """Return, by school code, one row a level; zeros where nobody was tested.

    `rows` has the fitness rows by school code. All of them are scored in one go.
    """
    found = iter(levels_of([row for school in schools for row in rows[school.code]]))
    return {
        school.code: _counts(school, rows[school.code], [next(found) for _ in rows[school.code]])
        for school in schools
    }


def _counts(
    school: School, rows: Sequence[Mapping[str, Any]], levels: Sequence[str]
) -> list[dict[str, Any]]:
    counted = Counter(
        (school.grade_levels[row["grade"]], FIELDS[level])
        for row, level in zip(rows, levels, strict=True)
        if level
    )
    return [
        {
            "level": level,
            "fitness_tested": sum(counted[level, name] for name in FIELDS.values()),
            **{name: counted[level, name] for name in FIELDS.values()},
        }
        for level in school.levels
    ]


def everybody_passes(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the level `pass` for everybody who was not excused."""
    return ["" if row.get("exemption") else "pass" for row in rows]
