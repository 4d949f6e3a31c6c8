"""Retention (巩固率): how many of a cohort are still there, by the formula in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tasks.indicators import arithmetic
from tasks.indicators.entries import entry
from tasks.indicators.indicator import Terms, read_terms
from tasks.indicators.regime import Regime
from tasks.rounding import exact


@dataclass(frozen=True)
class Retention:
    """One formula: cohort figures above and below the line, and the most it may give."""

    above: Terms
    below: Terms
    cap: Decimal | None
    formula: str

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the cohort figures it needs, each once."""
        return tuple(dict.fromkeys((*self.above.fields, *self.below.fields)))

    def percent(self, cohort: Mapping[str, Decimal]) -> Decimal | None:
        """Return the retention in percent; None where nobody should be there."""
        found = arithmetic.percent(signed(self.above, cohort), signed(self.below, cohort))
        return found if found is None or self.cap is None else min(found, self.cap)


def retention_of(regime: Regime) -> Retention:
    """Return the formula that the regime's setting names."""
    formulas = regime.at(regime.at("regime.retention.formulas"))
    return read_retention(entry(formulas, regime.setting("retention_formula"), "formulas"))


def read_retention(data: Mapping[str, Any]) -> Retention:
    """Return the formula that one entry of a regime's formulas describes."""
    cap = data.get("cap_percent")
    above, below = read_terms(data["numerator"]), read_terms(data["denominator"])
    return Retention(above, below, None if cap is None else exact(cap), data["formula"])


def signed(terms: Terms, values: Mapping[str, Decimal]) -> Decimal:
    """Return the added values less the subtracted ones."""
    added = [values[name] for name in terms.add]
    return arithmetic.total([*added, *(-values[name] for name in terms.subtract)])
