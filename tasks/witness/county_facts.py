"""The county's sums, and the numbers that a regime asks for as data, computed again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tasks.witness.county import LEVELS, County
from tasks.witness.fields import field_of, retention_formula, retention_percent
from tasks.witness.fractions_of import PERCENT, Value, all_of, any_of, share
from tasks.witness.quality import reported

LEVEL = "{level}"
OF_PUPILS = ("boarding", "migrant", "left_behind", "disabled")
BASIC = ("classes", "students", "full_time_teachers")
Entry = Mapping[str, Any]


def basic_values(county: County) -> dict[str, Value]:
    """Return classes, pupils and full-time teachers of all schools, by level and in all.

    Schools of special education are left out of these where they are told apart, but not out
    of the pupils who board, migrate, are left behind or disabled.
    """
    found: dict[str, Value] = {}
    is_apart = county.is_set("special_education_in_basic_facts", "apart")
    left_out = ("special_education",) if is_apart else ()
    for name in BASIC:
        for level in LEVELS:
            found[f"county.{level}.{name}"] = _sum(county, name, (level,), left_out)
        found[f"county.{name}"] = any_of(found[f"county.{level}.{name}"] for level in LEVELS)
    for name in OF_PUPILS:
        found[f"county.students_{name}"] = _sum(county, name, LEVELS)
    return found


def _sum(
    county: County, field: str, levels: tuple[str, ...], left_out: tuple[str, ...] = ()
) -> Value:
    return any_of(
        field_of(county, school, field, level)
        for school in county.schools
        for level in levels
        if level in school.levels and school.kind not in left_out
    )


def county_fact_values(county: County, entries: Mapping[str, Entry]) -> dict[str, Value]:
    """Return what the entries of `county_facts` ask for, and what was reported for them."""
    found = basic_values(county)
    for name, entry, level in each_entry(entries):

        def value(other: str, level: str = level) -> Value:
            fact = f"county.{other.replace(LEVEL, level)}"
            if fact not in found:
                found[fact] = reported(county, fact.removeprefix("county."))
            return found[fact]

        levels = (level,) if level else tuple(entry.get("levels", LEVELS))
        if "sum" in entry:
            result = _sum(county, entry["sum"], levels)
        elif "add" in entry:
            result = all_of([value(other) for other in entry["add"]])
        elif "part" in entry:
            times = PERCENT if entry.get("unit") == "%" else 1
            result = share(value(entry["part"]), value(entry["whole"]), times)
        elif "difference" in entry:
            now, before = (value(other) for other in entry["difference"])
            result = None if now is None or before is None else now - before
        else:
            result = _retention(county, value, str(entry["retention"]))
        found[f"county.{name}"] = result
    return found


def each_entry(entries: Mapping[str, Entry]) -> Iterator[tuple[str, Entry, str]]:
    """Yield name, entry and level of every number; no level where it is of the county."""
    for name, entry in entries.items():
        for level in entry.get("levels", LEVELS) if LEVEL in name else ("",):
            yield name.replace(LEVEL, level), entry, level


def _retention(county: County, value: Any, prefix: str) -> Value:
    rule = retention_formula(county)
    names = [
        name
        for each in ("numerator", "denominator")
        for verb in ("add", "subtract")
        for name in rule[each].get(verb, ())
    ]
    return retention_percent(rule, {name: value(f"{prefix}.{name}") for name in names})
