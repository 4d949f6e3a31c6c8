"""Steps before anything is handed in: the demo county, and a blank workbook for each school."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.errors import JunhengError
from tasks.layouts import Stamp
from tasks.model import BUREAU
from tasks.steps.seasons import Season, open_season, owed
from tasks.store import open_store

if TYPE_CHECKING:
    pass


def write_blanks(county: str, folder: Path) -> list[Path]:
    """Write for each school and the bureau the forms they owe; return the files.

    `county` is `edition/county`; the files lie under the name of each intake folder.
    Raises `JunhengError` while no roster was accepted.
    """
    season = open_season(open_store(), county)
    if season is None:
        raise JunhengError(f"{county} has no roster")
    folders = {school: name for name, school in season.folders.items()}
    written = []
    for school, form in owed(season):
        layout = catalogue.layouts(season.edition)[form]
        path = folder / folders[school] / f"{layout.file_name}_{folders[school]}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_blank(season, school, form))
        written.append(path)
    return written


def _blank(season: Season, school: str, form: str) -> bytes:
    from tasks.intake.blank import write_workbook

    is_bureau = school == BUREAU
    types = dict(zip(season.roster["school_code"], season.roster["school_type"], strict=True))
    stamp = Stamp(
        form=form,
        edition=season.edition,
        county=season.county,
        county_name=season.county_name,
        school=season.county if is_bureau else school,
        school_name="" if is_bureau else season.school_name(school),
    )
    prefill = {"school_year": season.calendar["school_year"]}
    return write_workbook(
        catalogue.layouts(season.edition)[form],
        stamp,
        catalogue.code_lists(),
        wording=workbook_wording(),
        guidance=field_guidance(season.edition).get(form, {}),
        prefill=prefill if is_bureau else prefill | {"school_type": str(types[school])},
        due=str(season.calendar["forms"][form]["due"]),
    )


def workbook_wording() -> Mapping[str, Any]:
    """Return the sentences of cover and how-to sheet."""
    wording: Mapping[str, Any] = catalogue.read_yaml(
        catalogue.TEMPLATES / "workbooks" / "wording.yml"
    )
    return wording
