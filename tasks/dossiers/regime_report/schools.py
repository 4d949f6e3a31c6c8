"""The values of every school at one level, an indicator a column."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.dossiers.items import Indicator
from tasks.dossiers.regime_report.part import Part
from tasks.dossiers.report.writer import Report
from tasks.dossiers.table_outline import Outline
from tasks.dossiers.view import School
from tasks.dossiers.word.tables import CellContent


def write_values(
    report: Report, part: Part, indicators: Sequence[Indicator], level: str, *, judged: bool
) -> None:
    """Append a line for each evaluated school of the level; what nobody collects has no column.

    Where the part judges schools, missed values are shaded and the answer stands at the end.
    """
    view, outline = report.view, report.part("tables.schools")
    collected = [each for each in indicators if not each.not_collected]
    columns = [*outline["columns"], *(_column(report, each) for each in collected)]
    rows: list[list[CellContent]] = [
        [str(at), view.number(f"{school.subject}.name"),
         view.number(f"{school.subject}.{level}.evaluated_students"),
         *(_value(report, school, level, each, judged) for each in collected)]
        for at, school in enumerate(view.evaluated(level), 1)
    ]  # fmt: skip
    if judged:
        columns.append(outline["last"])
        for row, school in zip(rows, view.evaluated(level), strict=True):
            judgement = view.judgement(school.code, part.id, level)
            row.append(view.cell(f"{school.subject}.{level}.{part.id}", judgement))
    report.table("schools", rows, columns=columns, level=view.levels[level], part=part.title)


def titled(report: Report, title: str, unit: str) -> str:
    """Return a title with its unit in parentheses, if it has one."""
    return report.say("words.with_unit", title=title, unit=unit) if unit else title


def _value(
    report: Report, school: School, level: str, indicator: Indicator, judged: bool
) -> CellContent:
    view, fact = report.view, f"{school.subject}.{level}.{indicator.id}"
    judgement = view.judgement(school.code, indicator.id, level) if judged else None
    return view.cell(fact, judgement, align="right")


def _column(report: Report, indicator: Indicator) -> Outline:
    return {"title": titled(report, indicator.short, indicator.unit), "align": "right"}
