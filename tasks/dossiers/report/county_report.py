"""The self-evaluation report of the county: title, conclusion, six chapters."""

from __future__ import annotations

from datetime import datetime

from tasks.dossiers.report.also import added_parts, write_added_parts
from tasks.dossiers.report.answers import answer_to, with_verdict
from tasks.dossiers.report.balance import write_balance
from tasks.dossiers.report.data import write_data_quality
from tasks.dossiers.report.fitness import write_fitness
from tasks.dossiers.report.items import write_guarantee, write_quality, write_vetoes
from tasks.dossiers.report.plan import write_plan
from tasks.dossiers.report.problems import write_measures, write_practices, write_problems
from tasks.dossiers.report.recognition import write_recognition
from tasks.dossiers.report.resources import write_resources
from tasks.dossiers.report.situation import write_situation
from tasks.dossiers.report.spreads import write_heat, write_spreads
from tasks.dossiers.report.writer import FILE, Report
from tasks.dossiers.view import COUNTY, View
from tasks.dossiers.word.dossier import Section
from tasks.model import Verdict

CHAPTERS = (
    write_resources,
    write_balance,
    write_guarantee,
    write_quality,
    write_recognition,
    write_fitness,
    write_vetoes,
)
"""The parts of the chapter on what was reached, in its order."""


def county_report(view: View) -> bytes:
    """Return the Word file of the report: cover, contents, opening, six chapters.

    Every number in it is a fact; sentences change with the verdicts. What people must
    write themselves is a table with empty cells that says so.
    """
    title = view.say(FILE, "title.file", county=view.findings.county_name)
    cover = Section(numbered=False)
    report = Report(view, view.dossier(title, subject=view.text("county.name"), section=cover))
    _write_cover(report)
    report.dossier.page_break().contents(report.say("headings.contents"))
    report.dossier.section(restart=1)
    _write_opening(report)
    report.heading("situation")
    write_situation(report)
    report.heading("reached")
    for write in CHAPTERS:
        write(report)
    write_added_parts(report)
    write_practices(report)
    write_problems(report)
    write_measures(report)
    write_plan(report)
    report.heading("data")
    write_data_quality(report)
    _write_annex(report)
    return view.finished(report.dossier)


def _write_annex(report: Report) -> None:
    """Append every school with every indicator, and how each indicator is spread."""
    view = report.view
    report.heading("annex")
    for level in view.levels:
        write_heat(report, view.indicators, level)
    for level in view.levels:
        write_spreads(report, view.indicators, level)


def _write_cover(report: Report) -> None:
    view, dossier = report.view, report.dossier
    lines = report.part("cover")["empty_lines"]
    _leave_lines(report, lines["above"])
    dossier.paragraph(*report.sentence("cover.title"), style="cover_title")
    dossier.paragraph(report.say("cover.year", edition=view.findings.edition), style="cover_line")
    _leave_lines(report, lines["between"])
    dossier.paragraph(*report.sentence("cover.county"), style="cover_label")
    for key in ("seal", "date"):
        dossier.paragraph(report.say(f"cover.{key}"), style="cover_label")


def _leave_lines(report: Report, lines: int) -> None:
    for _ in range(lines):
        report.dossier.paragraph("", style="plain")


def _write_opening(report: Report) -> None:
    view = report.view
    regime = view.standards["regime"]
    words = {
        "document": str(regime["document"]),
        "number": str(regime["number"]),
        "snapshot": view.day(view.snapshot),
    }
    report.dossier.title(*report.sentence("title.printed"))
    report.body("opening.basis", **words)
    _write_conclusion(report)
    report.body("opening.final" if view.approval else "opening.draft", **_approval(view))


def _approval(view: View) -> dict[str, str]:
    """Return who approved the numbers and when, as words of a sentence; none for a draft."""
    if view.approval is None:
        return {}
    moment = view.moment(datetime.fromisoformat(view.approval["moment"]))
    return {"approved_by": view.approval["approved_by"], "moment": moment}


def _write_conclusion(report: Report) -> None:
    """Append the answer for the county, and a table with the answer for each part."""
    view, rows = report.view, report.part("tables.conclusion.rows")
    added = added_parts(report)
    titles = {item: row["title"] for item, row in rows.items()}
    titles |= {part.id: part.title for part in added}
    overall = answer_to(view.judgement(COUNTY, "overall"))
    named = {
        verdict: view.enumerated(titles[each.item] for each in with_verdict(view, titles, verdict))
        for verdict in (Verdict.NOT_MET, Verdict.NOT_CHECKED)
    }
    words = {"not_met": named[Verdict.NOT_MET], "not_checked": named[Verdict.NOT_CHECKED]}
    report.body(f"opening.overall.{overall}", **words)
    if overall == Verdict.NOT_MET and words["not_checked"]:
        report.body("opening.overall.also_not_checked", **words)
    report.table(
        "conclusion",
        [
            [
                row["title"],
                report.sentence(
                    f"tables.conclusion.rows.{item}.state", standard=view.standard(item)
                ),
                view.cell(f"{COUNTY}.{item}.result", view.judgement(COUNTY, item)),
            ]
            for item, row in rows.items()
        ]
        + [
            [part.title, view.standard(part.id),
             view.cell(f"{COUNTY}.{part.id}.result", view.judgement(COUNTY, part.id))]
            for part in added
        ],
    )  # fmt: skip
