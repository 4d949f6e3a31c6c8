"""The plan as a program: what may be bought and moved, and the rule every school must meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal

from tasks.planning.county import County, Unit
from tasks.planning.linear import LinearProgram
from tasks.planning.resources import BUY, MOVE, Prices, Resource
from tasks.planning.rules import Rules, SchoolRule

YUAN_OF_A_COST = 10_000
"""Costs stand in 万元 in the program, so that its numbers are of like size."""

LEAST_COST = 1e-7
"""What a move costs at least there: what is free must not be done for nothing."""


@dataclass(frozen=True)
class Slot:
    """What one school may get of one resource: the columns for buying, getting and giving.

    They count steps of the resource. `level` is empty where all levels share it.
    """

    resource: Resource
    school: str
    level: str
    buy: int
    receive: int | None = None
    give: int | None = None

    @property
    def columns(self) -> tuple[tuple[int, str, int], ...]:
        """Return column, kind and sign of each."""
        found: list[tuple[int, str, int]] = [(self.buy, BUY, 1)]
        if self.receive is not None and self.give is not None:
            found += [(self.receive, MOVE, 1), (self.give, MOVE, -1)]
        return tuple(found)


@dataclass(frozen=True)
class Need:
    """A row: one indicator of one school against its minimum, which it may miss if chosen."""

    unit: Unit
    indicator: str
    row: int
    needed: Decimal
    floor: Decimal
    missed: int | None


@dataclass
class Program:
    """The linear part of the problem, and where in it everything stands.

    `effects` gives for each planned unit and indicator by how much one step of each column
    adds to its amount, exactly.
    """

    county: County
    rules: Rules
    prices: Prices
    linear: LinearProgram = field(default_factory=LinearProgram)
    slots: list[Slot] = field(default_factory=list)
    effects: dict[tuple[str, str, str], dict[int, Decimal]] = field(default_factory=dict)
    needs: list[Need] = field(default_factory=list)

    def effects_on(self, unit: Unit, indicator: str) -> Mapping[int, Decimal]:
        """Return what one step of each column adds to one amount; empty where nothing can."""
        return self.effects.get((unit.school, unit.level, indicator), {})

    def added(self, unit: Unit, indicator: str, steps: Mapping[int, int]) -> Decimal:
        """Return what whole steps, by column, add to one amount."""
        effects = self.effects_on(unit, indicator).items()
        return sum((each * steps.get(column, 0) for column, each in effects), Decimal(0))


def build(
    county: County, rules: Rules, resources: Mapping[str, Resource], prices: Prices
) -> Program:
    """Return the program of a county, without its coefficients of variation."""
    program = Program(county, rules, prices)
    for resource in resources.values():
        if resource.id in prices.by_resource:
            _add_slots(program, resource)
    _add_effects(program)
    _keep_counts(program)
    for unit in county.units:
        for rule in rules.schools if unit.is_planned else ():
            _add_school_rule(program, unit, rule)
    return program


def _add_slots(program: Program, resource: Resource) -> None:
    price = program.prices.by_resource[resource.id]
    planned = [unit for unit in program.county.units if unit.is_planned]
    found: dict[tuple[str, str], None] = {}
    for unit in sorted(planned, key=lambda unit: list(program.county.names).index(unit.school)):
        found[unit.school, unit.level if resource.by_level else ""] = None
    slots = [_slot(program, resource, school, level) for school, level in found]
    program.slots += slots
    for school in dict.fromkeys(school for school, _ in found):
        _bound(program, resource, school, [slot for slot in slots if slot.school == school])
    for level in dict.fromkeys(level for _, level in found) if price.move is not None else ():
        mine = [slot for slot in slots if slot.level == level and slot.give is not None]
        balance = {slot.receive: 1.0 for slot in mine} | {slot.give: -1.0 for slot in mine}
        if mine:
            program.linear.row(balance, 0.0, 0.0)  # type: ignore[arg-type]


def _slot(program: Program, resource: Resource, school: str, level: str) -> Slot:
    price, step = program.prices.by_resource[resource.id], resource.step

    def column(yuan: Decimal) -> int:
        cost = max(float(yuan * step) / YUAN_OF_A_COST, LEAST_COST)
        return program.linear.column(cost, whole=resource.whole)

    buy = column(price.buy)
    if price.move is None or not resource.move:
        return Slot(resource, school, level, buy)
    return Slot(resource, school, level, buy, column(price.move), column(Decimal(0)))


def _bound(program: Program, resource: Resource, school: str, slots: Sequence[Slot]) -> None:
    most = program.prices.most(school, resource.id)
    if most is None:
        return
    steps = float((most / resource.step).to_integral_value(ROUND_FLOOR))
    gets = {column: 1.0 for slot in slots for column, _, sign in slot.columns if sign > 0}
    program.linear.row(gets, high=steps)


def _add_effects(program: Program) -> None:
    by_school: dict[str, list[Slot]] = {}
    for slot in program.slots:
        by_school.setdefault(slot.school, []).append(slot)
    for unit in program.county.units:
        for name in unit.amounts if unit.is_planned else ():
            slots = by_school.get(unit.school, ())
            program.effects[unit.school, unit.level, name] = _effects(program, unit, name, slots)


def _effects(program: Program, unit: Unit, name: str, slots: Sequence[Slot]) -> dict[int, Decimal]:
    indicator = program.rules.indicators[name]
    found = {}
    for slot in slots:
        for column, kind, sign in slot.columns if slot.level in ("", unit.level) else ():
            effect = slot.resource.effect(kind, indicator, unit.level)
            if effect:
                found[column] = sign * effect * slot.resource.step * unit.part_of(indicator)
    return found


def _keep_counts(program: Program) -> None:
    """Let no school give more than it has, nor have more of some kind than of all."""
    groups: dict[tuple[str, str, tuple[str, ...]], dict[int, float]] = {}
    for slot in program.slots:
        for group in slot.resource.move if slot.give is not None else ():
            entries = groups.setdefault((slot.school, slot.level, group), {})
            entries[slot.give] = float(slot.resource.step * slot.resource.in_field)  # type: ignore[index]
    own = program.county.own
    for (school, level, group), entries in groups.items():
        has = sum((own.get((school, level, each), Decimal(0)) for each in group), Decimal(0))
        program.linear.row(entries, high=float(has))
    for slot in program.slots:
        if slot.resource.among:
            _keep_among(program, slot)


def _keep_among(program: Program, slot: Slot) -> None:
    part, whole = slot.resource.buy[0][0], slot.resource.among
    has = [program.county.own.get((slot.school, slot.level, each)) for each in (part, whole)]
    if has[0] is None or has[1] is None:
        return
    entries: dict[int, float] = {}
    for other in program.slots:
        if (other.school, other.level) != (slot.school, slot.level):
            continue
        for column, kind, sign in other.columns:
            groups = other.resource.columns(kind)
            size = float(other.resource.step * other.resource.in_field)
            change = ((whole,) in groups) - ((part,) in groups)
            if change:
                entries[column] = sign * size * change
    program.linear.row(entries, low=float(has[0] - has[1]))


def needed(unit: Unit, program: Program, indicator: str) -> Decimal | None:
    """Return the amount at which a unit reaches the minimum, None where there is none."""
    data = program.rules.indicators[indicator]
    minimum = data.minimum.get(unit.level)
    return minimum * unit.students / data.per_students if minimum else None


def _add_school_rule(program: Program, unit: Unit, rule: SchoolRule) -> None:
    missed: list[int] = []
    for name in rule.indicators:
        target = needed(unit, program, name) if name in unit.amounts else None
        amount = unit.amounts.get(name)
        if not target or amount is None:
            continue
        choice = program.linear.column(high=1.0, whole=True) if rule.missed else None
        effects = program.effects_on(unit, name).items()
        entries = {column: float(each / target) for column, each in effects}
        if choice is not None:
            entries[choice] = float(1 - rule.floor)
            missed.append(choice)
        row = program.linear.row(entries, low=1.0 - float(amount / target))
        program.needs.append(Need(unit, name, row, target, rule.floor, choice))
    beyond = sum(name in rule.indicators for name in unit.beyond)
    if missed or beyond > rule.missed:
        program.linear.row(dict.fromkeys(missed, 1.0), high=float(rule.missed - beyond))
