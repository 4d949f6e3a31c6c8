"""How the checking workbook looks: fonts, heads, borders, widths, pages."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

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


class Looks:
    """Writes cells in the two fonts of the workbook."""

    def __init__(self, font: str, head_font: str) -> None:
        self._text = Font(name=font, size=TEXT_SIZE)
        self._strong = Font(name=font, size=TEXT_SIZE, bold=True)
        self._head = Font(name=head_font, size=HEAD_SIZE)
        self._title = Font(name=head_font, size=TITLE_SIZE)

    def title(self, sheet: Worksheet, text: str, columns: int) -> None:
        """Write the title of a sheet into its first row."""
        cell = sheet.cell(1, 1, text)
        cell.font = self._title
        cell.alignment = Alignment(vertical="center")
        sheet.row_dimensions[1].height = TITLE_SIZE * 2
        if columns > 1:
            sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=columns)

    def head(self, sheet: Worksheet, row: int, column: int, text: str, columns: int = 1) -> None:
        """Write a head, over several columns where asked."""
        cell = sheet.cell(row, column, text)
        cell.font, cell.fill, cell.border = self._head, HEAD_FILL, BORDER
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        if columns > 1:
            end = column + columns - 1
            sheet.merge_cells(start_row=row, start_column=column, end_row=row, end_column=end)

    def text(
        self, sheet: Worksheet, row: int, column: int, text: str, strong: bool = False
    ) -> None:
        """Write a text that may take several lines."""
        cell = sheet.cell(row, column, text)
        cell.font = self._strong if strong else self._text
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        cell.border = BORDER

    def number(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        value: Decimal | str | None,
        form: str,
        is_result: bool = False,
    ) -> Cell:
        """Write a number or a formula; None leaves the cell empty."""
        cell = sheet.cell(row, column)
        cell.value = value
        cell.font = self._strong if is_result else self._text
        cell.number_format = form
        cell.border = BORDER
        cell.alignment = Alignment(horizontal="right", vertical="center")
        if is_result:
            cell.fill = RESULT_FILL
        return cell

    def widths(self, sheet: Worksheet, widths: Sequence[int]) -> None:
        """Set the width of each column."""
        for number, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width

    def heights(self, sheet: Worksheet, first_row: int) -> None:
        """Make every row from `first_row` as high as its longest text needs."""
        for row in sheet.iter_rows(min_row=first_row):
            lines = max(
                -(-_width_of(cell.value) // _column_width(sheet, cell.column)) for cell in row
            )
            sheet.row_dimensions[row[0].row].height = LINE_HEIGHT * max(lines, 1)

    def columns_a_page(self, sheet: Worksheet, repeated: str, breaks: Sequence[int]) -> None:
        """Print the first columns on every page, and begin pages after the columns `breaks`."""
        sheet.sheet_properties.pageSetUpPr.fitToPage = False
        sheet.page_setup.scale = PAGE_SCALE
        sheet.print_title_cols = repeated
        for column in breaks:
            sheet.col_breaks.append(Break(id=column))

    def page(self, sheet: Worksheet, frozen: str, title_rows: str) -> None:
        """Freeze the heads and print them on every landscape page."""
        sheet.freeze_panes = frozen
        sheet.print_title_rows = title_rows
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
        sheet.page_setup.fitToHeight = 0
        sheet.page_margins.left = sheet.page_margins.right = SIDE_MARGIN_INCHES
        sheet.sheet_properties.pageSetUpPr.fitToPage = True


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
