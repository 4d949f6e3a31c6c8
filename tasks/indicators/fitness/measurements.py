"""Measured values of pupils as whole numbers, so that no comparison hangs on binary digits.

A value counts as the decimal number that was typed, see `tasks.rounding.exact`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from tasks.indicators.fitness.tables import Item
from tasks.rounding import exact

CM_PER_M = 100
SAFE_DECIMALS, SAFE_LIMIT = 3, 1000
"""Up to these a BMI fits into 64-bit whole numbers; beyond them it is a fraction."""
LARGEST_KEY = 2**53
"""Every whole number up to here is a binary float of its own."""


@dataclass(frozen=True, eq=False)
class Numbers:
    """Whole numbers, one a pupil, and a mask of the pupils who have one."""

    values: np.ndarray
    present: np.ndarray

    @classmethod
    def none(cls, size: int) -> Numbers:
        """Return no number for any of `size` pupils, to be filled in."""
        return cls(np.zeros(size, dtype=np.int64), np.zeros(size, dtype=bool))

    def only(self, rows: np.ndarray) -> Numbers:
        """Return the same numbers, absent outside the mask `rows`."""
        return Numbers(self.values, self.present & rows)

    def column(self) -> pd.arrays.IntegerArray:
        """Return the numbers as an Int64 column."""
        return pd.arrays.IntegerArray(np.where(self.present, self.values, 0), ~self.present)

    def decimal_column(self, decimals: int) -> pd.arrays.FloatingArray:
        """Return the numbers, counted in units of the last decimal, as a Float64 column."""
        values = np.where(self.present, self.values / 10**decimals, 0.0)
        return pd.arrays.FloatingArray(values, ~self.present)


def positions(column: pd.Series, names: Sequence[str]) -> np.ndarray:
    """Return the position of each value in `names`, -1 for any other value."""
    found: np.ndarray = pd.Index(names).get_indexer(pd.Index(column)).astype(np.int64)
    return found


def names_at(names: Sequence[str], found: np.ndarray) -> pd.api.extensions.ExtensionArray:
    """Return a text column with the name at each position, NA for -1."""
    return pd.array(list(names), dtype="str").take(found, allow_fill=True)


def keys(column: pd.Series, item: Item) -> Numbers:
    """Return what the ladders of `item` compare, for each value that is a finite number.

    A value between two steps of the table's precision takes the worse one, and so reaches
    exactly the thresholds that the value itself reaches.
    """
    values = _floats(column)
    present = np.isfinite(values)
    values = np.where(present, -values if item.lower_is_better else values, 0.0)
    scale = 10.0**item.decimals
    values = np.clip(values, -LARGEST_KEY / scale, LARGEST_KEY / scale)
    nearest = np.rint(values * scale)
    better_than_measured = nearest / scale > values
    return Numbers((nearest - better_than_measured).astype(np.int64), present)


def body_mass_index(height_cm: pd.Series, weight_kg: pd.Series, decimals: int) -> Numbers:
    """Return kg / m² rounded half up, in units of the last of `decimals`.

    It is absent where height or weight is absent or not above zero.
    """
    heights, weights = _floats(height_cm), _floats(weight_kg)
    present = np.isfinite(heights) & np.isfinite(weights) & (heights > 0) & (weights > 0)
    safe = present & _is_safe(heights) & _is_safe(weights)
    scale = 10**SAFE_DECIMALS
    height = np.rint(np.where(safe, heights, 1) * scale).astype(np.int64)
    weight = np.rint(np.where(safe, weights, 1) * scale).astype(np.int64)
    dividend, divisor = weight * scale * CM_PER_M**2 * 10**decimals, height * height
    rounded = (2 * dividend + divisor) // (2 * divisor)
    for row in np.flatnonzero(present & ~safe):
        rounded[row] = _by_fractions(heights[row], weights[row], decimals)
    return Numbers(rounded, present)


def _floats(column: pd.Series) -> np.ndarray:
    values: np.ndarray = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return values


def _is_safe(values: np.ndarray) -> np.ndarray:
    scale = 10.0**SAFE_DECIMALS
    within = values < SAFE_LIMIT
    safe: np.ndarray = within & (np.rint(np.where(within, values, 0) * scale) / scale == values)
    return safe


def _by_fractions(height_cm: float, weight_kg: float, decimals: int) -> int:
    height_m = Fraction(exact(float(height_cm))) / CM_PER_M
    bmi = Fraction(exact(float(weight_kg))) / height_m**2
    return min(int(bmi * 10**decimals + Fraction(1, 2)), LARGEST_KEY)
