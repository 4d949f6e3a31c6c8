"""The notices that lie in a folder: one file of each kind, which says what is so now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from tasks.notices.calendar import is_near
from tasks.notices.notice import SENT_BACK
from tasks.notices.sentences import owed_lines, release_line, return_line
from tasks.notices.state import ACCEPTED, QUERIED, RETURNED, Release, Return

HOLDS: Mapping[str, Callable[[Return], bool]] = {
    RETURNED: lambda each: each.state == RETURNED,
    QUERIED: lambda each: each.state == QUERIED and each.unexplained > 0,
    SENT_BACK: lambda each: each.sent_back > 0,
    ACCEPTED: lambda each: each.state == ACCEPTED,
}
"""Of which returns a notice in the folder speaks, by its kind."""


def papers(
    name: str,
    returns: Sequence[Return],
    released: Sequence[Release],
    bureau: str,
    wording: Mapping[str, Any],
) -> dict[str, str]:
    """Return the text of every notice of one school by its file name, empty for none.

    `returns` are its own, `released` what it is to know; `name` is what it is called. The
    texts name no day on which they were written, so that the same state has the same bytes.
    """
    about = wording["papers"]
    found = {}
    for kind, holds in HOLDS.items():
        lines = [return_line(kind, each, wording) for each in returns if holds(each)]
        found[about[kind]["file"]] = _paper(name, lines, bureau, about[kind]["text"])
    lines = [release_line(each, wording) for each in released]
    found[about["released"]["file"]] = _paper(name, lines, bureau, about["released"]["text"])
    return found


def _paper(name: str, lines: Sequence[str], bureau: str, text: str) -> str:
    if not lines:
        return ""
    numbered = (f"　　{number}. {line}" for number, line in enumerate(lines, 1))
    return text.format(name=name, lines="\n".join(numbered), bureau=bureau)


def pressing(returns: Sequence[Return], day: date, terms: Mapping[str, Any]) -> list[Return]:
    """Return what is owed and so near its due date, or past it, that it is asked for."""
    return [each for each in returns if each.is_owed and is_near(each.due, day, terms)]


def reminder(
    name: str, owed: Sequence[Return], day: date, bureau: str, wording: Mapping[str, Any]
) -> str:
    """Return the notice to a school that owes the forms named, empty if it owes none."""
    if not owed:
        return ""
    names = {each.school: name for each in owed}
    return str(wording["school"]).format(
        school_name=name,
        day=day.isoformat(),
        lines=owed_lines(owed, names, day, wording, "line"),
        bureau=bureau,
    )


def reminders(
    county_name: str,
    expected: int,
    owed: Sequence[Return],
    names: Mapping[str, str],
    day: date,
    wording: Mapping[str, Any],
) -> str:
    """Return the bureau's list of everything that is asked for, empty for nothing.

    `expected` is how many returns there should be, `names` the schools by their code.
    """
    if not owed:
        return ""
    return str(wording["bureau"]).format(
        county_name=county_name,
        day=day.isoformat(),
        expected=expected,
        count=len(owed),
        lines=owed_lines(owed, names, day, wording, "bureau_line"),
    )
