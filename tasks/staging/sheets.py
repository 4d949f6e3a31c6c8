"""Reads one sheet by its layout: a record, given rows, or a list."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from tasks.layouts import Field, Sheet, column_letter
from tasks.spelling import heading
from tasks.staging.cells import Rows, address, cell_text, is_blank
from tasks.staging.columns import Reader, typed
from tasks.staging.heads import Head, find_head
from tasks.staging.left_out import ADDRESS, Table, list_rows, ranges
from tasks.staging.records import Labels, find_labels


@dataclass(frozen=True)
class Beside:
    """What a sheet has beside its cells.

    `unresolved` gives the cells that hold a formula or an error but no value, `hidden_rows`
    the rows that nobody sees.
    """

    unresolved: Mapping[str, str]
    hidden_rows: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ReadSheet:
    """The typed table of one sheet, the cell or column of each field, and how many rows it had."""

    frame: pd.DataFrame
    cells: Mapping[str, str]
    rows_read: int


def empty_sheet(sheet: Sheet) -> ReadSheet:
    """Return a table without rows, for a sheet that is missing or cannot be trusted."""
    return ReadSheet(_frame(sheet, {}, []), sheet.cells, 0)


def read_sheet(rows: Rows, reader: Reader, beside: Beside) -> ReadSheet:
    """Return the table of one sheet; what is odd is noted by the reader."""
    if reader.sheet.kind == "record":
        return _read_record(rows, reader, beside)
    head = find_head(reader.sheet, rows, reader.notes)
    if head is None:
        return empty_sheet(reader.sheet)
    read = _read_rows if reader.sheet.kind == "rows" else _read_list
    return read(Table(rows, head, reader), beside)


def _read_record(rows: Rows, reader: Reader, beside: Beside) -> ReadSheet:
    sheet = reader.sheet
    labels = find_labels(sheet, rows, reader.notes)
    places = dict(sheet.cells)
    if labels:
        places |= {name: labels.cell(name) for name in labels.rows}
    values = {}
    for field in sheet.fields:
        if not field.is_staged:
            continue
        place = places[field.name]
        row = labels.rows.get(field.name) if labels else None
        if row is not None and place in beside.unresolved:
            _report_one(reader, place, beside.unresolved[place], field)
        cell = cell_text(rows, row, labels.value) if labels and row is not None else ""
        values[field.name] = reader.read(field, [cell], partial(_always, place), [None])
    if labels:
        _note_hidden(reader, labels.label, _filled(rows, labels), beside)
    return ReadSheet(_frame(sheet, values, [None]), places, 1 if labels else 0)


def _filled(rows: Rows, labels: Labels) -> list[int]:
    """Return the rows of a record that hold a value."""
    return [row for row in labels.rows.values() if not is_blank(cell_text(rows, row, labels.value))]


def _always(address: str, _position: int) -> str:
    """Return the one address of a field of a record."""
    return address


def _read_rows(table: Table, beside: Beside) -> ReadSheet:
    reader, head = table.reader, table.head
    sheet = reader.sheet
    assert sheet.key is not None
    numbers, left_out = _key_rows(table)
    _report_unresolved(table, beside.unresolved, left_out)
    codes = list(reader.codes[sheet.key.codes].codes)
    places = [numbers.get(code) for code in codes]
    values = {sheet.key.name: typed(codes, "code")}
    for field in sheet.fields:
        if field.is_staged:
            index = head.columns.get(field.name)
            cells = [
                "" if row is None or index is None else cell_text(table.rows, row, index)
                for row in places
            ]
            values[field.name] = _column(reader, field, cells, index, places)
    filled = [row for row in numbers.values() if table.has_values(row)]
    _note_hidden(reader, head.columns[sheet.key.name], filled, beside)
    return ReadSheet(_frame(sheet, values, places), _letters(sheet, head), len(numbers))


def _key_rows(table: Table) -> tuple[Mapping[str, int], set[int]]:
    """Return the row of each code that the key's column names, and the rows of totals."""
    reader, head = table.reader, table.head
    sheet = reader.sheet
    assert sheet.key is not None
    codes = reader.codes[sheet.key.codes]
    titles = {heading(text): code for text, code in codes.readings.items()}
    index = head.columns[sheet.key.name]
    found: dict[str, int] = {}
    unknown = []
    for row in range(head.first_row, len(table.rows) + 1):
        label = cell_text(table.rows, row, index)
        code = titles.get(heading(label))
        if code in found:
            reader.notes.issue(sheet.title, address(index, row), "key_twice", label, title=label)
        elif code is not None:
            found[code] = row
        elif table.has_values(row) or table.names_total(row):
            unknown.append(row)
    left_out = _report_unknown(table, unknown, found, is_whole=len(found) == len(codes.codes))
    for number, code in enumerate(codes.codes):
        if code not in found:
            place = address(index, head.first_row + number)
            reader.notes.issue(sheet.title, place, "key_missing", title=codes.title(code))
    return found, left_out


def _report_unknown(
    table: Table, rows: Sequence[int], found: Mapping[str, int], *, is_whole: bool
) -> set[int]:
    """Report the rows that are not of the form; return those that are totals of all others."""
    sheet = table.reader.sheet
    assert sheet.key is not None
    index = table.head.columns[sheet.key.name]
    known = list(found.values())
    left_out = set()
    for row in rows:
        outside = is_whole and not min(known) < row < max(known)
        if outside and table.names_total(row):
            table.accept_total(row, known)
            left_out.add(row)
        elif table.has_values(row) and not table.repeats_head(row):
            label = cell_text(table.rows, row, index)
            place = address(index, row)
            table.reader.notes.issue(sheet.title, place, "key_unknown", label, row=row)
    return left_out


def _read_list(table: Table, beside: Beside) -> ReadSheet:
    reader, head = table.reader, table.head
    sheet = reader.sheet
    held = {int(match[2]) for cell in beside.unresolved if (match := ADDRESS.fullmatch(cell))}
    filled = table.filled_rows(held)
    numbers = list_rows(table, filled)
    _report_unresolved(table, beside.unresolved, set(filled) - set(numbers))
    if not numbers and not sheet.may_be_empty:
        reader.notes.issue(sheet.title, f"A{head.first_row}", "list_empty")
    places = [number - 1 for number in numbers]
    values = {}
    for field in sheet.fields:
        if field.is_staged:
            index = head.columns.get(field.name)
            cells = table.part(index, places)
            values[field.name] = _column(reader, field, cells, index, numbers)
    _note_hidden(reader, min(head.columns.values()), numbers, beside)
    return ReadSheet(_frame(sheet, values, numbers), _letters(sheet, head), len(numbers))


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


def _note_hidden(reader: Reader, index: int, rows: Collection[int], beside: Beside) -> None:
    """Say that rows which nobody sees were read like all others."""
    hidden = beside.hidden_rows.intersection(rows)
    if hidden:
        parts = {"rows": ranges(hidden), "count": len(hidden)}
        reader.notes.remark(reader.sheet, address(index, min(hidden)), "hidden_rows", **parts)


def _report_unresolved(
    table: Table, unresolved: Mapping[str, str], left_out: Collection[int]
) -> None:
    reader, head = table.reader, table.head
    fields = {
        column_letter(head.columns[field.name] + 1): field
        for field in reader.sheet.fields
        if field.is_staged and field.name in head.columns
    }
    for cell, text in unresolved.items():
        match = ADDRESS.fullmatch(cell)
        if not match or match[1] not in fields or int(match[2]) in left_out:
            continue
        if int(match[2]) >= head.first_row:
            _report_one(reader, cell, text, fields[match[1]])


def _report_one(reader: Reader, cell: str, text: str, field: Field) -> None:
    problem = "formula" if text.startswith("=") else "error_value"
    reader.notes.misunderstood(reader.sheet, cell, field, problem, text)
