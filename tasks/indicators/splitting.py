"""Splitting what a school with several levels owns in common between its levels."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tasks.indicators.arithmetic import product, quotient, total


def shares(
    students: Mapping[str, Decimal], weights: Mapping[str, Decimal]
) -> dict[str, Decimal | None]:
    """Return which share of a common resource belongs to each level.

    `students` and `weights` are by level (primary, junior, senior); a level without a weight
    has no part in the resource. A school whose only students are of one level gives it all to
    that level. The shares are None where nobody studies there.
    """
    weighted = {
        level: product(count, weights[level])
        for level, count in students.items()
        if level in weights
    }
    everyone = total(weighted.values())
    return {level: quotient(part, everyone) for level, part in weighted.items()}
