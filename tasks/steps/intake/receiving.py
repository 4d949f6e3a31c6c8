"""Step: what lies in the intake folders into numbered attempts; the ledger decides what is due."""

from __future__ import annotations

import time

from tasks.settings import load_settings
from tasks.steps.findings.verifying import verify_catalogue
from tasks.steps.intake import folders
from tasks.steps.intake.arrivals import stamp_of, stamp_or_none
from tasks.steps.intake.drops import settled
from tasks.steps.intake.filing import County
from tasks.steps.intake.ledger import Ledger
from tasks.steps.intake.rosters import is_roster
from tasks.steps.intake.taking import Taking
from tasks.steps.returns.batches import batches_of
from tasks.steps.returns.explanations import answer_basis, open_memory
from tasks.steps.season.open_seasons import open_season
from tasks.steps.season.seasons import ROSTER, attempts_of
from tasks.store import Store, open_store


def receive(moment: str) -> list[list[str]]:
    """Copy every new return out of the intake folders; return what is to be checked.

    `moment` is written down as the time of arrival. The answer is a list of batches of
    submission keys: of one county each, bounded, an attempt as long as its check is due.
    Files are listed first and read one at a time; what is still being written is left.
    """
    verify_catalogue()
    store = open_store()
    taking = [Taking(County(store, folder, moment)) for folder in folders.county_folders()]
    for each in taking:
        each.finish()
    new = [found for each in taking for found in each.new()]
    ready = {found.path for found in settled(new, load_settings().settle_seconds, time.sleep)}
    for each in taking:
        each.take(ready)
    return list(batches_of(due(store)))


def due(store: Store) -> list[str]:
    """Return every submission whose receipt has not been handed out yet, in order."""
    found: list[str] = []
    for key in store.seasons():
        season = open_season(store, key)
        if season is None:
            continue
        attempts = attempts_of(store, key)
        memory = open_memory(store, season)
        for (_, form), submissions in sorted(attempts.items()):
            if form != ROSTER:
                found += [
                    str(each)
                    for each in submissions
                    if not store.replied(
                        str(each), answer_basis(memory, each, season, attempts)
                    ).exists()
                ]
    return found


def new_drops(store: Store) -> list[str]:
    """Return the paths of the files that the ledger does not know yet; no return is read.

    In a folder that no county was opened for, only a roster can be taken in.
    """
    found: list[str] = []
    for folder in folders.county_folders():
        ledger = Ledger(store, folder)
        opened = folders.opens_schools(store, folder)
        found += [
            each.path
            for each in folders.drops(store, folder)
            if ledger.event_of(each.path, each.glance) is None and (opened or is_roster(each))
        ]
    return found


__all__ = ["due", "new_drops", "receive", "stamp_of", "stamp_or_none"]
