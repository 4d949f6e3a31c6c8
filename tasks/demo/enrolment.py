"""Pupils of a demo school as the school return has them: classes, grades, changes, cohorts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tasks.demo.chance import Chance
from tasks.demo.schools import School

STREAM = 2
LAST_GRADES = {"primary": "primary_6", "junior": "junior_3"}

Rows = list[dict[str, Any]]


def enrolment_tables(school: School, recipe: Mapping[str, Any], seed: int) -> dict[str, Rows]:
    """Return the rows of `classes`, `students`, `changes` and `cohorts`; they agree."""
    chance = Chance(seed, school.number, STREAM)
    wanted = recipe["enrolment"]
    students = _students(school, wanted, chance)
    changes = [_changes(school, level, students, wanted, chance) for level in school.levels]
    return {
        "classes": _classes(school, recipe["names"]),
        "students": list(students.values()),
        "changes": changes,
        "cohorts": [_cohort(change, wanted, chance) for change in changes],
    }


def class_names(school: School, grade: str, names: Mapping[str, Any]) -> list[str]:
    """Return the names of the classes of one grade."""
    numbers = range(1, len(school.classes[grade]) + 1)
    return [names["class"].format(number=number) for number in numbers]


def _classes(school: School, names: Mapping[str, Any]) -> Rows:
    return [
        {"grade": grade, "class_name": name, "students": size}
        for grade, sizes in school.classes.items()
        for name, size in zip(class_names(school, grade, names), sizes, strict=True)
    ]


def _students(
    school: School, wanted: Mapping[str, Any], chance: Chance
) -> dict[str, dict[str, Any]]:
    """Return the row of each grade; grades of the level that are not taught have zeros."""
    shares = {
        "boarding": wanted["boarding_share"] if school.boarding else (0, 0),
        "migrant": wanted["migrant_share"].get(school.urban_rural, (0, 0)),
        "left_behind": wanted["left_behind_share"].get(school.urban_rural, (0, 0)),
        "disabled": wanted["disabled_share"] if school.kind == "ordinary" else (0, 0),
    }
    rows = {}
    for grade in school.grade_levels:
        total = sum(school.classes.get(grade, ()))
        male = chance.share_of(total, wanted["male_share"])
        change = round(total * wanted["grade_change_share"])
        rows[grade] = {
            "grade": grade,
            "male": male,
            "female": total - male,
            **{name: chance.share_of(total, share) for name, share in shares.items()},
            "last_year": total - chance.whole(-change, change),
        }
    return rows


def _changes(
    school: School,
    level: str,
    students: Mapping[str, dict[str, Any]],
    wanted: Mapping[str, Any],
    chance: Chance,
) -> dict[str, Any]:
    """Return start, increases, decreases and end of one level; the balance holds.

    Pupils who finish a school that ends before the last grade are a decrease of their own.
    """
    grades = school.grades(level)
    rows = [students[grade] for grade in grades]
    end = school.students(level)
    left = chance.whole(rows[-1]["last_year"], rows[-1]["last_year"] + 2)
    finishes = grades[-1] == LAST_GRADES[level]
    net = end - sum(row["last_year"] for row in rows)
    resumed, suspended = chance.whole(0, 2), chance.whole(0, 2)
    out = max(chance.share_of(end, wanted["moves_share"]), resumed - suspended - net)
    return {
        "level": level,
        "start": sum(row["last_year"] for row in rows[1:]) + left,
        "enrolled": rows[0]["last_year"],
        "resumed": resumed,
        "transferred_in": net + out + suspended - resumed,
        "other_increase": 0,
        "graduated": left if finishes else 0,
        "completed": 0,
        "suspended": suspended,
        "withdrawn": 0,
        "died": 0,
        "transferred_out": out,
        "other_decrease": 0 if finishes else left,
        "end": end,
    }


def _cohort(change: Mapping[str, Any], wanted: Mapping[str, Any], chance: Chance) -> dict[str, Any]:
    """Return the cohort that has just graduated; hardly a pupil was lost."""
    graduates = change["graduated"]
    came = chance.share_of(graduates, wanted["cohort_moves_share"])
    left = chance.share_of(graduates, wanted["cohort_moves_share"])
    lost = chance.whole(0, graduates // 100)
    return {
        "level": change["level"],
        "cohort_intake": graduates - came + left + lost,
        "cohort_transferred_in": came,
        "cohort_transferred_out": left,
        "cohort_died": 0,
        "cohort_graduates": graduates,
    }
