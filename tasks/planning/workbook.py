"""达标推演.xlsx: the plan for people who read it in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tasks.planning import tables
from tasks.planning.distances import Distance, OtherDistance
from tasks.planning.influence import Influence
from tasks.planning.plan import Plan
from tasks.planning.planned import Planned
from tasks.worksheets import workbook_bytes

LINE = Side(style="thin", color="999999")
BORDER = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
HEAD_FILL = PatternFill("solid", fgColor="DDE7F0")
MARK_COLOUR = "B03A2E"
WIDE_FROM = 0x2E80
TITLE_SIZE, TEXT_SIZE, LINE_HEIGHT = 16, 10, 14.0
NARROWEST, WIDEST, TEXT_WIDTH = 8, 34, 100
HEAD_ROW = 4


def workbook(
    plan: Plan,
    found: Iterable[Influence],
    gaps: Iterable[Distance],
    others: Iterable[OtherDistance],
    words: Mapping[str, Any],
) -> bytes:
    """Return an xlsx file, every sheet marked as 推演; the same plan gives the same bytes."""
    book = Workbook()
    book.remove(book.active)
    writer = _Writer(book, plan, words)
    conclusion = writer.sheet("conclusion")
    row = writer.lines(conclusion, HEAD_ROW, tables.summary(plan, words)[1:])
    writer.table(conclusion, row + 1, tables.cost_rows(plan, words))
    writer.table(writer.sheet("measures"), HEAD_ROW, tables.plan_rows(plan, words))
    writer.table(writer.sheet("coefficients"), HEAD_ROW, tables.coefficient_rows(plan, words))
    sheet = writer.sheet("influences")
    writer.lines(sheet, HEAD_ROW - 1, [words["notes"]["influences"]])
    writer.table(sheet, HEAD_ROW, tables.influence_rows(plan, found, words))
    sheet = writer.sheet("distances")
    writer.lines(sheet, HEAD_ROW - 1, [words["notes"]["distances"]])
    row = writer.table(sheet, HEAD_ROW, tables.distance_rows(plan, gaps, words))
    writer.table(sheet, row + 1, _others(plan, others, words))
    sheet = writer.sheet("parameters")
    row = writer.table(sheet, HEAD_ROW, tables.parameter_rows(plan, words))
    writer.lines(sheet, row + 1, tables.bound_lines(plan, words))
    return workbook_bytes(book)


def _others(
    plan: Plan, others: Iterable[OtherDistance], words: Mapping[str, Any]
) -> list[tables.Row]:
    return [
        {
            "school": plan.county.names[each.school],
            "level": words["levels"][each.level],
            "indicator": each.title,
            "standard": each.standard,
            "why": each.reason,
        }
        for each in others
    ]


class _Writer:
    def __init__(self, book: Workbook, plan: Plan, words: Mapping[str, Any]) -> None:
        self.looks: dict[str, StyleArray] = {}
        self.book, self.plan, self.words = book, plan, words
        self.text = Font(name=words["font"], size=TEXT_SIZE)
        self.head = Font(name=words["head_font"], size=TEXT_SIZE)
        self.large = Font(name=words["head_font"], size=TITLE_SIZE)
        self.mark = Font(name=words["head_font"], size=TEXT_SIZE, color=MARK_COLOUR)

    def sheet(self, name: str) -> Worksheet:
        """Return a new sheet with its title and the mark."""
        sheet = self.book.create_sheet(self.words["sheets"][name])
        county = self.plan.county.name
        sheet.cell(1, 1, self.words["titles"][name].format(county_name=county)).font = self.large
        sheet.row_dimensions[1].height = TITLE_SIZE * 2
        sheet.cell(2, 1, self.words["mark"]).font = self.mark
        sheet.oddHeader.center.text = self.words["mark"]
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        return sheet

    def lines(self, sheet: Worksheet, row: int, lines: Sequence[str]) -> int:
        """Write lines across the sheet and return the next free row."""
        for at, line in enumerate(lines, row):
            cell = sheet.cell(at, 1, line)
            cell.font = self.text
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=8)
            sheet.row_dimensions[at].height = LINE_HEIGHT * -(-_width(line) // TEXT_WIDTH)
        return row + len(lines)

    def table(self, sheet: Worksheet, row: int, rows: Sequence[tables.Row]) -> int:
        """Write a table with its heads and return the next free row."""
        if not rows:
            return row
        for column, name in enumerate(rows[0], 1):
            cell = sheet.cell(row, column, self.words["columns"][name])
            cell.font, cell.fill, cell.border = self.head, HEAD_FILL, BORDER
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        for at, line in enumerate(rows, row + 1):
            for column, value in enumerate(line.values(), 1):
                self._cell(sheet, at, column, value)
        for column, name in enumerate(rows[0], 1):
            self._widen(sheet, column, [self.words["columns"][name], *(r[name] for r in rows)])
        for at, line in enumerate(rows, row + 1):
            lines = max(self._lines(sheet, *cell) for cell in enumerate(line.values(), 1))
            sheet.row_dimensions[at].height = LINE_HEIGHT * lines
        if row == HEAD_ROW:
            sheet.freeze_panes = sheet.cell(row + 1, 1)
            sheet.print_title_rows = f"{row}:{row}"
        return row + len(rows) + 1

    def _cell(self, sheet: Worksheet, row: int, column: int, value: tables.Cell) -> None:
        cell = sheet.cell(row, column)
        form = ""
        if isinstance(value, Planned):
            cell.value = value.amount
            form = "0." + "0" * value.places if value.places else "0"
        else:
            cell.value = value
        self._dress(cell, form)

    def _dress(self, cell: Cell, form: str) -> None:
        """Give a cell its look; one that was met before is copied, which is far quicker."""
        if form not in self.looks:
            cell.font, cell.border = self.text, BORDER
            cell.alignment = Alignment(vertical="center", wrap_text=True)
            if form:
                cell.number_format = form
            self.looks[form] = copy(cell._style)
        cell._style = copy(self.looks[form])

    def _lines(self, sheet: Worksheet, column: int, value: tables.Cell) -> int:
        """Return how many lines a cell takes in its column."""
        width = int(sheet.column_dimensions[get_column_letter(column)].width) - 2
        return 1 if isinstance(value, Planned) else max(-(-_width(value) // width), 1)

    def _widen(self, sheet: Worksheet, column: int, cells: Sequence[tables.Cell]) -> None:
        shown = (cell.shown if isinstance(cell, Planned) else cell for cell in cells)
        width = min(max(NARROWEST, *(_width(text) + 2 for text in shown)), WIDEST)
        letter = get_column_letter(column)
        known = sheet.column_dimensions[letter].width if letter in sheet.column_dimensions else 0
        sheet.column_dimensions[letter].width = max(width, known)


def _width(text: str) -> int:
    return sum(1 if ord(letter) < WIDE_FROM else 2 for letter in text)
