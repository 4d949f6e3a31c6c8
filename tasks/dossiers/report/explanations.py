"""What schools and the bureau have explained and the county has accepted."""

from __future__ import annotations

from tasks.dossiers.notes import explanation_cells
from tasks.dossiers.report.writer import Report
from tasks.dossiers.word.tables import CellContent
from tasks.model import BUREAU


def write_explanations(report: Report) -> None:
    """Append every accepted explanation with the query it answers, nothing where there is none."""
    view = report.view
    rows: list[list[CellContent]] = [
        [view.name_of(school), *explanation_cells(view, query, given)]
        for school in (*(each.code for each in view.schools), BUREAU)
        for query, given in view.explained.of(school)
    ]
    if rows:
        report.body("data.explanations.some")
        report.table("explanations", [[str(at), *row] for at, row in enumerate(rows, 1)])
