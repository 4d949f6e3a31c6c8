"""Fitness totals that lie just above the pass mark where just below would be as likely."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from tasks.rounding import printed
from tasks.screening.chance import at_least
from tasks.screening.signals import Screened, Unscreened, signal

SCREEN = "pass_pile"
ADDED = 1 / 2
"""Added to each count, so that a logarithm exists where a count is zero."""

OUTER = 2
"""How many windows wide the outer windows are."""

SLOPE_SHARE = 1 / (2 + OUTER)
"""How far apart the middles of the inner windows lie, those of the outer ones being 1 apart."""

WINDOWS = ("further_below", "just_below", "just_above", "further_above")


def pass_pile(scored: pd.DataFrame, pass_mark_tenths: int, settings: Mapping[str, Any]) -> Screened:
    """Return one signal a school: totals just above the pass mark against those just below.

    `scored` has one row a pupil with `school_code` and `total_tenths` (NA where there is no
    total). Two expectations are made, and the higher one is held against the school: that of
    a smooth curve through the school's own totals further out, and that of the other
    schools, moved by how much better or worse the school is there. The chance is that of a
    binomial whose share is higher by the error of the expectation.
    """
    about = settings["screens"][SCREEN]
    known = scored[scored["total_tenths"].notna()]
    codes, schools = pd.factorize(known["school_code"], sort=True)
    away = known["total_tenths"].to_numpy(dtype=np.int64) - pass_mark_tenths
    counts = _counts(codes, np.floor_divide(away, about["window_tenths"]), len(schools))
    total = counts.sum(axis=0)
    found, lacking = [], []
    for school, own in zip(schools, counts, strict=True):
        if own[1:3].sum() < about["least_pupils"]:
            lacking.append(Unscreened(str(school), SCREEN, "few_near_the_mark"))
            continue
        expected, error = _expected(own, total - own)
        share = _share(expected + about["margin"] * math.sqrt(error))
        above, near = int(own[2]), int(own[1:3].sum())
        chance = at_least(above, [share] * near)
        numbers = _numbers(own, expected, pass_mark_tenths, about["window_tenths"])
        found.append(signal(school, SCREEN, chance, numbers))
    return Screened(tuple(found), tuple(lacking))


def _counts(school: np.ndarray, window: np.ndarray, size: int) -> np.ndarray:
    """Return for each school the pupils in the four `WINDOWS`."""
    columns = np.select(
        [
            (window >= -1 - OUTER) & (window < -1),
            window == -1,
            window == 0,
            (window > 0) & (window <= OUTER),
        ],
        range(len(WINDOWS)),
        default=-1,
    )
    used = columns >= 0
    cells = school[used] * len(WINDOWS) + columns[used]
    return np.bincount(cells, minlength=size * len(WINDOWS)).reshape(size, len(WINDOWS))


def _expected(own: np.ndarray, others: np.ndarray) -> tuple[float, float]:
    """Return the logarithm of the odds that are to be expected, and its variance."""
    own, others = own + ADDED, others + ADDED
    slope = math.log(own[3] / own[0])
    noise = SLOPE_SHARE**2 * (1 / own[3] + 1 / own[0])
    moved = SLOPE_SHARE * (slope - math.log(others[3] / others[0]))
    usual = math.log(others[2] / others[1]) + moved
    smooth = SLOPE_SHARE * slope
    return max(smooth, usual), noise + (1 / others[1] + 1 / others[2] if usual > smooth else 0)


def _share(odds: float) -> float:
    """Return the share that belongs to the logarithm of odds."""
    return 1 / (1 + math.exp(-odds))


def _numbers(own: np.ndarray, expected: float, mark: int, window: int) -> dict[str, object]:
    below, above = int(own[1]), int(own[2])
    share = _share(expected)
    return {
        "low": printed((mark - window) / 10, 1),
        "just_below": printed((mark - 1) / 10, 1),
        "below": below,
        "mark": printed(mark / 10, 1),
        "high": printed((mark + window - 1) / 10, 1),
        "above": above,
        "expected_percent": printed(share * 100, 1),
        "percent": printed(above * 100 / (above + below), 1),
    }
