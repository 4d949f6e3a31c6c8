"""What is counted on the roster and in the collection: schools by kind, returns not there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from tasks.witness.county import LEVELS, County, School
from tasks.witness.fractions_of import Value, fraction, how_many
from tasks.witness.parts import Part

Key = tuple[str, str]
PRIMARY, JUNIOR = LEVELS
TEACHING_POINT, SPECIAL, PRIVATE = "teaching_point", "special_education", "private"

KINDS: Mapping[str, tuple[tuple[str, ...], bool | None]] = {
    "primary": ((PRIMARY,), None),
    "nine_year": (LEVELS, False),
    "junior": ((JUNIOR,), False),
    "complete_secondary": ((JUNIOR,), True),
    "twelve_year": (LEVELS, True),
}
"""The ordinary schools of a kind: what they teach, and whether a senior stage as well."""


def school_counts(county: County, parts: Sequence[Part]) -> dict[str, Value]:
    """Return how many schools of each kind there are, of all and of the evaluated ones."""
    counted = [school for school in county.schools if school.counted]
    ordinary = [school for school in counted if school.kind == "ordinary"]
    found = {
        f"county.schools.{name}": _count(
            school.levels == levels and senior in (None, school.senior) for school in ordinary
        )
        for name, (levels, senior) in KINDS.items()
    }
    found["county.schools.special_education"] = _count(s.kind == SPECIAL for s in counted)
    found["county.schools.private"] = _count(s.owner_kind == PRIVATE for s in counted)
    found["county.schools.all"] = _count(True for _ in counted)
    return {**found, **_teaching_points(county), **_of_parts(parts)}


def _count(tests: Iterable[bool]) -> Fraction:
    return Fraction(sum(1 for passed in tests if passed))


def _teaching_points(county: County) -> dict[str, Value]:
    """Return all teaching points, and those large enough to be evaluated where there is a size."""
    points = [school for school in county.schools if school.kind == TEACHING_POINT]
    found: dict[str, Value] = {"county.schools.teaching_points": Fraction(len(points))}
    for rule in county.standards["regime"]["not_evaluated"]:
        least = fraction(rule.get("students_below"))
        if least is not None and TEACHING_POINT in rule.get("school_kinds", ()):
            sizes = [county.all_students(school) for school in points]
            found["county.schools.teaching_points_50"] = how_many(
                sizes, lambda size, least=least: size >= least
            )
            break
    return found


def _of_parts(parts: Sequence[Part]) -> dict[str, Value]:
    tests: Mapping[str, Callable[[School], bool]] = {
        "primary.schools_combined": lambda school: len(school.levels) > 1,
        "primary.schools_teaching_points": lambda school: school.kind == TEACHING_POINT,
        "junior.schools_combined": lambda school: len(school.levels) > 1,
        "junior.schools_complete_secondary": lambda s: s.senior and s.levels == (JUNIOR,),
    }
    return {
        f"county.{name}": _count(
            test(part.school) for part in parts if part.level == name.split(".")[0]
        )
        for name, test in tests.items()
    }


def missing_returns(county: County, expected: Collection[Key]) -> dict[str, Value]:
    """Return how many of the expected returns cannot be used, in all and by form."""
    gaps = [form for school, form in expected if not county.has(school, form)]
    forms = county.standards["regime"]["needs"]
    by_form = {f"county.missing_returns.{form}": _count(g == form for g in gaps) for form in forms}
    return {"county.missing_returns": Fraction(len(gaps)), **by_form}


def declared(county: County, item: str) -> list[bool | None] | None:
    """Return whether each school agrees with what `item` asks for, None for no answer.

    Nothing at all is returned where the self-check does not ask about it.
    """
    asked = {
        code: line["expected"]
        for code, line in county.codes["declarations"].rows.items()
        if line["item"] == item
    }
    if not asked:
        return None
    answers = (
        (_declaration(county, school, code), wanted)
        for school in county.schools
        for code, wanted in asked.items()
    )
    return [None if given is None else given == wanted for given, wanted in answers]


def _declaration(county: County, school: School, code: str) -> Any:
    rows = county.rows("declarations", school.code)
    return next((row.get("answer") for row in rows if row.get("item") == code), None)


def disagreeing(county: County, items: Mapping[str, Mapping[str, Any]]) -> dict[str, Value]:
    """Return for each item of a sheet that schools answer for how many deny what it asks for."""
    found: dict[str, Value] = {}
    for name, item in items.items():
        answers = declared(county, name)
        if answers is not None and item.get("kind", "answer") in ("answer", "rating", "care"):
            found[f"county.{name}.schools_disagreeing"] = _count(a is False for a in answers)
    return found
