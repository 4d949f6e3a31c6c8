"""Which requests for relief hold, decided from their rows alone, and what each changes."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tasks.model import BUREAU
from tasks.witness.county import COUNTY_RETURN, County, Relief, Row, School
from tasks.witness.fields import field_of
from tasks.witness.fractions_of import Value, all_of, fraction, known, share
from tasks.witness.parts import Part

RELIEFS = "reliefs"
NAMED_SCHOOL = "named_school"
ADDS, SIZE = "adds", "size"
COMBINED = "combined"
Data = Mapping[str, Any]


@dataclass(frozen=True)
class Asker:
    """A school that asks, with the parts of it that are evaluated."""

    county: County
    school: School
    parts: Sequence[Part]

    @property
    def levels(self) -> tuple[str, ...]:
        """Return the levels at which the school is evaluated."""
        return tuple(part.level for part in self.parts)

    def numbers(self, field: str) -> list[Value]:
        """Return a field of each of its levels, of its sites too where these count for size."""
        with_sites = self.county.is_set("size_of_merged_sites", "added")
        return [
            field_of(self.county, member, field, part.level)
            for part in self.parts
            for member in (part.members if with_sites else (self.school,))
        ]

    def total(self, field: str) -> Value:
        """Return the sum of a field, None where a number is missing."""
        return all_of(self.numbers(field))

    def most(self, field: str) -> Value:
        """Return the largest number of a field, None where one is missing."""
        found = self.numbers(field)
        return None if None in found else max(known(found), default=None)


def reliefs_granted(county: County, parts: Sequence[Part], snapshot: date | None) -> list[Relief]:
    """Return the reliefs that apply on the day the data stand for, in the order of their rows.

    A row says in `named_school` which school asks. Without a day nothing is granted.
    """
    data = county.standards.get(RELIEFS)
    found: list[Relief] = []
    if not data or snapshot is None or not _is_in_force(data["validity"], snapshot):
        return found
    for row in county.rows(RELIEFS, BUREAU):
        relief = _heard(county, parts, row, data)
        if relief and _says_enough(row, data["request"], snapshot) and _is_new(relief, found):
            found.append(relief)
    return found


def relief_values(county: County) -> dict[str, Value]:
    """Return how many requests were granted, and how many were not."""
    if RELIEFS not in county.standards:
        return {}
    asked, granted = len(county.rows(RELIEFS, BUREAU)), len(county.reliefs)
    is_there = county.has(BUREAU, COUNTY_RETURN)
    return {
        "county.reliefs.granted": Fraction(granted) if is_there else None,
        "county.reliefs.refused": Fraction(asked - granted) if is_there else None,
    }


def _day(given: Any) -> date | None:
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        return None


def _is_in_force(validity: Data, snapshot: date) -> bool:
    first, last = (_day(validity[name]) for name in ("valid_from", "valid_until"))
    return first is not None and last is not None and first <= snapshot <= last


def _says_enough(row: Row, request: Data, snapshot: date) -> bool:
    """Tell whether a request is complete and its plan ends neither in the past nor too late."""
    if not all(row.get(name) for name in request["needs"]):
        return False
    if not row.get("deadline"):
        return True
    last_year = snapshot.year + int(request["deadline_years"])
    days = monthrange(last_year, snapshot.month)[1]
    latest = date(last_year, snapshot.month, min(snapshot.day, days))
    deadline = _day(row["deadline"])
    return deadline is not None and snapshot <= deadline <= latest


def _is_new(relief: Relief, granted: Sequence[Relief]) -> bool:
    """Tell whether the same was not granted before, to the school or to one of the levels."""
    return not any(
        (each.school, each.clause) == (relief.school, relief.clause)
        and (not relief.levels or set(each.levels) & set(relief.levels))
        for each in granted
    )


def _heard(county: County, parts: Sequence[Part], row: Row, data: Data) -> Relief | None:
    """Return what a row asks for if the clause is about the school, whatever else is missing."""
    code, name = str(row.get(NAMED_SCHOOL) or ""), str(row.get("clause") or "")
    school = next((each for each in county.schools if each.code == code), None)
    clause = data["clauses"].get(name)
    mine = [part for part in parts if part.school.code == code]
    if school is None or clause is None or not mine:
        return None
    asker = Asker(county, school, mine)
    case = next((case for case in clause.get("cases", [clause]) if _holds(asker, case)), None)
    if case is None:
        return None
    found = _added if case["effect"]["kind"] == ADDS else _relaxed
    return found(asker, row, name, {**clause, "effect": case["effect"]})


def _added(asker: Asker, row: Row, name: str, clause: Data) -> Relief | None:
    """Return the amount that is counted besides, at which levels; None where that is unclear."""
    item, level = clause["item"], str(row.get("level") or "")
    indicator = asker.county.indicator(item)
    levels, amount = (level,) if level else asker.levels, fraction(row.get("counted_amount"))
    is_clear = set(levels) <= set(asker.levels) and (len(levels) == 1 or indicator.get("split"))
    if not is_clear or amount is None or amount <= 0:
        return None
    if not int(indicator["amount"].get("places", 0)) and amount.denominator > 1:
        return None
    return Relief(name, item, asker.school.code, levels, amount)


def _relaxed(asker: Asker, row: Row, name: str, clause: Data) -> Relief | None:
    """Return the limits of a school as a whole; None where the row asks for a part of it."""
    level, effect = str(row.get("level") or ""), clause["effect"]
    if level and asker.levels != (level,):
        return None
    if effect["kind"] == SIZE:
        kind = asker.levels[0] if len(asker.levels) == 1 else COMBINED
        given = {SIZE: [effect["maximum"][kind]]}
    else:
        areas = effect["minimum_m2"].items()
        given = {kind: [by_level[each] for each in asker.levels] for kind, by_level in areas}
    limits = {kind: max(known(map(fraction, numbers))) for kind, numbers in given.items()}
    return Relief(name, clause["item"], asker.school.code, (), limits=limits)


def _holds(asker: Asker, case: Data) -> bool:
    return all(HOLDS[kind](asker, wanted) for kind, wanted in case["conditions"].items())


def _students_between(asker: Asker, wanted: Sequence[Any]) -> bool:
    students = asker.total("students")
    return students is not None and Fraction(wanted[0]) <= students <= Fraction(wanted[1])


def _is_below(value: Value, limit: Any) -> bool:
    bound = fraction(limit)
    return value is not None and bound is not None and value < bound


def _located(asker: Asker, wanted: Data) -> bool:
    school = asker.school
    return school.area in wanted.get("areas", ()) or school.kind in wanted.get("school_kinds", ())


def _built_until(asker: Asker, wanted: Any) -> bool:
    built = field_of(asker.county, asker.school, "built_year")
    return built is not None and built <= Fraction(wanted)


def _migrant_over(asker: Asker, wanted: Any) -> bool:
    percent = share(asker.total("migrant"), asker.total("students"))
    return percent is not None and percent > Fraction(wanted)


HOLDS: Mapping[str, Callable[[Asker, Any], bool]] = {
    "students_between": _students_between,
    "students_below": lambda asker, wanted: _is_below(asker.total("students"), wanted),
    "largest_class_below": lambda asker, wanted: _is_below(asker.most("largest_class"), wanted),
    "located": _located,
    "urban_rural": lambda asker, wanted: asker.school.urban_rural in wanted,
    "built_until": _built_until,
    "migrant_percent_over": _migrant_over,
}
"""The conditions of the clauses by their kind; what is not known does not hold."""


def added_by_relief(county: County, part: Part, item: str) -> list[tuple[Fraction, bool]]:
    """Return each amount that counts besides for a part, and whether its levels share it."""
    return [
        (each.amount, len(each.levels) > 1)
        for each in county.reliefs_of(part.school.code, item)
        if each.amount is not None and part.level in each.levels
    ]
