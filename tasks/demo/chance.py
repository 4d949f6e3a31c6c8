"""Chance with a fixed seed, so that the invented county is the same every time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


class Chance:
    """One stream of chance, named by whole numbers; other streams do not disturb it."""

    def __init__(self, *name: int) -> None:
        self.random = np.random.default_rng(name)

    def between(self, span: Sequence[float]) -> float:
        """Return a number from `span`, its smallest and its largest value."""
        low, high = span
        return float(self.random.uniform(low, high))

    def share_of(self, total: int, span: Sequence[float]) -> int:
        """Return a share of `total`, rounded to a whole number; the share is from `span`."""
        return round(total * self.between(span))

    def hits(self, total: int, share: float) -> int:
        """Return how many of `total` things happen that each happen with chance `share`."""
        return int(self.random.binomial(total, share))

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return int(self.random.integers(low, high + 1))


def apportion(weights: Sequence[float], total: int) -> list[int]:
    """Return whole numbers in proportion to `weights` that add up to `total`, none below 1.

    Raises `ValueError` where `total` is smaller than the number of weights.
    """
    if total < len(weights):
        raise ValueError(f"{total} cannot be shared among {len(weights)}")
    spare = total - len(weights)
    exact = [weight * spare / sum(weights) for weight in weights]
    parts = [int(part) for part in exact]
    by_rest = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_rest[: spare - sum(parts)]:
        parts[place] += 1
    return [part + 1 for part in parts]


def split_evenly(total: int, parts: int) -> list[int]:
    """Return `parts` whole numbers that add up to `total` and differ by one at most."""
    each, rest = divmod(total, parts)
    return [each + (number < rest) for number in range(parts)]
