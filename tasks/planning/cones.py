"""The limits on coefficients of variation, closed in on by planes (outer approximation).

For one indicator at one level let d be the school's value less the mean and w its share of the
students. The standard deviation is at most s where numbers q ≥ w·d²/s exist that add up to s at
most. Each of these is convex; a plane touches it from below at every slope ρ:
q ≥ w·(2ρ·d − ρ²·s). A solution whose deviation is more than s breaks the sum of the planes at its
own slopes d/S: these are added.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tasks.planning.linear import combined
from tasks.planning.program import Program
from tasks.planning.rules import COMPOSITE, BalanceRule

NEAR = 1e-9
"""A slope this near to one that has its plane needs none."""

TOLERATED = 1e-6
"""By how much of the mean a deviation may break its limit, where no margin is kept."""

UNTOUCHED = 1e-5
"""A plane this far from the solution is taken out before whole numbers are asked for."""


@dataclass(frozen=True)
class Seat:
    """A school in a cone: its share of the students, its value now, and what columns add.

    Values are measured in the present mean.
    """

    weight: float
    start: float
    entries: Mapping[int, float]


class Cone:
    """One coefficient of one level; its planes are in the program once it is `open`ed."""

    def __init__(self, program: Program, rule: BalanceRule, level: str, indicator: str) -> None:
        self.rule, self.level, self.indicator = rule, level, indicator
        self.seats = _seats(program, level, indicator)
        self.is_open = False
        self._linear = program.linear
        self._planes: dict[tuple[int, float], int] = {}

    def measured(self, values: np.ndarray) -> tuple[list[float], float, float]:
        """Return the schools' deviations, the mean and the standard deviation at a solution."""
        found = [
            seat.start + sum(size * values[column] for column, size in seat.entries.items())
            for seat in self.seats
        ]
        mean = sum(seat.weight * value for seat, value in zip(self.seats, found, strict=True))
        deviations = [value - mean for value in found]
        squares = sum(
            seat.weight * each**2 for seat, each in zip(self.seats, deviations, strict=True)
        )
        return deviations, mean, math.sqrt(squares)

    def coefficient(self, values: np.ndarray) -> float:
        """Return the coefficient of variation at a solution."""
        _, mean, sd = self.measured(values)
        return sd / mean if mean > 0 else math.inf

    def open(self, slopes: Sequence[float]) -> None:
        """Bring mean, deviation and the first planes into the program."""
        self.is_open = True
        linear = self._linear
        self.mean, self.sd = linear.column(), linear.column()
        self.parts = [linear.column() for _ in self.seats]
        total = combined(*((seat.weight, seat.entries) for seat in self.seats))
        start = sum(seat.weight * seat.start for seat in self.seats)
        linear.row(combined((1.0, total), (-1.0, {self.mean: 1.0})), -start, -start)
        linear.row({**dict.fromkeys(self.parts, 1.0), self.sd: -1.0}, high=0.0)
        for slope in slopes:
            for at in range(len(self.seats)):
                self._plane(at, float(slope))

    def close_in(self, values: np.ndarray, tolerated: float) -> bool:
        """Add the planes that the solution breaks; tell whether there were any."""
        deviations, mean, sd = self.measured(values)
        if sd <= values[self.sd] + tolerated * mean:
            return False
        added = [self._plane(at, each / sd) for at, each in enumerate(deviations)]
        return any(added)

    def _plane(self, at: int, slope: float) -> bool:
        key = (at, round(slope / NEAR) * NEAR)
        if key in self._planes:
            return False
        seat, weight = self.seats[at], self.seats[at].weight
        entries = combined(
            (2 * slope * weight, seat.entries),
            (-2 * slope * weight, {self.mean: 1.0}),
            (-(slope**2) * weight, {self.sd: 1.0}),
            (-1.0, {self.parts[at]: 1.0}),
        )
        self._planes[key] = self._linear.row(entries, high=-2 * slope * weight * seat.start)
        return True

    def thin(self, values: np.ndarray) -> None:
        """Take out the planes that a solution does not touch; they return when needed."""
        for key, row in list(self._planes.items()):
            if self._linear.slack(row, values) > UNTOUCHED:
                self._linear.drop(row)
                del self._planes[key]


def _seats(program: Program, level: str, indicator: str) -> list[Seat]:
    data = program.rules.indicators[indicator]
    units = [unit for unit in program.county.at(level) if unit.amounts.get(indicator) is not None]
    students = float(sum(unit.students for unit in units))
    values = [float(unit.value(data) or 0) for unit in units]
    weights = [float(unit.students) / students for unit in units]
    mean = sum(weight * value for weight, value in zip(weights, values, strict=True)) or 1.0
    return [
        Seat(weight, value / mean, {
            column: float(size * data.per_students / unit.students) / mean
            for column, size in program.effects_on(unit, indicator).items()
        })
        for unit, weight, value in zip(units, weights, values, strict=True)
    ]  # fmt: skip


class Balance:
    """All limits of one rule: each coefficient, or the mean of a level's coefficients.

    Where `broken` is a mapping, every limit may be broken at a cost of one, and the columns that
    tell by how much are put there.
    """

    def __init__(self, program: Program, rule: BalanceRule) -> None:
        self.rule, self.margin = rule, 0.0
        self.broken: dict[tuple[str, str], int] | None = None
        self._linear = program.linear
        taught = dict.fromkeys(unit.level for unit in program.county.units)
        self.levels = {
            level: [Cone(program, rule, level, name) for name in rule.indicators]
            for level in taught
        }
        self._rows: dict[tuple[str, str], int] = {}

    @property
    def cones(self) -> list[Cone]:
        """Return the cones of all levels."""
        return [cone for cones in self.levels.values() for cone in cones]

    def limit(self, level: str) -> float:
        """Return what a coefficient of a level, or their mean, may be at most in the program."""
        return float(self.rule.highest(level)) * (1 - self.margin)

    def tighten(self, margin: float, slopes: Sequence[float], values: np.ndarray) -> None:
        """Keep a margin from every limit; `values` are the solution to linearise at."""
        self.margin = margin
        for level, cones in self.levels.items():
            if self.rule.on == COMPOSITE:
                self._limit_mean(level, cones, slopes, values)
            for cone in cones:
                if cone.is_open and self.rule.on != COMPOSITE:
                    self._limit_one(cone)

    def close_in(self, values: np.ndarray, slopes: Sequence[float]) -> bool:
        """Add what the solution breaks to the program; tell whether it broke anything."""
        added = False
        for cone in self.cones:
            if cone.is_open:
                tolerated = max(self.margin * self.limit(cone.level) / 2, TOLERATED)
                added |= cone.close_in(values, tolerated)
            elif cone.coefficient(values) > self.limit(cone.level):
                cone.open(slopes)
                self._limit_one(cone)
                added = True
        return added

    def _limit_one(self, cone: Cone) -> None:
        entries = {cone.sd: 1.0, cone.mean: -self.limit(cone.level)}
        self._put((cone.level, cone.indicator), entries, 0.0)

    def _limit_mean(
        self, level: str, cones: Sequence[Cone], slopes: Sequence[float], values: np.ndarray
    ) -> None:
        """Limit the sum of sd ÷ mean, each quotient by its tangent at the present solution."""
        entries: dict[int, float] = {}
        for cone in cones:
            if not cone.is_open:
                cone.open(slopes)
            _, mean, sd = cone.measured(values)
            if mean > 0:
                entries |= {cone.sd: 1.0 / mean, cone.mean: -sd / mean**2}
        # sd/m ≈ sd/m₀ − sd₀/m₀²·(m − m₀): the constants sd₀/m₀ go to the right.
        constant = sum(cone.coefficient(values) for cone in cones)
        self._put((level, COMPOSITE), entries, self.limit(level) * len(cones) - constant)

    def _put(self, key: tuple[str, str], entries: Mapping[int, float], high: float) -> None:
        if self.broken is not None:
            if key not in self.broken:
                self.broken[key] = self._linear.column(cost=1.0)
            entries = {**entries, self.broken[key]: -1.0}
        if key in self._rows:
            self._linear.replace(self._rows[key], entries, high=high)
        else:
            self._rows[key] = self._linear.row(entries, high=high)
