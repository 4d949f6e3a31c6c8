"""Workbooks that the program writes: how a plain sheet looks, and the same bytes every time."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

ZIP_DATE = (1980, 1, 1, 0, 0, 0)
CORE_DATE = "2000-01-01T00:00:00Z"
CORE = "docProps/core.xml"

LINE = Side(style="thin", color="999999")
BORDER = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
HEAD_FILL = PatternFill("solid", fgColor="DDE7F0")
TITLE_SIZE, TEXT_SIZE = 16, 10
LINE_HEIGHT = 14.0
WIDE_FROM = 0x2000
"""From here on a character is as wide as two Latin ones."""


def workbook_bytes(workbook: Workbook, *, has_formulas: bool = False) -> bytes:
    """Return the xlsx file of `workbook`, without the moment it was made.

    Unless its writer computes something in it, no text is taken for a formula, whoever
    typed it.
    """
    if not has_formulas:
        for sheet in workbook.worksheets:
            for cell in sheet._cells.values():
                as_text(cell)
    workbook.properties.creator = ""
    workbook.properties.created = datetime.datetime(2000, 1, 1)
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as package:
        ExcelWriter(workbook, package).save()
    return _dated(plain)


def merge(
    sheet: Worksheet, first: tuple[int, int], last: tuple[int, int], known: dict[Any, Any]
) -> None:
    """Merge the cells from `first` to `last`, each a row and a column.

    `known` has how such cells looked afterwards, by how they looked before: to find that out
    anew takes most of the time. It is for one workbook.
    """
    cells = sheet._cells
    before = tuple(tuple(cells[at]._style) if at in cells else () for at in (first, last))
    shape = (last[0] - first[0], last[1] - first[1])
    places = [
        (row, column)
        for row in range(first[0], last[0] + 1)
        for column in range(first[1], last[1] + 1)
    ]
    key = (before, shape)
    if key not in known:
        sheet.merge_cells(
            start_row=first[0], start_column=first[1], end_row=last[0], end_column=last[1]
        )
        known[key] = [copy(cells[place]._style) for place in places]
        return
    sheet.merged_cells.add(CellRange(None, first[1], first[0], last[1], last[0]))
    for place in places[1:]:
        cells[place] = MergedCell(sheet, *place)
    for place, look in zip(places, known[key], strict=True):
        cells[place]._style = copy(look)


def as_text(cell: Any) -> None:
    """Let a cell show what stands in it, even where it begins as a formula does."""
    if cell.data_type == "f":
        cell.data_type = "s"


def _dated(package: io.BytesIO) -> bytes:
    """Return the package with one fixed date for every part and in its core properties."""
    fixed = io.BytesIO()
    with (
        zipfile.ZipFile(package) as parts,
        zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as written,
    ):
        for name in parts.namelist():
            content = parts.read(name)
            if name == CORE:
                content = re.sub(
                    rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + CORE_DATE.encode(), content
                )
            part = zipfile.ZipInfo(name, ZIP_DATE)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            written.writestr(part, content)
    return fixed.getvalue()


@dataclass(frozen=True)
class Page:
    """One sheet with a title, a head and lines of text and numbers."""

    sheet: Worksheet
    words: Mapping[str, Any]
    looks: dict[tuple[bool, bool], StyleArray] = field(default_factory=dict)
    """How cells look that were dressed before: dressing a cell anew takes most of the time."""

    def title(self, text: str, columns: int) -> None:
        """Write the title into the first row."""
        cell = self.sheet.cell(1, 1, text)
        cell.font = Font(name=self.words["head_font"], size=TITLE_SIZE)
        cell.alignment = Alignment(vertical="center")
        self.sheet.row_dimensions[1].height = TITLE_SIZE * 2
        if columns > 1:
            self.sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=columns)

    def table(
        self, columns: Mapping[str, int], lines: Iterable[Sequence[object]], empty: str = ""
    ) -> None:
        """Write a table; `columns` gives the width by the name of the head."""
        for number, (name, width) in enumerate(columns.items(), 1):
            cell = self.sheet.cell(2, number, self.words["columns"][name])
            cell.font = Font(name=self.words["head_font"], size=TEXT_SIZE)
            cell.fill, cell.border = HEAD_FILL, BORDER
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            self.sheet.column_dimensions[get_column_letter(number)].width = width
        found = list(lines)
        for row, line in enumerate(found, 3):
            self._line(row, line, list(columns.values()))
        if not found and empty:
            self._line(3, [empty], [sum(columns.values())], has_border=False)
        self._set_up()

    def lines(self, texts: Iterable[str], width: int) -> None:
        """Write one text below the other, under the title."""
        self.sheet.column_dimensions["A"].width = width
        for row, text in enumerate(texts, 2):
            self._line(row, [text], [width], has_border=False)
        self._set_up()

    def _line(
        self, row: int, line: Sequence[object], widths: Sequence[int], has_border: bool = True
    ) -> None:
        for column, value in enumerate(line, 1):
            cell = self.sheet.cell(row, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
            self._dress(cell, wraps=has_border or len(line) == 1, has_border=has_border)
        rows = [_rows(value, width) for value, width in zip(line, widths, strict=True)]
        self.sheet.row_dimensions[row].height = LINE_HEIGHT * max(rows)

    def _dress(self, cell: Cell, *, wraps: bool, has_border: bool) -> None:
        look = (wraps, has_border)
        if look not in self.looks:
            cell.font = Font(name=self.words["font"], size=TEXT_SIZE)
            cell.alignment = Alignment(vertical="center", wrap_text=wraps)
            if has_border:
                cell.border = BORDER
            self.looks[look] = copy(cell._style)
        cell._style = copy(self.looks[look])

    def _set_up(self) -> None:
        self.sheet.freeze_panes = "A3"
        self.sheet.print_title_rows = "1:2"
        self.sheet.page_setup.orientation = "landscape"
        self.sheet.page_setup.paperSize = self.sheet.PAPERSIZE_A4
        self.sheet.page_setup.fitToHeight = 0
        self.sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _rows(value: object, width: int) -> int:
    """Return how many rows a text takes in a column of some width."""
    return sum(-(-_width(part) // max(width - 2, 1)) or 1 for part in str(value).split("\n"))


def _width(text: str) -> int:
    return sum(1 if ord(letter) < WIDE_FROM else 2 for letter in text)
