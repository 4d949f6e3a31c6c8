"""The parts of an evaluation as a regime lists them, and the rule a school is held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tasks.indicators.entries import entry, wrong
from tasks.rounding import exact

SCHOOL_STANDARDS, BALANCE, ITEMS = "school_standards", "balance", "items"
SCORED, SATISFACTION = "scored", "satisfaction"
KINDS = (SCHOOL_STANDARDS, BALANCE, ITEMS, SCORED, SATISFACTION)
EACH, COMPOSITE = "each", "composite"
LEFT_OUT, NOT_CHECKED = "left_out", "not_checked"
REFERENCE = "reference"
RECOGNITION = "recognition"
"""The sheet of a part of kind satisfaction: no regime has two surveys."""


@dataclass(frozen=True)
class Part:
    """One part of the evaluation: which sheet it judges, and how.

    `role` is condition, or reference for what is computed and printed but decides nothing.
    """

    id: str
    kind: str
    sheet: str
    data: Mapping[str, Any]
    role: str = ""

    def option(self, name: str, otherwise: Any = None) -> Any:
        """Return an option of the part."""
        return self.data.get(name, otherwise)

    def needed(self, name: str) -> Any:
        """Return an option the part cannot do without."""
        return entry(self.data, name, f"parts.{self.id}")


@dataclass(frozen=True)
class SchoolRule:
    """When a school meets a sheet of indicators: how many it must meet, or may miss.

    `floor` is the share of its standard that whatever is missed must still reach. All None
    where the rule is not set.
    """

    at_least: int | None
    at_most_missed: int | None
    of: int | None
    floor: Decimal | None

    @property
    def is_set(self) -> bool:
        """Tell whether there is a rule at all."""
        return self.at_least is not None or self.at_most_missed is not None

    def may_miss(self, indicators: int) -> int:
        """Return how many of the indicators a school may miss."""
        allowed = [] if self.at_most_missed is None else [self.at_most_missed]
        if self.at_least is not None:
            allowed.append((self.of or indicators) - self.at_least)
        return min(allowed, default=0)


def read_part(name: str, data: Mapping[str, Any], role: str) -> Part:
    """Return the part that one entry of `parts` describes."""
    kind = entry(data, "kind", name)
    if kind not in KINDS:
        raise wrong(data, f"{name}: {kind} is none of {', '.join(KINDS)}", name)
    return Part(name, kind, entry(data, "sheet", name), data, role)


def read_school_rule(data: Mapping[str, Any]) -> SchoolRule:
    """Return the rule that an entry with `at_least` or `at_most_missed` describes."""
    floor = data.get("rest_not_below")
    whole = {name: data.get(name) for name in ("at_least", "at_most_missed", "of")}
    return SchoolRule(
        **{name: None if given is None else int(given) for name, given in whole.items()},
        floor=None if floor is None else exact(floor),
    )


def check_school_rule(rule: SchoolRule, data: Mapping[str, Any], indicators: Sequence[Any]) -> None:
    """Refuse a rule that counts other indicators than there are, or more than there are."""
    if not indicators:
        return
    if not rule.is_set:
        raise wrong(data, "school_rule says neither at_least nor at_most_missed", "regime.yml")
    if rule.of is not None and rule.of != len(indicators):
        raise wrong(data, "school_rule.of is not the number of indicators", "regime.yml")
    if not 0 <= rule.may_miss(len(indicators)) <= len(indicators):
        raise wrong(data, "school_rule asks for more indicators than there are", "regime.yml")
