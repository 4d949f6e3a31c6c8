"""All Word files of one county under one regime: those that the regime asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tasks.dossiers.application.form import application_form
from tasks.dossiers.regime_report.report import regime_report
from tasks.dossiers.report.county_report import county_report
from tasks.dossiers.school.form import school_form
from tasks.dossiers.view import SHARED, School, View
from tasks.errors import CatalogueError
from tasks.layouts import CodeList
from tasks.model import Explanation, Findings, Issue

UNSAFE = str.maketrans(dict.fromkeys('\\/:*?"<>|\n\r\t', "_"))
"""Signs that a file name may not hold on one of the systems that schools use."""

LONGEST_NAME = 60


def assemble(
    findings: Findings,
    roster: Sequence[Mapping[str, str]],
    codes: Mapping[str, CodeList],
    standards: Mapping[str, Any],
    wording: Mapping[str, Any],
    *,
    issues: Mapping[str, Sequence[Issue]],
    approval: Mapping[str, str] | None,
    season: Mapping[str, Any],
    plan: Mapping[str, Any] | None = None,
    explanations: Mapping[str, Sequence[tuple[Issue, Explanation]]] | None = None,
) -> dict[str, bytes]:
    """Return the Word files of a county by relative path, schools in the order of `roster`.

    `roster` has `school_code` and `school_type` of each school; `wording` the parsed files
    of `templates/dossiers` by name; `issues` the open issues by school code. Without an
    `approval` (`approved_by`, `moment` in ISO format) every page says that it is a draft.
    `explanations` are those the county has accepted, each with the query it answers.
    `plan` has the sentences and rows of 达标推演, texts only, none where no plan was made.
    Raises `CatalogueError` where an outline names a fact, a sentence or a style there is
    not, or the regime a dossier that nobody can make.
    """
    view = View(
        findings,
        roster,
        codes,
        standards,
        wording,
        issues=issues,
        approval=approval,
        season=season,
        plan=plan,
        explanations=explanations,
    )
    files: dict[str, bytes] = {}
    for name in view.standards["regime"]["dossiers"]:
        if name not in MAKERS:
            raise CatalogueError(f"there is no dossier {name}; there are {', '.join(MAKERS)}", "")
        files |= MAKERS[name](view)
    return files


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
