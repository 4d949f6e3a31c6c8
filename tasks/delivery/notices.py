"""Notices of returns that are missing: one a school, one summary for the bureau."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, order=True)
class Owed:
    """A form that has not been handed in as it must be. `state` is missing or returned."""

    school_name: str
    form: str
    state: str
    due: date


def is_pressing(owed: Owed, day: date, wording: Mapping[str, Any]) -> bool:
    """Tell whether a form is near enough to its due date, or past it, to be asked for."""
    return (owed.due - day).days <= wording["days_before"]


def school_notice(owed: Sequence[Owed], day: date, bureau: str, wording: Mapping[str, Any]) -> str:
    """Return the notice to one school that owes the forms named."""
    return str(wording["school"]).format(
        school_name=owed[0].school_name,
        day=day.isoformat(),
        lines=_lines(owed, day, wording, "line"),
        bureau=bureau,
    )


def bureau_notice(
    county_name: str, expected: int, owed: Sequence[Owed], day: date, wording: Mapping[str, Any]
) -> str:
    """Return the summary of everything that is missing in a county."""
    return str(wording["bureau"]).format(
        county_name=county_name,
        day=day.isoformat(),
        expected=expected,
        count=len(owed),
        lines=_lines(owed, day, wording, "bureau_line"),
    )


def _lines(owed: Sequence[Owed], day: date, wording: Mapping[str, Any], pattern: str) -> str:
    return "\n".join(
        str(wording[pattern]).format(
            number=number,
            school_name=each.school_name,
            form=each.form,
            state=wording["states"][each.state],
            due=each.due.isoformat(),
            when=_when(each.due, day, wording["when"]),
        )
        for number, each in enumerate(owed, 1)
    )


def _when(due: date, day: date, wording: Mapping[str, str]) -> str:
    days = (due - day).days
    if days == 0:
        return wording["today"]
    return wording["before" if days > 0 else "after"].format(days=abs(days))
