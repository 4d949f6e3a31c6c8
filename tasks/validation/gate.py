"""The gates a return passes one after the other, and which of them a rule stands at."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Any

NEEDS_MANY_CELLS = ("expect_compound_columns_to_be_unique",)


class Gate(StrEnum):
    """A gate. What a later one rests on must have passed the earlier ones."""

    FILE = "file"
    STRUCTURE = "structure"
    CELL = "cell"
    ROW = "row"
    CROSS_FORM = "cross_form"
    CROSS_YEAR = "cross_year"
    COUNTY = "county"

    @cached_property
    def number(self) -> int:
        """Return how many gates stand before this one."""
        return list(Gate).index(self)


GATES: tuple[Gate, ...] = tuple(Gate)

OF_CHECKS: Mapping[str, Gate] = {
    "code-at-least": Gate.CELL,
    "county-moves-balance": Gate.COUNTY,
    "county-total": Gate.COUNTY,
    "differs-from-roster": Gate.CELL,
    "is-for-another-school": Gate.CELL,
    "level-of-school": Gate.CELL,
    "pupil-elsewhere": Gate.COUNTY,
    "roll-forward": Gate.CROSS_YEAR,
    "row-count": Gate.STRUCTURE,
    "school-known": Gate.CELL,
    "year-within": Gate.CELL,
}
"""The gates of those rules in code whose name alone says where they stand."""


def gate_of(entry: Mapping[str, Any], table: str) -> Gate:
    """Return the gate of a rule of the suite of a table.

    Unless the rule names its `gate`: what reads last year is cross-year, the checks of
    `OF_CHECKS` are as listed, what reads another table is cross-form. Of the rest, what looks
    at more than one cell of a row (a whole, a condition on another column, several columns
    that are unique together, a check in code) belongs to the row, all else to the cell.
    """
    if "gate" in entry:
        return Gate(entry["gate"])
    if "reads_last_year" in entry:
        return Gate.CROSS_YEAR
    if entry.get("check") in OF_CHECKS:
        return OF_CHECKS[entry["check"]]
    if "reads_of_all" in entry:
        return Gate.COUNTY
    if any(name != table for name in entry.get("reads", {})):
        return Gate.CROSS_FORM
    conditions = [name for name in entry.get("where", {}) if not name.startswith("_")]
    if "check" in entry or "whole" in entry or conditions or entry["type"] in NEEDS_MANY_CELLS:
        return Gate.ROW
    return Gate.CELL
