"""The empty workbook of a form, made for the one school that is to fill it in."""

from __future__ import annotations

from tasks import catalogue
from tasks.layouts import Stamp
from tasks.model import BUREAU
from tasks.steps.findings import rulebook
from tasks.steps.season.seasons import Season
from tasks.steps.wording import workbook_wording


def blank_form(season: Season, school: str, form: str) -> bytes:
    """Return the empty workbook of a form for a school, or for the bureau."""
    from tasks.intake.blank import write_workbook

    is_bureau = school == BUREAU
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
        guidance=rulebook.field_guidance(season.edition).get(form, {}),
        prefill=prefill if is_bureau else prefill | {"school_type": season.school_type(school)},
        due=str(season.calendar["forms"][form]["due"]),
    )
