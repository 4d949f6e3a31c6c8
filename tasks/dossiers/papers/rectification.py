"""The register of problems with its plan: what is wrong, whose it is, what ends it."""

from __future__ import annotations

from datetime import date, datetime

from tasks.dossiers.problem_list import (
    CLOSED,
    PARTIES,
    Problem,
    carried_over,
    said,
    subject_of,
    to_fill,
)
from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import COUNTY, View
from tasks.dossiers.word.dossier import Section
from tasks.dossiers.word.tables import CellContent

FILE = "rectification"
COUNTS, DAYS = "county.rectification", "days_overdue"
CV = ".cv"


def rectification_plan(view: View) -> bytes:
    """Return the Word file 整改台账和整改方案, in landscape for its wide table.

    What the register does not say yet is a shaded cell. What is overdue is proposed only in a
    version that is approved, on the day of its approval, and never decided.
    """
    title = view.say(FILE, "title.file", county=view.findings.county_name)
    section = Section("landscape", numbered=True, restart=1)
    dossier = view.dossier(title, subject=view.text(f"{COUNTY}.name"), section=section)
    report = Report(view, dossier, FILE)
    report.dossier.title(*report.sentence("title.printed"))
    report.body("opening.basis", snapshot=view.day(view.snapshot), edition=view.findings.edition)
    report.heading("plan")
    for line in report.view.sentences(FILE, "plan"):
        report.pieces(*line)
    _write_list(report)
    _write_last_year(report)
    _write_overdue(report)
    _write_decisions(report)
    _write_appeals(report)
    return view.finished(dossier)


def _write_overview(report: Report) -> None:
    """Append how many problems stand where, by who can solve them."""
    view = report.view
    counts = report.part("overview")["counts"]
    rows: list[list[CellContent]] = [
        [report.say(f"parties.{party}"), *(view.number(f"{COUNTS}.{party}.{name}")
                                           for name in counts)]
        for party in (*PARTIES, "all")
    ]  # fmt: skip
    report.table("overview", rows)


def _write_list(report: Report) -> None:
    """Append all problems, by who can solve them."""
    problems = report.view.enclosures.problems
    report.heading("problems")
    if not problems:
        report.body("list.none")
        return
    _write_overview(report)
    report.body("list.how")
    for party in PARTIES:
        mine = [each for each in problems if each["party"] == party]
        if mine:
            rows = [_row(report, each) for each in mine]
            report.table("problems", rows, party=report.say(f"parties.{party}"))


def _row(report: Report, problem: Problem) -> list[CellContent]:
    view, none = report.view, report.view.no_value
    state = report.say("list.state", state=problem["state_title"])
    return [
        problem["number"], problem["source_title"], problem["item"].removesuffix(CV) or none,
        subject_of(view, problem), said(view, FILE, problem), to_fill(problem["measure"]),
        to_fill(problem["owner"]), to_fill(problem["person"]), problem["helping_units"] or none,
        to_fill(problem["deadline"]), problem["progress"], problem["evidence"], state,
    ]  # fmt: skip


def _write_last_year(report: Report) -> None:
    """Append what became of the problems of earlier years, each by name."""
    view = report.view
    report.heading("last_year")
    found = carried_over(view)
    if not found:
        report.body("last_year.none")
        return
    report.body("last_year.how")
    rows: list[list[CellContent]] = [
        [
            each["number"], report.say("last_year.year", year=each["opened_in"]),
            subject_of(view, each), said(view, FILE, each), each["state_title"],
            _fate(report, each),
        ]
        for each in found
    ]  # fmt: skip
    report.table("last_year", rows)


def _fate(report: Report, problem: Problem) -> str:
    """Return on what the state of a problem rests: data, a decision, or what goes on."""
    if problem["state"] == "closed_by_decision":
        return problem["decision"]
    key = problem["state"] if problem["state"] in CLOSED else "goes_on"
    return report.say(f"last_year.fates.{key}")


def _write_overdue(report: Report) -> None:
    """Append what is past its deadline on the day of approval, and what might be done."""
    view = report.view
    report.heading("overdue")
    if view.approval is None:
        report.body("overdue.draft")
        return
    day = _day(view)
    late = [each for each in view.enclosures.problems if each["proposal"]]
    if not late:
        report.body("overdue.none", day=view.day(day))
        return
    report.body("overdue.how", day=view.day(day))
    rows: list[list[CellContent]] = [
        [
            each["number"], subject_of(view, each), each["description"], each["owner"],
            each["deadline"], view.number(f"{COUNTS}.{each['id']}.{DAYS}"),
            each["progress"] or view.no_value, each["proposal"],
        ]
        for each in late
    ]  # fmt: skip
    report.table("overdue", rows)


def _write_decisions(report: Report) -> None:
    """Append the decisions that closed problems although no data did."""
    view = report.view
    problems = view.enclosures.problems
    decided = [each for each in problems if each["state"] == "closed_by_decision"]
    report.heading("decisions")
    if not decided:
        report.body("decisions.none")
        return
    rows: list[list[CellContent]] = [
        [each["number"], subject_of(view, each), each["description"], each["decision"]]
        for each in decided
    ]
    report.table("decisions", rows)


def _write_appeals(report: Report) -> None:
    view = report.view
    found = [each for each in view.enclosures.problems if each["appeal"]]
    report.heading("appeals")
    if not found:
        report.body("appeals.none")
        return
    rows: list[list[CellContent]] = [
        [each["number"], subject_of(view, each), each["description"], each["appeal"],
         to_fill(each["appeal_outcome"])]
        for each in found
    ]  # fmt: skip
    report.table("appeals", rows)


def _day(view: View) -> date:
    assert view.approval is not None
    return datetime.fromisoformat(view.approval["moment"]).date()
