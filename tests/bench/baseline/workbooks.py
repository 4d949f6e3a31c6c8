"""A school's own workbook back: marked as its receipt, and without names for the package."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

RED = PatternFill("solid", fgColor="FFC7CE")
FIRST_ROW = {"体质健康测试": 2}
OTHER_FIRST_ROW = 4
PRIVATE = ("学籍号", "姓名", "出生日期", "家庭住址")
HIDDEN = "*"


def write_receipt(path: Path, target: Path, issues: list[tuple[str, int, str]]) -> None:
    """Write the marked workbook, with a sheet that lists what was found."""
    book = load_workbook(path)
    listed = book.create_sheet("回执", 0)
    listed.append(["工作表", "行", "项目", "说明"])
    for sheet, row, column in issues:
        page = book[sheet]
        first = FIRST_ROW.get(sheet, OTHER_FIRST_ROW)
        heads = {str(cell.value).split("\n")[0]: cell.column for cell in page[first - 1]}
        cell = page.cell(first + row, heads.get(column, 1))
        cell.fill, cell.comment = RED, Comment("请核对", "县教育局")
        listed.append([sheet, first + row, column, "请核对"])
    if not issues:
        listed.append(["", "", "", "已通过"])
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)


def write_copy(path: Path, target: Path, names_pupils: bool) -> None:
    """Write what is enclosed of a received file: itself, or a copy without what names pupils."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if not names_pupils:
        target.write_bytes(path.read_bytes())
        return
    book = load_workbook(path)
    for page in book:
        columns = [cell.column for cell in page[1] if cell.value in PRIVATE]
        for row in range(2, page.max_row + 1):
            for column in columns:
                page.cell(row, column).value = HIDDEN
    book.save(target)
