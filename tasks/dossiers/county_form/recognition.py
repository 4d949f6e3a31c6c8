"""What people think, as an application form lists it: questionnaires and visits."""

from __future__ import annotations

from tasks.dossiers.notes import write_missing
from tasks.dossiers.table_outline import outlined
from tasks.dossiers.view import COUNTY, View
from tasks.dossiers.word.dossier import Dossier
from tasks.dossiers.word.tables import CellContent

SURVEY = "R"


def write_recognition(form: Dossier, view: View, file: str) -> None:
    """Append 表Ⅵ as `table_6` of a wording file outlines it: all people asked, parents apart."""
    outline = view.part(file, "table_6")
    form.heading(outline["title"], style="form_title")
    names = [column["fact"] for column in outline["columns"] if "fact" in column]
    facts = [f"{row['subject']}.{name}" for row in outline["rows"] for name in names]
    rows: list[list[CellContent]] = [
        [row["title"], *(view.number(f"{row['subject']}.{name}") for name in names)]
        for row in outline["rows"]
    ]
    form.table(outlined(outline, rows))
    write_missing(form, view, facts)
    judgement = view.judgement(COUNTY, SURVEY)
    words = {"standard": view.standard_of(judgement)}
    for note in view.sentences(file, "table_6.notes", words=words):
        form.paragraph(*note, style="form_note")
