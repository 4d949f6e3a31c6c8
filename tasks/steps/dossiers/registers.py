"""Steps: what the bureau and reviewers handed in about problems, read as it was staged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from tasks.model import BUREAU, ExpectedReturn
from tasks.steps import shelf
from tasks.steps.findings.recipe import fingerprint
from tasks.steps.returns.reading import staged_of
from tasks.steps.returns.standing import basis
from tasks.steps.season.open_seasons import earlier_seasons
from tasks.steps.season.seasons import Attempts, Season, attempts_of
from tasks.store import Store

if TYPE_CHECKING:
    from tasks.rectification.problems import Problem
    from tasks.rectification.raising import Opinion
    from tasks.rectification.register import Given

REGISTER, OPINIONS = "rectification_register", "review_opinions"
"""The two forms, each the name of its only table."""


def given_in(store: Store, season: Season) -> Given:
    """Return all rows of the registers and all opinions of a season, the oldest first.

    Every usable attempt counts: a later row of the same problem stands for an earlier one.
    What a reviewer hands in stands for all that the same reviewer handed in before, and
    undoes nothing of another.
    """
    from tasks.rectification.raising import latest_of_each
    from tasks.rectification.register import Given

    attempts = attempts_of(store, season.key)
    registers = _rows_in(store, season, attempts, REGISTER)
    rows = (_problem(row) for rows in registers for row in rows)
    files = _rows_in(store, season, attempts, OPINIONS)
    opinions = ([_opinion(row) for row in rows] for rows in files)
    return Given(tuple(rows), tuple(latest_of_each(opinions)))


def rectification_digest(store: Store, season: Season) -> str:
    """Return what names all that was handed in about problems so far, empty for nothing."""
    found = [
        repr(each)
        for one in (*earlier_seasons(store, season), season)
        for given in (given_in(store, one),)
        for each in (*given.rows, *given.opinions)
    ]
    return fingerprint(*found) if found else ""


def _rows_in(
    store: Store, season: Season, attempts: Attempts, form: str
) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of each usable attempt at a form, the oldest first."""
    for submission in attempts.get((BUREAU, form), []):
        path = store.checked(str(submission), basis(submission, season, attempts))
        if not path.exists():
            continue
        status = shelf.get_check(store, path).status
        if ExpectedReturn("", "", status=status).usable:
            table = staged_of(str(submission), season).tables.get(form)
            yield _records(table.frame) if table else []


def _records(frame: Any) -> list[dict[str, Any]]:
    """Return the rows of a staged table without the values that are absent."""
    known = frame.astype(object).where(frame.notna(), None)
    return [
        {name: value for name, value in row.items() if value is not None}
        for row in known.to_dict("records")
    ]


def _problem(row: Mapping[str, Any]) -> Problem:
    from tasks.rectification.problems import WRITTEN, Handling, Problem, State

    texts = {"source", "item", "level", "description", "advice", "history", *WRITTEN}
    texts -= {"deadline", "decided_on", "handling"}
    handling, state = row.get("handling"), row.get("state")
    return Problem(
        id=str(row["problem_id"]).upper(),
        school=str(row.get("school_code", "")),
        opened_in=str(row.get("opened_in", "")),
        deadline=_day(row.get("deadline")),
        decided_on=_day(row.get("decided_on")),
        handling=Handling(handling) if handling else None,
        state=State(state) if state else None,
        **{name: str(row.get(name, "")) for name in texts},  # type: ignore[arg-type]
    )


def _opinion(row: Mapping[str, Any]) -> Opinion:
    from tasks.rectification.raising import Opinion

    texts = ("problem", "item", "basis", "suggestion", "reviewer")
    return Opinion(
        **{name: str(row.get(name, "")) for name in texts},
        school=str(row.get("school_code", "")),
        deadline=_day(row.get("deadline")),
    )


def _day(value: Any) -> date | None:
    """Return a staged date as a day, None where there is none."""
    return date.fromisoformat(str(value)[:10]) if value is not None else None
