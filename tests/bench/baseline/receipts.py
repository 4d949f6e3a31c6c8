"""The school's own workbook back: its wrong cells marked, and a sheet that lists them."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

RED = PatternFill("solid", fgColor="FFC7CE")
FIRST_ROW = {"体质健康测试": 2}
OTHER_FIRST_ROW = 4


def write_receipt(path: Path, target: Path, issues: list[tuple[str, int, str]]) -> None:
    """Write the marked workbook."""
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
