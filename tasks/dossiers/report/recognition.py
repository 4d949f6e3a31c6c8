"""Social recognition: who was asked, and what they said."""

from __future__ import annotations

from tasks.dossiers.report.answers import answer_to, is_recognition_close
from tasks.dossiers.report.charts import questions_chart
from tasks.dossiers.report.survey import write_groups, write_sample
from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import COUNTY
from tasks.dossiers.word.dossier import Cell
from tasks.dossiers.word.tables import CellContent

FORM = "application_form"


def write_recognition(report: Report) -> None:
    """Append the part on satisfaction: all, parents apart, the sample, groups and questions."""
    view = report.view
    report.heading("recognition", 2)
    answer = answer_to(view.judgement(COUNTY, "R"), is_close=is_recognition_close(view))
    report.body(f"recognition.answers.{answer}", standard=view.requirements["R"].standard)
    outline = view.part(FORM, "table_6")
    columns, facts = outline["columns"], []
    rows: list[list[CellContent]] = []
    for row in outline["rows"]:
        mine = [f"{row['subject']}.{column['fact']}" for column in columns[1:]]
        facts += mine
        rows.append([Cell(row["title"]), *map(view.number, mine)])
    report.table("recognition", rows, columns=_unlabelled(columns), facts=facts)
    report.note("notes.sample")
    write_sample(report)
    write_groups(report)
    report.chart(questions_chart(report))


def _unlabelled(columns: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{name: column[name] for name in column if name != "label"} for column in columns]
