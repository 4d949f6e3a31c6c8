"""A2 of the school form: rooms, size, classes, funds, teachers."""

from __future__ import annotations

from itertools import count, takewhile

from tasks.dossiers.notes import write_missing
from tasks.dossiers.table_outline import Outline, outlined
from tasks.dossiers.view import School, View
from tasks.dossiers.word.dossier import Dossier, Number
from tasks.dossiers.word.inline import Piece
from tasks.dossiers.word.tables import CellContent

FORM = "school_form"


def write_guarantee(form: Dossier, view: View, school: School) -> None:
    """Append A2: one row an item, those judged by level one row a level."""
    outline = view.part(FORM, "guarantee")
    form.heading(outline["title"], 1)
    rows: list[list[CellContent]] = []
    facts: list[str] = []
    for entry in outline["rows"]:
        for level in school.levels if entry.get("each") == "level" else ("",):
            said = _said(view, school, entry, level)
            facts += [piece.fact for piece in said if isinstance(piece, Number)]
            rows.append(_row(view, school, entry, level, said))
    form.table(outlined(outline, rows))
    write_missing(form, view, facts)


def _row(
    view: View, school: School, entry: Outline, level: str, said: list[Piece]
) -> list[CellContent]:
    item, title = entry["item"], entry["title"]
    if level:
        words = {"title": title, "level": view.levels[level]}
        title = view.say(FORM, "guarantee.level_title", **words)
    judgement = view.judgement(school.code, item, level)
    own = f"{school.subject}.{level}" if level else school.subject
    result = f"{own}.{item}.result"
    shown = view.cell(result, judgement) if view.has(result) else view.verdict_cell(judgement)
    return [title, said, view.standard_of(judgement), shown]


def _said(view: View, school: School, entry: Outline, level: str) -> list[Piece]:
    """Return the sentence of an item, and the one about its judgement where it was judged."""
    own = f"{school.subject}.{level}" if level else school.subject
    said = view.sentence(FORM, f"guarantee.says.{entry['says']}", own)
    if entry.get("rooms"):
        said += _rooms(view, school)
    judged = entry.get("judged")
    if judged and view.has(f"{own}.{entry['item']}.result"):
        said += ["\n", *view.sentence(FORM, f"guarantee.says.{judged}", own)]
    return said


def _rooms(view: View, school: School) -> list[Piece]:
    """Return each music and each art room with its area, a line each."""
    pieces: list[Piece] = []
    for kind in view.part(FORM, "guarantee")["room_kinds"]:
        rooms = (f"{school.subject}.{kind}_{number}" for number in count(1))
        for room in takewhile(lambda each: view.has(f"{each}.name"), rooms):
            pieces += ["\n", *view.sentence(FORM, "guarantee.room", room)]
    return pieces
