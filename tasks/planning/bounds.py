"""The exact check that no school gets more than it may, or gives more than it has."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from tasks.planning.moves import Failure, Move
from tasks.planning.program import Program


def beyond_bounds(program: Program, moves: Iterable[Move]) -> list[Failure]:
    """Return every bound that some moves pass."""
    gets: dict[tuple[str, str], Decimal] = {}
    gives: dict[tuple[str, str, tuple[str, ...]], Decimal] = {}
    resources = {slot.resource.id: slot.resource for slot in program.slots}
    for move in moves:
        key = (move.school, move.resource)
        gets[key] = gets.get(key, Decimal(0)) + move.amount
        for group in resources[move.resource].move if move.giver else ():
            taken = (move.giver, move.level, group)
            size = move.amount * resources[move.resource].in_field
            gives[taken] = gives.get(taken, Decimal(0)) + size
    found = []
    for (school, resource), amount in gets.items():
        most = program.prices.most(school, resource)
        if most is not None and amount > most:
            found.append(Failure("", "", school, amount, resource))
    for (school, level, group), amount in gives.items():
        if amount > owned(program, school, level, group):
            found.append(Failure(level, "", school, amount, group[0]))
    return found


def owned(program: Program, school: str, level: str, group: tuple[str, ...]) -> Decimal:
    """Return what a school's own return says in some columns together."""
    own = program.county.own
    return sum((own.get((school, level, each), Decimal(0)) for each in group), Decimal(0))
