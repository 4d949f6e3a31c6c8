"""Tells the rows of a sheet that hold no values of their own: totals and repeated headers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tasks.layouts import Field
from tasks.long_sheets import Column, columns_of, contents_of, part_of, places_of
from tasks.spelling import heading
from tasks.staging.cells import Rows, address, cell_text, is_blank
from tasks.staging.columns import Reader
from tasks.staging.heads import Head
from tasks.staging.values import parse

MOST_RANGES = 10
ADDRESS = re.compile(r"([A-Z]+)(\d+)")


@dataclass(frozen=True)
class Table:
    """The rows of one sheet under its head, read by `reader`."""

    rows: Rows
    head: Head
    reader: Reader

    @cached_property
    def columns(self) -> Sequence[Column]:
        """Return the columns of the sheet from A."""
        return columns_of(self.rows)

    def part(self, index: int | None, places: Sequence[int]) -> Column:
        """Return the cells of one column at some places, 0 being the first row."""
        if index is None or index >= len(self.columns):
            return [""] * len(places)
        return part_of(self.columns[index], places)

    def filled_rows(self, held: Collection[int]) -> list[int]:
        """Return the rows under the head that hold anything in its columns, or are `held`."""
        rows = range(self.head.first_row, len(self.rows) + 1)
        empty = set(rows).difference(held)
        for column in self.columns[: self.head.width]:
            empty &= _rows_with(column, filter(is_blank, contents_of(column)))
            if not empty:
                break
        return _without(rows, empty)

    def has_values(self, row: int) -> bool:
        """Tell whether a column of the form holds anything in a row."""
        cells = self.rows[row - 1]
        return any(
            index < len(cells) and not is_blank(cells[index]) for index in self._staged.values()
        )

    @property
    def _staged(self) -> Mapping[str, int]:
        columns = self.head.columns
        return {
            field.name: columns[field.name]
            for field in self.reader.sheet.fields
            if field.is_staged and field.name in columns
        }

    def first_cell(self, row: int) -> tuple[int, object]:
        """Return index and content of the first cell of a row that is not blank."""
        for index, cell in enumerate(self.rows[row - 1]):
            if cell != "" and not is_blank(cell):
                return index, cell
        return 0, ""

    def totals_of(self, rows: Sequence[int]) -> list[int]:
        """Return the rows of some that begin with a word for a total."""
        found: list[int] = []
        left = set(rows)
        for column in self.columns:
            texts = {each for each in contents_of(column) if isinstance(each, str)}
            blank = set(filter(is_blank, texts))
            totals = {text for text in texts - blank if self._is_total(text)}
            found += left & _rows_with(column, totals)
            left &= _rows_with(column, blank)
            if not left:
                break
        return sorted(found)

    def names_total(self, row: int) -> bool:
        """Tell whether a row begins with a word for a total."""
        _, cell = self.first_cell(row)
        return isinstance(cell, str) and self._is_total(cell)

    def _is_total(self, text: str) -> bool:
        known = self._totals
        if text not in known:
            known[text] = heading(text) in self.reader.notes.totals
        return known[text]

    @cached_property
    def _totals(self) -> dict[str, bool]:
        """Return what was found of texts, most of which begin many rows."""
        return {}

    def repeated_heads(self, rows: Sequence[int]) -> list[int]:
        """Return the rows of some that have the texts of the header once more."""
        first = min(self.head.columns.values())
        column = self.columns[first] if first < len(self.columns) else ()
        likely = _rows_with(column, self._first_titles.intersection(contents_of(column)))
        return [row for row in sorted(likely.intersection(rows)) if self.repeats_head(row)]

    def repeats_head(self, row: int) -> bool:
        """Tell whether a row has the texts of the header once more."""
        head = self.head
        first = min(head.columns.values())
        cell = cell_text(self.rows, row, first)
        if not isinstance(cell, str) or cell not in self._first_titles or is_blank(cell):
            return False
        return any(
            cell == cell_text(self.rows, line, first)
            and all(
                heading(cell_text(self.rows, row, index))
                == heading(cell_text(self.rows, line, index))
                for index in head.columns.values()
            )
            for line in range(head.top, head.row + 1)
        )

    @cached_property
    def _first_titles(self) -> frozenset[object]:
        """Return what the first column has in the header."""
        first = min(self.head.columns.values())
        lines = range(self.head.top, self.head.row + 1)
        return frozenset(cell_text(self.rows, line, first) for line in lines)

    def differing_totals(
        self, row: int, rows: Iterable[int]
    ) -> tuple[int, list[tuple[Field, float, float]]]:
        """Return how many columns of a row of totals could be added up, and which differ."""
        places = [row - 1 for row in rows]
        checked = 0
        differing = []
        for field in self.reader.sheet.fields:
            index = self._staged.get(field.name)
            if index is None or field.type != "count":
                continue
            total = self._number(field, cell_text(self.rows, row, index))
            if total is None:
                continue
            checked += 1
            added = sum(self._number(field, cell) or 0 for cell in self.part(index, places))
            if added != total:
                differing.append((field, total, added))
        return checked, differing

    def _number(self, field: Field, cell: object) -> float | None:
        value = parse(cell, field, self.reader.codes).value
        return value if isinstance(value, (int, float)) else None

    def accept_total(self, row: int, rows: Iterable[int]) -> None:
        """Note a row of totals, which is not read, and every sum that is not that of the rows."""
        notes, sheet = self.reader.notes, self.reader.sheet
        index, cell = self.first_cell(row)
        notes.remark(sheet, address(index, row), "totals_row", title=cell)
        _, differing = self.differing_totals(row, rows)
        for field, total, added in differing:
            place = address(self.head.columns[field.name], row)
            parts = {"title": field.title, "total": f"{total:g}", "sum": f"{added:g}"}
            notes.issue(sheet.title, place, "total_differs", total, **parts)


def list_rows(table: Table, numbers: Sequence[int]) -> list[int]:
    """Return the rows of a list that hold values of their own, of those that hold anything.

    A row of totals at the end is noted, and at the beginning if it adds up; one elsewhere
    is an issue.
    """
    repeated = table.repeated_heads(numbers)
    kept = _without(numbers, repeated)
    totals = table.totals_of(kept)
    own = _without(kept, totals)
    _note_repeated(table, repeated)
    for row in totals:
        at_the_end = not own or row > own[-1]
        if at_the_end or (row < own[0] and _adds_up(table, row, own)):
            table.accept_total(row, own)
        else:
            index, cell = table.first_cell(row)
            notes, sheet = table.reader.notes, table.reader.sheet
            parts = {"row": row, "one_row_is": sheet.one_row_is}
            notes.issue(sheet.title, address(index, row), "total_between", cell, **parts)
    return own


def _rows_with(column: Column, contents: Iterable[object]) -> set[int]:
    """Return the rows in which a column has one of some contents."""
    wanted = set(contents)
    return {place + 1 for place in places_of(column, wanted)} if wanted else set()


def _without(rows: Sequence[int], others: Collection[int]) -> list[int]:
    left_out = set(others)
    return [row for row in rows if row not in left_out] if left_out else list(rows)


def _adds_up(table: Table, row: int, rows: Sequence[int]) -> bool:
    checked, differing = table.differing_totals(row, rows)
    return bool(checked) and not differing


def _note_repeated(table: Table, rows: Sequence[int]) -> None:
    if rows:
        index = min(table.head.columns.values())
        sheet = table.reader.sheet
        parts = {"rows": ranges(rows)}
        table.reader.notes.remark(sheet, address(index, rows[0]), "head_repeated", **parts)


def ranges(rows: Iterable[int]) -> str:
    """Return row numbers as people write them, such as 7—9、12; a long list is cut."""
    found: list[list[int]] = []
    for row in sorted(rows):
        if found and row == found[-1][1] + 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    texts = [str(first) if first == last else f"{first}—{last}" for first, last in found]
    more = "……" if len(texts) > MOST_RANGES else ""
    return "、".join(texts[:MOST_RANGES]) + more
