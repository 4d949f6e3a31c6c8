"""The retention formula of a regime, as its data file says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from tasks.history.rules import entry_at
from tasks.rounding import DIGITS, exact

PERCENT = Decimal(100)
SPARE_DIGITS = 10
"""Digits that division leaves behind, and that are dropped so that a whole is a whole."""


@dataclass(frozen=True)
class Formula:
    """Cohort figures above and below the line, each added or subtracted, and the cap."""

    above: tuple[tuple[str, ...], tuple[str, ...]]
    below: tuple[tuple[str, ...], tuple[str, ...]]
    cap: Decimal | None
    words: str

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the figures it needs, each once."""
        return tuple(dict.fromkeys(name for side in (*self.above, *self.below) for name in side))

    def percent(self, cohort: Mapping[str, Decimal]) -> Decimal | None:
        """Return the retention in percent, None where nobody should be there."""
        with localcontext() as context:
            context.prec = DIGITS
            above, below = _sum(self.above, cohort), _sum(self.below, cohort)
            if not below:
                return None
            found = above * PERCENT / below
            context.prec = DIGITS - SPARE_DIGITS
            found = +found
        return found if self.cap is None else min(found, self.cap)


def _sum(side: tuple[tuple[str, ...], tuple[str, ...]], cohort: Mapping[str, Decimal]) -> Decimal:
    added, subtracted = ([cohort[name] for name in names] for names in side)
    return sum(added, Decimal(0)) - sum(subtracted, Decimal(0))


def read_formula(data: Mapping[str, Any]) -> Formula:
    """Return the formula of one entry with `numerator`, `denominator` and `formula`."""
    cap = data.get("cap_percent")
    return Formula(
        above=_terms(entry_at(data, "numerator")),
        below=_terms(entry_at(data, "denominator")),
        cap=None if cap is None else exact(cap),
        words=str(entry_at(data, "formula")),
    )


def _terms(data: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(data["add"]), tuple(data.get("subtract", ()))


def formula_of(standards: Mapping[str, Any]) -> Formula | None:
    """Return the formula that a regime's files choose, None where it has no retention.

    `standards` are the parsed files of the regime by name; `regime.retention.formulas` says
    where the formulas stand and the setting `retention_formula` which one holds.
    """
    if "retention" not in entry_at(standards, "regime"):
        return None
    place = entry_at(standards, "regime.retention.formulas")
    chosen = entry_at(standards, "regime.settings.retention_formula.value")
    return read_formula(entry_at(standards, f"{place}.{chosen}"))
