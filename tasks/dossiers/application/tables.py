"""表Ⅱ-1 and 表Ⅲ of the application form: the seven indicators of each level."""

from __future__ import annotations

from tasks.dossiers.county_form.by_level import standards_of_cvs, write_by_level
from tasks.dossiers.view import View
from tasks.dossiers.word.dossier import Dossier

FORM = "application_form"
ANY_CV = "L1.cv"
"""All coefficients of variation have one standard."""


def write_resources_of_county(form: Dossier, view: View) -> None:
    """Append 表Ⅱ-1: how many schools of each level reach each indicator."""
    write_by_level(form, view, FORM, "table_2_1", view.indicators, {})


def write_balance(form: Dossier, view: View) -> None:
    """Append 表Ⅲ: mean and coefficient of variation of each indicator at each level."""
    words = {"standards": standards_of_cvs(view, FORM, ANY_CV)}
    write_by_level(form, view, FORM, "table_3", view.indicators, words)
