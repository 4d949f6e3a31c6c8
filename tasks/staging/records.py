"""Finds the values of a record by their labels, and says where these are not as given out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.layouts import Sheet
from tasks.staging.cells import (
    LABEL_INDEX,
    VALUE_INDEX,
    Rows,
    address,
    bare,
    cell_text,
    is_blank,
    is_same,
)
from tasks.staging.notebook import Notebook

MOST_COLUMNS = MOST_ROWS = 100
HEAD_ABOVE = 2
UNCERTAIN = -1


@dataclass(frozen=True)
class Labels:
    """Where the labels of a record stand: their column, that of the values, and their rows.

    `rows` has the row of each field whose label was found once, `twice` of the others.
    """

    label: int
    value: int
    rows: Mapping[str, int]
    twice: Mapping[str, Sequence[int]]

    def cell(self, name: str) -> str:
        """Return the address of a value."""
        return address(self.value, self.rows[name])


def find_labels(sheet: Sheet, rows: Rows, notes: Notebook) -> Labels | None:
    """Return where the values of a record stand; None if that is not certain."""
    found = labels_in(sheet, rows, notes.value_header)
    if found is None:
        place = address(LABEL_INDEX, sheet.first_row)
        notes.issue(sheet.title, place, "labels_moved", row=sheet.first_row)
        return None
    written_over = _report_missing(sheet, rows, found, notes)
    for name, places in found.twice.items():
        title = sheet.by_name[name].title
        place = address(found.label, places[1])
        notes.issue(sheet.title, place, "label_twice", title, title=title)
    if any(found.cell(name) != sheet.cells[name] for name in found.rows):
        first = min(found.rows.values())
        notes.remark(sheet, address(found.label, first), "labels_elsewhere")
    _note_further(sheet, rows, found, written_over, notes)
    return found


def labels_in(
    sheet: Sheet, rows: Rows, value_header: str, *, needs_header: bool = False
) -> Labels | None:
    """Return where the labels of a record stand; None unless most of them are in one column.

    `value_header` is the header over the values; without it these are where they were given
    out, unless it `needs_header`.
    """
    columns: dict[int, dict[str, list[int]]] = {}
    names = {bare(field.title): field.name for field in sheet.fields}
    for row, cells in enumerate(rows[:MOST_ROWS], 1):
        for index, cell in enumerate(cells[:MOST_COLUMNS]):
            name = None if is_blank(cell) else names.get(bare(cell))
            if name is not None:
                columns.setdefault(index, {}).setdefault(name, []).append(row)
    order = sorted(columns, key=lambda index: (-len(columns[index]), abs(index - LABEL_INDEX)))
    if not order or len(columns[order[0]]) * 2 <= len(names):
        return None
    label = order[0]
    once = {name: places[0] for name, places in columns[label].items() if len(places) == 1}
    twice = {name: places for name, places in columns[label].items() if len(places) > 1}
    if not once:
        return None
    value = _value_column(rows, label, min(once.values()), value_header)
    if value is None and label == LABEL_INDEX and not needs_header:
        value = VALUE_INDEX
    if value is None or value == UNCERTAIN:
        return None
    return Labels(label, value, once, twice)


def _value_column(rows: Rows, label: int, first: int, value_header: str) -> int | None:
    """Return the one column right of the labels whose header is that of the values."""
    for row in range(first - 1, max(0, first - 1 - HEAD_ABOVE), -1):
        cells = rows[row - 1]
        right = range(label + 1, len(cells))
        found = [index for index in right if is_same(value_header, cells[index])]
        if found:
            return found[0] if len(found) == 1 else UNCERTAIN
    return None


def _report_missing(sheet: Sheet, rows: Rows, found: Labels, notes: Notebook) -> set[int]:
    """Report the labels that were not found; return the rows where they were written over."""
    given = {field.name: sheet.first_row + offset for offset, field in enumerate(sheet.fields)}
    in_place = any(given[name] == row for name, row in found.rows.items())
    taken = {*found.rows.values(), *(row for places in found.twice.values() for row in places)}
    written_over = set()
    for name, row in given.items():
        if name in found.rows or name in found.twice:
            continue
        title = sheet.by_name[name].title
        text = cell_text(rows, row, found.label)
        if in_place and row not in taken:
            written_over.add(row)
            place = address(found.label, row)
            notes.issue(sheet.title, place, "label_changed", text, title=title)
        else:
            place = address(found.label, min(taken))
            notes.issue(sheet.title, place, "label_missing", title=title)
    return written_over


def _note_further(
    sheet: Sheet, rows: Rows, found: Labels, written_over: set[int], notes: Notebook
) -> None:
    """Say which rows are not of the form and are not read."""
    known = {bare(field.title) for field in sheet.fields}
    for row in range(min(found.rows.values()), min(len(rows), MOST_ROWS) + 1):
        text = cell_text(rows, row, found.label)
        value = cell_text(rows, row, found.value)
        if row in written_over or is_blank(text) or is_blank(value) or bare(text) in known:
            continue
        notes.remark(sheet, address(found.label, row), "row_further", title=text)
