"""Reads one sheet by its layout: a record, given rows, or a list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from tasks.layouts import RECORD_VALUE_COLUMN, Field, Sheet, column_letter
from tasks.spelling import heading
from tasks.staging.columns import Reader, typed
from tasks.staging.heads import Head, cell_text, find_head, trusted_labels

VALUE_INDEX = ord(RECORD_VALUE_COLUMN) - ord("A")
ADDRESS = re.compile(r"([A-Z]+)(\d+)")

Rows = Sequence[Sequence[object]]


@dataclass(frozen=True)
class ReadSheet:
    """The typed table of one sheet, the cell or column of each field, and how many rows it had."""

    frame: pd.DataFrame
    cells: Mapping[str, str]
    rows_read: int


def empty_sheet(sheet: Sheet) -> ReadSheet:
    """Return a table without rows, for a sheet that is missing or cannot be trusted."""
    return ReadSheet(_frame(sheet, {}, []), sheet.cells, 0)


def read_sheet(rows: Rows, reader: Reader, unresolved: Mapping[str, str]) -> ReadSheet:
    """Return the table of one sheet; what is odd is noted by the reader.

    `unresolved` gives the cells that hold a formula or an error but no value.
    """
    sheet = reader.sheet
    if sheet.kind == "record":
        return _read_record(rows, reader, unresolved)
    head = find_head(sheet, rows, reader.notes)
    if head is None:
        return empty_sheet(sheet)
    _report_unresolved(reader, head, unresolved)
    if sheet.kind == "rows":
        return _read_rows(rows, head, reader)
    return _read_list(rows, head, reader, unresolved)


def _read_record(rows: Rows, reader: Reader, unresolved: Mapping[str, str]) -> ReadSheet:
    sheet = reader.sheet
    trusted = trusted_labels(sheet, rows, reader.notes)
    values = {}
    for offset, field in enumerate(sheet.fields):
        if not field.is_staged:
            continue
        address = sheet.cells[field.name]
        if address in unresolved and field.name in trusted:
            _report_one(reader, address, unresolved[address], field)
        raw = cell_text(rows, sheet.first_row + offset, VALUE_INDEX)
        cell = raw if field.name in trusted else ""
        values[field.name] = reader.read(field, [cell], partial(_always, address), [None])
    return ReadSheet(_frame(sheet, values, [None]), sheet.cells, 1 if trusted else 0)


def _always(address: str, _position: int) -> str:
    """Return the one address of a field of a record."""
    return address


def _read_rows(rows: Rows, head: Head, reader: Reader) -> ReadSheet:
    sheet = reader.sheet
    assert sheet.key is not None
    numbers = _key_rows(rows, head, reader)
    codes = list(reader.codes[sheet.key.codes].codes)
    places = [numbers.get(code) for code in codes]
    values = {sheet.key.name: typed(codes, "code")}
    for field in sheet.fields:
        if field.is_staged:
            index = head.columns.get(field.name)
            cells = [
                "" if row is None or index is None else cell_text(rows, row, index)
                for row in places
            ]
            values[field.name] = _column(reader, field, cells, index, places)
    return ReadSheet(_frame(sheet, values, places), _letters(sheet, head), len(numbers))


def _key_rows(rows: Rows, head: Head, reader: Reader) -> Mapping[str, int]:
    """Return the row of each code that the first column names."""
    sheet = reader.sheet
    assert sheet.key is not None
    codes = reader.codes[sheet.key.codes]
    titles = {heading(text): code for text, code in codes.readings.items()}
    found: dict[str, int] = {}
    for row in range(head.first_row, len(rows) + 1):
        label = cell_text(rows, row, 0)
        code = titles.get(heading(label))
        if code in found:
            reader.notes.issue(sheet.title, f"A{row}", "key_twice", label, title=label)
        elif code is not None:
            found[code] = row
        elif _has_values(rows[row - 1], head, sheet):
            reader.notes.issue(sheet.title, f"A{row}", "key_unknown", label, row=row)
    for number, code in enumerate(codes.codes):
        if code not in found:
            place = f"A{head.first_row + number}"
            reader.notes.issue(sheet.title, place, "key_missing", title=codes.title(code))
    return found


def _has_values(row: Sequence[object], head: Head, sheet: Sheet) -> bool:
    staged = (
        head.columns[field.name]
        for field in sheet.fields
        if field.is_staged and field.name in head.columns
    )
    return any(index < len(row) and not is_blank(row[index]) for index in staged)


def _read_list(rows: Rows, head: Head, reader: Reader, unresolved: Mapping[str, str]) -> ReadSheet:
    sheet = reader.sheet
    indexes = sorted(head.columns.values())
    width = indexes[-1] + 1
    held = {int(match[2]) for cell in unresolved if (match := ADDRESS.fullmatch(cell))}
    numbers = [
        number
        for number, row in enumerate(rows[head.row :], head.first_row)
        if any(cell != "" and not is_blank(cell) for cell in row[:width]) or number in held
    ]
    if not numbers and not sheet.may_be_empty:
        reader.notes.issue(sheet.title, f"A{head.first_row}", "list_empty")
    kept = [rows[number - 1] for number in numbers]
    values = {}
    for field in sheet.fields:
        if field.is_staged:
            index = head.columns.get(field.name)
            cells = [""] * len(kept) if index is None else _cells(kept, index)
            values[field.name] = _column(reader, field, cells, index, numbers)
    return ReadSheet(_frame(sheet, values, numbers), _letters(sheet, head), len(numbers))


def _cells(rows: Rows, index: int) -> list[object]:
    try:
        return [row[index] for row in rows]
    except IndexError:
        return [row[index] if index < len(row) else "" for row in rows]


def _column(
    reader: Reader,
    field: Field,
    cells: Sequence[object],
    index: int | None,
    numbers: Sequence[int | None],
) -> pd.api.extensions.ExtensionArray:
    letter = column_letter(index + 1) if index is not None else "A"
    return reader.read(field, cells, lambda position: f"{letter}{numbers[position]}", numbers)


def _letters(sheet: Sheet, head: Head) -> Mapping[str, str]:
    """Return the column of each field; a column that is not there is pointed to by A."""
    names = ([sheet.key.name] if sheet.key else []) + list(sheet.by_name)
    return {
        name: column_letter(head.columns[name] + 1) if name in head.columns else "A"
        for name in names
    }


def _frame(sheet: Sheet, values: Mapping[str, object], rows: Sequence[int | None]) -> pd.DataFrame:
    """Return the table: the columns of the layout in their order, and `_row`."""
    data = {}
    for name in sheet.columns:
        field = sheet.by_name.get(name)
        kind = field.type if field else "code"
        data[name] = values[name] if name in values else typed([], kind)
    data["_row"] = pd.array(rows, dtype="Int64")
    return pd.DataFrame(data)


def is_blank(cell: object) -> bool:
    """Tell whether nothing, or nothing but spaces, stands in a cell."""
    return isinstance(cell, str) and not cell.strip()


def _report_unresolved(reader: Reader, head: Head, unresolved: Mapping[str, str]) -> None:
    fields = {
        column_letter(head.columns[field.name] + 1): field
        for field in reader.sheet.fields
        if field.is_staged and field.name in head.columns
    }
    for cell, text in unresolved.items():
        match = ADDRESS.fullmatch(cell)
        if match and match[1] in fields and int(match[2]) >= head.first_row:
            _report_one(reader, cell, text, fields[match[1]])


def _report_one(reader: Reader, cell: str, text: str, field: Field) -> None:
    problem = "formula" if text.startswith("=") else "error_value"
    reader.notes.misunderstood(reader.sheet, cell, field, problem, text)
