"""Signals of all screens into one rank a school, with regard to how much was tested."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tasks.rounding import half_up
from tasks.screening.signals import Signal

PLACES = 3


@dataclass(frozen=True)
class Raised:
    """A signal that stands out among all tests of the county; strength is 0 to 1."""

    signal: Signal
    adjusted: float
    strength: Decimal


@dataclass(frozen=True)
class Rank:
    """Where a school stands; the same score is the same rank, and 0 means nothing was raised."""

    school: str
    rank: int
    score: Decimal
    raised: tuple[Raised, ...]
    tests: int


def rank_schools(
    schools: Sequence[str], signals: Iterable[Signal], settings: Mapping[str, Any]
) -> tuple[Rank, ...]:
    """Return the rank of every school, the most conspicuous first.

    All tests of the county are adjusted together (Benjamini–Hochberg). What stays at or
    below `raise_level` is raised; its strength grows with the logarithm from there to
    `full_strength`. A school's score is the sum of weight × strength over its screens.
    """
    about, screens = settings["combination"], settings["screens"]
    tested = [each for each in signals if each.school in set(schools)]
    raised: dict[str, list[Raised]] = {school: [] for school in schools}
    for each, adjusted in zip(tested, adjusted_chances(tested), strict=True):
        if adjusted <= about["raise_level"]:
            strength = _strength(adjusted, about)
            raised[each.school].append(Raised(each, adjusted, strength))
    scores = {
        school: sum(
            (each.strength * Decimal(str(screens[each.signal.screen]["weight"])) for each in found),
            Decimal(0),
        )
        for school, found in raised.items()
    }
    order = sorted(schools, key=lambda school: (-scores[school], school))
    return tuple(
        Rank(
            school=school,
            rank=1 + sum(score > scores[school] for score in scores.values()),
            score=half_up(scores[school], PLACES),
            raised=tuple(sorted(raised[school], key=_most_unusual)),
            tests=sum(each.school == school for each in tested),
        )
        for school in order
    )


def adjusted_chances(signals: Sequence[Signal]) -> list[float]:
    """Return for each signal the smallest level at which it would be raised among all."""
    order = sorted(range(len(signals)), key=lambda place: signals[place].p_value, reverse=True)
    found = [1.0] * len(signals)
    smallest = 1.0
    for above, place in enumerate(order):
        rank = len(signals) - above
        smallest = min(smallest, signals[place].p_value * len(signals) / rank)
        found[place] = smallest
    return found


def _most_unusual(raised: Raised) -> tuple[float, str]:
    return raised.adjusted, raised.signal.screen


def _strength(adjusted: float, about: Mapping[str, Any]) -> Decimal:
    """Return 0 to 1: at the level of raising one half, at full strength and beyond one."""
    level, full = math.log(about["raise_level"]), math.log(about["full_strength"])
    beyond = min(1.0, max(0.0, (math.log(adjusted) - level) / (full - level)))
    return half_up((1 + beyond) / 2, PLACES)
