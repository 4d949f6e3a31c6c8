"""What the people who were asked said: all of them, parents apart, each group."""

from __future__ import annotations

from tasks.dossiers.regime_report.part import Part
from tasks.dossiers.report.survey import write_groups, write_sample
from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import COUNTY
from tasks.dossiers.word.tables import CellContent


def write_satisfaction(report: Report, part: Part) -> None:
    """Append questionnaires and visits with their percentages, the answer, the sample."""
    view = report.view
    outline = report.part("tables.satisfaction")
    facts: list[str] = []
    rows: list[list[CellContent]] = []
    for row in outline["rows"]:
        mine = [f"{row['subject']}.{column['fact']}" for column in outline["columns"][1:]]
        rows.append([row["title"], *map(view.number, mine)])
        facts += mine
    report.table("satisfaction", rows, facts=facts)
    for item in view.standards[part.sheet]:
        if judgement := view.judgement(COUNTY, item):
            report.body("satisfaction.answer", f"{COUNTY}.{item}", standard=judgement.standard)
    write_sample(report)
    write_groups(report)
