"""Which attempt of each return stands, and what its check is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from tasks.model import BUREAU, ExpectedReturn, Status, Submission
from tasks.steps import shelf
from tasks.steps.findings.recipe import fingerprint, recipe
from tasks.steps.intake.arrival_note import NATIONAL
from tasks.steps.returns.comparison import Comparison, comparison_of
from tasks.steps.season.open_seasons import earlier_seasons
from tasks.steps.season.seasons import SIBLING, Attempts, Season, attempts_of, owed, welcome
from tasks.store import ARRIVAL, Store, open_store

SCHOOL_FORM, HISTORY_FORM = "school_return", "history_return"


@dataclass(frozen=True)
class Beside:
    """The returns that stood a year ago, by school, and what shows over the whole county."""

    last_season: Season | None
    last_year: Mapping[str, str]
    county: Comparison

    def history(self, submission: Submission, attempts: Attempts) -> str:
        """Return the key of what is known of a school's last year, empty where nothing is.

        That is its own return of that year, else the bureau's table of earlier years.
        """
        if submission.form != SCHOOL_FORM:
            return ""
        by_bureau = attempts.get((BUREAU, HISTORY_FORM), [])
        own = self.last_year.get(submission.school, "")
        return own or (str(by_bureau[-1]) if by_bureau else "")

    def of(self, submission: Submission, attempts: Attempts) -> tuple[str, ...]:
        """Return what the name of a check depends on beside its school's other form."""
        found = (self.history(submission, attempts), self.county.digest(str(submission)))
        return found if any(found) else ()


@lru_cache(maxsize=16)
def beside_of(season: Season) -> Beside:
    """Return what the returns of a season are held against, as things stood when first asked."""
    store = open_store()
    county = comparison_of(store, season.key)
    for earlier in reversed(earlier_seasons(store, season)):
        if int(earlier.edition) == int(season.edition) - 1:
            stood = standing(store, earlier)
            keys = {
                each.school: each.submission
                for each in stood
                if each.form == SCHOOL_FORM and each.usable and each.submission
            }
            return Beside(earlier, keys, county)
    return Beside(None, {}, county)


def against(submission: Submission, attempts: Attempts) -> str:
    """Return the key of the return that a submission is held against, empty for none.

    Statistics that wait for what completes them are no return yet.
    """
    sibling = SIBLING.get(submission.form, "")
    others = attempts.get((submission.school, sibling), [])
    return next((str(each) for each in reversed(others) if not _waits(str(each))), "")


def _waits(key: str) -> bool:
    return kept_of(open_store(), key).waits


def basis(submission: Submission, season: Season, attempts: Attempts) -> str:
    """Return the name of a check: what it was made with, and held against."""
    held_against = (against(submission, attempts), *beside_of(season).of(submission, attempts))
    return fingerprint(recipe(), season.roster_key, *held_against)


def standing(
    store: Store, season: Season, attempts: Attempts | None = None
) -> tuple[ExpectedReturn, ...]:
    """Return for every return that is owed, or came unasked, what has come of it.

    What a school handed in before the roster changed and it no longer owes is left out.
    `attempts` are those of the season where they were read before.
    """
    attempts = attempts_of(store, season.key) if attempts is None else attempts
    must = set(owed(season))
    asked = [pair for pair in welcome(season) if pair in must or pair in attempts]
    return tuple(standing_of(store, season, attempts, *pair) for pair in asked)


def standing_of(
    store: Store, season: Season, attempts: Attempts, school: str, form: str
) -> ExpectedReturn:
    """Return the latest attempt that was not returned, else the latest there is.

    An attempt that this program has not checked yet has no status.
    """
    found = [
        ExpectedReturn(school, form, str(each), _status(store, season, attempts, each))
        for each in reversed(attempts.get((school, form), []))
    ]
    usable = (each for each in found if each.usable)
    return next(usable, found[0] if found else ExpectedReturn(school, form))


def _status(
    store: Store, season: Season, attempts: Attempts, submission: Submission
) -> Status | None:
    path = store.checked(str(submission), basis(submission, season, attempts))
    return shelf.get_verdict(store, path).status if path.exists() else None


@dataclass(frozen=True)
class Kept:
    """What never changes of the note on an arrival, not even when the original is removed.

    `waits` tells of statistics that wait for what completes them.
    """

    moment: str
    sha256: str
    waits: bool


@lru_cache(maxsize=8192)
def kept_of(store: Store, key: str) -> Kept:
    """Return what the note on the arrival of a submission says for good."""
    note = store.read_json(store.received(key) / ARRIVAL)
    return Kept(note["moment"], note["sha256"], bool(note.get(NATIONAL)))
