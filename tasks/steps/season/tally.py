"""How many returns of a county stand where, and how many issues they have; for its gauges."""

from __future__ import annotations

from collections import Counter

from tasks.model import ExpectedReturn, Severity, Status, Submission
from tasks.steps import shelf
from tasks.steps.returns.standing import basis, standing
from tasks.steps.season.open_seasons import open_season
from tasks.steps.season.seasons import Attempts, Season, attempts_of
from tasks.store import Store, open_store

MISSING, UNCHECKED = "missing", "unchecked"


def tally(county: str) -> dict[str, dict[str, int]]:
    """Return of `edition/county` the number of `returns` by status and of `issues` by severity.

    Each name is there, with 0 where there is nothing; all are 0 where no season is open.
    """
    store = open_store()
    returns = Counter(dict.fromkeys((*map(str, Status), MISSING, UNCHECKED), 0))
    issues = Counter(dict.fromkeys(map(str, Severity), 0))
    season = open_season(store, county)
    if season is not None:
        attempts = attempts_of(store, season.key)
        for each in standing(store, season):
            returns[_state(each)] += 1
            issues.update(_severities(store, season, attempts, each))
    return {"returns": dict(returns), "issues": dict(issues)}


def _state(each: ExpectedReturn) -> str:
    if not each.submission:
        return MISSING
    return str(each.status) if each.status else UNCHECKED


def _severities(
    store: Store, season: Season, attempts: Attempts, each: ExpectedReturn
) -> Counter[str]:
    """Return how many issues of each severity the check of a return has found."""
    if not each.submission or each.status is None:
        return Counter()
    submission = Submission.parse(each.submission)
    path = store.checked(each.submission, basis(submission, season, attempts))
    return Counter(str(issue.severity) for issue in shelf.get_check(store, path).issues)
