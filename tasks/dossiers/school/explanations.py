"""What a school has explained and the county has accepted."""

from __future__ import annotations

from tasks.dossiers.notes import explanation_cells
from tasks.dossiers.table_outline import outlined
from tasks.dossiers.view import School, View
from tasks.dossiers.word.dossier import Dossier
from tasks.dossiers.word.tables import CellContent

FORM = "school_form"


def write_explanations(form: Dossier, view: View, school: School) -> None:
    """Append the school's accepted explanations, nothing where there are none."""
    found = view.explained.of(school.code)
    if not found:
        return
    outline = view.part(FORM, "explanations")
    rows: list[list[CellContent]] = [
        [str(at), *explanation_cells(view, query, given)]
        for at, (query, given) in enumerate(found, 1)
    ]
    form.heading(outline["title"], 2).note(outline["note"]).table(outlined(outline, rows))
