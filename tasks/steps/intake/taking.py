"""Going through the intake folder of one county: enter, answer, move out of the way.

Everything is done in an order that may be broken off anywhere: the bytes are safe before the
entry, the entry stands before the answer, and the file moves last.
"""

from __future__ import annotations

import io
import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import IO, TYPE_CHECKING, Any

from tasks.errors import StoreError
from tasks.object_store import is_local
from tasks.settings import load_settings
from tasks.steps.discretion import reason, unnamed
from tasks.steps.intake import folders
from tasks.steps.intake.answering import answer
from tasks.steps.intake.arrivals import arrive, arrive_roster, season_of_refused, stamp_or_none
from tasks.steps.intake.drops import Drop, is_fresh, is_in_receipts, read_now
from tasks.steps.intake.filing import PASSED, REFUSED, SAME, UNPACKED, Arrival, County
from tasks.steps.intake.ledger import ANSWERED, LEFT, Event, HandedOut, Ledger
from tasks.steps.intake.listing import Found
from tasks.steps.intake.placing import fingerprint, has_moved, move, target_for
from tasks.steps.intake.rosters import is_in_county_folder, roster_stamp
from tasks.steps.season.seasons import OPENING
from tasks.store import Store

if TYPE_CHECKING:
    from tasks.intake.archive import Limits, Member

log = logging.getLogger(__name__)

MEGABYTE = 1_000_000
UNFINISHED = ("empty", "damaged", "archive_damaged", "not_a_spreadsheet")
"""Reasons for which a file is refused that may as well be half of a copy that was held up."""


class Taking:
    """The work of one `collect` on one county's folder."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.store: Store = county.store
        self.ledger = Ledger(self.store, county.folder)

    @property
    def handed(self) -> HandedOut:
        """Return what was put into the receipts' folders of the county."""
        folder = self.county.folder
        return HandedOut(self.store, folder.parent.name, folder.name)

    def finish(self) -> None:
        """Give the answers that were broken off before."""
        for event in self.ledger.unanswered():
            self._answer(event)

    def new(self) -> list[Found]:
        """Return the files that the ledger does not know, once the others are out of the way."""
        return [
            each for each in folders.drops(self.store, self.county.folder) if self._is_new(each)
        ]

    def _is_new(self, found: Found) -> bool:
        event = self.ledger.event_of(found.path, found.glance)
        if event is None:
            return True
        entry = self.ledger.entry(event)
        if entry["target"] and has_moved(folders.intake() / entry["target"], entry["sha256"]):
            self.ledger.mark(event, LEFT)
            return True
        self._move(event, found)
        return False

    def take(self, ready: Iterable[str]) -> None:
        """Take in the files at the paths that are ready, rosters first, then the oldest."""
        self._know_renamed_folder()
        wanted = set(ready)
        found = [
            each
            for each in folders.drops(self.store, self.county.folder)
            if each.path in wanted and self.ledger.event_of(each.path, each.glance) is None
        ]
        rest = [each for each in found if not self._take_roster(each)]
        if self.county.season is not None:
            for each in rest:
                self._take_one(each)

    def _know_renamed_folder(self) -> None:
        """Open a folder that was opened under another name, by the roster that was taken in."""
        if self.county.season is not None:
            return
        for each in folders.taken_in(self.county.folder):
            stamp = roster_stamp(each)
            season = stamp.season if stamp else ""
            if season in self.store.seasons() and not folders.county_folder(self.store, season):
                self.county.opened(season)
                return

    def _take_roster(self, found: Found) -> bool:
        """Take in a file if it is a roster in the folder of its county; tell whether it was."""
        if not is_in_county_folder(found):
            return False
        drop = self._read(found)
        stamp = stamp_or_none(drop.content, drop.name) if drop else None
        if drop is None or stamp is None or stamp.form not in OPENING:
            return False
        event = self.ledger.following(found.path)
        self._close(event, found, drop, arrive_roster(self.county, drop, stamp, event.name("")))
        return True

    def _read(self, found: Found) -> Drop | None:
        if found.glance.size > load_settings().file_megabytes * MEGABYTE:
            return None
        return read_now(found)

    def _take_one(self, found: Found) -> None:
        drop = self._read(found)
        if drop is not None:
            with io.BytesIO(drop.content) as stream:
                self._take_drop(found, drop, stream)
        elif found.glance.size > load_settings().file_megabytes * MEGABYTE:
            self._take_large(found)

    def _take_large(self, found: Found) -> None:
        """Take in an archive without having it in memory; anything else is too large."""
        try:
            with found.place.open("rb") as stream:
                sha256 = fingerprint(found.place)
                self._take_drop(found, Drop(found.path), stream, sha256)
        except StoreError:
            raise
        except OSError as error:
            log.warning("%s cannot be read now: %s", unnamed(found.path), reason(error))

    def _take_drop(
        self, found: Found, drop: Drop, stream: IO[bytes], sha256: str | None = None
    ) -> None:
        """Take in a file, each file of an archive by itself. `sha256` is that of a large one."""
        from tasks.intake.archive import is_archive
        from tasks.intake.opened import Refused

        event = self.ledger.following(found.path)
        try:
            if is_archive(stream, drop.name):
                arrival = self._unpack(event, found, stream, sha256 or drop.sha256)
            elif sha256:
                raise Refused("file_large", most=str(load_settings().file_megabytes))
            else:
                arrival = self._arrive(drop, event)
        except Refused as error:
            arrival = Arrival(REFUSED, error=error)
        self._close(event, found, drop, arrival, sha256)

    def _arrive(self, drop: Drop, event: Event) -> Arrival:
        """Return what becomes of a file; what lies among the receipts may be nothing of ours."""
        if not is_in_receipts(drop.path):
            return arrive(self.county, drop, event.name(""))
        if self.handed.is_ours(drop.content) or not stamp_or_none(drop.content, drop.name):
            return Arrival(PASSED)
        return arrive(self.county, drop, event.name(""))

    def _unpack(self, event: Event, found: Found, stream: IO[bytes], sha256: str) -> Arrival:
        """Take in the files of an archive one by one; one that came before is not opened."""
        from tasks.intake.archive import members

        mark = self.ledger.archive(sha256)
        if mark.exists() and self.store.read_json(mark)["event"] != event.name(""):
            return Arrival(SAME)
        counts: Counter[str] = Counter()
        for member in members(stream, _limits()):
            path = f"{found.path}/{member.path}"
            inner = self.ledger.member(path, sha256, event.number)
            if not self.ledger.has(inner):
                self._enter_member(inner, path, member)
            counts[self.ledger.entry(inner)["outcome"]] += 1
        self.ledger.note_archive(sha256, event)
        return Arrival(UNPACKED, counts=dict(counts))

    def _enter_member(self, event: Event, path: str, member: Member) -> None:
        drop = Drop(path, member.content)
        if member.error is not None:
            arrival = Arrival(REFUSED, error=member.error)
        else:
            arrival = arrive(self.county, drop, event.name(""))
        if arrival.outcome == REFUSED and member.content:
            self._keep_refused(drop)
        self.ledger.write(event, self._entry(drop, arrival, drop.sha256))
        self._answer(event)

    def _close(
        self,
        event: Event,
        found: Found,
        drop: Drop,
        arrival: Arrival,
        sha256: str | None = None,
    ) -> None:
        """Enter a file, answer it, and move it out of the way.

        A large file whose bytes we did not keep stays where it is.
        """
        if arrival.outcome == REFUSED and sha256 is None:
            self._keep_refused(drop)
        stays = arrival.outcome == PASSED or (arrival.outcome == REFUSED and sha256 is not None)
        target = "" if stays else _relative(target_for(found.place))
        entry = self._entry(drop, arrival, sha256 or drop.sha256)
        entry |= {"glance": asdict(found.glance), "target": target}
        self.ledger.write(event, entry)
        self._answer(event)
        self._move(event, found)

    def _entry(self, drop: Drop, arrival: Arrival, sha256: str) -> dict[str, Any]:
        return {
            "path": drop.path,
            "sha256": sha256,
            "moment": self.county.moment,
            "outcome": arrival.outcome,
            "submission": arrival.submission,
            "stands": arrival.stands,
            "form": arrival.form,
            "reason": arrival.error.reason if arrival.error else "",
            "parts": arrival.error.parts if arrival.error else {},
            "counts": dict(arrival.counts),
            "target": "",
        }

    def _keep_refused(self, drop: Drop) -> None:
        season = season_of_refused(self.county)
        self.store.keep(self.store.refused(season, drop.sha256), drop.content)

    def _answer(self, event: Event) -> None:
        if answer(self.ledger.entry(event)):
            self.ledger.mark(event, ANSWERED)

    def _move(self, event: Event, found: Found) -> None:
        entry = self.ledger.entry(event)
        if not entry["target"] or _may_be_unfinished(entry, found):
            return
        if move(found.place, folders.intake() / entry["target"], entry["sha256"]):
            self.ledger.mark(event, LEFT)


def _may_be_unfinished(entry: dict[str, Any], found: Found) -> bool:
    """Tell whether a refused file may still grow, so that it must stay under its name."""
    held_up = entry["reason"] in UNFINISHED and load_settings().settle_seconds > 0
    return held_up and is_local(found.place) and is_fresh(found.glance)


def _relative(place: Any) -> str:
    return str(place.relative_to(folders.intake()).as_posix())


def _limits() -> Limits:
    from tasks.intake.archive import Limits

    settings = load_settings()
    return Limits(
        members=settings.archive_files,
        member_bytes=settings.file_megabytes * MEGABYTE,
        total_bytes=settings.archive_megabytes * MEGABYTE,
        ratio=settings.archive_ratio,
        depth=settings.archive_depth,
    )
