"""Why there is no plan: which rules cannot be met, and which bounds stop them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from tasks.planning.planned import Planned
from tasks.planning.program import Need, Program, Slot
from tasks.planning.resources import Resource
from tasks.planning.rules import COMPOSITE
from tasks.planning.search import Limits, Search
from tasks.rounding import exact

CHEAP = 1e-7
"""What costs weigh beside a broken rule: they only choose between equal ways of breaking."""

NOTICED = 1e-5


@dataclass(frozen=True, order=True)
class Bound:
    """A bound that is used up: no more than `most` of a resource for one school."""

    school: str
    resource: str
    most: Decimal


@dataclass(frozen=True)
class Obstacle:
    """A rule that stays broken. `school` is empty for a coefficient of the county.

    `lacking` is what the amount still lacks, or by how much the coefficient is too high;
    `bounds` are those used up on the way there. Without any, nothing on the list helps.
    """

    level: str
    indicator: str
    school: str
    lacking: Planned
    bounds: tuple[Bound, ...]


def obstacles(
    program: Program, resources: Mapping[str, Resource], limits: Limits
) -> tuple[Obstacle, ...]:
    """Return what stays broken where as little as possible is; `program` is used up by it."""
    linear = program.linear
    linear.costs = [cost * CHEAP for cost in linear.costs]
    lacks = {need.row: _may_break(program, need) for need in program.needs}
    search = Search(program, resources, limits)
    for balance in search.balances:
        balance.broken = {}
        balance.tighten(limits.margins[0], limits.first_slopes, np.zeros(len(linear.costs)))
    for relaxed in (True, False):
        outcome = search.converged(relaxed=relaxed)
        if outcome.values is None:
            return ()
        found = [*_of_schools(program, lacks, outcome.values), *_of_county(search, outcome.values)]
        if found:
            return tuple(found)
    return ()


def _may_break(program: Program, need: Need) -> int:
    column = program.linear.column(cost=1.0)
    entries, low, high = program.linear.rows[need.row]
    program.linear.replace(need.row, {**entries, column: 1.0}, low, high)
    return column


def _of_schools(
    program: Program, lacks: Mapping[int, int], values: np.ndarray
) -> Iterable[Obstacle]:
    for need in program.needs:
        share = values[lacks[need.row]]
        if share > NOTICED:
            indicator = program.rules.indicators[need.indicator]
            lacking = exact(float(share)) * need.needed
            planned = Planned(lacking, indicator.amount_unit, max(indicator.amount_places, 1))
            school, columns = need.unit.school, program.effects_on(need.unit, need.indicator)
            bounds = _used_up(program, values, columns)
            yield Obstacle(need.unit.level, need.indicator, school, planned, bounds)


def _of_county(search: Search, values: np.ndarray) -> Iterable[Obstacle]:
    program = search.program
    for balance in search.balances:
        for (level, name), column in (balance.broken or {}).items():
            if values[column] <= NOTICED:
                continue
            cones = [cone for cone in balance.levels[level] if name in (cone.indicator, COMPOSITE)]
            reached = sum(cone.coefficient(values) for cone in cones) / len(cones)
            excess = Planned(
                exact(float(reached)) - balance.rule.limits[level], "", balance.rule.places
            )
            columns = {
                each
                for cone in cones
                for unit in program.county.at(level)
                for each in program.effects_on(unit, cone.indicator)
            }
            indicator = "" if name == COMPOSITE else name
            yield Obstacle(level, indicator, "", excess, _used_up(program, values, columns))


def _used_up(program: Program, values: np.ndarray, columns: Iterable[int]) -> tuple[Bound, ...]:
    """Return the bounds used up among the slots that some columns belong to."""
    wanted = set(columns)
    slots = [slot for slot in program.slots if slot.buy in wanted]
    places = dict.fromkeys((slot.school, slot.resource.id) for slot in slots)
    found = []
    for school, resource in places:
        most = program.prices.most(school, resource)
        same = [s for s in program.slots if (s.school, s.resource.id) == (school, resource)]
        if most is not None and _gets(same, values) >= float(most) * (1 - NOTICED) - NOTICED:
            found.append(Bound(school, resource, most))
    return tuple(found)


def _gets(slots: Iterable[Slot], values: np.ndarray) -> float:
    return sum(
        float(slot.resource.step) * values[column]
        for slot in slots
        for column, _, sign in slot.columns
        if sign > 0
    )
