"""What becomes of one dropped file: a new attempt, the same as one before, or refused."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from tasks import catalogue
from tasks.errors import SubmissionError
from tasks.layouts import Stamp
from tasks.model import BUREAU, Severity
from tasks.steps.discretion import trace
from tasks.steps.findings.rulebook import template
from tasks.steps.intake import folders
from tasks.steps.intake.arrival_note import BASE, NATIONAL, OF_SCHOOL
from tasks.steps.intake.drops import Drop
from tasks.steps.intake.filing import REFUSED, UNPACKED, Arrival, County, keep_attempt
from tasks.steps.intake.owners import folder_of, owner_of
from tasks.steps.province.provinces import said_by
from tasks.steps.returns.books import open_book
from tasks.steps.returns.reading import read
from tasks.steps.returns.statistics import Recognised, base_of, other_level, recognised
from tasks.steps.season.seasons import COUNTY_LIST, ROSTER, Season, is_province
from tasks.steps.wording import arrival_wording
from tasks.store import open_store

if TYPE_CHECKING:
    pass

log = logging.getLogger(__name__)

NOT_OURS = "not_our_form"


def arrive(county: County, drop: Drop, event: str) -> Arrival:
    """Take in a dropped file if it is a return of its folder's school, else say why not.

    `event` names the coming of the file, so that an arrival that was broken off is known.
    """
    from tasks.intake.opened import Refused

    season = county.season
    assert season is not None, f"{county.folder} was not opened"
    try:
        try:
            stamp = stamp_of(drop.content, drop.name)
        except Refused as error:
            found = recognised(drop.content, drop.name) if error.reason == NOT_OURS else None
            if found is None:
                raise
            return _arrive_statistics(county, season, drop, event, found)
        school = owner_of(season, drop, stamp)
        about = {BASE: _base(season, stamp, county)} if stamp.base else {}
    except Refused as error:
        return Arrival(REFUSED, error=error)
    return keep_attempt(county, season.key, school, stamp, drop, event, about)


def _base(season: Season, stamp: Stamp, county: County) -> str:
    """Return the attempt that a remainder form completes; raises `Refused` if there is none."""
    from tasks.intake.opened import Refused

    base = base_of(stamp, season)
    if not (base and county.store.has_arrived(base)):
        raise Refused("unknown_base")
    return base


def _arrive_statistics(
    county: County, season: Season, drop: Drop, event: str, found: Recognised
) -> Arrival:
    """Take in a workbook of the national statistics in place of school returns."""
    from tasks.intake.opened import Refused

    if found.year and found.year != season.edition:
        raise Refused("wrong_year", found=found.year, wanted=season.edition)
    stamp = found.stamp(season.edition)
    if not found.is_of_county:
        school = owner_of(season, drop, stamp)
        return keep_attempt(county, season.key, school, stamp, drop, event, {NATIONAL: OF_SCHOOL})
    counts: Counter[str] = Counter()
    for folder, school in _meant(season, drop).items():
        level = found.level_of(school, season.school_name(school))
        if level is not None:
            base = other_level(county.store, season, school, level)
            about = {NATIONAL: level, BASE: base} if base else {NATIONAL: level}
            own = replace(drop, path=_beside_school(county, folder, drop))
            stamped = replace(stamp, school=school)
            arrival = keep_attempt(county, season.key, school, stamped, own, event, about)
            counts[arrival.outcome] += 1
    if not counts:
        raise Refused("no_school_of_ours")
    return Arrival(UNPACKED, form=stamp.form, counts=dict(counts))


def _meant(season: Season, drop: Drop) -> dict[str, str]:
    """Return folder and code of the schools that an export may speak of where it lies."""
    folder = folder_of(season, drop)
    schools = {name: code for name, code in season.folders.items() if code != BUREAU}
    if folder in ("", season.calendar["bureau_folder"]):
        return schools
    return {folder: schools[folder]} if folder in schools else {}


def _beside_school(county: County, folder: str, drop: Drop) -> str:
    """Return the path under which a school finds the answer to its line of an export."""
    return (
        f"{county.folder.parent.name}/{county.folder.name}/{folder}/{PurePosixPath(drop.path).name}"
    )


def arrive_roster(county: County, drop: Drop, stamp: Stamp, event: str) -> Arrival:
    """Open or renew the season by a roster that is sound, a province by a list of counties.

    A wrong one would put every file in the wrong place and is refused.
    """
    from tasks.intake.opened import Refused

    season = county.opened_for or stamp.season
    try:
        _refuse_roster_of_another(county, season, stamp)
        if stamp.form == COUNTY_LIST:
            _refuse_wrong_list(stamp, season, drop)
        else:
            _refuse_wrong_roster(season, drop)
    except Refused as error:
        return Arrival(REFUSED, error=error, form=stamp.form)
    arrival = keep_attempt(county, season, BUREAU, stamp, drop, event)
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
        raise Refused("wrong_year", found=stamp.edition, wanted=year)
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


def _refuse_wrong_list(stamp: Stamp, season: str, drop: Drop) -> None:
    """Raise `Refused` if a list of counties lies in a county's folder or cannot be used."""
    from tasks.intake.opened import Refused
    from tasks.province.terms import list_problems

    store = open_store()
    if season in store.seasons() and not is_province(store, season):
        raise Refused("county_list_elsewhere")
    staged = read(f"{season}/{BUREAU}/{COUNTY_LIST}/0", drop.content)
    problems = [str(issue) for issue in staged.issues if issue.severity is Severity.CRITICAL]
    if not problems:
        problems = list_problems(stamp.county, *said_by(staged), template("province")["list"])
    if problems:
        raise Refused("county_list_refused", problems="；".join(problems))


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
        log.error("a file could not be identified: %s", trace(error))
        raise Refused("other") from error
