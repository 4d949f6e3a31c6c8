"""Keeping what was dropped as the next attempt at a form, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from upath import UPath

from tasks.layouts import Stamp
from tasks.model import Status, Submission
from tasks.steps.intake import folders
from tasks.steps.intake.drops import Drop
from tasks.steps.intake.naming import name_before_receipts
from tasks.steps.returns.standing import basis
from tasks.steps.season.open_seasons import open_season
from tasks.steps.season.seasons import OPENING, Season, attempts_of
from tasks.steps.shelf import get_check
from tasks.store import ARRIVAL, ORIGINAL, Store, to_json

if TYPE_CHECKING:
    from tasks.intake.opened import Refused

RECEIVED, SAME, REFUSED, PASSED, UNPACKED = "received", "same", "refused", "passed", "unpacked"


@dataclass(frozen=True)
class Arrival:
    """What became of one dropped file.

    `outcome` is `RECEIVED` as a new attempt, the `SAME` as an attempt that came before (then
    `stands` is the attempt that counts), `REFUSED` with the error that says why, `PASSED`
    over because it is nothing of ours, or `UNPACKED` into as many files of each outcome as
    `counts` says.
    """

    outcome: str
    submission: str = ""
    stands: int = 0
    error: Refused | None = None
    form: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass
class County:
    """The intake folder of one county while it is gone through."""

    store: Store
    folder: UPath
    moment: str

    @cached_property
    def season(self) -> Season | None:
        """Return the season that the folder was opened for, None where it was not yet."""
        mark = folders.season_mark(self.store, self.folder)
        if not mark.exists():
            return None
        return open_season(self.store, self.store.read_json(mark)["season"])

    @property
    def opened_for(self) -> str:
        """Return the season, or the province, that the folder was opened for, empty for none."""
        mark = folders.season_mark(self.store, self.folder)
        return str(self.store.read_json(mark)["season"]) if mark.exists() else ""

    def opened(self, season: str) -> None:
        """Note that a roster opened the folder, or renewed its season."""
        mark = folders.season_mark(self.store, self.folder)
        self.store.write_once(mark, to_json({"season": season}))
        self.__dict__.pop("season", None)


def keep_attempt(
    county: County,
    season: str,
    school: str,
    stamp: Stamp,
    drop: Drop,
    event: str,
    about: Mapping[str, str] | None = None,
) -> Arrival:
    """Keep a return as the next attempt, unless an attempt already has the same content.

    `about` is written down with its arrival.
    """
    from tasks.receipts.unmarking import content_key

    store, key = county.store, content_key(drop.content)
    form = f"{season}/{school}/{stamp.form}"
    numbers = store.attempts(form)
    for number in reversed(numbers):
        note = store.received(f"{form}/{number}") / ARRIVAL
        known = store.read_json(note) if note.exists() else {}
        if known.get("content", known.get("sha256")) in (key, drop.sha256):
            earlier = f"{form}/{number}"
            if known.get("event") == event:
                return Arrival(RECEIVED, earlier, form=stamp.form)
            return Arrival(SAME, earlier, _standing(county, earlier), form=stamp.form)
    submission = f"{form}/{_next(store, form, numbers, drop)}"
    arrived = {
        "path": drop.path,
        "name": name_before_receipts(drop.name),
        "sha256": drop.sha256,
        "content": key,
        "event": event,
        "size": len(drop.content),
        "moment": county.moment,
        "county_name": stamp.county_name,
        **(about or {}),
    }
    store.keep(store.received(submission) / ORIGINAL, drop.content)
    store.write_once(store.received(submission) / ARRIVAL, to_json(arrived))
    return Arrival(RECEIVED, submission, form=stamp.form)


def _next(store: Store, form: str, numbers: list[int], drop: Drop) -> int:
    """Return the number of the next attempt: that of one broken off with the same bytes."""
    latest = max(numbers, default=0)
    folder = store.received(f"{form}/{latest}")
    if latest and not (folder / ARRIVAL).exists():
        original = folder / ORIGINAL
        if not original.exists() or store.read(original) == drop.content:
            return latest
    return latest + 1


def _standing(county: County, earlier: str) -> int:
    """Return which attempt counts of the form that an attempt is of.

    That is the latest that was not sent back; one that waits for its check may count.
    """
    submission = Submission.parse(earlier)
    season = county.season
    if season is None or submission.form in OPENING:
        return submission.attempt
    attempts: Mapping[Any, list[Submission]] = attempts_of(county.store, season.key)
    found = attempts.get((submission.school, submission.form), [])
    for each in reversed(found):
        path = county.store.checked(str(each), basis(each, season, attempts))
        if not path.exists() or get_check(county.store, path).status is not Status.RETURNED:
            return each.attempt
    return found[-1].attempt if found else submission.attempt
