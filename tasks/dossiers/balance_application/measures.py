"""表Ⅶ of the form of 2012: what the county has done, in its own words, with seal and date."""

from __future__ import annotations

from tasks.dossiers.view import View
from tasks.dossiers.word.dossier import Cell, Column, Dossier, Table

FORM, TABLE = "balance_application", "table_7"


def write_measures(form: Dossier, view: View) -> None:
    """Append a shaded cell for each question, for the county to fill; at last the seal."""
    outline = view.part(FORM, TABLE)
    form.heading(outline["title"], style="form_title")
    for box in outline["boxes"]:
        form.heading(box["title"], style="form_part")
        form.table(
            Table(
                columns=[Column()],
                rows=[[Cell(box["hint"], shade=outline["shade"])]],
                description=box["title"],
                density="large",
                row_mm=box["mm"],
            )
        )
    for line in outline["signed"]:
        form.paragraph(line, style="right")
