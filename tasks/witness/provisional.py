"""Which numbers of the county some missing number could still change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from tasks.witness.county import LEVELS, County, School
from tasks.witness.county_facts import BASIC, LEVEL, OF_PUPILS, each_entry
from tasks.witness.fields import field_of, retention_formula
from tasks.witness.fractions_of import PERCENT, Value
from tasks.witness.parts import Part
from tasks.witness.resources import Sheet, value_of

SPREAD = ("amount", "mean", "sd", "cv", "cv_exact")
TEACHING_POINT = "teaching_point"

Entry = Mapping[str, Any]


def provisional_numbers(
    county: County,
    parts: Sequence[Part],
    values: Mapping[str, Value],
    fitness: Sequence[str],
) -> frozenset[str]:
    """Return the names of the numbers to which something is missing.

    `values` are all that were computed, `fitness` the ids of those of the pupils' fitness that
    are not whole.
    """
    found = {*fitness, *_of_schools(county), *_of_parts(county, parts)}
    entries = county.standards.get("county_facts", {})
    for name, entry, level in each_entry(entries):
        if _is_open(county, f"county.{name}", entry, level, values, found):
            found.add(f"county.{name}")
    return frozenset(found)


def _of_schools(county: County) -> Iterator[str]:
    """Yield the sums over the schools of the roster that lack the number of one."""
    is_apart = county.is_set("special_education_in_basic_facts", "apart")
    for name in BASIC:
        lacking = [
            level for level in LEVELS if _lacks(county, name, (level,), is_apart=is_apart)
        ]  # fmt: skip
        yield from (f"county.{level}.{name}" for level in lacking)
        yield from (f"county.{name}" for _ in lacking[:1])
    for name in OF_PUPILS:
        if _lacks(county, name, LEVELS):
            yield f"county.students_{name}"
    points = [school for school in county.schools if school.kind == TEACHING_POINT]
    if None in map(county.all_students, points):
        yield "county.schools.teaching_points_50"


def _lacks(county: County, field: str, levels: Sequence[str], *, is_apart: bool = False) -> bool:
    def is_asked(school: School, level: str) -> bool:
        return level in school.levels and not (is_apart and school.kind == "special_education")

    return any(
        field_of(county, school, field, level) is None
        for school in county.schools
        for level in levels
        if is_asked(school, level)
    )


def _of_parts(county: County, parts: Sequence[Part]) -> Iterator[str]:
    """Yield what is computed over the evaluated schools and lacks the number of one."""
    for level in LEVELS:
        mine = [part for part in parts if part.level == level]
        if any(part.students(county) is None for part in mine):
            yield f"county.{level}.evaluated_students"
        for sheet in _sheets(county):
            lacking = [
                name
                for name, indicator in sheet.items()
                if any(value_of(county, part, name, indicator) is None for part in mine)
            ]
            ends = (*SPREAD, "schools_met", "schools_met_percent")
            yield from (f"county.{level}.{name}.{end}" for name in lacking for end in ends)
            if lacking:
                yield from (f"county.{level}.composite{end}" for end in ("", "_exact"))


def _sheets(county: County) -> list[Sheet]:
    kinds = ("school_standards", "balance")
    parts = county.standards["regime"]["parts"].values()
    names = dict.fromkeys(part["sheet"] for part in parts if part["kind"] in kinds)
    return [county.standards.get(name, {}) for name in names]


def _is_open(
    county: County,
    name: str,
    entry: Entry,
    level: str,
    values: Mapping[str, Value],
    opened: set[str],
) -> bool:
    if "sum" in entry:
        levels = (level,) if level else tuple(entry.get("levels", LEVELS))
        return _lacks(county, entry["sum"], levels)
    if "retention" in entry:
        percent, prefix = values.get(name), entry["retention"]
        rule = retention_formula(county)
        terms = chain.from_iterable(each for part in ("numerator", "denominator")
                                    for each in rule[part].values())  # fmt: skip
        rests_on = [f"{prefix}.{field}" for field in terms]
        is_too_much = percent is not None and percent > PERCENT
    else:
        rests_on = [*entry.get("add", ()), *entry.get("difference", ())]
        rests_on += [entry[each] for each in ("part", "whole") if each in entry]
        is_too_much = False
    return is_too_much or any(f"county.{each.replace(LEVEL, level)}" in opened for each in rests_on)
