"""Cells merged from what is known look as if openpyxl had merged each of them."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.styles import Border, Font, Side

from tasks.worksheets import merge, workbook_bytes

LINE = Side(style="thin", color="999999")
BORDER = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
RANGES = (((1, 1), (1, 3)), ((2, 1), (3, 1)), ((2, 2), (3, 2)), ((5, 1), (5, 3)), ((7, 1), (7, 3)))


def a_sheet():
    book = Workbook()
    for first, _ in RANGES[:-1]:
        cell = book.active.cell(*first, "头")
        cell.font, cell.border = Font(bold=True), BORDER
    book.active.cell(3, 2).border = BORDER
    return book


def merged_one_by_one():
    book = a_sheet()
    for (row, column), (last_row, last_column) in RANGES:
        book.active.merge_cells(
            start_row=row, start_column=column, end_row=last_row, end_column=last_column
        )
    return workbook_bytes(book)


def merged_from_what_is_known():
    book, known = a_sheet(), {}
    for first, last in RANGES:
        merge(book.active, first, last, known)
    return workbook_bytes(book), known


def test_merging_from_what_is_known_gives_the_same_bytes():
    found, known = merged_from_what_is_known()

    assert found == merged_one_by_one()
    assert len(known) < len(RANGES)
