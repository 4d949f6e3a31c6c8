"""How each dossier that a regime may ask for is made."""

from __future__ import annotations

from collections.abc import Callable

from tasks.dossiers.application.form import application_form
from tasks.dossiers.regime_report.report import regime_report
from tasks.dossiers.report.county_report import county_report
from tasks.dossiers.school.form import school_form
from tasks.dossiers.view import SHARED, School, View

UNSAFE = str.maketrans(dict.fromkeys('\\/:*?"<>|\n\r\t', "_"))
"""Signs that a file name may not hold on one of the systems that schools use."""

LONGEST_NAME = 60


def _application_form(view: View) -> dict[str, bytes]:
    return {view.say(SHARED, "files.application_form"): application_form(view)}


def _county_report(view: View) -> dict[str, bytes]:
    return {view.say(SHARED, "files.county_report"): county_report(view)}


def _school_forms(view: View) -> dict[str, bytes]:
    return {_school_file(view, school): school_form(view, school) for school in view.schools}


def _regime_report(view: View) -> dict[str, bytes]:
    title = str(view.standards["regime"]["title"])
    return {view.say(SHARED, "files.regime_report", title=title): regime_report(view)}


MAKERS: dict[str, Callable[[View], dict[str, bytes]]] = {
    "application_form": _application_form,
    "county_report": _county_report,
    "school_forms": _school_forms,
    "regime_report": _regime_report,
}
"""How each dossier that a regime may ask for is made; Word files by relative path."""


def _school_file(view: View, school: School) -> str:
    """Return the path of a school's form: its place in the roster, and its name."""
    places = len(str(len(view.schools)))
    number = str(school.number).rjust(max(places, 2), "0")
    name = view.text(f"{school.subject}.name").translate(UNSAFE)[:LONGEST_NAME].strip()
    return view.say(SHARED, "files.school_form", number=number, name=name)
