"""The rules that a plan must make come true, as the files of a regime say them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tasks.errors import CatalogueError
from tasks.rounding import exact, half_up

LEVELS = ("primary", "junior")
EACH, COMPOSITE = "each", "composite"
PRINTED = "printed"


@dataclass(frozen=True)
class Indicator:
    """One resource indicator: amount × `per_students` ÷ students; what its amount adds up."""

    id: str
    title: str
    short: str
    unit: str
    amount_unit: str
    amount_places: int
    terms: Mapping[str, Mapping[str, Decimal]]
    per_students: Decimal
    split: bool
    minimum: Mapping[str, Decimal]


@dataclass(frozen=True)
class SchoolRule:
    """So many of these indicators may miss their minimum, and not by more than the floor."""

    indicators: tuple[str, ...]
    missed: int
    floor: Decimal


@dataclass(frozen=True)
class BalanceRule:
    """The coefficients of these indicators, each or their mean, must not pass the limits."""

    indicators: tuple[str, ...]
    limits: Mapping[str, Decimal]
    on: str
    is_printed: bool
    places: int

    def accepts(self, coefficient: Decimal, level: str) -> bool:
        """Tell whether a coefficient is judged to keep the limit of a level."""
        judged = half_up(coefficient, self.places) if self.is_printed else coefficient
        return judged <= self.limits[level]

    def highest(self, level: str) -> Decimal:
        """Return what no coefficient may reach (printed) or pass (exact) to be accepted."""
        half = Decimal(1).scaleb(-self.places) / 2 if self.is_printed else Decimal(0)
        return self.limits[level] + half


@dataclass(frozen=True)
class Rules:
    """All rules of a regime that resources can make come true.

    `unset` are the titles of rules that the regime leaves to the province, `beyond` those of
    indicators that no resource changes: neither is part of a plan, and it says so.
    """

    title: str
    indicators: Mapping[str, Indicator]
    schools: tuple[SchoolRule, ...]
    balance: tuple[BalanceRule, ...]
    value_places: int
    mean_places: int
    cv_places: int
    unset: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()


SCHOOL_STANDARDS, BALANCE = "school_standards", "balance"
KINDS = (SCHOOL_STANDARDS, BALANCE)
STUDENTS, TOTAL, OF_LEVEL = "students", "total", "level"


def has_plan(standards: Mapping[str, Any]) -> bool:
    """Tell whether a regime has indicators of resources that a plan could change."""
    return any(True for _ in _sheets(standards))


def _sheets(standards: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield the parts that have indicators, each with its sheet."""
    for part in standards["regime"]["parts"].values():
        if part["kind"] in KINDS and standards[part["sheet"]]:
            yield part, standards[part["sheet"]]


def read_rules(standards: Mapping[str, Any]) -> Rules:
    """Return the school rules and limits of the parsed files of a regime.

    Raises `CatalogueError` where the regime has no resource indicators at all.
    """
    indicators: dict[str, Indicator] = {}
    schools, balance = [], []
    for part, sheet in _sheets(standards):
        indicators |= {
            name: _indicator(name, data) for name, data in sheet.items() if _is_of_resources(data)
        }
        rule = entry(standards, part["rule"])
        if part["kind"] == BALANCE:
            balance.append(_balance_rule(tuple(sheet), part, rule, standards["regime"]))
        elif "at_least" in rule or "at_most_missed" in rule:
            schools.append(_school_rule(tuple(sheet), rule))
    if not indicators:
        raise CatalogueError("the regime has no resource indicators to plan for", "regime.yml")
    places = standards["regime"]["printed"]
    return Rules(
        standards["regime"]["title"], indicators, tuple(schools), tuple(balance),
        int(places["school_value"]), int(places["county_mean"]), int(places["cv"]),
        tuple(_unset(standards)), tuple(_beyond(standards)),
    )  # fmt: skip


def _unset(standards: Mapping[str, Any]) -> Iterator[str]:
    for part in standards["regime"]["parts"].values():
        if part["kind"] == SCHOOL_STANDARDS and not standards[part["sheet"]]:
            yield entry(standards, part["rule"])["title"]


def _beyond(standards: Mapping[str, Any]) -> Iterator[str]:
    for _, sheet in _sheets(standards):
        yield from (data["short"] for data in sheet.values() if not _is_of_resources(data))


def entry(data: Mapping[str, Any], path: str) -> Any:
    """Return the entry at a path whose first step is the file, such as `regime.balance`."""
    found: Any = data
    for step in path.split("."):
        if not isinstance(found, Mapping) or step not in found:
            raise CatalogueError(f"there is no standard {path}", "regime.yml")
        found = found[step]
    return found


def _is_of_resources(data: Mapping[str, Any]) -> bool:
    """Tell whether an indicator is an amount that may be added to, for each pupil of a level."""
    return (
        "numerator" in data
        and data.get("denominator", STUDENTS) == STUDENTS
        and data.get("sites", TOTAL) == TOTAL
        and data.get("of", OF_LEVEL) == OF_LEVEL
        and "maximum" not in data
    )


def _indicator(name: str, data: Mapping[str, Any]) -> Indicator:
    scale = exact(data.get("scale", 1))
    return Indicator(
        id=name,
        title=data["title"],
        short=data["short"],
        unit=data["unit"],
        amount_unit=data["amount"]["unit"],
        amount_places=int(data["amount"]["places"]),
        terms={level: _terms(data["numerator"][level], scale) for level in LEVELS},
        per_students=exact(data.get("per_students", data.get("times", 1))),
        split=bool(data.get("split", False)),
        minimum={level: exact(least) for level, least in data.get("minimum", {}).items()},
    )


def _terms(data: Mapping[str, Any], scale: Decimal) -> dict[str, Decimal]:
    added = dict.fromkeys(data["add"], scale)
    return added | dict.fromkeys(data.get("subtract", ()), -scale)


def _school_rule(sheet: tuple[str, ...], rule: Mapping[str, Any]) -> SchoolRule:
    allowed = []
    if rule.get("at_most_missed") is not None:
        allowed.append(int(rule["at_most_missed"]))
    if rule.get("at_least") is not None:
        allowed.append(int(rule.get("of") or len(sheet)) - int(rule["at_least"]))
    return SchoolRule(sheet, min(allowed), exact(rule.get("rest_not_below") or 0))


def _balance_rule(
    sheet: tuple[str, ...],
    part: Mapping[str, Any],
    rule: Mapping[str, Any],
    regime: Mapping[str, Any],
) -> BalanceRule:
    return BalanceRule(
        sheet,
        {level: exact(limit) for level, limit in rule["maximum"].items()},
        part.get("limit", EACH),
        regime["settings"]["judged_cv"]["value"] == PRINTED,
        int(regime["printed"]["cv"]),
    )
