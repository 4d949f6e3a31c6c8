"""What becomes of a problem when new data come, when a year ends, when somebody decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tasks.model import Verdict
from tasks.rectification.problems import (
    CLOSED,
    DECISION,
    FINDINGS,
    WRITTEN,
    Handling,
    Problem,
    State,
)


@dataclass(frozen=True)
class Known:
    """What is known of one problem before the data of now are looked at.

    `raised` says what it is, `own` is its row in this year's register, `last` what it was
    at the end of last year. `is_raised_anew` tells that reviewers name it this year.
    """

    raised: Problem
    own: Problem | None = None
    last: Problem | None = None
    is_raised_anew: bool = False


def settled(known: Known, edition: str, words: Mapping[str, Any]) -> Problem:
    """Return a problem with what the bureau wrote, and with its state under the data of now.

    `words` is `history` of the wording.
    """
    raised, before = known.raised, known.own or known.last
    found = replace(raised, opened_in=raised.opened_in or edition)
    if before is not None:
        given = {name: getattr(before, name) for name in WRITTEN}
        kept = {name: given[name] or getattr(raised, name) for name in ("owner", "helping_units")}
        opened = before.opened_in or found.opened_in
        found = replace(found, **given | kept, opened_in=opened, history=before.history)
    state = _state(known, found)
    if state is State.REOPENED and found.handling is Handling.DECIDED:
        found = _without_decision(found, words)
    return replace(found, state=state)


def _state(known: Known, found: Problem) -> State:
    before = known.own or known.last
    earlier = before.state if before else None
    if found.verdict is Verdict.MET and _can_data_close(known):
        return State.CLOSED_BY_DATA
    if _comes_again(known, found, earlier):
        return State.REOPENED
    if found.is_decided:
        return State.CLOSED_BY_DECISION
    if earlier is State.REOPENED:
        return State.REOPENED
    return State.IN_PROGRESS if found.handling is Handling.IN_PROGRESS else State.OPEN


def _can_data_close(known: Known) -> bool:
    """Tell whether data that meet the standard end the problem.

    What reviewers saw beside the data is not undone by the same data: only where last year's
    missed the standard do this year's prove anything.
    """
    if known.raised.source == FINDINGS:
        return True
    return known.last is not None and known.last.verdict is Verdict.NOT_MET


def _comes_again(known: Known, found: Problem, earlier: State | None) -> bool:
    """Tell whether a closed problem is there again: the data miss, or reviewers name it."""
    is_missed = found.verdict is Verdict.NOT_MET
    if known.own is None:
        return earlier in CLOSED and (is_missed or known.is_raised_anew)
    return earlier is State.CLOSED_BY_DATA and is_missed


def _without_decision(found: Problem, words: Mapping[str, Any]) -> Problem:
    """Return the problem with its old decision among what happened: it holds no longer."""
    said = words["decided"].format(
        day=found.decided_on.isoformat() if found.decided_on else "",
        by=found.decided_by,
        reason=found.decision_reason,
    )
    lines = "\n".join(filter(None, (found.history, said)))
    blank = {name: getattr(Problem("", ""), name) for name in DECISION}
    return replace(found, **blank, history=lines)
