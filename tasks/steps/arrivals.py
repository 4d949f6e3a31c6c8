"""What becomes of one dropped file: a new attempt, the same as one before, or refused."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from upath import UPath

from tasks import catalogue
from tasks.errors import SubmissionError
from tasks.layouts import Stamp
from tasks.model import BUREAU, Severity, Status, Submission
from tasks.steps import folders
from tasks.steps.books import open_book
from tasks.steps.drops import Drop
from tasks.steps.naming import name_before_receipts
from tasks.steps.reading import read
from tasks.steps.seasons import ROSTER, Season, attempts_of, basis, open_season, welcome
from tasks.steps.shelf import get_check
from tasks.steps.wording import arrival_wording
from tasks.store import ARRIVAL, ORIGINAL, Store, to_json

if TYPE_CHECKING:
    from tasks.intake.opened import Refused

log = logging.getLogger(__name__)

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

    def opened(self, season: str) -> None:
        """Note that a roster opened the folder, or renewed its season."""
        mark = folders.season_mark(self.store, self.folder)
        self.store.write_once(mark, to_json({"season": season}))
        self.__dict__.pop("season", None)


def arrive(county: County, drop: Drop, event: str) -> Arrival:
    """Take in a dropped file if it is a return of its folder's school, else say why not.

    `event` names the coming of the file, so that an arrival that was broken off is known.
    """
    from tasks.intake.opened import Refused

    season = county.season
    assert season is not None, f"{county.folder} was not opened"
    try:
        stamp = stamp_of(drop.content, drop.name)
        school = _owner(season, drop, stamp)
    except Refused as error:
        return Arrival(REFUSED, error=error)
    return _take(county, season.key, school, stamp, drop, event)


def arrive_roster(county: County, drop: Drop, stamp: Stamp, event: str) -> Arrival:
    """Open or renew the season by a roster that is sound.

    A wrong one would put every file in the wrong place and is refused.
    """
    from tasks.intake.opened import Refused

    season = county.season.key if county.season else stamp.season
    try:
        _refuse_roster_of_another(county, season, stamp)
        _refuse_wrong_roster(season, drop)
    except Refused as error:
        return Arrival(REFUSED, error=error, form=ROSTER)
    arrival = _take(county, season, BUREAU, stamp, drop, event)
    county.opened(season)
    return arrival


def season_of_refused(county: County) -> str:
    """Return under which season the bytes of a refused file are kept."""
    if county.season:
        return county.season.key
    return f"{county.folder.parent.name}/{county.folder.name}"


def _refuse_roster_of_another(county: County, season: str, stamp: Stamp) -> None:
    """Raise `Refused` if a roster is not for this year, this county, or this folder alone."""
    from tasks.intake.opened import Refused

    year = county.folder.parent.name
    if stamp.edition != year:
        raise Refused("wrong_edition", found=stamp.edition, wanted=year)
    if stamp.season != season:
        raise Refused("roster_of_another", owner=stamp.county_name or stamp.county)
    first = folders.county_folder(county.store, season)
    if first is not None and first != county.folder:
        raise Refused("county_twice", folder=first.name)


def _refuse_wrong_roster(season: str, drop: Drop) -> None:
    """Raise `Refused` if something in a roster could not be read or contradicts itself."""
    from tasks.intake.opened import Refused
    from tasks.intake.roster import roster_problems

    staged = read(f"{season}/{BUREAU}/{ROSTER}/0", drop.content)
    problems = [str(issue) for issue in staged.issues if issue.severity is Severity.CRITICAL]
    rows = staged.tables[ROSTER].frame.to_dict("records")
    bureau = catalogue.season(season.split("/")[0])["bureau_folder"]
    problems += roster_problems(rows, arrival_wording()["roster"], bureau)
    if problems:
        raise Refused("roster_refused", problems="；".join(problems))


def stamp_or_none(content: bytes, name: str = "") -> Stamp | None:
    """Return what a workbook says it is, None if it is none of ours."""
    try:
        return stamp_of(content, name)
    except SubmissionError:
        return None


def stamp_of(content: bytes, name: str = "") -> Stamp:
    """Return what a workbook says it is; raises `SubmissionError` if it is none of ours.

    `name` is that of its file, by which text without a mark of its own is known.
    """
    from tasks.intake.identify import identify
    from tasks.intake.opened import Refused

    layouts = {each: catalogue.layouts(each) for each in catalogue.editions()}
    try:
        return identify(open_book(content, name), layouts)
    except SubmissionError:
        raise
    except Exception as error:
        # A file that our own code stumbles over must not stop the files beside it.
        log.exception("a file could not be identified")
        raise Refused("other") from error


def _owner(season: Season, drop: Drop, stamp: Stamp) -> str:
    """Return whose return a file is; raises `Refused` if it cannot be its folder's."""
    from tasks.intake.opened import Refused

    if stamp.form == ROSTER:
        raise Refused("roster_in_archive" if drop.container else "roster_in_school_folder")
    folder = _folder_of(season, drop)
    if not folder:
        raise Refused("outside_folder")
    if folder not in season.folders:
        raise Refused("unknown_folder", folder=folder)
    if stamp.edition != season.edition:
        raise Refused("wrong_edition", found=stamp.edition, wanted=season.edition)
    school = season.folders[folder]
    _refuse_if_of_another(season, stamp, school, folder)
    if (school, stamp.form) not in welcome(season):
        form = catalogue.layouts(season.edition)[stamp.form].title
        raise Refused("not_owed", form=form)
    return school


def _folder_of(season: Season, drop: Drop) -> str:
    """Return the folder of the school that a file belongs to.

    In an archive that the county hands in for its schools, a folder inside names the school.
    """
    if drop.folder in ("", season.calendar["bureau_folder"]):
        named = (each for each in drop.folders_inside if each in season.folders)
        return next(named, drop.folder)
    return drop.folder


def _refuse_if_of_another(season: Season, stamp: Stamp, school: str, folder: str) -> None:
    """Raise `Refused` if a file is stamped for anybody else than `school`.

    A national workbook is stamped for nobody, and passes.
    """
    from tasks.intake.opened import Refused

    if not stamp.school:
        return
    stamped = BUREAU if stamp.school == stamp.county else stamp.school
    if stamp.county != season.county:
        owner = stamp.school_name or stamp.county_name or stamp.school
        raise Refused("wrong_county", owner=owner)
    if stamped not in season.folders.values():
        raise Refused("unknown_school", school=stamped)
    if stamped != school:
        raise Refused("wrong_school", owner=season.school_name(stamped), folder=folder)


def _take(
    county: County, season: str, school: str, stamp: Stamp, drop: Drop, event: str
) -> Arrival:
    """Keep a return as the next attempt, unless an attempt already has the same content."""
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
    if season is None or submission.form == ROSTER:
        return submission.attempt
    attempts: Mapping[Any, list[Submission]] = attempts_of(county.store, season.key)
    found = attempts.get((submission.school, submission.form), [])
    for each in reversed(found):
        path = county.store.checked(str(each), basis(each, season, attempts))
        if not path.exists() or get_check(county.store, path).status is not Status.RETURNED:
            return each.attempt
    return found[-1].attempt if found else submission.attempt
