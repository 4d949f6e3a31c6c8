"""On which days something is told; the days themselves are data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any


def reminder_day(due: date, day: date, terms: Mapping[str, Any]) -> date | None:
    """Return the last day up to `day` on which a form that is due had to be asked for.

    None where there was none yet, or so long after the due date that nobody asks any more.
    A machine that stood still on that day asks as soon as it runs again, and only once.
    """
    if (day - due).days > terms["stop_after_days"]:
        return None
    first_after = due + timedelta(days=terms["after_days"])
    if day >= first_after:
        return repeat_day(first_after, day, terms["then_every_days"])
    asked = (due - timedelta(days=days) for days in terms["before_days"])
    return max((each for each in asked if each <= day), default=None)


def repeat_day(start: date, day: date, every: int) -> date:
    """Return the last day up to `day` of those that come every so many days from `start` on."""
    return day - timedelta(days=(day - start).days % every)


def is_near(due: date, day: date, terms: Mapping[str, Any]) -> bool:
    """Tell whether a due date is near enough, or past, for a notice to lie in the folder."""
    return (due - day).days <= max(terms["before_days"])
