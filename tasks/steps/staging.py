"""Step: original bytes into typed tables."""

from __future__ import annotations

import logging

from tasks.errors import SubmissionError
from tasks.model import StagedSubmission, Submission
from tasks.steps.books import open_book
from tasks.steps.reading import staged
from tasks.steps.recipe import fingerprint, recipe
from tasks.steps.seasons import Season, by_county, season_of
from tasks.store import ARRIVAL, ORIGINAL, open_store

log = logging.getLogger(__name__)


def stage(batch: list[str]) -> list[str]:
    """Turn every submission of a batch into typed tables; return the batch."""
    for keys in by_county(batch).values():
        season, _ = season_of(open_store(), keys)
        for key in keys:
            staged_of(key, season)
            _keep_answers(key)
    return batch


def _keep_answers(key: str) -> None:
    """Keep what a school has written into its receipt; a file that cannot be read says nothing."""
    from tasks.receipts.unmarking import is_marked
    from tasks.steps.explanations import take_answers

    store = open_store()
    arrival = store.read_json(store.received(key) / ARRIVAL)
    content = store.read(store.received(key) / ORIGINAL)
    if not is_marked(content):
        return
    try:
        book = open_book(content, arrival["name"])
        take_answers(store, key, book, arrival["sha256"], arrival["moment"])
    except SubmissionError as error:
        log.warning("%s: no explanation could be read: %s", key, error)


def staged_of(key: str, season: Season) -> StagedSubmission:
    """Return a submission's typed tables, held against what its blank form said before."""
    basis = fingerprint(recipe(), season.roster_key)
    return staged(key, basis, _prefilled(season, Submission.parse(key).school))


def _prefilled(season: Season, school: str) -> dict[str, str]:
    """Return what stood in the blank form of a school, by prefill name."""
    year = {"school_year": str(season.calendar["school_year"])}
    for row in season.roster.to_dict("records"):
        if row["school_code"] == school:
            return year | {name: str(row[name]) for name in ("school_name", "school_type")}
    return year
