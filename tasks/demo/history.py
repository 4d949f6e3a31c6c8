"""The years before: pupils of each school and grade, and what became of schools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tasks.demo.chance import Chance
from tasks.demo.schools import School

STREAM = 9

Rows = list[dict[str, Any]]
Numbers = dict[tuple[int, str], int]
"""Pupils by year and grade."""


def history_tables(
    recipe: Mapping[str, Any],
    edition: str,
    schools: Sequence[School],
    tables: Mapping[str, Mapping[str, Rows]],
    seed: int,
) -> dict[str, Rows]:
    """Return the rows of 历年学生, year by year in the order of the roster, and of 学校沿革.

    `tables` has the tables of the school return by school code. The last year ends where
    this year's return says the pupils were, and the class that has just finished began
    with as many as its cohort says.
    """
    wanted = recipe["history"]
    years = range(wanted["first_year"], int(edition))
    past = {change["school"]: change for change in wanted["successions"]}
    rows: Rows = []
    for school in schools:
        chance = Chance(seed, school.number, STREAM)
        numbers = _numbers(school, tables[school.code], years, wanted, chance)
        rows += _rows(school, numbers, past.get(school.name), recipe)
    rows.sort(key=lambda row: int(row["year"]))
    names = {school.name: school.code for school in schools}
    told = [change for change in wanted["successions"] if change["school"] in names]
    return {
        "history_students": rows,
        "successions": [_succession(change, names, recipe) for change in told],
    }


def _numbers(
    school: School,
    tables: Mapping[str, Rows],
    years: range,
    wanted: Mapping[str, Any],
    chance: Chance,
) -> Numbers:
    found: Numbers = {}
    students = {row["grade"]: row for row in tables["students"]}
    for change, cohort in zip(tables["changes"], tables["cohorts"], strict=True):
        grades = school.grades(change["level"])
        before = [students[grade]["last_year"] for grade in grades[1:]]
        last = [*before, change["start"] - sum(before)]
        found |= _level(grades, last, cohort, years, wanted, chance)
    return found


def _level(
    grades: Sequence[str],
    last: Sequence[int],
    cohort: Mapping[str, Any],
    years: range,
    wanted: Mapping[str, Any],
    chance: Chance,
) -> Numbers:
    """Return the pupils of one level; `last` has those of the last year, grade by grade."""
    final = len(grades) - 1
    found = {(years[-1], grade): number for grade, number in zip(grades, last, strict=True)}
    for year in reversed(years[:-1]):
        for place, grade in enumerate(grades[:-1]):
            later = found[year + 1, grades[place + 1]]
            found[year, grade] = _before(later, wanted["change_share"], chance)
        later = found[year + 1, grades[final]]
        found[year, grades[final]] = _before(later, wanted["size_share"], chance)
    if cohort["cohort_graduates"] and years[-1] - final in years:
        _begin_with(cohort["cohort_intake"], found, grades, years[-1])
    return found


def _before(number: int, share: float, chance: Chance) -> int:
    """Return the pupils a year before: at most a share, or one, more or fewer."""
    most = max(1, round(number * share))
    return max(1, number + chance.whole(-most, most))


def _begin_with(intake: int, found: Numbers, grades: Sequence[str], last_year: int) -> None:
    """Lead the class that has just finished evenly from its intake to its last year."""
    final = len(grades) - 1
    end = found[last_year, grades[final]]
    for place, grade in enumerate(grades[:final]):
        found[last_year - final + place, grade] = intake + round((end - intake) * place / final)


def _rows(
    school: School, numbers: Numbers, change: Mapping[str, Any] | None, recipe: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a school, and of the one it came from or took in."""
    order = list(school.grade_levels)
    for (year, grade), number in sorted(
        numbers.items(), key=lambda item: (item[0][0], order.index(item[0][1]))
    ):
        own = {"year": year, "school_code": school.code, "school_name": school.name}
        row = {"grade": grade, "students": number}
        if change is None or year >= change["year"]:
            yield own | row
        elif change["change"] == "renamed":
            yield own | _old(change, recipe) | row
        elif change["change"] == "merged":
            taken = round(number * change["share_of_pupils"])
            yield own | {"grade": grade, "students": number - taken}
            yield own | _old(change, recipe) | {"grade": grade, "students": taken}


def _old(change: Mapping[str, Any], recipe: Mapping[str, Any]) -> dict[str, str]:
    return {
        "school_code": change["old_code"],
        "school_name": recipe["county"]["name"] + change["old_name"],
    }


def _succession(
    change: Mapping[str, Any], codes: Mapping[str, str], recipe: Mapping[str, Any]
) -> dict[str, Any]:
    found = {"year": change["year"], "change": change["change"]}
    if "old_code" in change:
        old = _old(change, recipe)
        found |= {"old_code": old["school_code"], "old_name": old["school_name"]}
        found["share_percent"] = 100
    found |= {"new_code": codes[change["school"]], "new_name": change["school"]}
    return found | {"remark": change["remark"]}
