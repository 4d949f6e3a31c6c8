"""The report on a county under any regime: conclusion, every part, what the numbers rest on."""

from __future__ import annotations

from collections.abc import Callable

from tasks.dossiers.regime_report.balance import write_balance
from tasks.dossiers.regime_report.conclusion import write_conclusion
from tasks.dossiers.regime_report.items import write_items
from tasks.dossiers.regime_report.part import FILE, Part, parts_of
from tasks.dossiers.regime_report.satisfaction import write_satisfaction
from tasks.dossiers.regime_report.school_standards import write_school_standards
from tasks.dossiers.regime_report.scored import write_scored
from tasks.dossiers.report.data import write_data_quality
from tasks.dossiers.report.history import has_history, write_history
from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import COUNTY, View
from tasks.dossiers.word.dossier import Section
from tasks.errors import CatalogueError

WRITERS: dict[str, Callable[[Report, Part], None]] = {
    "school_standards": write_school_standards,
    "balance": write_balance,
    "items": write_items,
    "scored": write_scored,
    "satisfaction": write_satisfaction,
}
"""How each kind of part is written."""


def regime_report(view: View) -> bytes:
    """Return the Word file: every part of the regime with its numbers, all of them facts.

    Raises `CatalogueError` where a part is of a kind that nobody can write.
    """
    title = view.say(FILE, "title.file", county=view.findings.county_name, regime=_title(view))
    section = Section("landscape", numbered=True, restart=1)
    dossier = view.dossier(title, subject=view.text(f"{COUNTY}.name"), section=section)
    report = Report(view, dossier, FILE)
    parts = parts_of(view)
    _write_opening(report)
    write_conclusion(report, parts)
    numerals = iter(report.part("headings")["numerals"])
    for part in parts:
        _heading(report, next(numerals), part.title)
        _writer(part)(report, part)
    if has_history(view):
        _heading(report, next(numerals), report.say("headings.history"))
        write_history(report)
    _heading(report, next(numerals), report.say("headings.data"))
    write_data_quality(report)
    return view.finished(dossier)


def _title(view: View) -> str:
    return str(view.standards["regime"]["title"])


def _writer(part: Part) -> Callable[[Report, Part], None]:
    if part.kind not in WRITERS:
        raise CatalogueError(f"{part.id}: nobody can write a part of kind {part.kind}", "regime")
    return WRITERS[part.kind]


def _heading(report: Report, numeral: str, title: str) -> None:
    report.dossier.heading(report.say("headings.numbered", numeral=numeral, title=title))


def _write_opening(report: Report) -> None:
    """Append the title, by which document was judged, and whether anybody has approved it."""
    view, regime = report.view, report.view.standards["regime"]
    words = {
        "document": str(regime["document"]),
        "number": str(regime["number"]),
        "snapshot": view.day(view.snapshot),
    }
    report.dossier.title(*report.sentence("title.printed", regime=_title(view)))
    report.dossier.paragraph(report.say("title.kind"), style="subtitle")
    report.body("opening.basis", **words)
    report.body("opening.final" if view.approval else "opening.draft")
