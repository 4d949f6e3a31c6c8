"""What stands in a written workbook is read as openpyxl reads it."""

from __future__ import annotations

import io

from openpyxl import Workbook, load_workbook

from tasks.delivery.written_cells import written_cells
from tasks.worksheets import workbook_bytes

VALUES = ("甲校", "", None, 3, -4, 0.25, 1e-7, True, False, "=SUM(A1:A3)", "<&>", " 空 格 ")


def a_workbook() -> bytes:
    book = Workbook()
    for row, value in enumerate(VALUES, 1):
        book.active.cell(row, 2, value)
    book.create_sheet("第二 '页'")["C7"] = 12
    return workbook_bytes(book, has_formulas=True)


def test_cells_are_those_that_openpyxl_reads():
    content = a_workbook()
    book = load_workbook(io.BytesIO(content))
    wanted = {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }

    found = written_cells(content)

    assert found == wanted
    assert [*map(type, found.values())] == [*map(type, wanted.values())]
    assert found["第二 '页'", "C7"] == 12
