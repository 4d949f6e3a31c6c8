"""Takes out of a plan what it can do without: a search that is near enough may leave some."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tasks.planning.county import Unit
from tasks.planning.program import Program, Slot, needed
from tasks.planning.rules import COMPOSITE

Key = tuple[str, str, str]
SLACK = 1e-12


@dataclass
class Books:
    """All amounts as binary numbers, and per coefficient the sums that give it at once.

    Only good for trying: what comes out is checked exactly afterwards.
    """

    program: Program
    units: dict[tuple[str, str], Unit] = field(init=False)
    amounts: dict[Key, float] = field(init=False)
    sums: dict[tuple[str, str], list[float]] = field(init=False)

    def __post_init__(self) -> None:
        """Open the books as the county is."""
        county = self.program.county
        self.units = {(unit.school, unit.level): unit for unit in county.units}
        self.amounts = {
            (unit.school, unit.level, name): float(amount)
            for unit in county.units
            for name, amount in unit.amounts.items()
            if amount is not None
        }
        self.sums = {}
        for key in self.amounts:
            self._count(key, 1)
        self._effects: dict[int, list[tuple[Key, float]]] = {}
        for key, effects in self.program.effects.items():
            for column, each in effects.items():
                self._effects.setdefault(column, []).append((key, float(each)))

    def _count(self, key: Key, sign: int) -> None:
        """Enter an amount into the sums of its coefficient, or take it out."""
        unit, amount = self.units[key[:2]], self.amounts[key]
        sums = self.sums.setdefault(key[1:], [0.0, 0.0, 0.0])
        students = float(unit.students)
        for at, size in enumerate((students, amount, amount**2 / students)):
            sums[at] += sign * size

    def change(self, columns: Mapping[int, int]) -> set[Key]:
        """Enter some more steps of columns; return the amounts that changed."""
        changed: dict[Key, float] = {}
        for column, count in columns.items():
            for key, each in self._effects.get(column, ()):
                changed[key] = changed.get(key, 0.0) + each * count
        for key, size in changed.items():
            self._count(key, -1)
            self.amounts[key] += size
            self._count(key, 1)
        return set(changed)

    def passes(self, changed: Iterable[Key]) -> bool:
        """Tell whether the rules that some amounts touch are met."""
        keys = set(changed)
        return all(self._school_passes(key[:2]) for key in keys) and self._is_balanced(keys)

    def _school_passes(self, place: tuple[str, str]) -> bool:
        unit = self.units[place]
        for rule in self.program.rules.schools:
            missed = sum(name in rule.indicators for name in unit.beyond)
            for name in rule.indicators:
                amount = self.amounts.get((*place, name))
                target = None if amount is None else needed(unit, self.program, name)
                if amount is None or not target:
                    continue
                reached = amount / float(target)
                missed += reached < 1 - SLACK
                if reached < float(rule.floor) - SLACK:
                    return False
            if missed > rule.missed:
                return False
        return True

    def _is_balanced(self, keys: set[Key]) -> bool:
        touched = {key[1:] for key in keys}
        for rule in self.program.rules.balance:
            for level in {level for level, name in touched if name in rule.indicators}:
                highest = float(rule.highest(level)) - SLACK
                found = [self.coefficient(level, name) for name in rule.indicators]
                if rule.on == COMPOSITE:
                    found = [sum(found) / len(found)]
                if max(found) > highest:
                    return False
        return True

    def coefficient(self, level: str, indicator: str) -> float:
        """Return one coefficient of variation."""
        students, amounts, squares = self.sums.get((level, indicator), (0.0, 0.0, 0.0))
        if amounts <= 0:
            return 0.0
        return math.sqrt(max(squares * students / amounts**2 - 1, 0.0))


def without_spare(program: Program, steps: Mapping[int, int]) -> dict[int, int]:
    """Return the steps without those that no rule needs, the dearest tried first."""
    left, books = dict(steps), Books(program)
    books.change(left)
    costs = program.linear.costs
    buys = [slot for slot in program.slots if left.get(slot.buy)]
    dearest_first = sorted(buys, key=lambda slot: (-costs[slot.buy], slot.buy))
    # Whom others were counted on may go once these have gone: hence the second round.
    for slot in (*dearest_first, *dearest_first):
        if left[slot.buy] and not _is_tied(program, slot, left):
            _try(books, left, (slot.buy,))
    for slot in program.slots:
        for other in program.slots if slot.receive is not None and left.get(slot.receive) else ():
            same = (other.resource.id, other.level) == (slot.resource.id, slot.level)
            if same and other.give is not None and left.get(other.give):
                _try(books, left, (slot.receive, other.give))  # type: ignore[arg-type]
    return {column: count for column, count in left.items() if count}


def _is_tied(program: Program, slot: Slot, steps: Mapping[int, int]) -> bool:
    """Tell whether others at the school were counted on what this slot brings."""
    return any(
        (other.school, other.level) == (slot.school, slot.level)
        and other.resource.among
        and (other.resource.among,) in slot.resource.buy
        and any(steps.get(column) for column, _, _ in other.columns)
        for other in program.slots
    )


def _try(books: Books, steps: dict[int, int], columns: tuple[int, ...]) -> None:
    """Take out as many steps of some columns together as nothing needs."""
    size = min(steps[column] for column in columns)
    while size > 0:
        if books.passes(books.change(dict.fromkeys(columns, -size))):
            for column in columns:
                steps[column] -= size
            size = min(size, *(steps[column] for column in columns))
        else:
            books.change(dict.fromkeys(columns, size))
            size //= 2
