"""表Ⅰ of an application form: bands of numbers, each under its group, title and label."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.dossiers.notes import write_missing, write_provisional
from tasks.dossiers.table_outline import Outline
from tasks.dossiers.view import View
from tasks.dossiers.word.dossier import Cell, Column, Dossier, Table
from tasks.dossiers.word.inline import Content, Piece


def write_basic_facts(form: Dossier, view: View, file: str) -> None:
    """Append 表Ⅰ as `table_1` of a wording file outlines it."""
    outline = view.part(file, "table_1")
    form.heading(outline["title"], style="form_title")
    for band in outline["bands"]:
        form.table(_band(view, band, outline["description"]))
    items = [item for band in outline["bands"] for group in band for item in group["items"]]
    named = [(item["label"], fact) for item in items for fact in _facts(item)]
    write_missing(form, view, [fact for _, fact in named])
    write_provisional(form, view, named)
    for note in view.sentences(file, "table_1.notes"):
        form.paragraph(*note, style="form_note")


def _band(view: View, groups: Sequence[Outline], description: str) -> Table:
    items = [item for group in groups for item in group["items"]]
    head = [
        [Cell(group["group"], columns=len(group["items"])) for group in groups],
        [item["title"] for item in items],
        [item["label"] for item in items],
    ]
    numbers = [_content(view, item) for item in items]
    return Table([Column(align="center")] * len(items), [numbers], head, description)


def _facts(item: Outline) -> list[str]:
    return [part["fact"] for part in item["parts"]] if "parts" in item else [item["fact"]]


def _content(view: View, item: Outline) -> Content:
    """Return the number of an item; one that has parts names each of them."""
    if "parts" not in item:
        return view.number(item["fact"])
    pieces: list[Piece] = []
    for part in item["parts"]:
        pieces += ["\n", part["title"], view.number(part["fact"])]
    return pieces[1:]
