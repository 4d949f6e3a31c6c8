"""What is said of a return or a release, in one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tasks.notices.notice import Notice
from tasks.notices.state import Release, Return


def line_of(notice: Notice, wording: Mapping[str, Any]) -> str:
    """Return the line of a mail that says a notice."""
    if notice.about is None:
        return str(wording["lines"][notice.kind]).format(day=notice.day.isoformat())
    return return_line(notice.kind, notice.about, wording)


def return_line(kind: str, each: Return, wording: Mapping[str, Any]) -> str:
    """Return the line that says of a return what `kind` names."""
    return str(wording["lines"][kind]).format(
        form=each.title,
        attempt=each.attempt,
        due=each.due.isoformat(),
        state=wording["states"].get(each.state, ""),
        unexplained=each.unexplained,
        sent_back=each.sent_back,
    )


def release_line(each: Release, wording: Mapping[str, Any]) -> str:
    """Return the line that says that dossiers were released, sealed or sent back."""
    return str(wording["lines"][each.kind]).format(day=each.day.isoformat())


def owed_lines(
    owed: Sequence[Return],
    names: Mapping[str, str],
    day: date,
    wording: Mapping[str, Any],
    pattern: str,
) -> str:
    """Return a numbered line for each form that is owed, one below the other."""
    return "\n".join(
        str(wording[pattern]).format(
            number=number,
            school_name=names[each.school],
            form=each.title,
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
