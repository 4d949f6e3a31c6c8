"""Last digits: values that were read end as the others' do, typed ones on favourite digits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tasks.rounding import printed
from tasks.screening.chance import chi_square_above
from tasks.screening.pupils import Pupils, sums
from tasks.screening.signals import Screened, Unscreened, signal

SCREEN = "last_digits"
DIGITS = 10


def last_digits(pupils: Pupils, settings: Mapping[str, Any]) -> Screened:
    """Return one signal a school: the measure whose last digits are the most concentrated.

    Each measure of a school is held against all other schools (chi-square of two samples,
    rare digits taken together). Where schools differ among themselves anyway, the statistic
    is divided by as much as the middle school differs. Only a school that is more
    concentrated than the others counts; the best of its measures pays for having been chosen
    (Bonferroni).
    """
    about = settings["screens"][SCREEN]
    tests: dict[int, list[tuple[float, str, dict[str, object]]]] = {}
    for measure, units in pupils.units.items():
        if _spread(pupils, units) >= about["least_spread_units"]:
            digits = _digit_counts(pupils, units)
            for school, chance in _chances(digits, about).items():
                title = settings["measures"][measure]["title"]
                numbers = _numbers(digits, school) | {"measure": title}
                tests.setdefault(school, []).append((chance, measure, numbers))
    found, lacking = [], []
    for number, code in enumerate(pupils.schools):
        if number not in tests:
            lacking.append(Unscreened(code, SCREEN, "few_values"))
            continue
        chance, measure, numbers = min(tests[number], key=lambda test: test[0])
        cells = pupils.span(number, measure)
        found.append(signal(code, SCREEN, chance * len(tests[number]), numbers, cells))
    return Screened(tuple(found), tuple(lacking))


def _spread(pupils: Pupils, units: np.ndarray) -> float:
    """Return the standard deviation within a grade and sex, in smallest units."""
    used = ~np.isnan(units) & (pupils.group >= 0)
    if not used.any():
        return 0.0
    groups, values = pupils.group[used], units[used]
    size = int(groups.max()) + 1
    count = np.maximum(np.bincount(groups, minlength=size), 1)
    rest = values - (sums(groups, values, size) / count)[groups]
    return float(np.sqrt(np.mean(rest**2)))


def _digit_counts(pupils: Pupils, units: np.ndarray) -> np.ndarray:
    """Return how often each school (line) has each last digit (column)."""
    used = ~np.isnan(units)
    digits = np.abs(units[used]).astype(np.int64) % DIGITS
    cells = pupils.school[used] * DIGITS + digits
    return np.bincount(cells, minlength=len(pupils.schools) * DIGITS).reshape(-1, DIGITS)


def _chances(counts: np.ndarray, about: Mapping[str, Any]) -> dict[int, float]:
    """Return the chance of digits as concentrated, by the number of the school."""
    tested = np.flatnonzero(counts.sum(axis=1) >= about["least_values"])
    total = counts.sum(axis=0)
    statistics = {}
    for school in tested.tolist():
        others = total - counts[school]
        if others.sum() >= about["least_values"]:
            statistics[school] = _statistic(counts[school], others, about["least_expected"])
    excess = [value / degrees for value, degrees in statistics.values() if degrees]
    inflation = max(1.0, float(np.median(excess))) if excess else 1.0
    return {
        school: chi_square_above(value / inflation, degrees)
        if degrees and _concentration(counts[school]) > _concentration(total - counts[school])
        else 1.0
        for school, (value, degrees) in statistics.items()
    }


def _statistic(own: np.ndarray, others: np.ndarray, least: float) -> tuple[float, int]:
    """Return chi-square and degrees of freedom, rare digits taken together."""
    share = others / others.sum()
    order = np.argsort(share, kind="stable")
    rare = order[: int(np.searchsorted(np.cumsum(share[order]) * own.sum(), least, "left")) + 1]
    kept = np.setdiff1d(order, rare)
    kept = kept[share[kept] * own.sum() >= least]
    rest = np.setdiff1d(order, kept)
    observed = np.append(own[kept], own[rest].sum())
    expected = np.append(share[kept], share[rest].sum()) * own.sum()
    noise = expected * (1 + own.sum() / others.sum())
    return float((((observed - expected) ** 2) / noise).sum()), len(expected) - 1


def _concentration(counts: np.ndarray) -> float:
    share = counts / counts.sum()
    return float((share**2).sum())


def _numbers(counts: np.ndarray, school: int) -> dict[str, object]:
    own, others = counts[school], counts.sum(axis=0) - counts[school]
    shares, usual = own / own.sum(), others / others.sum()
    digit = int(np.argmax(shares - usual))
    return {
        "values": int(own.sum()),
        "digit": digit,
        "percent": printed(float(shares[digit] * 100), 1),
        "others_percent": printed(float(usual[digit] * 100), 1),
    }
