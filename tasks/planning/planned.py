"""A number of a plan: it looks like no fact, so that no form can take it for one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tasks.rounding import printed


@dataclass(frozen=True, slots=True)
class Planned:
    """A number that somebody supposes (推演数). Nothing was reported or evaluated to be so.

    It has no id, no source, no `value` and no `printed` as a `Fact` has: whatever prints facts
    fails on it.
    """

    amount: Decimal
    unit: str = ""
    places: int = 0

    @property
    def shown(self) -> str:
        """Return the number as tables show it, without its unit."""
        return printed(self.amount, self.places)

    @property
    def with_unit(self) -> str:
        """Return the number with its unit, such as 412㎡."""
        return f"{self.shown}{self.unit}"
