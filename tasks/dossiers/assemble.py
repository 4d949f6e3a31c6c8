"""All Word files of one county: the application form, the report, a form for each school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tasks.dossiers.application.form import application_form
from tasks.dossiers.report.county_report import county_report
from tasks.dossiers.school.form import school_form
from tasks.dossiers.view import SHARED, School, View
from tasks.layouts import CodeList
from tasks.model import Findings, Issue

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
) -> dict[str, bytes]:
    """Return the Word files of a county by relative path, schools in the order of `roster`.

    `roster` has `school_code` and `school_type` of each school; `wording` the parsed files
    of `templates/dossiers` by name; `issues` the open issues by school code. Without an
    `approval` (`approved_by`, `moment` in ISO format) every page says that it is a draft.
    Raises `CatalogueError` where an outline names a fact, a sentence or a style there is
    not.
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
    )
    files = {
        view.say(SHARED, "files.application_form"): application_form(view),
        view.say(SHARED, "files.county_report"): county_report(view),
    }
    for school in view.schools:
        files[_school_file(view, school)] = school_form(view, school)
    return files


def _school_file(view: View, school: School) -> str:
    """Return the path of a school's form: its place in the roster, and its name."""
    places = len(str(len(view.schools)))
    number = str(school.number).rjust(max(places, 2), "0")
    name = view.text(f"{school.subject}.name").translate(UNSAFE)[:LONGEST_NAME].strip()
    return view.say(SHARED, "files.school_form", number=number, name=name)
