"""数据质量说明: which rules were run and which were not, attempts, gaps, what is left out."""

from __future__ import annotations

from tasks.dossiers.papers.check_counts import ATTEMPTS, CHECKS, COUNTED, OF_FORM
from tasks.dossiers.report.data import write_data_quality
from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import COUNTY, SHARED, View
from tasks.dossiers.word.dossier import Section
from tasks.dossiers.word.inline import Piece
from tasks.dossiers.word.tables import CellContent

FILE = "data_quality"


def data_quality(view: View) -> bytes:
    """Return the Word file of what the numbers of the county rest on."""
    title = view.say(FILE, "title.file", county=view.findings.county_name)
    dossier = view.dossier(title, subject=view.text(f"{COUNTY}.name"), section=Section(restart=1))
    report = Report(view, dossier, FILE)
    dossier.title(*report.sentence("title.printed"))
    report.body("opening", snapshot=view.day(view.snapshot))
    report.heading("checks")
    _write_checks(report)
    report.heading("attempts")
    _write_attempts(report)
    report.heading("basis")
    write_data_quality(report)
    return view.finished(dossier)


def _write_checks(report: Report) -> None:
    """Append how many rules were run, and each that failed, was not run, or was explained."""
    view = report.view
    told = view.enclosures.quality_of_data.get("rules", ())
    if not view.has(f"{CHECKS}.rules"):
        report.body("checks.none")
        return
    for key in ("ran", "came"):
        report.pieces(*_counted(report, key))
    if not told:
        report.body("checks.all_passed")
        return
    report.body("checks.some")
    rows: list[list[CellContent]] = [
        [str(at), rule["title"], view.say(SHARED, f"severities.{rule['severity']}"),
         *(view.number(f"{CHECKS}.{rule['rule']}.{name}") for name in COUNTED)]
        for at, rule in enumerate(told, 1)
    ]  # fmt: skip
    report.table("checks", rows)
    _write_not_run(report)


def _counted(report: Report, key: str) -> list[Piece]:
    """Return a sentence whose numbers are counts of the checks, put in by their names."""
    view = report.view
    pieces: list[Piece] = []
    for part in report.part(f"checks.{key}")["parts"]:
        pieces.append(part["text"])
        if "fact" in part:
            pieces.append(view.number(f"{CHECKS}.{part['fact']}"))
    return pieces


def _write_not_run(report: Report) -> None:
    """Append why rules were not run, each reason with the places of its rules in the table."""
    reasons: dict[str, list[int]] = {}
    for place, rule in enumerate(report.view.enclosures.quality_of_data["rules"], 1):
        for reason in rule["reasons"]:
            reasons.setdefault(reason, []).append(place)
    rows: list[list[CellContent]] = [
        [str(at), reason, report.say("checks.places", places=report.view.ranged(places))]
        for at, (reason, places) in enumerate(reasons.items(), 1)
    ]
    if rows:
        report.table("not_run", rows)


def _write_attempts(report: Report) -> None:
    """Append how often each form came; what came more than once was corrected."""
    view = report.view
    forms = view.enclosures.quality_of_data.get("forms", ())
    if not forms:
        report.body("attempts.none")
        return
    report.body("attempts.how")
    rows: list[list[CellContent]] = [
        [view.form_title(form), *(view.number(f"{ATTEMPTS}.{form}.{name}") for name in OF_FORM)]
        for form in forms
    ]
    report.table("attempts", rows)
