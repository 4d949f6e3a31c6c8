"""What the papers of one school have in common: how they begin, and what the school fills in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import School, View
from tasks.dossiers.word.dossier import Cell
from tasks.dossiers.word.tables import CellContent

RETURN, FITNESS = "school_return", "fitness_return"
BLANK = "noted"
"""The shade of a cell that people fill in."""


def begun(view: View, school: School, file: str) -> Report:
    """Return a report of a school with its title and year; sentences stand in `file`."""
    name = view.number(f"{school.subject}.name")
    title = view.say(file, "title")
    report = Report(view, view.dossier(title, subject=name.text), file)
    report.dossier.title(title)
    report.dossier.paragraph(name, style="subtitle")
    year = report.say("year", edition=view.findings.edition)
    report.dossier.paragraph(year, style="center")
    return report


def write_state(report: Report) -> None:
    """Append whether this is a draft, or who approved the numbers and when."""
    approval = report.view.approval
    if approval is None:
        report.body("opening.draft")
        return
    moment = report.view.moment(datetime.fromisoformat(approval["moment"]))
    report.body("opening.final", approved_by=approval["approved_by"], moment=moment)


def basis_words(view: View) -> dict[str, str]:
    """Return by which document the season evaluates, and the day its numbers speak of."""
    regime = view.standards["regime"]
    return {
        "document": str(regime["document"]),
        "number": str(regime["number"]),
        "procedure": str(regime.get("procedure", "")),
        "snapshot": view.day(view.snapshot),
    }


def write_blanks(report: Report, key: str, lines: int) -> None:
    """Append a table whose second column only the school can fill; it is shaded and empty."""
    titles: Iterable[str] = report.part(f"tables.{key}")["rows"]
    rows: Sequence[Sequence[CellContent]] = [[title, blank(lines)] for title in titles]
    report.table(key, rows)


def blank(lines: int = 1) -> Cell:
    """Return an empty shaded cell with room for some lines."""
    return Cell("\n" * (lines - 1), shade=BLANK)
