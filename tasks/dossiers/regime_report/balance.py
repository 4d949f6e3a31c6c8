"""How evenly the resources of a sheet are spread: mean, deviation, coefficient, composite."""

from __future__ import annotations

from tasks.dossiers.items import Indicator
from tasks.dossiers.regime_report.part import Part
from tasks.dossiers.regime_report.schools import titled, write_values
from tasks.dossiers.report.coefficients import write_coefficients, write_trend
from tasks.dossiers.report.spreads import write_spreads
from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import COUNTY
from tasks.dossiers.word.tables import CellContent

NUMBERS = ("mean", "sd", "cv", "cv_exact")


def write_balance(report: Report, part: Part) -> None:
    """Append for each level the coefficients with their limits, and the schools' values."""
    view = report.view
    report.body("balance.rule", standard=view.standard(part.id))
    indicators = view.sheet(part.sheet)
    for level in view.levels:
        if view.evaluated(level):
            _write_coefficients(report, part, indicators, level)
            write_coefficients(report, indicators, level)
            write_trend(report, indicators, level)
            write_values(report, part, indicators, level, judged=False)
            write_spreads(report, indicators, level)
    report.note("notes.balance")


def _write_coefficients(
    report: Report, part: Part, indicators: tuple[Indicator, ...], level: str
) -> None:
    view, scope = report.view, f"{COUNTY}.{level}"
    rows: list[list[CellContent]] = []
    facts: list[str] = []
    for each in indicators:
        own = [f"{scope}.{each.id}.{name}" for name in NUMBERS]
        judgement = view.judgement(COUNTY, f"{each.id}.cv", level)
        rows.append([titled(report, each.title, each.unit), *map(view.number, own),
                     view.standard_of(judgement),
                     view.verdict_cell(judgement) if judgement else view.no_value])  # fmt: skip
        facts += own
    composite = f"{scope}.composite"
    whole = view.judgement(COUNTY, "composite", level)
    rows.append([report.say("words.composite"), view.no_value, view.no_value,
                 view.cell(composite, whole), view.no_value, view.standard_of(whole),
                 view.verdict_cell(whole) if whole else view.no_value])  # fmt: skip
    report.table("balance", rows, facts=[*facts, composite], level=view.levels[level])
