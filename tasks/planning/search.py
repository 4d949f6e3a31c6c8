"""The search for the cheapest moves: solve, close in on the limits, round, check, try again."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tasks.planning.bounds import beyond_bounds
from tasks.planning.cones import Balance
from tasks.planning.linear import Outcome
from tasks.planning.moves import After, Failure, Move
from tasks.planning.program import YUAN_OF_A_COST, Program
from tasks.planning.resources import Resource
from tasks.planning.rules import COMPOSITE
from tasks.planning.spare import without_spare
from tasks.planning.whole_steps import moves_of, whole_steps


@dataclass(frozen=True)
class Limits:
    """How long to search, in counts, and how near to the best is near enough."""

    rounds: int
    nodes: int
    gap: float
    margins: tuple[float, ...]
    coarse_from_units: int
    coarse_margin: float
    first_slopes: tuple[float, ...]
    relinearised: int

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Limits:
        """Return the limits that `expectations/planning/search.yml` gives."""
        return cls(
            int(data["rounds"]),
            int(data["nodes"]),
            float(data["gap"]),
            tuple(map(float, data["margins"])),
            int(data["coarse_from_units"]),
            float(data["coarse_margin"]),
            tuple(map(float, data["first_slopes"])),
            int(data["relinearised"]),
        )


@dataclass(frozen=True)
class Found:
    """The moves found, None where there are none; `failures` is what the last try left open.

    `least_yuan` is what no plan can cost less than that keeps `margin`, a share, from every
    limit of balance; None where that is not known.
    """

    moves: tuple[Move, ...] | None
    least_yuan: float | None
    is_impossible: bool
    failures: tuple[Failure, ...] = ()
    margin: float = 0.0


class Search:
    """One program with its limits of balance, and the exact check of what comes out."""

    def __init__(self, program: Program, resources: Mapping[str, Resource], limits: Limits) -> None:
        self.program, self.resources, self.limits = program, resources, limits
        self.balances = [Balance(program, rule) for rule in program.rules.balance]
        self.is_convex = all(rule.on != COMPOSITE for rule in program.rules.balance)

    def cheapest(self) -> Found:
        """Return the cheapest moves that pass the exact check."""
        failures: tuple[Failure, ...] = ()
        for margin in self._margins():
            found = self._at(margin)
            if found.moves is not None:
                return found
            failures = found.failures or failures
            if found.is_impossible:
                break
        return Found(None, None, found.is_impossible, failures)

    def _margins(self) -> tuple[float, ...]:
        """Return the margins to try; a large county, or a limit on a mean, begins coarsely."""
        limits = self.limits
        is_large = len(self.program.county.units) >= limits.coarse_from_units
        least = limits.coarse_margin if is_large or not self.is_convex else 0.0
        return tuple(margin for margin in limits.margins if margin >= least)

    def _tighten(self, margin: float, at: np.ndarray) -> None:
        for balance in self.balances:
            balance.tighten(margin, self.limits.first_slopes, at)

    def _at(self, margin: float) -> Found:
        """Search with some margin; a mean of coefficients is linearised at answer after answer."""
        best, best_yuan, least = None, math.inf, None
        failures: tuple[Failure, ...] = ()
        at = np.zeros(len(self.program.linear.costs))
        for _ in range(1 if self.is_convex else self.limits.relinearised):
            self._tighten(margin, at)
            outcome = self.converged(relaxed=True)
            if outcome.values is not None:
                self._thin(outcome.values)
                outcome = self.converged(relaxed=False)
            if outcome.values is None:
                return Found(best, None, outcome.is_impossible and self.is_convex, failures)
            least = outcome.bound * YUAN_OF_A_COST if self.is_convex else None
            moves, failures = self.checked(outcome.values)
            yuan = float(sum(move.cost_yuan(self.program.prices) for move in moves))
            if not failures and yuan < best_yuan:
                best, best_yuan = moves, yuan
            elif not failures:
                break
            at = outcome.values
        return Found(best, least, False, failures, margin)

    def converged(self, *, relaxed: bool) -> Outcome:
        """Solve until the coefficients keep their limits, or the rounds are used up.

        Which indicators a school misses is settled by the first whole answer: what follows
        only closes in on the limits, and the bound is that of the first.
        """
        linear = self.program.linear
        free = (linear.lows[:], linear.highs[:])
        try:
            if relaxed:
                return self._solved(relaxed=True)
            outcome = self._solve(relaxed=False)
            if outcome.values is None or not self._close_in(outcome.values):
                return outcome
            self._settle(outcome.values)
            self._solved(relaxed=True)
            settled = self._solved(relaxed=False)
        finally:
            linear.lows[: len(free[0])], linear.highs[: len(free[1])] = free
        found = self._solved(relaxed=False) if settled.values is None else settled
        return replace(found, bound=outcome.bound)

    def _solved(self, relaxed: bool) -> Outcome:
        """Solve and close in, as long as the answer breaks a limit."""
        for _ in range(self.limits.rounds):
            outcome = self._solve(relaxed)
            if outcome.values is None or not self._close_in(outcome.values):
                break
        return outcome

    def _solve(self, relaxed: bool) -> Outcome:
        limits = self.limits
        return self.program.linear.solve(relaxed=relaxed, nodes=limits.nodes, gap=limits.gap)

    def _thin(self, values: np.ndarray) -> None:
        for balance in self.balances:
            for cone in balance.cones:
                if cone.is_open:
                    cone.thin(values)

    def _settle(self, values: np.ndarray) -> None:
        for need in self.program.needs:
            if need.missed is not None:
                self.program.linear.fix(need.missed, round(values[need.missed]))

    def _close_in(self, values: np.ndarray) -> bool:
        slopes = self.limits.first_slopes
        added = [balance.close_in(values, slopes) for balance in self.balances]
        return any(added)

    def checked(self, values: np.ndarray) -> tuple[tuple[Move, ...], tuple[Failure, ...]]:
        """Return the moves in whole steps, without those to spare, and what they leave open."""
        rounded = whole_steps(self.program, values)
        for steps in (without_spare(self.program, rounded), rounded):
            moves = moves_of(self.program, steps)
            failures = self.failures(moves)
            if not failures:
                break
        return moves, tuple(failures)

    def failures(self, moves: Sequence[Move]) -> list[Failure]:
        """Return what some moves leave open, computed exactly."""
        program = self.program
        after = After(program.county, program.rules, self.resources, moves)
        return [*after.failures(), *beyond_bounds(program, moves)]
