"""The fitness of the pupils, counted by school, grade and sex, and the rates of the county."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import localcontext
from fractions import Fraction
from typing import Any

from tasks.rounding import DIGITS
from tasks.witness.county import SCHOOL_RETURN, County, Row, School
from tasks.witness.fitness_scores import Scorer
from tasks.witness.fractions_of import Value, all_of, fraction, share

FITNESS_RETURN = "fitness_return"
STUDENTS, ENROLLED = "students", "enrolled"
COUNTS = (
    ENROLLED, "exempt", "postponed", "incomplete", "scored", "excellent", "good", "passed",
    "failed", "with_bmi", "obese", "rounded_up_at_half", "level_by_rounding",
)  # fmt: skip
REPORTED = {
    "fitness_tested": "scored", "fitness_excellent": "excellent", "fitness_good": "good",
    "fitness_passed": "passed", "fitness_failed": "failed",
}  # fmt: skip
"""What a school reports of a level, and the count it should be."""

AGREEING, DISAGREEING, NOT_COMPARED = (
    "schools_agreeing", "schools_disagreeing", "schools_not_compared",
)  # fmt: skip

Cell = tuple[str, str, str]
"""School, grade and sex; empty where the pupil's row does not say."""

PupilCounts = Mapping[Cell, Mapping[str, int | None]]
"""The counts of the pupils of each cell.

`students`, what the school's own return says, is None where it says nothing, and not there for
a grade that the school does not teach.
"""


def count_pupils(
    county: County, pupils: Iterable[Row], scorer: Scorer, expected: Collection[tuple[str, str]]
) -> PupilCounts:
    """Return the counts of all cells, those without pupils too where a school tested anybody.

    Each pupil is scored alone. `expected` names who owes which return.
    """
    found: dict[Cell, dict[str, int | None]] = {}
    tallies: dict[Cell, dict[str, int]] = {}
    with localcontext() as context:
        context.prec = DIGITS
        for pupil in pupils:
            cell = (pupil["school_code"], pupil.get("grade") or "", pupil.get("sex") or "")
            tally = tallies.setdefault(cell, dict.fromkeys(COUNTS, 0))
            tally[ENROLLED] += 1
            for name in scorer.counted_as(pupil):
                tally[name] += 1
    listed = {school for school, _, _ in tallies}
    for school in county.schools:
        if school.code in listed and (school.code, FITNESS_RETURN) in expected:
            for cell, students in _students(county, school):
                found[cell] = {STUDENTS: students, **dict.fromkeys(COUNTS, 0)}
    for cell, tally in tallies.items():
        found[cell] = {**found.get(cell, {}), **tally}
    return found


def _students(county: County, school: School) -> Iterator[tuple[Cell, int | None]]:
    """Yield every cell that a school teaches, with the pupils its return says it has."""
    rows = {row.get("grade"): row for row in reversed(county.rows(STUDENTS, school.code))}
    for grade, line in county.codes["grades"].rows.items():
        if line["level"] in school.levels:
            for sex in county.codes["sexes"].codes:
                number = fraction(rows.get(grade, {}).get(sex))
                yield (school.code, grade, sex), None if number is None else int(number)


def fitness_values(
    county: County,
    pupils: PupilCounts,
    standard: Mapping[str, Any],
    expected: Collection[tuple[str, str]],
) -> dict[str, Value]:
    """Return counts and rates of every group of the county, and how many schools agree."""
    found: dict[str, Value] = {}
    for scope, grades, sexes in _groups(county):
        mine = [
            counts
            for (_, grade, sex), counts in pupils.items()
            if (grades is None or grade in grades) and (sexes is None or sex in sexes)
        ]
        sums = _sums(mine)
        found |= {f"{scope}.{name}": value for name, value in sums.items()}
        for rate, (above, below) in _rates(standard).items():
            found[f"{scope}.{rate}_percent"] = share(_signed(above, sums), _signed(below, sums))
    return found | _agreements(county, pupils, expected)


def provisional_fitness(
    county: County, values: Mapping[str, Value], expected: Collection[tuple[str, str]]
) -> list[str]:
    """Return the numbers that change with a fitness return which is still to come."""
    is_missing = any(
        (school.code, FITNESS_RETURN) in expected and not county.has(school.code, FITNESS_RETURN)
        for school in county.schools
    )
    return [name for name in values if "schools_" not in name] if is_missing else []


def _groups(
    county: County,
) -> Iterator[tuple[str, Collection[str] | None, Collection[str] | None]]:
    """Yield scope, grades and sexes of each group; None where all are in it."""
    rows, sexes = county.codes["grades"].rows, county.codes["sexes"].codes
    scopes: list[tuple[str, Collection[str] | None]] = [("county.fitness", None)]
    for level in county.codes["levels"].codes:
        taught = [grade for grade, line in rows.items() if line["level"] == level]
        scopes.append((f"county.{level}.fitness", taught))
    scopes += [(f"county.fitness.{grade}", [grade]) for grade in rows]
    for scope, grades in scopes:
        yield scope, grades, None
        for sex in sexes:
            yield f"{scope}.{sex}", grades, [sex]


def _sums(cells: Sequence[Mapping[str, int | None]]) -> dict[str, Value]:
    """Return the sums over cells; of no cells nothing is known.

    How many pupils there are is not known where one school does not say.
    """
    if not cells:
        return dict.fromkeys((STUDENTS, *COUNTS))
    asked = [cell[STUDENTS] for cell in cells if STUDENTS in cell]
    found: dict[str, Value] = {
        name: Fraction(sum(cell[name] or 0 for cell in cells)) for name in COUNTS
    }
    given = [None if number is None else Fraction(number) for number in asked]
    return {STUDENTS: all_of(given) if given else None, **found}


def _rates(standard: Mapping[str, Any]) -> dict[str, tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Return what stands above and below the line of each rate, as the settings choose."""
    found, rates = {}, standard["rates"]
    for name, entry in rates.items():
        chosen = entry
        if "by_setting" in entry:
            answer = standard["settings"][entry["by_setting"]]["value"]
            chosen = rates[entry["choices"][answer]]
        found[name] = (chosen["numerator"], chosen["denominator"])
    return found


def _signed(terms: Mapping[str, Any], sums: Mapping[str, Value]) -> Value:
    plus = all_of(sums[name] for name in terms["add"])
    less = all_of(sums[name] for name in terms.get("subtract", ()))
    return None if plus is None or less is None else plus - less


def _agreements(
    county: County, pupils: PupilCounts, expected: Collection[tuple[str, str]]
) -> dict[str, Value]:
    """Return how many schools report of each level what was counted, and how many do not."""
    owing = [s for s in county.schools if (s.code, FITNESS_RETURN) in expected]
    verdicts = {s.code: {level: _verdict(county, pupils, s, level) for level in s.levels}
                for s in owing}  # fmt: skip
    levels = county.codes["levels"].codes
    found: dict[str, Value] = {}
    scopes = [("county.fitness", list(levels))]
    scopes += [(f"county.{level}.fitness", [level]) for level in levels]
    for scope, asked in scopes:
        mine = [
            {given for level, given in by_level.items() if level in asked}
            for by_level in verdicts.values()
        ]
        worst = [
            next(name for name in (DISAGREEING, NOT_COMPARED, AGREEING) if name in given)
            for given in mine
            if given
        ]
        for name in (AGREEING, DISAGREEING, NOT_COMPARED):
            found[f"{scope}.{name}"] = Fraction(worst.count(name))
    return found


def _verdict(county: County, pupils: PupilCounts, school: School, level: str) -> str:
    """Return whether what a school reports of a level is what was counted."""
    if not any(code == school.code for code, _, _ in pupils):
        return NOT_COMPARED
    grades = county.codes["grades"].rows
    cells = [
        counts
        for (code, grade, _), counts in pupils.items()
        if code == school.code and grade in grades and grades[grade]["level"] == level
    ]
    pairs = [
        (county.number("fitness_counts", school.code, field, level),
         sum(cell[name] or 0 for cell in cells))
        for field, name in REPORTED.items()
    ]  # fmt: skip
    if any(said is not None and said != counted for said, counted in pairs):
        return DISAGREEING
    is_asked = county.has(school.code, SCHOOL_RETURN)
    return AGREEING if is_asked and all(said is not None for said, _ in pairs) else NOT_COMPARED
