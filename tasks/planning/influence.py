"""Which school moves a coefficient of the county, and by how much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from tasks.planning.coefficients import derivative, share_of_spread, spread, without
from tasks.planning.county import County, Unit
from tasks.planning.planned import Planned
from tasks.planning.rules import Indicator, Rules

PERCENT = 100
EXACT_PLACES = 6
SLOPE_PLACES = 9


@dataclass(frozen=True)
class Influence:
    """What one school does to one coefficient of its level.

    `change` is the coefficient of all other schools less that of all: negative where the school
    makes the county less equal. `slope` is how much the coefficient grows with one more unit of
    the indicator's amount at this school, see `tasks.planning.coefficients.derivative`.
    `share_percent` is its part of the squared deviation. `rank` 1 is the school without which
    the coefficient falls most.
    """

    level: str
    indicator: str
    school: str
    value: Planned
    coefficient: Planned | None
    change: Planned | None
    slope: Planned | None
    share_percent: Planned | None
    rank: int


def influences(county: County, rules: Rules) -> tuple[Influence, ...]:
    """Return the influence of every school on every coefficient, ranked within each."""
    found: list[Influence] = []
    for level in dict.fromkeys(unit.level for unit in county.units):
        for name in dict.fromkeys(name for rule in rules.balance for name in rule.indicators):
            ranked = sorted(_of(county.at(level), rules, rules.indicators[name]), key=_order)
            found += [replace(each, rank=rank) for rank, each in enumerate(ranked, 1)]
    return tuple(found)


def _of(units: list[Unit], rules: Rules, indicator: Indicator) -> Iterator[Influence]:
    known = [(unit, value) for unit in units if (value := unit.value(indicator)) is not None]
    values = [value for _, value in known]
    students = [unit.students for unit, _ in known]
    county = spread(values, students)
    for at, (unit, value) in enumerate(known):
        rest = without(values, students, at)
        cv = county.cv if county else None
        share = share_of_spread(values, students, at)
        yield Influence(
            unit.level, indicator.id, unit.school,
            Planned(value, indicator.unit, rules.value_places),
            _planned(cv, rules.cv_places),
            _planned(None if rest is None or cv is None else rest - cv, EXACT_PLACES),
            _planned(derivative(values, students, at, indicator.per_students), SLOPE_PLACES),
            None if share is None else Planned(share * PERCENT, "%", 1),
            0,
        )  # fmt: skip


def _planned(value: Decimal | None, places: int) -> Planned | None:
    return None if value is None else Planned(value, "", places)


def _order(each: Influence) -> tuple[bool, Decimal]:
    """Return what sorts the school first without which the coefficient falls most."""
    return (each.change is None, each.change.amount if each.change else Decimal(0))
