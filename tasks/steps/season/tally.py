"""How many returns of a county are owed and stand where: what all who tell of it count by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tasks.model import ExpectedReturn, Severity, Status, Submission
from tasks.steps import shelf
from tasks.steps.returns.standing import basis, standing
from tasks.steps.season.open_seasons import open_season
from tasks.steps.season.seasons import Attempts, Season, attempts_of
from tasks.store import Store, open_store

MISSING, UNCHECKED = "missing", "unchecked"


@dataclass(frozen=True)
class Tally:
    """How many of the returns that a county owes stand where; `unasked` came of free will."""

    expected: int
    received: int
    accepted: int
    queried: int
    returned: int
    unchecked: int
    missing: int
    unasked: int


def counted(season: Season, returns: Iterable[ExpectedReturn]) -> Tally:
    """Return how many of some returns are owed and stand where."""
    found = list(returns)
    must = [each for each in found if is_owed(season, each.form)]
    states = Counter(map(state_of, must))
    return Tally(
        expected=len(must),
        received=sum(each.submission is not None for each in must),
        accepted=states[Status.ACCEPTED],
        queried=states[Status.QUERIED],
        returned=states[Status.RETURNED],
        unchecked=states[UNCHECKED],
        missing=states[MISSING],
        unasked=len(found) - len(must),
    )


def is_owed(season: Season, form: str) -> bool:
    """Tell whether whoever may file a form must do so; what comes of free will is not owed."""
    return not season.calendar["forms"].get(form, {}).get("optional")


def state_of(each: ExpectedReturn) -> str:
    """Return where a return stands: its status, `missing` or `unchecked`."""
    if not each.submission:
        return MISSING
    return str(each.status) if each.status else UNCHECKED


def tally(county: str) -> dict[str, dict[str, int]]:
    """Return of `edition/county` the number of `returns` by status and of `issues` by severity.

    Each name is there, with 0 where there is nothing; all are 0 where no season is open. What
    came of free will is among the returns, for it too may wait for its check.
    """
    store = open_store()
    returns = Counter(dict.fromkeys((*map(str, Status), MISSING, UNCHECKED), 0))
    issues = Counter(dict.fromkeys(map(str, Severity), 0))
    season = open_season(store, county)
    if season is not None:
        attempts = attempts_of(store, season.key)
        for each in standing(store, season):
            returns[state_of(each)] += 1
            issues.update(_severities(store, season, attempts, each))
    return {"returns": dict(returns), "issues": dict(issues)}


def _severities(
    store: Store, season: Season, attempts: Attempts, each: ExpectedReturn
) -> Counter[str]:
    """Return how many issues of each severity the check of a return has found."""
    if not each.submission or each.status is None:
        return Counter()
    submission = Submission.parse(each.submission)
    path = store.checked(each.submission, basis(submission, season, attempts))
    return Counter(str(issue.severity) for issue in shelf.get_verdict(store, path).issues)
