"""From the solver's binary numbers to moves in whole steps, rounded up so that they suffice."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

import numpy as np

from tasks.planning.moves import Move
from tasks.planning.program import Program, Slot

BLUR = 1e-6
"""What a solver's number may lack or have too much."""

WHOLE_BLUR = 0.1
"""And what a whole number of it may: it is whole as far as the solver could tell."""

Steps = dict[int, int]
"""Whole steps by column."""


def whole_steps(program: Program, values: np.ndarray) -> Steps:
    """Return whole steps that give no school less than `values` do.

    What cannot be moved in whole steps is bought.
    """
    steps: Steps = {}
    pools: dict[tuple[str, str], list[Slot]] = {}
    for slot in program.slots:
        pools.setdefault((slot.resource.id, slot.level), []).append(slot)
    for slots in pools.values():
        _settle(slots, values, steps)
    _top_up(program, values, steps)
    return {column: count for column, count in steps.items() if count}


def _settle(slots: Sequence[Slot], values: np.ndarray, steps: Steps) -> None:
    """Round what is given and received down until they agree, and buy what then lacks."""
    gives: list[int] = []
    gets: list[int] = []
    for slot in slots:
        if slot.give is None or slot.receive is None:
            continue
        both = min(values[slot.give], values[slot.receive])
        for column, found in ((slot.give, gives), (slot.receive, gets)):
            steps[column] = math.floor(values[column] - both + _blur(slot))
            found.append(column)
    surplus = sum(steps[column] for column in gets) - sum(steps[column] for column in gives)
    _take_back(gets if surplus > 0 else gives, abs(surplus), steps)
    for slot in slots:
        wanted = sum(float(sign * values[column]) for column, _, sign in slot.columns)
        moved = sum(sign * steps[column] for column, _, sign in slot.columns[1:])
        steps[slot.buy] = max(0, math.ceil(wanted - moved - _blur(slot)))


def _blur(slot: Slot) -> float:
    return WHOLE_BLUR if slot.resource.whole else BLUR


def _take_back(columns: Sequence[int], count: int, steps: Steps) -> None:
    for column in columns:
        taken = min(count, steps[column])
        steps[column] -= taken
        count -= taken


def _top_up(program: Program, values: np.ndarray, steps: Steps) -> None:
    """Buy the last step where the solver's rounding left a school short of its minimum."""
    buys = {slot.buy for slot in program.slots}
    for need in program.needs:
        is_missed = need.missed is not None and values[need.missed] > WHOLE_BLUR
        target = need.needed * need.floor if is_missed else need.needed
        amount = need.unit.amounts[need.indicator] or Decimal(0)
        lacking = target - amount - program.added(need.unit, need.indicator, steps)
        if lacking <= 0:
            continue
        for column, each in program.effects_on(need.unit, need.indicator).items():
            if column in buys and each > 0:
                more = int((lacking / each).to_integral_value(ROUND_CEILING))
                steps[column] = steps.get(column, 0) + more
                break


def moves_of(program: Program, steps: Steps) -> tuple[Move, ...]:
    """Return the moves, each school's givers named, in the order of resources and schools."""
    moves = []
    pools: dict[tuple[str, str], list[Slot]] = {}
    for slot in program.slots:
        pools.setdefault((slot.resource.id, slot.level), []).append(slot)
        bought = steps.get(slot.buy, 0)
        if bought:
            amount = slot.resource.step * bought
            moves.append(Move(slot.resource.id, slot.level, slot.school, "", amount))
    for slots in pools.values():
        moves += _paired(slots, steps)
    return tuple(moves)


def _paired(slots: Sequence[Slot], steps: Steps) -> list[Move]:
    """Return who gives to whom: first to first, in the order of the roster."""
    left = {slot.school: steps.get(slot.give, 0) for slot in slots if slot.give is not None}
    moves = []
    for slot in slots:
        wanted = steps.get(slot.receive, 0) if slot.receive is not None else 0
        for giver in left:
            count = min(wanted, left[giver])
            if count:
                amount = slot.resource.step * count
                moves.append(Move(slot.resource.id, slot.level, slot.school, giver, amount))
                left[giver] -= count
                wanted -= count
    return moves
