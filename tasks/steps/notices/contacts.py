"""Who gets mail: the addresses of a county's roster, read where they stand and kept nowhere."""

from __future__ import annotations

from functools import lru_cache

from tasks import catalogue
from tasks.model import Issue, Submission
from tasks.notices.addresses import Addresses, address_issues, addresses_in
from tasks.steps.returns.books import open_book
from tasks.steps.season.seasons import ROSTER, Season
from tasks.steps.wording import arrival_wording
from tasks.store import ARRIVAL, ORIGINAL, open_store


def contacts(season: Season) -> Addresses:
    """Return the addresses that the latest roster of a county names.

    They are read from the roster itself: what is staged, and so every paper, lacks them.
    """
    return _addresses(season.roster_key)


def wrong_addresses(key: str) -> tuple[Issue, ...]:
    """Return what the receipt of a roster says of addresses that are none."""
    submission = Submission.parse(key)
    if submission.form != ROSTER:
        return ()
    sheet = catalogue.layouts(submission.edition)[ROSTER].by_table[ROSTER]
    return address_issues(_addresses(key), key, sheet.title, arrival_wording()["contacts"])


def _addresses(roster_key: str) -> Addresses:
    store = open_store()
    arrival = store.read_json(store.received(roster_key) / ARRIVAL)
    return _read(roster_key, arrival["name"], arrival["sha256"])


@lru_cache(maxsize=16)
def _read(roster_key: str, name: str, _sha256: str) -> Addresses:
    """Return the addresses of a roster with these bytes; they are read once."""
    store, edition = open_store(), roster_key.split("/")[0]
    sheet = catalogue.layouts(edition)[ROSTER].by_table[ROSTER]
    original = store.received(roster_key) / ORIGINAL
    if not original.exists():
        return Addresses()
    book = open_book(store.read(original), name)
    title = next((each for each in book.titles if sheet.is_known_by(book.first_rows(each))), None)
    return addresses_in(book.rows(title), sheet) if title else Addresses()
