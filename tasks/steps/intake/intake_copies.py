"""The copies of what schools handed in that lie in their own folders, and how they go."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from upath import UPath

from tasks.settings import load_settings
from tasks.steps.intake import folders
from tasks.steps.intake.ledger import Ledger
from tasks.steps.intake.listing import Found, files_below
from tasks.steps.intake.placing import fingerprint
from tasks.steps.season.seasons import TIME_ZONE
from tasks.steps.wording import arrival_wording
from tasks.store import Store

log = logging.getLogger(__name__)

ORIGINALS, RECEIPTS = "originals", "receipts"
FINGERPRINT_DIGITS = 64


@dataclass(frozen=True)
class Copy:
    """One file in a folder of people: an original of theirs, or a receipt of ours."""

    place: str
    sha256: str
    size: int


def came_before(moment: str, before: date | None) -> bool:
    """Tell whether something arrived before a day; what has no moment did."""
    if before is None or not moment:
        return True
    return datetime.fromisoformat(moment).astimezone(TIME_ZONE).date() < before


def known_copies(store: Store, county: str, before: date | None) -> dict[str, str]:
    """Return by fingerprint what came before a day, and what was handed out in answer to it."""
    found: dict[str, str] = {}
    paths = set()
    for year, folder in store.folders_of(county):
        for entry in Ledger.of(store, year, folder).entries():
            if came_before(entry["moment"], before):
                found[entry["sha256"]] = ORIGINALS
                paths.add(entry["path"])
    notes = store.handed_out(county)
    for name in store.names(notes):
        sha256 = name.partition("-")[0]
        if len(sha256) != FINGERPRINT_DIGITS:
            continue
        if before is None or store.read_json(notes / name)["source"] in paths:
            found[sha256] = RECEIPTS
    return found


def copies(store: Store, county: str, known: dict[str, str]) -> Iterator[Copy]:
    """Yield the files in the folders of a season that are known to us; no other is ours."""
    for found, sha256 in _with_fingerprints(store, county):
        if sha256 in known:
            yield Copy(known[sha256], sha256, found.glance.size)


def remove_copies(store: Store, county: str, gone: Collection[str]) -> None:
    """Remove the files with these fingerprints; one that cannot be removed stays."""
    for found, sha256 in list(_with_fingerprints(store, county)):
        if sha256 in gone:
            try:
                found.place.unlink()
            except OSError as error:
                log.warning(
                    "a file with the fingerprint %s stays: %s", sha256, type(error).__name__
                )


def _with_fingerprints(store: Store, county: str) -> Iterator[tuple[Found, str]]:
    for root, place in places_of(store, county):
        for found in files_below(place, root) if place.is_dir() else ():
            try:
                yield found, fingerprint(found.place)
            except OSError as error:
                log.warning("a file cannot be read now: %s", type(error).__name__)


def places_of(store: Store, county: str) -> Iterator[tuple[UPath, UPath]]:
    """Yield the intake folders of a season and of its undelivered receipts, after their roots."""
    outbox = UPath(load_settings().outbox)
    for year, folder in store.folders_of(county):
        yield folders.intake(), folders.intake() / year / folder
        yield outbox, outbox / year / folder / arrival_wording()["undelivered"]
