"""Step: what lies in the intake folders into numbered attempts; the ledger decides what is due."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tasks import catalogue
from tasks.errors import SubmissionError
from tasks.layouts import Stamp
from tasks.model import BUREAU, Severity
from tasks.settings import load_settings
from tasks.steps import folders
from tasks.steps.folders import Drop
from tasks.steps.reading import read
from tasks.steps.replying import answer_refused, answer_roster, answer_same
from tasks.steps.seasons import (
    ROSTER,
    Season,
    attempts_of,
    basis,
    by_county,
    open_season,
    welcome,
)
from tasks.steps.verifying import verify_catalogue
from tasks.steps.wording import arrival_wording, refusal_issue
from tasks.store import ARRIVAL, ORIGINAL, PRIVATE, Store, open_store, to_json

if TYPE_CHECKING:
    from tasks.intake.opened import Refused

log = logging.getLogger(__name__)

RECEIVED, SAME, REFUSED = "received", "same", "refused"


@dataclass(frozen=True)
class Arrival:
    """What became of one dropped file.

    `outcome` is `RECEIVED` as a new attempt, the `SAME` as an attempt that came before, or
    `REFUSED` with the error that says why.
    """

    outcome: str
    submission: str = ""
    error: Refused | None = None


def receive(moment: str) -> list[list[str]]:
    """Copy every new return out of the intake folders; return what is to be checked.

    `moment` is written down as the time of arrival. The answer is a list of batches of
    submission keys: of one county each, bounded, an attempt as long as its check is due.
    """
    verify_catalogue()
    store = open_store()
    for county in folders.county_folders():
        _receive_county(store, county, moment)
    return list(_batches(due(store)))


def due(store: Store) -> list[str]:
    """Return every submission whose receipt has not been handed out yet, in order."""
    found: list[str] = []
    for key in store.seasons():
        season = open_season(store, key)
        if season is None:
            continue
        attempts = attempts_of(store, key)
        for (_, form), submissions in sorted(attempts.items()):
            if form != ROSTER:
                found += [
                    str(each)
                    for each in submissions
                    if not store.replied(str(each), basis(each, season, attempts)).exists()
                ]
    return found


def new_drops(store: Store) -> list[str]:
    """Return the paths of the files that the ledger does not know yet.

    In a folder that no county was opened for, only a roster can be taken in.
    """
    found = []
    for county in folders.county_folders():
        season = _known_season(store, county)
        found += [
            drop.path
            for drop in folders.drops(county)
            if (_is_new_roster(store, drop) if season is None else _is_new(store, season.key, drop))
        ]
    return found


def _is_new(store: Store, season: str, drop: Drop) -> bool:
    return not store.drop(season, drop.ledger_name).exists()


def _is_new_roster(store: Store, drop: Drop) -> bool:
    stamp = None if drop.folder else stamp_or_none(drop.content)
    return stamp is not None and stamp.form == ROSTER and _is_new(store, stamp.season, drop)


def _batches(keys: list[str]) -> Iterator[list[str]]:
    """Cut keys into batches of one county each, all returns of a school in the same batch."""
    size = load_settings().batch_size
    for county_keys in by_county(keys).values():
        batch: list[str] = []
        for school in _by_school(county_keys):
            if batch and len(batch) + len(school) > size:
                yield batch
                batch = []
            batch += school
        yield batch


def _by_school(keys: list[str]) -> list[list[str]]:
    schools: dict[str, list[str]] = {}
    for key in keys:
        schools.setdefault(key.split("/")[2], []).append(key)
    return list(schools.values())


def _known_season(store: Store, county: Path) -> Season | None:
    """Return the season that a county's intake folder was opened for."""
    mark = folders.season_mark(store, county)
    if not mark.exists():
        return None
    return open_season(store, store.read_json(mark)["season"])


def _receive_county(store: Store, county: Path, moment: str) -> None:
    """Take in the roster first, then everything else the ledger does not know."""
    dropped = list(folders.drops(county))
    _receive_rosters(store, county, [drop for drop in dropped if not drop.folder], moment)
    season = _known_season(store, county)
    if season is None:
        return
    for drop in dropped:
        if _is_new(store, season.key, drop):
            arrival = _place(store, season, drop, moment)
            _write_down(store, season.key, drop, arrival, moment)


def _receive_rosters(store: Store, county: Path, dropped: list[Drop], moment: str) -> None:
    """Open or renew the season from a roster workbook that lies in the county's folder."""
    for drop in dropped:
        stamp = stamp_or_none(drop.content)
        if stamp is None or stamp.form != ROSTER:
            continue
        known = _known_season(store, county)
        season = known.key if known else stamp.season
        if not _is_new(store, season, drop):
            continue
        arrival = _roster_arrival(store, county, season, stamp, drop, moment)
        if arrival.outcome != REFUSED:
            store.write_once(folders.season_mark(store, county), to_json({"season": season}))
        if arrival.outcome == RECEIVED:
            answer_roster(drop, arrival.submission, moment)
        _write_down(store, season, drop, arrival, moment)


def _roster_arrival(
    store: Store, county: Path, season: str, stamp: Stamp, drop: Drop, moment: str
) -> Arrival:
    """Take in a roster that is sound; a wrong one would put every file in the wrong place."""
    from tasks.intake.opened import Refused

    try:
        _refuse_roster_of_another(store, county, season, stamp)
        _refuse_wrong_roster(season, drop)
    except Refused as error:
        return Arrival(REFUSED, error=error)
    return _take(store, season, BUREAU, stamp, drop, moment)


def _refuse_roster_of_another(store: Store, county: Path, season: str, stamp: Stamp) -> None:
    """Raise `Refused` if a roster is not for this year, this county, or this folder alone."""
    from tasks.intake.opened import Refused

    year = county.parent.name
    if stamp.edition != year:
        raise Refused("wrong_edition", found=stamp.edition, wanted=year)
    if stamp.season != season:
        raise Refused("roster_of_another", owner=stamp.county_name or stamp.county)
    first = folders.county_folder(store, season)
    if first is not None and first != county:
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


def stamp_or_none(content: bytes) -> Stamp | None:
    """Return what a workbook says it is, None if it is none of ours."""
    try:
        return stamp_of(content)
    except SubmissionError:
        return None


def stamp_of(content: bytes) -> Stamp:
    """Return what a workbook says it is; raises `SubmissionError` if it is none of ours."""
    from tasks.intake.identify import identify
    from tasks.intake.opened import Refused

    layouts = {each: catalogue.layouts(each) for each in catalogue.editions()}
    try:
        return identify(content, layouts)
    except SubmissionError:
        raise
    except Exception as error:
        # A file that our own code stumbles over must not stop the files beside it.
        log.exception("a file could not be identified")
        raise Refused("other") from error


def _place(store: Store, season: Season, drop: Drop, moment: str) -> Arrival:
    """Take in a dropped file if it is a return of its folder's school, else say why not."""
    from tasks.intake.opened import Refused

    try:
        stamp = stamp_of(drop.content)
        school = _owner(season, drop, stamp)
    except Refused as error:
        return Arrival(REFUSED, error=error)
    return _take(store, season.key, school, stamp, drop, moment)


def _owner(season: Season, drop: Drop, stamp: Stamp) -> str:
    """Return whose return a file is; raises `Refused` if it cannot be its folder's."""
    from tasks.intake.opened import Refused

    if stamp.form == ROSTER:
        raise Refused("roster_in_school_folder")
    if not drop.folder:
        raise Refused("outside_folder")
    if drop.folder not in season.folders:
        raise Refused("unknown_folder", folder=drop.folder)
    if stamp.edition != season.edition:
        raise Refused("wrong_edition", found=stamp.edition, wanted=season.edition)
    school = season.folders[drop.folder]
    _refuse_if_of_another(season, stamp, school, drop.folder)
    if (school, stamp.form) not in welcome(season):
        form = catalogue.layouts(season.edition)[stamp.form].title
        raise Refused("not_owed", form=form)
    return school


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


def _take(store: Store, season: str, school: str, stamp: Stamp, drop: Drop, moment: str) -> Arrival:
    """Keep a return as the next attempt, unless an attempt already has the same bytes."""
    form = f"{season}/{school}/{stamp.form}"
    numbers = store.attempts(form)
    for earlier in (f"{form}/{number}" for number in numbers):
        arrival = store.received(earlier) / ARRIVAL
        known = store.read_json(arrival) if arrival.exists() else {}
        if known.get("sha256") == drop.sha256:
            interrupted = known["path"] == drop.path
            return Arrival(RECEIVED if interrupted else SAME, earlier)
    key = f"{form}/{max(numbers, default=0) + 1}"
    note = {
        "path": drop.path,
        "name": drop.name,
        "sha256": drop.sha256,
        "size": len(drop.content),
        "moment": moment,
        "county_name": stamp.county_name,
    }
    store.write_once(store.received(key) / ORIGINAL, drop.content, PRIVATE)
    store.write_once(store.received(key) / ARRIVAL, to_json(note))
    return Arrival(RECEIVED, key)


def _write_down(store: Store, season: str, drop: Drop, arrival: Arrival, moment: str) -> None:
    """Enter a file into the ledger, after its receipt where nothing more will become of it."""
    if arrival.outcome == REFUSED:
        store.write_once(store.refused(season, drop.sha256), drop.content, PRIVATE)
    _answer(drop, arrival, moment)
    entry = {
        "path": drop.path,
        "sha256": drop.sha256,
        "size": len(drop.content),
        "moment": moment,
        "outcome": arrival.outcome,
        "submission": arrival.submission,
        "reason": arrival.error.reason if arrival.error else "",
    }
    store.write_once(store.drop(season, drop.ledger_name), to_json(entry))


def _answer(drop: Drop, arrival: Arrival, moment: str) -> None:
    if arrival.outcome == SAME:
        answer_same(drop, arrival.submission)
    if arrival.error:
        answer_refused(drop, drop.folder, refusal_issue(arrival.error, drop.name), moment)


__all__ = ["Arrival", "due", "new_drops", "receive"]
