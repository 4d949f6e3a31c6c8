"""How the cells of our workbooks look: each look is made once and shared by its cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.worksheet import Worksheet

TEXT = "@"
GENERAL = "General"


class Looks:
    """The looks of one workbook, by name.

    `look` gives fonts, sizes and colours. A style is registered in the workbook the
    first time it is asked for; ten thousand cells then share one object.
    """

    def __init__(self, workbook: Workbook, look: Mapping[str, Any]) -> None:
        self._sheet = workbook.create_sheet("looks")
        self._workbook = workbook
        self._look = look
        self._made: dict[tuple[object, ...], StyleArray] = {}

    def discard_scratch(self) -> None:
        """Remove the sheet on which the looks were made; call it before saving."""
        self._workbook.remove(self._sheet)

    def input(self, number_format: str = GENERAL, *, left: bool = False) -> StyleArray:
        """Return the look of a cell to be filled in."""
        return self._box("input", number_format, left=left, locked=False)

    def open_column(self, number_format: str = GENERAL) -> StyleArray:
        """Return the look of a whole column that may be filled in further down."""
        return self._style(("open", number_format), self._font(), number_format, locked=False)

    def locked(self, number_format: str = GENERAL, *, left: bool = False) -> StyleArray:
        """Return the look of a label, a formula, or a value filled in beforehand."""
        return self._box("locked", number_format, left=left, locked=True)

    def not_applicable(self, *, left: bool = False) -> StyleArray:
        """Return the look of a cell that this school has nothing to say in."""
        return self._box("not_applicable", GENERAL, left=left, locked=True)

    def header(self) -> StyleArray:
        """Return the look of a column header."""
        font = self._font(bold=True)
        return self._style(
            ("header",), font, fill="header", border=True, align=("center", "center")
        )

    def title(self) -> StyleArray:
        """Return the look of the title above a sheet."""
        font = self._font(name="title_font", size="title_size", bold=True)
        return self._style(("title",), font, align=("center", "center"))

    def plain(self, *, bold: bool = False) -> StyleArray:
        """Return the look of running text."""
        return self._style(("plain", bold), self._font(bold=bold), align=("left", "center"))

    def boxed(self, *, bold: bool = False, fill: str = "", left: bool = True) -> StyleArray:
        """Return the look of text in a table; `fill` names a colour of the look."""
        align = ("left" if left else "center", "center")
        return self._style(
            ("boxed", bold, fill, left),
            self._font(bold=bold),
            fill=fill,
            border=True,
            align=align,
        )

    def link(self) -> StyleArray:
        """Return the look of a link to another sheet."""
        font = Font(
            name=self._look["font"],
            size=self._look["size"],
            color=self._look["link"],
            underline="single",
        )
        return self._style(("link",), font, border=True, align=("left", "center"))

    def large(self, colour: str) -> StyleArray:
        """Return the look of the one line that must be seen first, in `colour` of the look."""
        font = Font(
            name=self._look["title_font"],
            size=self._look["large_size"],
            bold=True,
            color=self._look[colour],
        )
        return self._style(("large", colour), font, align=("center", "center"))

    def _box(self, fill: str, number_format: str, *, left: bool, locked: bool) -> StyleArray:
        align = ("left" if left else "center", "center")
        return self._style(
            (fill, number_format, left),
            self._font(),
            number_format,
            fill=fill,
            border=True,
            align=align,
            locked=locked,
        )

    def _font(self, name: str = "font", size: str = "size", *, bold: bool = False) -> Font:
        return Font(name=self._look[name], size=self._look[size], bold=bold, charset=134)

    def _style(
        self,
        key: tuple[object, ...],
        font: Font,
        number_format: str = GENERAL,
        *,
        fill: str = "",
        border: bool = False,
        align: tuple[str, str] | None = None,
        locked: bool = True,
    ) -> StyleArray:
        if key not in self._made:
            cell = self._sheet.cell(len(self._made) + 1, 1)
            cell.font = font
            cell.number_format = number_format
            cell.protection = Protection(locked=locked)
            if fill:
                cell.fill = PatternFill("solid", fgColor=self._look[fill])
            if border:
                side = Side("thin", color=self._look["line"])
                cell.border = Border(left=side, right=side, top=side, bottom=side)
            if align:
                cell.alignment = Alignment(*align, wrap_text=True)
            self._made[key] = cell._style
        return self._made[key]


class Formula(str):
    """What a cell computes; every other text is a text, whatever it begins with."""


def put(sheet: Worksheet, row: int, column: int, value: object, look: StyleArray) -> Cell:
    """Write one cell with a shared look and return it."""
    cell = sheet.cell(row, column, value)
    if cell.data_type == "f" and not isinstance(value, Formula):
        cell.data_type = "s"
    cell._style = look
    return cell


def put_text(sheet: Worksheet, row: int, column: int, text: str, look: StyleArray) -> Cell:
    """Write text that a spreadsheet program must take for nothing else, no error either."""
    cell = put(sheet, row, column, text, look)
    if text:
        cell.data_type = "s"
    return cell


def display_width(text: str) -> int:
    """Return how many narrow characters wide `text` is; a Chinese character is two."""
    return sum(1 if ord(character) < 0x2E80 else 2 for character in text)


def fit_page(sheet: Worksheet, *, landscape: bool, repeat: str = "") -> None:
    """Print on A4, as wide as the page, with the rows `repeat` on every page."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    if repeat:
        sheet.print_title_rows = repeat
