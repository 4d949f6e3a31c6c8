"""Finds the columns of a sheet by their headers, and says when these are not as given out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.layouts import HEADER_ROWS_SEARCHED, RECORD_LABEL_COLUMN, Sheet, column_letter
from tasks.spelling import heading, without_unit
from tasks.staging.notebook import Notebook, has_pupils

LABEL_INDEX = ord(RECORD_LABEL_COLUMN) - ord("A")

Rows = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Head:
    """Where the values of a sheet stand: its header row, and the index of each column."""

    row: int
    columns: Mapping[str, int]

    @property
    def first_row(self) -> int:
        """Return the first row that holds values."""
        return self.row + 1


def cell_text(rows: Rows, row: int, index: int) -> object:
    """Return what stands in one cell, row 1 being the first; empty text beyond the sheet."""
    if 1 <= row <= len(rows) and index < len(rows[row - 1]):
        return rows[row - 1][index]
    return ""


def find_head(sheet: Sheet, rows: Rows, notes: Notebook) -> Head | None:
    """Return where the columns of a list or of given rows stand; None if that is not certain."""
    if sheet.match == "header":
        return _by_header(sheet, rows, notes)
    return _by_position(sheet, rows, notes)


def _by_header(sheet: Sheet, rows: Rows, notes: Notebook) -> Head | None:
    found = [sheet.headers_in(row) for row in rows[:HEADER_ROWS_SEARCHED]]
    best = max(range(len(found)), key=lambda number: len(found[number]), default=0)
    if not found or not found[best]:
        notes.issue(sheet.title, f"A{sheet.header_row}", "head_missing", row=sheet.header_row)
        return None
    columns = found[best]
    row = best + 1
    for field in sheet.fields:
        needed = field.required and field.is_staged and not field.optional_column
        if needed and field.name not in columns:
            notes.issue(sheet.title, f"A{row}", "column_missing", title=field.title)
    _report_twice(sheet, rows[best], row, notes)
    return Head(row, columns)


def _report_twice(sheet: Sheet, cells: Sequence[object], row: int, notes: Notebook) -> None:
    wanted = {heading(field.title) for field in sheet.fields if field.is_staged}
    seen: set[str] = set()
    for index, cell in enumerate(cells):
        text = heading(cell)
        if text in wanted and text in seen:
            place = f"{column_letter(index + 1)}{row}"
            notes.issue(sheet.title, place, "column_twice", cell, title=cell)
        seen.add(text)


def _by_position(sheet: Sheet, rows: Rows, notes: Notebook) -> Head | None:
    wanted = _wanted(sheet)
    hits = [_hits(wanted, row) for row in rows[:HEADER_ROWS_SEARCHED]]
    here = hits[sheet.header_row - 1] if len(hits) >= sheet.header_row else set()
    if len(here) == len(wanted):
        return Head(sheet.header_row, {name: index for index, name in enumerate(wanted)})
    best = max(range(len(hits)), key=lambda number: len(hits[number]), default=0)
    half = len(wanted) / 2
    if hits and len(hits[best]) > max(half, len(here)):
        parts = {"row": sheet.header_row, "now": best + 1}
        notes.issue(sheet.title, f"A{best + 1}", "head_moved", **parts)
        return None
    if len(here) <= half:
        notes.issue(sheet.title, f"A{sheet.header_row}", "head_missing", row=sheet.header_row)
        return None
    return Head(sheet.header_row, _unchanged(sheet, rows, here, notes))


def _wanted(sheet: Sheet) -> dict[str, str]:
    """Return the header each column must have, by name, in their order."""
    key = {sheet.key.name: sheet.key.title} if sheet.key else {}
    return key | {field.name: field.header for field in sheet.fields}


def _hits(wanted: Mapping[str, str], row: Sequence[object]) -> set[str]:
    """Return the names whose header stands in its own column of `row`."""
    pairs = zip(wanted.items(), row, strict=False)
    return {name for (name, title), cell in pairs if _same(title, cell)}


def _same(title: str, cell: object) -> bool:
    return without_unit(heading(title)) == without_unit(heading(cell))


def _unchanged(sheet: Sheet, rows: Rows, here: set[str], notes: Notebook) -> Mapping[str, int]:
    """Return the columns that may be trusted, and report the others."""
    columns = {}
    for index, (name, title) in enumerate(_wanted(sheet).items()):
        field = sheet.by_name.get(name)
        if name in here:
            columns[name] = index
        elif field is None or field.is_staged:
            found = cell_text(rows, sheet.header_row, index)
            place = f"{column_letter(index + 1)}{sheet.header_row}"
            quote = "" if has_pupils(sheet) else found
            notes.issue(sheet.title, place, "head_changed", quote, title=title)
    return columns


def trusted_labels(sheet: Sheet, rows: Rows, notes: Notebook) -> frozenset[str]:
    """Return the fields of a record whose label stands where it was given out."""
    wrong = {}
    for offset, field in enumerate(sheet.fields):
        row = sheet.first_row + offset
        if not _same(field.title, cell_text(rows, row, LABEL_INDEX)):
            wrong[field.name] = row
    names = frozenset(sheet.by_name)
    if len(wrong) * 2 > len(names):
        place = f"{RECORD_LABEL_COLUMN}{sheet.first_row}"
        notes.issue(sheet.title, place, "labels_moved", row=sheet.first_row)
        return frozenset()
    for name, row in wrong.items():
        found = cell_text(rows, row, LABEL_INDEX)
        title = sheet.by_name[name].title
        notes.issue(sheet.title, f"{RECORD_LABEL_COLUMN}{row}", "label_changed", found, title=title)
    return names - set(wrong)
