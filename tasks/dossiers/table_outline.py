"""Tables whose heads, widths and sizes stand in the outline of a wording file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tasks.dossiers.word.dossier import Cell, Column, Table
from tasks.dossiers.word.tables import CellContent

Outline = Mapping[str, Any]


def outlined(
    outline: Outline,
    rows: Sequence[Sequence[CellContent]],
    *,
    columns: Sequence[Outline] | None = None,
    description: str = "",
) -> Table:
    """Return a table with the columns that `outline` names.

    Each column has `title` and may have `label` (a second line of the head), `mm` and
    `align`. The outline may say `density`, `row_mm`, `head_style`, `description` and
    `keeps_next`.
    """
    named = columns if columns is not None else outline["columns"]
    return Table(
        columns=[column_of(each) for each in named],
        head=head_of(named, outline.get("head_style", "")),
        rows=rows,
        description=description or outline["description"],
        density=outline.get("density", "normal"),
        row_mm=outline.get("row_mm"),
        keeps_next=outline.get("keeps_next", False),
    )


def column_of(entry: Outline) -> Column:
    """Return one column; it takes its share of the rest where no width is given."""
    return Column(entry.get("mm", 0), entry.get("align", "left"))


def head_of(entries: Sequence[Outline], style: str = "") -> list[list[CellContent]]:
    """Return the head: the titles, and below them the labels where there are any."""
    if not any(entry.get("label") for entry in entries):
        return [[Cell(entry["title"], style=style) for entry in entries]]
    titles: list[CellContent] = [
        Cell(entry["title"], rows=1 if entry.get("label") else 2, style=style) for entry in entries
    ]
    return [titles, [entry["label"] for entry in entries if entry.get("label")]]
