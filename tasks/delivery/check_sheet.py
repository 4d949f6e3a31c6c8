"""How the checking workbook looks: fonts, heads, borders, widths, pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from tasks.delivery.check_numbers import Numbers

LINE = Side(style="thin", color="999999")
BORDER = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
HEAD_FILL = PatternFill("solid", fgColor="DDE7F0")
RESULT_FILL = PatternFill("solid", fgColor="F3F6E8")
WIDE_FROM = 0x2E80
"""From here on a character is as wide as two Latin ones."""

LINE_HEIGHT = 14.0
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
class Page:
    """One sheet, and all that its cells are written from."""

    sheet: Worksheet
    numbers: Numbers
    words: Mapping[str, Any]
    fonts: Fonts

    def where(self, fact: str) -> str:
        """Return the cells a fact came from, in words; nothing if it came from none."""
        words = self.words
        joins = (words["one_source"], words["cell_join"], words["source_join"])
        return self.numbers.where(fact, *joins)

    def title(self, text: str, columns: int) -> None:
        """Write the title of a sheet into its first row."""
        cell = self.sheet.cell(1, 1, text)
        cell.font = self.fonts.title
        cell.alignment = Alignment(vertical="center")
        self.sheet.row_dimensions[1].height = TITLE_SIZE * 2
        if columns > 1:
            self.sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=columns)

    def head(self, row: int, column: int, text: str, columns: int = 1) -> None:
        """Write a head, over several columns where asked."""
        cell = self.sheet.cell(row, column, text)
        cell.font, cell.fill, cell.border = self.fonts.head, HEAD_FILL, BORDER
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        if columns > 1:
            end = column + columns - 1
            self.sheet.merge_cells(start_row=row, start_column=column, end_row=row, end_column=end)

    def text(self, row: int, column: int, text: str, strong: bool = False) -> None:
        """Write a text that may take several lines."""
        cell = self.sheet.cell(row, column, text)
        cell.font = self.fonts.strong if strong else self.fonts.text
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        cell.border = BORDER

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
        cell.font = self.fonts.strong if is_result else self.fonts.text
        cell.number_format = form
        cell.border = BORDER
        cell.alignment = Alignment(horizontal="right", vertical="center")
        if is_result:
            cell.fill = RESULT_FILL
        return cell

    def widths(self, widths: Sequence[int]) -> None:
        """Set the width of each column."""
        for number, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width

    def heights(self, first_row: int) -> None:
        """Make every row from `first_row` as high as its longest text needs."""
        for row in self.sheet.iter_rows(min_row=first_row):
            lines = max(
                -(-_width_of(cell.value) // _column_width(self.sheet, cell.column)) for cell in row
            )
            self.sheet.row_dimensions[row[0].row].height = LINE_HEIGHT * max(lines, 1)

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
    return sum(1 if ord(letter) < WIDE_FROM else 2 for letter in value)


def _column_width(sheet: Worksheet, column: int) -> int:
    return int(sheet.column_dimensions[get_column_letter(column)].width) - 1


def number_format(places: int) -> str:
    """Return the number format that shows `places` decimals."""
    return "0." + "0" * places if places else "0"


def places_of(printed: str) -> int:
    """Return how many decimals a printed number has."""
    return len(printed.partition(".")[2])
