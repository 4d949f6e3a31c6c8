"""Step: original bytes into typed tables."""

from __future__ import annotations

import logging

from tasks.errors import SubmissionError
from tasks.steps.returns.books import open_book
from tasks.steps.returns.reading import staged_of
from tasks.steps.season.open_seasons import season_of
from tasks.steps.season.seasons import by_county
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
    from tasks.steps.returns.explanations import take_answers

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
