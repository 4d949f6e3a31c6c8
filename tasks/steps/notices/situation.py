"""Where the returns and dossiers of a county stand, as notices speak of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

from tasks import catalogue
from tasks.model import BUREAU, ExpectedReturn, Status, Submission
from tasks.notices.state import MISSING, UNCHECKED, Release, Return, releases
from tasks.steps import shelf
from tasks.steps.dossiers.chronicle import events_of
from tasks.steps.findings.recipe import fingerprint
from tasks.steps.returns.explanations import DECISIONS, Memory, open_memory
from tasks.steps.returns.standing import basis, kept_of, standing
from tasks.steps.season.seasons import TIME_ZONE, Attempts, Season, attempts_of
from tasks.steps.season.tally import is_owed
from tasks.store import ARRIVAL, Store


@dataclass(frozen=True)
class Situation:
    """A county now: every return that is owed or came, the schools in the roster's order."""

    season: Season
    returns: Sequence[Return]
    released: Sequence[Release]

    def of(self, school: str) -> list[Return]:
        """Return the returns of one school, or of the bureau."""
        return self._by_school.get(school, [])

    @cached_property
    def _by_school(self) -> Mapping[str, list[Return]]:
        found: dict[str, list[Return]] = {}
        for each in self.returns:
            found.setdefault(each.school, []).append(each)
        return found

    @property
    def names(self) -> dict[str, str]:
        """Return what schools and bureau are called, by code."""
        roster = self.season.roster
        schools = zip(roster["school_code"], roster["school_name"], strict=True)
        return {**dict(schools), BUREAU: self.season.school_name(BUREAU)}


def situation(store: Store, season: Season) -> Situation:
    """Return where a county stands now."""
    attempts, memory = attempts_of(store, season.key), open_memory(store, season)
    decided = _decided(store, season, attempts)
    returns = [
        _return(store, season, attempts, memory, each, decided)
        for each in standing(store, season, attempts)
        if each.form in season.calendar["forms"]
    ]
    told = ((each.kind, each.subject, _day(each.happened_at))
            for each in events_of(store, season.key))  # fmt: skip
    return Situation(season, returns, releases(told))


def day_of(moment: str) -> date:
    """Return the day in China that a moment falls on."""
    return _day(moment)


@cache
def terms() -> Mapping[str, Any]:
    """Return on which days something is told."""
    found: Mapping[str, Any] = catalogue.notebook("notices")["days"]
    return found


def local(moment: str) -> datetime:
    """Return a moment as the clocks in China show it."""
    return datetime.fromisoformat(moment).astimezone(TIME_ZONE)


def _day(moment: str) -> date:
    return local(moment).date()


def _return(
    store: Store,
    season: Season,
    attempts: Attempts,
    memory: Memory,
    expected: ExpectedReturn,
    decided: date | None,
) -> Return:
    found = attempts.get((expected.school, expected.form), [])
    about: dict[str, Any] = {
        "school": expected.school,
        "form": expected.form,
        "title": catalogue.layouts(season.edition)[expected.form].title,
        "due": season.calendar["forms"][expected.form]["due"],
        "usable": expected.usable,
        "is_asked": is_owed(season, expected.form),
    }
    if not found:
        return Return(**about, state=MISSING)
    latest = found[-1]
    about |= {
        "submission": str(latest),
        "attempt": latest.attempt,
        "arrived": local(kept_of(store, str(latest)).moment),
        "decided": decided,
    }
    path = store.checked(str(latest), basis(latest, season, attempts))
    if not path.exists():
        return Return(**about, state=UNCHECKED)
    result = shelf.get_verdict(store, path)
    asked = _queries(memory, latest, result) if result.status is not Status.RETURNED else {}
    return Return(**about, state=str(result.status), **asked)


def _queries(memory: Memory, submission: Submission, result: shelf.CheckResult) -> dict[str, Any]:
    """Return how many queries wait for whom, and what names those that were sent back."""
    from tasks.explanations.memory import State

    remembered = memory.of(str(submission), result.issues)
    back = [each for each in remembered if each.state is State.SENT_BACK]
    named = sorted(repr(each.explanation) for each in back)
    undecided = sum(each.state is State.EXPLAINED for each in remembered)
    closed = sum(each.state is State.ACCEPTED for each in remembered)
    return {
        "unexplained": len(remembered) - len(back) - undecided - closed,
        "undecided": undecided,
        "sent_back": len(back),
        "sent_back_mark": fingerprint(*named) if named else "",
    }


def _decided(store: Store, season: Season, attempts: Attempts) -> date | None:
    """Return the day of the county's latest decisions on explanations, by form or without."""
    forms = [str(each) for each in attempts.get((BUREAU, DECISIONS), [])]
    notes = [store.read_json(store.received(key) / ARRIVAL) for key in forms]
    days = [_day(note["moment"]) for note in (*notes, *store.decisions(season.key))]
    return max(days, default=None)
