"""每日简报: where a county stands, in one text a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tasks.model import BUREAU
from tasks.notices.letter import Letter, Section
from tasks.notices.sentences import release_line, return_line
from tasks.notices.state import (
    ACCEPTED,
    MISSING,
    QUERIED,
    RETURNED,
    UNCHECKED,
    Release,
    Return,
)


@dataclass(frozen=True)
class Stand:
    """What a summary speaks of. `since` and `now` are moments in China.

    `names` are the schools by their code. `stuck` counts work that does not go on, by what
    keeps it: a name of the wording. `released` is what was released between the moments.
    """

    county_name: str
    since: datetime
    now: datetime
    names: Mapping[str, str]
    returns: Sequence[Return]
    released: Sequence[Release] = ()
    stuck: Mapping[str, int] = field(default_factory=dict)

    @property
    def new(self) -> list[Return]:
        """Return what came between the two moments."""
        return [
            each for each in self.returns if each.arrived and self.since < each.arrived <= self.now
        ]


def summary(stand: Stand, wording: Mapping[str, Any], terms: Mapping[str, Any]) -> Letter:
    """Return the summary of a county for its bureau."""
    words = wording["summary"]
    sections = (
        Section(words["titles"][name], tuple(lines))
        for name, lines in _sections(stand, wording, terms)
        if lines
    )
    blanks = {"county_name": stand.county_name, "day": stand.now.date().isoformat()}
    return Letter(
        subject=words["subject"].format(**blanks),
        greeting=words["greeting"],
        opening=words["opening"].format(moment=stand.now.strftime("%Y-%m-%d %H:%M"), **blanks),
        sections=tuple(sections),
        closing=words["closing"],
    )


def is_worth_telling(stand: Stand, terms: Mapping[str, Any]) -> bool:
    """Tell whether a summary would say something that somebody still waits for, or news."""
    if stand.new or stand.released or not stand.returns:
        return bool(stand.new or stand.released)
    last = max(each.due for each in stand.returns)
    if stand.now.date() > last + timedelta(days=terms["summary"]["stop_after_days"]):
        return False
    waits = any(each.is_owed or each.unexplained or each.undecided for each in stand.returns)
    return waits or any(stand.stuck.values())


def _sections(
    stand: Stand, wording: Mapping[str, Any], terms: Mapping[str, Any]
) -> Iterator[tuple[str, list[str]]]:
    words, most = wording["summary"], terms["summary"]["lines"]
    yield "today", _today(stand, wording)
    yield "counts", [_counts(stand, words)]
    yield "own", _own(stand, wording)
    yield "decisions", _decisions(stand, words)
    yield "deadlines", _deadlines(stand, words, terms["summary"]["deadline_days"])
    for name, states in (("returned", (RETURNED,)), ("missing", (MISSING,))):
        owed = [each for each in stand.returns if each.is_owed and each.state in states]
        yield name, _listed(owed, stand, words, most)
    queried = [each for each in stand.returns if each.unexplained or each.sent_back]
    yield "queried", _listed(queried, stand, words, most)
    yield (
        "stuck",
        [words["stuck"][name].format(count=count) for name, count in stand.stuck.items() if count],
    )


def _today(stand: Stand, wording: Mapping[str, Any]) -> list[str]:
    words = wording["summary"]
    counts = Counter(each.state for each in stand.new)
    lines = [words["new"].format(count=len(stand.new), **_by_state(counts))] if stand.new else []
    return lines + [release_line(each, wording) for each in stand.released]


def _counts(stand: Stand, words: Mapping[str, Any]) -> str:
    asked = [each for each in stand.returns if each.is_asked]
    counts, unasked = Counter(each.state for each in asked), len(stand.returns) - len(asked)
    blanks = {"expected": len(asked), "received": len(asked) - counts[MISSING]}
    said = str(words["counts"]).format(**blanks, **_by_state(counts))
    return said + (words["unasked"].format(count=unasked) if unasked else "")


def _by_state(counts: Counter[str]) -> dict[str, int]:
    states = (MISSING, UNCHECKED, RETURNED, QUERIED, ACCEPTED)
    return {state: counts[state] for state in states}


def _own(stand: Stand, wording: Mapping[str, Any]) -> list[str]:
    """Return what became of the bureau's own forms, and what it still owes."""
    own = [each for each in stand.returns if each.school == BUREAU]
    new = {each.submission for each in stand.new}
    lines = [
        return_line(each.state, each, wording)
        for each in own
        if each.submission in new and each.state in (RETURNED, QUERIED, ACCEPTED)
    ]
    return lines + [return_line("due", each, wording) for each in own if each.is_owed]


def _decisions(stand: Stand, words: Mapping[str, Any]) -> list[str]:
    found = {
        name: sum(getattr(each, name) for each in stand.returns)
        for name in ("unexplained", "undecided", "sent_back")
    }
    return [words["waiting"][name].format(count=count) for name, count in found.items() if count]


def _deadlines(stand: Stand, words: Mapping[str, Any], within: int) -> list[str]:
    """Return a line for each form that is due within so many days, or is past that and owed."""
    day = stand.now.date()
    found = Counter((each.due, each.title) for each in stand.returns if each.is_owed)
    return [
        words["deadline" if due >= day else "overdue"].format(
            form=title, due=due.isoformat(), days=abs((due - day).days), count=count
        )
        for (due, title), count in sorted(found.items())
        if (due - day).days <= within
    ]


def _listed(
    found: Sequence[Return], stand: Stand, words: Mapping[str, Any], most: int
) -> list[str]:
    """Return a line for each school with its forms, and how many were left out."""
    by_school: dict[str, list[str]] = {}
    for each in found:
        by_school.setdefault(stand.names[each.school], []).append(each.title)
    lines = [
        words["school"].format(school_name=name, forms=words["between"].join(titles))
        for name, titles in by_school.items()
    ]
    left = len(lines) - most
    return lines[:most] + ([words["more"].format(count=left)] if left > 0 else [])
