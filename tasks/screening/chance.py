"""Tails of a few distributions, computed by their series: nothing here is random."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

HALF = 1 / 2


def normal_above(z: float) -> float:
    """Return the chance of a standard normal value above `z`."""
    return HALF * math.erfc(z / math.sqrt(2))


def chi_square_above(value: float, degrees: int) -> float:
    """Return the chance of a chi-square value above `value` with `degrees` of freedom."""
    if value <= 0 or degrees < 1:
        return 1.0
    half = value / 2
    first = degrees % 2 / 2
    powers = [first + number for number in range(degrees // 2)]
    terms = [math.exp(each * math.log(half) - half - math.lgamma(each + 1)) for each in powers]
    return min(1.0, math.fsum(terms) + (math.erfc(math.sqrt(half)) if degrees % 2 else 0.0))


def chi_square_below(value: float, degrees: int) -> float:
    """Return the chance of a chi-square value not above `value`.

    Below the middle by the series of the lower incomplete gamma function, which is exact
    also where the chance is tiny.
    """
    if value <= 0:
        return 0.0
    if value > degrees:
        return 1 - chi_square_above(value, degrees)
    half, shape = value / 2, degrees / 2
    term = math.exp(shape * math.log(half) - half - math.lgamma(shape + 1))
    total, step = term, 1
    while term > total * np.finfo(float).eps:
        term *= half / (shape + step)
        total += term
        step += 1
    return min(1.0, total)


def at_least(hits: int, chances: Iterable[float]) -> float:
    """Return the chance of at least `hits` hits among independent trials with own chances."""
    spread = np.ones(1)
    for chance in chances:
        spread = np.convolve(spread, (1 - chance, chance))
    return float(spread[hits:].sum()) if hits > 0 else 1.0


def robust_scale(values: Sequence[float] | np.ndarray) -> tuple[float, float]:
    """Return middle and spread of `values` that a few strange ones cannot move.

    Median, and the median absolute deviation scaled to the standard deviation of a normal.
    """
    found = np.asarray(values, dtype=float)
    middle = float(np.median(found))
    return middle, float(np.median(np.abs(found - middle))) / NORMAL_QUARTILE


NORMAL_QUARTILE = 0.6744897501960817
"""The median of the absolute value of a standard normal."""
