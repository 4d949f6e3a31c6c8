"""What a school or the bureau is told by mail: each thing once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tasks.model import BUREAU
from tasks.notices.calendar import reminder_day, repeat_day
from tasks.notices.state import (
    ACCEPTED,
    FINAL,
    QUERIED,
    REFUSED,
    RETURNED,
    SEALED,
    Release,
    Return,
)

DUE, SENT_BACK = "due", "sent_back"
ORDER = (RETURNED, SENT_BACK, QUERIED, DUE, ACCEPTED, REFUSED, FINAL, SEALED)
"""What a mail says first: what asks for something to be done."""


@dataclass(frozen=True)
class Notice:
    """One thing to be told to one school, or to the bureau.

    `subject` is what makes it this one and no other: the same thing has the same `id`
    whenever it is asked. `about` is the return that it speaks of, None for a release.
    """

    kind: str
    school: str
    subject: str
    day: date
    about: Return | None = None

    @property
    def id(self) -> str:
        """Return what names this notice, and says nothing of it."""
        text = "\0".join((self.kind, self.school, self.subject))
        return hashlib.sha256(text.encode()).hexdigest()[:24]


def notices_of(
    returns: Sequence[Return], released: Iterable[Release], day: date, terms: Mapping[str, Any]
) -> list[Notice]:
    """Return all that is to be told on `day`, told before or not, what asks for most first.

    Of dossiers that were sent back only the bureau is told.
    """
    found = [notice for each in returns for notice in _of_return(each, day, terms)]
    schools = dict.fromkeys(each.school for each in returns)
    found += [
        Notice(each.kind, school, f"{each.kind}/{each.subject}", each.day)
        for each in released
        if _is_recent(each.day, day, terms)
        for school in schools
        if each.kind != REFUSED or school == BUREAU
    ]
    return sorted(found, key=lambda each: ORDER.index(each.kind))


def _of_return(each: Return, day: date, terms: Mapping[str, Any]) -> Iterable[Notice]:
    arrived = each.arrived.date() if each.arrived else None
    if arrived and each.state in (RETURNED, ACCEPTED) and _is_recent(arrived, day, terms):
        yield Notice(each.state, each.school, each.submission, arrived, each)
    if each.sent_back and each.decided and _is_recent(each.decided, day, terms):
        subject = f"{each.submission}/{each.sent_back_mark}"
        yield Notice(SENT_BACK, each.school, subject, each.decided, each)
    if arrived and each.state == QUERIED and each.unexplained:
        asked = _query_day(arrived, day, terms["queries"])
        if asked:
            yield Notice(QUERIED, each.school, f"{each.submission}/{asked}", asked, each)
    if each.is_owed:
        asked = reminder_day(each.due, day, terms["reminders"])
        if asked:
            yield Notice(DUE, each.school, f"{each.form}/{each.due}/{asked}", asked, each)


def _query_day(arrived: date, day: date, terms: Mapping[str, Any]) -> date | None:
    if not 0 <= (day - arrived).days <= terms["stop_after_days"]:
        return None
    return repeat_day(arrived, day, terms["every_days"])


def _is_recent(happened: date, day: date, terms: Mapping[str, Any]) -> bool:
    return 0 <= (day - happened).days <= terms["happenings"]["recent_days"]


def by_school(notices: Sequence[Notice]) -> dict[str, list[Notice]]:
    """Return notices by the school they are for, each in the order given."""
    found: dict[str, list[Notice]] = {}
    for each in notices:
        found.setdefault(each.school, []).append(each)
    return found
