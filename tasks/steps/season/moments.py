"""Moments as people in China read them, and how late something came."""

from __future__ import annotations

from datetime import date, datetime

from tasks.steps.season.seasons import TIME_ZONE, Season
from tasks.steps.wording import arrival_wording


def readable(moment: str) -> str:
    """Return an ISO moment as people in China read it."""
    local = datetime.fromisoformat(moment).astimezone(TIME_ZONE)
    return local.strftime(arrival_wording()["moment"])


def late_days(season: Season, form: str, moment: str) -> int:
    """Return by how many days something came after the due date of its form, 0 if in time."""
    terms = season.calendar["forms"].get(form)
    if terms is None:
        return 0
    due: date = terms["due"]
    return max(0, (datetime.fromisoformat(moment).astimezone(TIME_ZONE).date() - due).days)
