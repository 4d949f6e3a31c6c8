"""Pupils of a school who differ less, or are equal more often, than those of other schools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tasks.rounding import printed
from tasks.screening.chance import normal_above, robust_scale
from tasks.screening.pupils import Pupils, sums
from tasks.screening.signals import Screened, Unscreened, signal

NARROW, REPEATED = "narrow_spread", "repeated_values"


def narrow_spread(pupils: Pupils, settings: Mapping[str, Any]) -> Screened:
    """Return one signal a school: how little its pupils differ within grade and sex.

    For each measure the variance of the school is held against that of the county's same
    grades and sexes; the mean of the logarithms over all measures against the same number of
    the other schools (median and absolute deviation).
    """
    about = settings["screens"][NARROW]
    size = len(pupils.schools)
    total, measures, weakest = np.zeros(size), np.zeros(size), np.full(size, np.inf)
    for units in pupils.units.values():
        own, usual, degrees = _variances(pupils, units)
        tested = (degrees >= about["least_values"]) & (usual > 0)
        ratio = np.log(np.maximum(own, usual * 1e-6)[tested] / usual[tested])
        total[tested] += ratio
        measures[tested] += 1
        weakest[tested] = np.minimum(weakest[tested], degrees[tested])
    tested = measures > 0
    mean = np.divide(total, measures, out=np.zeros(size), where=tested)
    values = mean * np.sqrt(np.where(tested, weakest, 0) / 2)
    numbers = [{"percent": printed(float(np.exp(each) * 100), 1)} for each in mean]
    notable = np.exp(mean) * 100 <= about["most_percent"]
    return _answers(NARROW, pupils, -values, tested, notable, numbers, about)


def repeated_values(pupils: Pupils, settings: Mapping[str, Any]) -> Screened:
    """Return one signal a school: how many pairs of its pupils have the same value.

    Pairs are of one grade and sex and one measure; how many are usual is learnt from all
    pupils of the county in that grade and sex.
    """
    about = settings["screens"][REPEATED]
    size = len(pupils.schools)
    equal, expected, values = np.zeros(size), np.zeros(size), np.zeros(size)
    for units in pupils.units.values():
        found, usual, there = _equal_pairs(pupils, units)
        equal, expected, values = equal + found, expected + usual, values + there
    tested = (values >= about["least_values"]) & (expected > 0)
    numbers = [
        {"pairs": int(found), "expected": printed(float(usual), 0)}
        for found, usual in zip(equal, expected, strict=True)
    ]
    excess = (equal - expected) / np.sqrt(expected + 1)
    notable = equal >= expected * about["least_ratio"]
    return _answers(REPEATED, pupils, excess, tested, notable, numbers, about)


def _variances(pupils: Pupils, units: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return variance, usual variance and degrees of freedom of each school."""
    cell, cells, groups, values = _grouped(pupils, units)
    size = len(pupils.schools)
    count = np.bincount(cell, minlength=cells)
    middle = sums(cell, values, cells) / np.maximum(count, 1)
    squares = sums(cell, (values - middle[cell]) ** 2, cells).reshape(size, groups)
    degrees = np.maximum(count - 1, 0).reshape(size, groups)
    in_county = squares.sum(axis=0) / np.maximum(degrees.sum(axis=0), 1)
    free = degrees.sum(axis=1)
    return (
        squares.sum(axis=1) / np.maximum(free, 1),
        (degrees * in_county).sum(axis=1) / np.maximum(free, 1),
        free,
    )


def _equal_pairs(pupils: Pupils, units: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return equal pairs, usual equal pairs and values of each school."""
    cell, cells, groups, values = _grouped(pupils, units)
    size = len(pupils.schools)
    found, pairs = _pairs_at(cell, values, cells)
    in_county, all_pairs = _pairs_at(cell % groups, values, groups)
    rate = in_county / np.maximum(all_pairs, 1)
    usual = (pairs.reshape(size, groups) * rate).sum(axis=1)
    there = np.bincount(cell // groups, minlength=size)
    return found.reshape(size, groups).sum(axis=1), usual, there


def _pairs_at(where: np.ndarray, values: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return pairs with the same value, and all pairs, at each position."""
    if not len(where):
        return np.zeros(size), np.zeros(size)
    _, value = np.unique(values, return_inverse=True)
    kinds = int(value.max()) + 1
    keys, times = np.unique(where * kinds + value, return_counts=True)
    equal = sums(keys // kinds, times * (times - 1) / 2, size)
    count = np.bincount(where, minlength=size)
    return equal, count * (count - 1) / 2


def _grouped(pupils: Pupils, units: np.ndarray) -> tuple[np.ndarray, int, int, np.ndarray]:
    """Return school and group of each value as one position, how many there are, the values."""
    used = ~np.isnan(units) & (pupils.group >= 0)
    groups = int(pupils.group.max(initial=0)) + 1
    cell = pupils.school[used] * groups + pupils.group[used]
    return cell, len(pupils.schools) * groups, groups, units[used]


def _answers(
    screen: str,
    pupils: Pupils,
    values: np.ndarray,
    tested: np.ndarray,
    notable: np.ndarray,
    numbers: Sequence[Mapping[str, object]],
    about: Mapping[str, Any],
) -> Screened:
    """Return the chance of each school's value among those of all schools.

    What is not notable is no signal, however sure: schools are never quite alike.
    """
    enough = int(tested.sum()) >= about["least_schools"]
    middle, scale = robust_scale(values[tested]) if enough else (0.0, 0.0)
    columns = list(pupils.units)
    found, lacking = [], []
    for number, school in enumerate(pupils.schools):
        if not enough or not tested[number]:
            reason = "few_values" if enough else "few_schools"
            lacking.append(Unscreened(school, screen, reason))
            continue
        away = (values[number] - middle) / max(scale * about["margin"], 1.0)
        cells = pupils.span(number, columns[0], columns[-1])
        chance = normal_above(away) if notable[number] else 1.0
        found.append(signal(school, screen, chance, numbers[number], cells))
    return Screened(tuple(found), tuple(lacking))
