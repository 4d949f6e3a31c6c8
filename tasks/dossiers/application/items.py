"""表Ⅳ and 表Ⅴ of the application form: one row an item, with a sentence of its numbers."""

from __future__ import annotations

from tasks.dossiers import reliefs
from tasks.dossiers.notes import write_missing, write_provisional
from tasks.dossiers.table_outline import Outline, outlined
from tasks.dossiers.view import COUNTY, View
from tasks.dossiers.word.dossier import Dossier, Number
from tasks.dossiers.word.inline import Content, Piece
from tasks.dossiers.word.tables import CellContent

FORM = "application_form"


def write_guarantee(form: Dossier, view: View) -> None:
    """Append 表Ⅳ: the items of what the government guarantees."""
    _write_items(form, view, "table_4", "guarantee")
    for line in reliefs.lines(view, list(view.standards["guarantee"])):
        form.paragraph(*line, style="form_note")


def write_quality(form: Dossier, view: View) -> None:
    """Append 表Ⅴ: the items of the quality of education."""
    _write_items(form, view, "table_5", "quality")


def _write_items(form: Dossier, view: View, table: str, file: str) -> None:
    outline = view.part(FORM, table)
    form.heading(outline["title"], style="form_title")
    items = list(view.standards[file])
    said = {item: _said(view, outline, table, item) for item in items}
    rows = [_row(view, at, item, said[item]) for at, item in enumerate(items, 1)]
    form.table(outlined(outline, rows))
    facts = [(item, each.fact) for item, pieces in said.items() for each in _numbers(pieces)]
    write_missing(form, view, [fact for _, fact in facts])
    write_provisional(form, view, facts, view.item_titles)
    for note in view.sentences(FORM, f"{table}.notes"):
        form.paragraph(*note, style="form_note")


def _row(view: View, at: int, item: str, said: Content) -> list[CellContent]:
    result = view.cell(f"{COUNTY}.{item}.result", view.judgement(COUNTY, item))
    return [str(at), view.requirements[item].title, said, result]


def _said(view: View, outline: Outline, table: str, item: str) -> list[Piece]:
    if item != outline.get("subject_item"):
        return view.sentence(FORM, f"{table}.items.{item}")
    pieces: list[Piece] = []
    for subject, row in view.codes["monitored_subjects"].rows.items():
        about, words = f"{COUNTY}.{item}.{subject}", {"subject": row["title"]}
        pieces += ["\n", *view.sentence(FORM, f"{table}.subject", about, words)]
    return pieces[1:]


def _numbers(pieces: list[Piece]) -> list[Number]:
    return [piece for piece in pieces if isinstance(piece, Number)]
