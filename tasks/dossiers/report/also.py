"""Parts that a province adds to the regime, after those that every county has."""

from __future__ import annotations

from tasks.dossiers.regime_report.part import Part, parts_of
from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import COUNTY
from tasks.dossiers.word.tables import CellContent


def added_parts(report: Report) -> list[Part]:
    """Return the parts of the regime that the report's own outline does not know."""
    known = report.part("tables.conclusion.rows")
    return [part for part in parts_of(report.view) if part.id not in known]


def write_added_parts(report: Report) -> None:
    """Append for each added part its items, with standard, answer and reason."""
    view = report.view
    for numeral, part in zip(
        report.part("headings")["numerals"], added_parts(report), strict=False
    ):
        report.dossier.heading(report.say("headings.also", numeral=numeral, title=part.title), 2)
        rows: list[list[CellContent]] = []
        for at, item in enumerate(view.standards[part.sheet], 1):
            judgement = view.judgement(COUNTY, item)
            result = f"{COUNTY}.{item}.result"
            rows.append(
                [str(at), view.fact(result).title, view.standard_of(judgement),
                 judgement.reason if judgement else view.no_value, view.cell(result, judgement)]
            )  # fmt: skip
        report.table("also", rows, part=part.title)
