"""A mixed-integer linear program that grows while it is being solved."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

INFEASIBLE = 2
"""What the solver calls a program that nothing can satisfy."""


@dataclass(frozen=True)
class Outcome:
    """What the solver found: `values` by column, None where it found nothing.

    `bound` is what no solution can cost less than; `is_impossible` is a proof, not a failure.
    """

    values: np.ndarray | None
    cost: float
    bound: float
    is_impossible: bool


@dataclass
class LinearProgram:
    """Columns with costs and bounds, rows between two limits; rows may be added or replaced."""

    costs: list[float] = field(default_factory=list)
    lows: list[float] = field(default_factory=list)
    highs: list[float] = field(default_factory=list)
    wholes: list[bool] = field(default_factory=list)
    rows: list[tuple[Mapping[int, float], float, float]] = field(default_factory=list)

    def column(
        self, cost: float = 0.0, low: float = 0.0, high: float = math.inf, whole: bool = False
    ) -> int:
        """Add an unknown and return its number."""
        self.costs.append(cost)
        self.lows.append(low)
        self.highs.append(high)
        self.wholes.append(whole)
        return len(self.costs) - 1

    def row(
        self, entries: Mapping[int, float], low: float = -math.inf, high: float = math.inf
    ) -> int:
        """Add a limit on a sum of columns and return its number."""
        self.rows.append((entries, low, high))
        return len(self.rows) - 1

    def replace(
        self, row: int, entries: Mapping[int, float], low: float = -math.inf, high: float = math.inf
    ) -> None:
        """Put another limit in the place of a row."""
        self.rows[row] = (entries, low, high)

    def drop(self, row: int) -> None:
        """Lift a limit; the numbers of the other rows stay."""
        self.rows[row] = ({}, -math.inf, math.inf)

    def fix(self, column: int, value: float) -> None:
        """Let a column have one value only."""
        self.lows[column] = self.highs[column] = value

    def slack(self, row: int, values: np.ndarray) -> float:
        """Return how much a row is below its upper limit."""
        entries, _, high = self.rows[row]
        return float(high - sum(size * values[column] for column, size in entries.items()))

    def solve(self, *, relaxed: bool, nodes: int, gap: float) -> Outcome:
        """Return the cheapest values; `relaxed` lets whole numbers be broken.

        `nodes` limits the search by count, so that the same program has the same answer on
        every machine; `gap` is how far from the best answer, as a share, is near enough.
        """
        found = milp(
            np.array(self.costs),
            integrality=np.zeros(len(self.costs)) if relaxed else np.array(self.wholes, dtype=int),
            bounds=Bounds(np.array(self.lows), np.array(self.highs)),
            constraints=self._constraints(),
            options={"node_limit": nodes, "mip_rel_gap": gap},
        )
        if found.x is None:
            return Outcome(None, math.inf, -math.inf, found.status == INFEASIBLE)
        bound = found.get("mip_dual_bound")
        return Outcome(found.x, found.fun, found.fun if bound is None else bound, False)

    def _constraints(self) -> list[LinearConstraint]:
        kept = [row for row in self.rows if row[0] or row[1] > 0 or row[2] < 0]
        if not kept:
            return []
        pointers = np.cumsum([0, *(len(entries) for entries, _, _ in kept)])
        columns = [column for entries, _, _ in kept for column in entries]
        values = [value for entries, _, _ in kept for value in entries.values()]
        matrix = csr_array((values, columns, pointers), shape=(len(kept), len(self.costs)))
        lows, highs = ([row[side] for row in kept] for side in (1, 2))
        return [LinearConstraint(matrix, np.array(lows), np.array(highs))]


def combined(*parts: tuple[float, Mapping[int, float]]) -> dict[int, float]:
    """Return the sum of some rows, each multiplied with a number."""
    found: dict[int, float] = {}
    for factor, entries in parts:
        for column, value in entries.items():
            found[column] = found.get(column, 0.0) + factor * value
    return found
