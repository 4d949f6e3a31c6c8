"""How each dossier that a regime may ask for is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tasks.dossiers.application.form import application_form
from tasks.dossiers.balance_application.form import balance_application
from tasks.dossiers.papers.data_quality import data_quality
from tasks.dossiers.papers.evidence_index import evidence_index
from tasks.dossiers.papers.file_list import file_list
from tasks.dossiers.papers.opinion_form import opinion_form
from tasks.dossiers.papers.public_notice import public_notice
from tasks.dossiers.papers.rectification import rectification_plan
from tasks.dossiers.papers.responsibility import responsibility_table
from tasks.dossiers.papers.satisfaction import satisfaction_result
from tasks.dossiers.regime_report.report import regime_report
from tasks.dossiers.report.county_report import county_report
from tasks.dossiers.school.check import school_check
from tasks.dossiers.school.evidence import school_evidence
from tasks.dossiers.school.fitness import school_fitness
from tasks.dossiers.school.form import school_form
from tasks.dossiers.view import SHARED, School, View

UNSAFE = str.maketrans(dict.fromkeys('\\/:*?"<>|\n\r\t', "_"))
"""Signs that a file name may not hold on one of the systems that schools use."""

LONGEST_NAME = 60


def _application_form(view: View) -> dict[str, bytes]:
    return {view.say(SHARED, "files.application_form"): application_form(view)}


def _balance_application(view: View) -> dict[str, bytes]:
    return {view.say(SHARED, "files.balance_application"): balance_application(view)}


def _county_report(view: View) -> dict[str, bytes]:
    return {view.say(SHARED, "files.county_report"): county_report(view)}


def _rectification_plan(view: View) -> dict[str, bytes]:
    return {view.say(SHARED, "files.rectification_plan"): rectification_plan(view)}


def _responsibility_table(view: View) -> dict[str, bytes]:
    return {view.say(SHARED, "files.responsibility_table"): responsibility_table(view)}


def _evidence_index(view: View) -> dict[str, bytes]:
    """Return the evidence index, nothing where nobody said what documents are asked for."""
    if not view.has("county.evidence.points"):
        return {}
    return {view.say(SHARED, "files.evidence_index"): evidence_index(view)}


def _single(file: str, make: Callable[[View], bytes]) -> Callable[[View], dict[str, bytes]]:
    """Return a maker of one paper of the county; `file` is the key of its file name."""

    def made(view: View) -> dict[str, bytes]:
        return {view.say(SHARED, f"files.{file}"): make(view)}

    return made


def _of_schools(
    file: str, make: Callable[[View, School], bytes]
) -> Callable[[View], dict[str, bytes]]:
    """Return a maker of one paper for every school; `file` is the key of its file name."""

    def made(view: View) -> dict[str, bytes]:
        return {_school_file(view, school, file): make(view, school) for school in view.schools}

    return made


def _school_evidence(view: View) -> dict[str, bytes]:
    """Return the index of every school, nothing where no documents are asked for."""
    if not view.has("county.evidence.points"):
        return {}
    return _of_schools("school_evidence", school_evidence)(view)


def _regime_report(view: View) -> dict[str, bytes]:
    title = str(view.standards["regime"]["title"])
    return {view.say(SHARED, "files.regime_report", title=title): regime_report(view)}


MAKERS: dict[str, Callable[[View], dict[str, bytes]]] = {
    "application_form": _application_form,
    "balance_application": _balance_application,
    "county_report": _county_report,
    "evidence_index": _evidence_index,
    "satisfaction": _single("satisfaction", satisfaction_result),
    "data_quality": _single("data_quality", data_quality),
    "opinion_form": _single("opinion_form", opinion_form),
    "public_notice": _single("public_notice", public_notice),
    "school_forms": _of_schools("school_form", school_form),
    "school_checks": _of_schools("school_check", school_check),
    "school_evidence": _school_evidence,
    "school_fitness": _of_schools("school_fitness", school_fitness),
    "rectification_plan": _rectification_plan,
    "responsibility_table": _responsibility_table,
    "regime_report": _regime_report,
}
"""How each dossier that a regime may ask for is made; Word files by relative path."""


def _file_list(view: View, paths: Sequence[str]) -> dict[str, bytes]:
    return {view.say(SHARED, "files.file_list"): file_list(view, paths)}


LAST_MAKERS: dict[str, Callable[[View, Sequence[str]], dict[str, bytes]]] = {
    "file_list": _file_list,
}
"""How the dossiers are made that list all others; made last, from the paths of the others."""


def _school_file(view: View, school: School, file: str) -> str:
    """Return the path of a school's paper: its place in the roster, and its name."""
    places = len(str(len(view.schools)))
    number = str(school.number).rjust(max(places, 2), "0")
    name = view.text(f"{school.subject}.name").translate(UNSAFE)[:LONGEST_NAME].strip()
    return view.say(SHARED, f"files.{file}", number=number, name=name)
