"""How the checking workbook looks: fonts, heads, borders, widths, pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from tasks.delivery.check_numbers import Numbers
from tasks.worksheets import as_text, merge

LINE = Side(style="thin", color="999999")
BORDER = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
HEAD_FILL = PatternFill("solid", fgColor="DDE7F0")
RESULT_FILL = PatternFill("solid", fgColor="F3F6E8")
WIDE_FROM = 0x2E80
"""From here on a character is as wide as two Latin ones."""

WIDE = re.compile(f"[^\0-{chr(WIDE_FROM - 1)}]")

LINE_HEIGHT = 14.0
TALL_LINES = 2
PAGE_SCALE = 65
SIDE_MARGIN_INCHES = 0.4
TITLE_SIZE, HEAD_SIZE, TEXT_SIZE = 16, 10, 10


class Fonts:
    """The fonts of the workbook, by what is written in them."""

    def __init__(self, font: str, head_font: str) -> None:
        self.text = Font(name=font, size=TEXT_SIZE)
        self.strong = Font(name=font, size=TEXT_SIZE, bold=True)
        self.head = Font(name=head_font, size=HEAD_SIZE)
        self.title = Font(name=head_font, size=TITLE_SIZE)


@dataclass(frozen=True)
class Look:
    """How a cell is dressed."""

    is_head: bool = False
    strong: bool = False
    is_result: bool = False
    wraps: bool = False
    horizontal: str | None = None
    form: str = "General"


@dataclass(frozen=True)
class Page:
    """One sheet, and all that its cells are written from."""

    sheet: Worksheet
    numbers: Numbers
    words: Mapping[str, Any]
    fonts: Fonts
    places: dict[str, str] = field(default_factory=dict)
    """Where each fact stands in the workbook, by its id; shared by all sheets."""
    beside: set[str] = field(default_factory=set)
    """The facts that only stand here because a formula needs them; they are not compared."""
    looks: dict[Any, Any] = field(default_factory=dict)
    """How cells look that were dressed before: dressing a cell anew takes most of the time."""

    def place(self, fact: str, cell: Cell) -> None:
        """Remember that a fact stands in a cell of this sheet."""
        self.places[fact] = f"'{self.sheet.title}'!{cell.coordinate}"

    def where(self, fact: str) -> str:
        """Return the cells a fact came from, in words; nothing if it came from none."""
        words = self.words
        joins = (words["one_source"], words["cell_join"], words["source_join"])
        return self.numbers.where(fact, *joins)

    def title(self, text: str, columns: int) -> None:
        """Write the title of a sheet into its first row."""
        cell = self.sheet.cell(1, 1, text)
        as_text(cell)
        cell.font = self.fonts.title
        cell.alignment = Alignment(vertical="center")
        self.sheet.row_dimensions[1].height = TITLE_SIZE * 2
        if columns > 1:
            self.sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=columns)

    def head(self, row: int, column: int, text: str, columns: int = 1) -> None:
        """Write a head, over several columns where asked."""
        cell = self.sheet.cell(row, column, text)
        as_text(cell)
        self._dress(cell, Look(is_head=True, horizontal="center", wraps=True))
        if columns > 1:
            self.merge((row, column), (row, column + columns - 1))

    def merge(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Merge the cells from `first` to `last`, each a row and a column."""
        merge(self.sheet, first, last, self.looks)

    def _dress(self, cell: Cell, look: Look) -> None:
        """Give a cell its font, border, colour and alignment."""
        if look in self.looks:
            cell._style = copy(self.looks[look])
            return
        fonts = self.fonts
        cell.font = fonts.head if look.is_head else fonts.strong if look.strong else fonts.text
        cell.border, cell.number_format = BORDER, look.form
        cell.alignment = Alignment(
            horizontal=look.horizontal, vertical="center", wrap_text=look.wraps or None
        )
        if look.is_head:
            cell.fill = HEAD_FILL
        elif look.is_result:
            cell.fill = RESULT_FILL
        self.looks[look] = copy(cell._style)

    def tall_head(self, row: int, column: int, text: str) -> None:
        """Write a head over two rows."""
        self.head(row, column, text)
        self.head(row + 1, column, "")
        self.merge((row, column), (row + 1, column))

    def text(self, row: int, column: int, text: str, strong: bool = False) -> None:
        """Write a text that may take several lines."""
        cell = self.sheet.cell(row, column, text)
        as_text(cell)
        self._dress(cell, Look(strong=strong, wraps=True))

    def number(
        self,
        row: int,
        column: int,
        value: Decimal | str | None,
        form: str,
        is_result: bool = False,
    ) -> Cell:
        """Write a number or a formula; None leaves the cell empty."""
        cell = self.sheet.cell(row, column)
        cell.value = value
        look = Look(strong=is_result, is_result=is_result, horizontal="right", form=form)
        self._dress(cell, look)
        return cell

    def widths(self, widths: Sequence[int]) -> None:
        """Set the width of each column."""
        for number, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width

    def heights(self, first_row: int) -> None:
        """Make every row from `first_row` as high as its longest text needs."""
        widths = [
            _column_width(self.sheet, column) for column in range(1, self.sheet.max_column + 1)
        ]
        for row in self.sheet.iter_rows(min_row=first_row):
            cells = zip(row, widths, strict=True)
            lines = max(-(-_width_of(cell.value) // width) for cell, width in cells)
            self.sheet.row_dimensions[row[0].row].height = LINE_HEIGHT * max(lines, 1)

    def taller(self, rows: Iterable[int]) -> None:
        """Make rows of heads high enough for long titles over narrow columns."""
        for row in rows:
            self.sheet.row_dimensions[row].height = LINE_HEIGHT * TALL_LINES

    def columns_a_page(self, repeated: str, breaks: Sequence[int]) -> None:
        """Print the first columns on every page, and begin pages after the columns `breaks`."""
        self.sheet.sheet_properties.pageSetUpPr.fitToPage = False
        self.sheet.page_setup.scale = PAGE_SCALE
        self.sheet.print_title_cols = repeated
        for column in breaks:
            self.sheet.col_breaks.append(Break(id=column))

    def set_up(self, frozen: str, title_rows: str) -> None:
        """Freeze the heads and print them on every landscape page."""
        self.sheet.freeze_panes = frozen
        self.sheet.print_title_rows = title_rows
        self.sheet.page_setup.orientation = "landscape"
        self.sheet.page_setup.paperSize = self.sheet.PAPERSIZE_A3
        self.sheet.page_setup.fitToHeight = 0
        self.sheet.page_margins.left = self.sheet.page_margins.right = SIDE_MARGIN_INCHES
        self.sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _width_of(value: object) -> int:
    if not isinstance(value, str) or value.startswith("="):
        return 1
    return len(value) + len(WIDE.findall(value))


def _column_width(sheet: Worksheet, column: int) -> int:
    return int(sheet.column_dimensions[get_column_letter(column)].width) - 1


def number_format(places: int) -> str:
    """Return the number format that shows `places` decimals."""
    return "0." + "0" * places if places else "0"


def places_of(printed: str) -> int:
    """Return how many decimals a printed number has."""
    return len(printed.partition(".")[2])
