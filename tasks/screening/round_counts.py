"""Counts of the school return that end on 0 or 5 more often than those of other schools."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tasks.model import Returns
from tasks.rounding import printed
from tasks.screening.cells import Cell, cells
from tasks.screening.chance import at_least
from tasks.screening.signals import Screened, Unscreened, signal

SCREEN = "round_counts"


def round_counts(returns: Returns, settings: Mapping[str, Any]) -> Screened:
    """Return one signal a school: how many of its counts are multiples of five.

    A number counts once for a field of a school, in however many rows it stands. How usual
    a round number is in a field is learnt from the other schools; the numbers of a school
    then are independent trials with these chances.
    """
    about = settings["screens"][SCREEN]
    by_school = _different_numbers(returns, about)
    every = [cell for found in by_school.values() for cell in found]
    totals = Counter(cell.field for cell in every)
    rounds = Counter(cell.field for cell in every if _is_round(cell, about))
    found, lacking = [], []
    for school, own in sorted(by_school.items()):
        if len(own) < about["least_values"]:
            lacking.append(Unscreened(school, SCREEN, "few_values"))
            continue
        hits = [cell for cell in own if _is_round(cell, about)]
        chances = _chances(own, hits, totals, rounds, about)
        numbers = {
            "values": len(own),
            "round_values": len(hits),
            "expected": printed(sum(chances), 1),
        }
        sources = [cell.source(returns) for cell in hits]
        found.append(signal(school, SCREEN, at_least(len(hits), chances), numbers, sources))
    return Screened(tuple(found), tuple(lacking))


def _different_numbers(returns: Returns, about: Mapping[str, Any]) -> dict[str, list[Cell]]:
    """Return for each school the cells of the different numbers of each field."""
    found: dict[str, dict[tuple[str, float], Cell]] = {}
    for table, fields in about["fields"].items():
        for field in fields:
            for cell in cells(returns, table, field):
                if cell.value >= about["at_least"]:
                    found.setdefault(cell.school, {}).setdefault((field, cell.value), cell)
    return {school: list(numbers.values()) for school, numbers in found.items()}


def _is_round(cell: Cell, about: Mapping[str, Any]) -> bool:
    return cell.value % about["multiple"] == 0


def _chances(
    own: list[Cell],
    hits: list[Cell],
    totals: Counter[str],
    rounds: Counter[str],
    about: Mapping[str, Any],
) -> list[float]:
    """Return how usual a round number is at each cell, learnt without the school itself."""
    own_totals = Counter(cell.field for cell in own)
    own_rounds = Counter(cell.field for cell in hits)
    prior, usual = about["prior_values"], about["prior_values"] / about["multiple"]
    return [
        (rounds[cell.field] - own_rounds[cell.field] + usual)
        / (totals[cell.field] - own_totals[cell.field] + prior)
        for cell in own
    ]
