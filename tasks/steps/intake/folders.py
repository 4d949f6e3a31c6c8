"""The intake tree as people see it: a folder a year, in it one a county, in it one a school.

`<intake>/2025/<county>/学校名录.xlsx` opens a season; the roster names each school's folder.
The intake may be a folder of this machine or a URL such as `s3://bucket/intake`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

from upath import UPath

from tasks.intake.inbox import RECEIPTS, TAKEN
from tasks.object_store import located
from tasks.settings import load_settings
from tasks.steps.discretion import reason, unnamed
from tasks.steps.intake.drops import Drop, in_question, place_of
from tasks.steps.intake.ledger import HandedOut
from tasks.steps.intake.listing import Found, files_below, folders_in
from tasks.steps.intake.placing import put_receipt
from tasks.steps.intake.placing import withdraw as withdraw_receipts
from tasks.steps.season.seasons import is_province
from tasks.steps.wording import arrival_wording
from tasks.store import Store, open_store

log = logging.getLogger(__name__)


def intake() -> UPath:
    """Return the root of the intake folders."""
    return located(load_settings().intake)


def county_folders() -> Iterator[UPath]:
    """Yield the folder of every county of every year, in order."""
    for year in folders_in(intake()):
        yield from folders_in(year)


def season_mark(store: Store, county: UPath) -> UPath:
    """Return the note that says which season a county's folder was opened for."""
    return store.season_mark(county.parent.name, county.name)


def opens_schools(store: Store, county: UPath) -> bool:
    """Tell whether a folder was opened for a county, so that more than a roster is read there."""
    mark = season_mark(store, county)
    return mark.exists() and not is_province(store, store.read_json(mark)["season"])


def county_folder(store: Store, season: str) -> UPath | None:
    """Return the intake folder of the season `edition/county`, None if it is gone."""
    for county in county_folders():
        mark = season_mark(store, county)
        if mark.exists() and store.read_json(mark)["season"] == season:
            return county
    return None


def drops(store: Store, county: UPath) -> list[Found]:
    """Return the files that somebody dropped below a county's folder, the oldest first.

    None of them is read; what was taken in has moved away and is none of them.
    """
    handed = HandedOut(store, county.parent.name, county.name)
    return in_question(files_below(county, intake()), handed)


def taken_in(county: UPath) -> list[Found]:
    """Return the files that were taken in from a county's folder itself, the latest first."""
    found = files_below(county / TAKEN, intake()) if (county / TAKEN).is_dir() else ()
    return sorted(found, key=lambda each: each.glance.modified, reverse=True)


def is_empty() -> bool:
    """Tell whether there is not one file in the intake folders, new or old."""
    return not any(any(files_below(county, intake())) for county in county_folders())


def hand_out(path: str, name: str, content: bytes, elsewhere: bytes | None = None) -> bool:
    """Put a receipt into the 回执 folder beside the dropped file; tell whether it worked.

    Where that folder takes nothing, `elsewhere`, or else the same bytes, go to the folder
    for such receipts in the outbox. `elsewhere` must hold no row of a pupil.
    """
    year, county, *_ = path.split("/")
    handed = HandedOut(open_store(), year, county)
    folder = place_of(intake(), path) / RECEIPTS
    shown = place_of(UPath(""), path).as_posix()
    try:
        put_receipt(folder, f"{shown}/{RECEIPTS}", name, content, handed, path)
    except OSError as error:
        log.warning("no receipt beside %s: %s", unnamed(path), reason(error))
        return _hand_out_elsewhere(path, name, elsewhere or content, handed)
    return True


def withdraw(path: str, names: Iterable[str]) -> None:
    """Take receipts of these names, which no longer hold, away from a dropped file.

    What somebody wrote into stays.
    """
    year, county, *_ = path.split("/")
    handed = HandedOut(open_store(), year, county)
    shown = f"{place_of(UPath(''), path).as_posix()}/{RECEIPTS}"
    try:
        withdraw_receipts(place_of(intake(), path) / RECEIPTS, shown, names, handed, path)
    except OSError as error:
        log.warning("an old receipt stays beside %s: %s", unnamed(path), reason(error))


def _hand_out_elsewhere(path: str, name: str, content: bytes, handed: HandedOut) -> bool:
    year, county, *_ = path.split("/")
    inside = (year, county, arrival_wording()["undelivered"], Drop(path).folder)
    folder = UPath(load_settings().outbox).joinpath(*filter(None, inside))
    try:
        put_receipt(folder, "/".join(inside), name, content, handed, path)
    except OSError as error:
        log.warning("no receipt for %s: %s", unnamed(path), reason(error))
        return False
    return True


__all__ = [
    "Drop",
    "county_folder",
    "county_folders",
    "drops",
    "hand_out",
    "intake",
    "is_empty",
    "taken_in",
    "withdraw",
]
