"""A province on paper: how many workers one night needs, reckoned from measured counties."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

COUNTIES, SCHOOLS, HOURS = 170, 13_000, 8
BUSY = 0.8
"""How much of the night a worker works: the rest goes to starting tasks and waiting for others."""


@dataclass(frozen=True)
class Night:
    """One night's work for a province; `seconds` are those of one processor."""

    counties: int
    schools: int
    hours: int
    seconds: float
    workers: int


def province(
    cost: Callable[[float], float],
    counties: int = COUNTIES,
    schools: int = SCHOOLS,
    hours: int = HOURS,
) -> Night:
    """Return what a province's season needs in one night.

    `cost` has the processor seconds of a county by its number of schools; all counties are
    taken as equally large. A worker has one processor.
    """
    seconds = counties * cost(schools / counties)
    return Night(counties, schools, hours, seconds, math.ceil(seconds / (hours * 3600 * BUSY)))
