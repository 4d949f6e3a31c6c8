"""Whose return a dropped file is, by its stamp and by the folder it was dropped in."""

from __future__ import annotations

from tasks import catalogue
from tasks.layouts import Stamp
from tasks.model import BUREAU
from tasks.steps.intake.drops import Drop
from tasks.steps.season.seasons import COUNTY_LIST, ROSTER, Season, welcome


def owner_of(season: Season, drop: Drop, stamp: Stamp) -> str:
    """Return whose return a file is; raises `Refused` if it cannot be its folder's."""
    from tasks.intake.opened import Refused

    if stamp.form == ROSTER:
        raise Refused("roster_in_archive" if drop.container else "roster_in_school_folder")
    if stamp.form == COUNTY_LIST:
        raise Refused("county_list_elsewhere")
    folder = folder_of(season, drop)
    if not folder:
        raise Refused("outside_folder")
    if folder not in season.folders:
        raise Refused("unknown_folder", folder=folder)
    if stamp.edition != season.edition:
        raise Refused("wrong_edition", found=stamp.edition, wanted=season.edition, form=stamp.form)
    school = season.folders[folder]
    _refuse_if_of_another(season, stamp, school, folder)
    if (school, stamp.form) not in welcome(season):
        form = catalogue.layouts(season.edition)[stamp.form].title
        raise Refused("not_owed", form=form)
    return school


def folder_of(season: Season, drop: Drop) -> str:
    """Return the folder of the school that a file belongs to.

    In an archive that the county hands in for its schools, a folder inside names the school.
    """
    if drop.folder in ("", season.calendar["bureau_folder"]):
        named = (each for each in drop.folders_inside if each in season.folders)
        return next(named, drop.folder)
    return drop.folder


def _refuse_if_of_another(season: Season, stamp: Stamp, school: str, folder: str) -> None:
    """Raise `Refused` if a file is stamped for anybody else than `school`.

    A national workbook is stamped for nobody, or for no county.
    """
    from tasks.intake.opened import Refused

    if not stamp.school:
        return
    stamped = BUREAU if stamp.school == stamp.county else stamp.school
    if stamp.county not in ("", season.county):
        owner = stamp.school_name or stamp.county_name or stamp.school
        raise Refused("wrong_county", owner=owner)
    if stamped not in season.folders.values():
        raise Refused("unknown_school", school=stamped)
    if stamped != school:
        raise Refused("wrong_school", owner=season.school_name(stamped), folder=folder)
