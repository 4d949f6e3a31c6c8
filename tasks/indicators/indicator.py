"""One indicator of a sheet: what is divided by what, and the limit it is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tasks.indicators.arithmetic import product
from tasks.indicators.entries import entry, wrong
from tasks.rounding import exact

LEVELS = ("primary", "junior")
STUDENTS, NOTHING = "students", "nothing"
OF_LEVEL, OF_SCHOOL = "level", "school"
TOTAL, MOST, OWN = "total", "most", "own"


@dataclass(frozen=True)
class Terms:
    """Which staged fields are added and which subtracted."""

    add: tuple[str, ...]
    subtract: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """Return every field, the added ones first."""
        return self.add + self.subtract


@dataclass(frozen=True)
class Limit:
    """The number a value is held against: the least it must be, or the most it may be."""

    value: Decimal
    is_most: bool = False

    def is_met(self, value: Decimal) -> bool:
        """Tell whether `value` is on the right side of the limit; the limit itself is."""
        return value <= self.value if self.is_most else value >= self.value

    def is_nearly_met(self, value: Decimal, share: Decimal) -> bool:
        """Tell whether `value` comes as near as `share` of the standard.

        What must be at least 10 comes near 0.6 of it with 6, what must be at most 6 with 10.
        """
        if self.is_most:
            return product(value, share) <= self.value
        return value >= product(self.value, share)

    def distance(self, value: Decimal) -> Decimal:
        """Return by how much `value` misses the limit; negative where it does not."""
        return value - self.value if self.is_most else self.value - value


@dataclass(frozen=True)
class Indicator:
    """One indicator of a school at one level.

    `numerator` is empty where no form asks for it; `not_collected` then says so. `denominator`
    is empty where pupils are meant. `limits` lacks the levels of `standard_unset`, and all
    where the sheet sets no standards.
    """

    id: str
    title: str
    short: str
    unit: str
    amount_title: str
    amount_unit: str
    amount_places: int
    numerator: Mapping[str, Terms]
    denominator: Mapping[str, Terms]
    divided_by: str
    scale: Decimal
    times: Decimal
    limits: Mapping[str, Limit]
    split: bool
    of: str
    sites: str
    places: str
    formula: str
    clause: str
    not_collected: str
    where: tuple[str, int | None] = ("", None)

    @property
    def is_collected(self) -> bool:
        """Tell whether the forms ask for what it is computed from."""
        return bool(self.numerator)

    @property
    def minimum(self) -> Mapping[str, Decimal]:
        """Return the least a value must be, by level."""
        return {level: it.value for level, it in self.limits.items() if not it.is_most}


def read_terms(data: Mapping[str, Any]) -> Terms:
    """Return the sums and differences that an entry with `add` and `subtract` asks for."""
    return Terms(tuple(data["add"]), tuple(data.get("subtract", ())))


def read_indicator(name: str, data: Mapping[str, Any]) -> Indicator:
    """Return the indicator that one entry of a sheet describes."""
    collected = "not_collected" not in data
    amount = entry(data, "amount", name) if collected else {}
    divided_by = data.get("denominator", STUDENTS)
    own = isinstance(divided_by, Mapping)
    if not own and divided_by not in (STUDENTS, NOTHING):
        raise wrong(data, f"{name}: denominator {divided_by} is neither students nor nothing")
    for key, known in (("of", (OF_LEVEL, OF_SCHOOL)), ("sites", (TOTAL, MOST, OWN))):
        if data.get(key, known[0]) not in known:
            raise wrong(data, f"{name}: {key} {data[key]} is none of {', '.join(known)}")
    return Indicator(
        id=name,
        title=entry(data, "title", name),
        short=entry(data, "short", name),
        unit=entry(data, "unit", name),
        amount_title=amount.get("title", ""),
        amount_unit=amount.get("unit", ""),
        amount_places=int(amount.get("places", 0)),
        numerator=_terms(data, "numerator", name) if collected else {},
        denominator=_terms(data, "denominator", name) if own else {},
        divided_by="" if own else divided_by,
        scale=exact(data.get("scale", 1)),
        times=exact(data.get("per_students", data.get("times", 1))),
        limits=_limits(name, data),
        split=bool(data.get("split", False)),
        of=data.get("of", OF_LEVEL),
        sites=data.get("sites", TOTAL),
        places=data.get("places", ""),
        formula=data.get("formula", ""),
        clause=entry(data, "clause", name),
        not_collected=data.get("not_collected", ""),
        where=(getattr(data, "file", name), getattr(data, "line", None)),
    )


def _terms(data: Mapping[str, Any], key: str, name: str) -> dict[str, Terms]:
    return {level: read_terms(entry(data, f"{key}.{level}", name)) for level in LEVELS}


def _limits(name: str, data: Mapping[str, Any]) -> dict[str, Limit]:
    if "minimum" in data and "maximum" in data:
        raise wrong(data, f"{name}: a standard is a minimum or a maximum, not both", name)
    key = "maximum" if "maximum" in data else "minimum"
    unset = data.get("standard_unset", () if key in data else LEVELS)
    return {
        level: Limit(exact(entry(data, f"{key}.{level}", name)), key == "maximum")
        for level in LEVELS
        if level not in unset
    }
