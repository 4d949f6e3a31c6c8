"""Builds receipts, and the kind of workbook that a school has made its own, for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from functools import cache
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from tasks.model import Issue, Severity, Status
from tasks.receipts.marking import marked_workbook
from tasks.receipts.receipt import Receipt
from tests.builders.workbooks import receipt_wording

KEY = "2025/139901/2113990001/school_return/1"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWN = "http://schemas.openxmlformats.org/drawingml/2006"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def an_issue(**changes: Any) -> Issue:
    """Return a query about the size of a class; name only what your test is about."""
    parts: dict[str, Any] = {
        "submission": KEY,
        "sheet": "班级",
        "cell": "C4",
        "rule": "class-size",
        "severity": Severity.WARNING,
        "message": "班额 61 超出 1–55，请核对",
        "found": "61",
        "expected": "1–55",
        "guidance": "请核对本班人数",
    }
    return Issue(**(parts | changes))


def a_receipt(*issues: Issue, **changes: Any) -> Receipt:
    """Return the receipt of a school return; name only what your test is about."""
    parts: dict[str, Any] = {
        "school_name": "云岭县第一小学",
        "form_title": "义务教育学校数据报表",
        "file_name": "学校报表.xlsx",
        "submission": KEY,
        "received": "2025-10-12 09:30",
        "status": Status.ACCEPTED,
        "rows_read": 40,
        "rules_run": 96,
        "issues": issues,
    }
    return Receipt(**(parts | changes))


def marked(content: bytes, *issues: Issue, **changes: Any) -> bytes:
    """Return a workbook with the marks of a receipt."""
    return marked_workbook(content, a_receipt(*issues, **changes), receipt_wording())


@cache
def a_lived_in_workbook() -> bytes:
    """Return a workbook with what people put into theirs.

    班级 has a note, a conditional format, a drop-down, a shape and a picture; 学生 is shown
    when the file is opened, and both have names of their own.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "班级"
    sheet["B4"].comment = Comment("本校自己的批注", "王老师", height=80, width=200)
    fill = PatternFill(bgColor="FF00FF00")
    sheet.conditional_formatting.add("C4:C9", CellIsRule("greaterThan", ["60"], fill=fill))
    choices = DataValidation(type="list", formula1='"甲,乙"')
    choices.add("A4:A9")
    sheet.add_data_validation(choices)
    for row in range(4, 10):
        sheet.cell(row, 2, f"{row}班")
        sheet.cell(row, 3, 40 + row)
    other = book.create_sheet("学生")
    other["A1"] = "=SUM(班级!C4:C9)"
    for each, place in ((sheet, "$A$4:$C$9"), (other, "$A$1")):
        each.defined_names["自用"] = DefinedName("自用", attr_text=f"'{each.title}'!{place}")
        each.print_title_rows = "1:1"
    book.active = 1
    sheet.sheet_view.tabSelected = False
    saved = io.BytesIO()
    book.save(saved)
    return _with_drawing(saved.getvalue(), "xl/worksheets/sheet1.xml")


def parts_of(content: bytes) -> dict[str, bytes]:
    """Return every part of a file by its name."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return the file of some parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return written.getvalue()


def replaced(content: bytes, part: str, old: str, new: str) -> bytes:
    """Return a file in which one text of one part is another."""
    parts = parts_of(content)
    assert old.encode() in parts[part], part
    return packed(parts | {part: parts[part].replace(old.encode(), new.encode())})


def _with_drawing(content: bytes, sheet: str) -> bytes:
    """Return a workbook with a text box and a picture on one sheet."""
    parts = parts_of(content)
    anchor = (
        "<xdr:from><xdr:col>4</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row>"
        "<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>6</xdr:col>"
        "<xdr:colOff>0</xdr:colOff><xdr:row>{end}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
    )
    look = (
        '<a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="400000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    )
    shape = (
        f'<xdr:twoCellAnchor>{anchor.format(row=2, end=5)}<xdr:sp macro="" textlink="">'
        '<xdr:nvSpPr><xdr:cNvPr id="2" name="文本框"/><xdr:cNvSpPr/></xdr:nvSpPr>'
        f"<xdr:spPr>{look}</xdr:spPr><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>本校的文本框</a:t></a:r>"
        "</a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor>"
    )
    picture = (
        f"<xdr:twoCellAnchor>{anchor.format(row=6, end=9)}<xdr:pic><xdr:nvPicPr>"
        '<xdr:cNvPr id="3" name="校徽"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
        '<a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>'
        f"<xdr:spPr>{look}</xdr:spPr></xdr:pic><xdr:clientData/></xdr:twoCellAnchor>"
    )
    spaces = f'xmlns:xdr="{DRAWN}/spreadsheetDrawing" xmlns:a="{DRAWN}/main" xmlns:r="{OFFICE}"'
    parts["xl/drawings/drawing1.xml"] = f"<xdr:wsDr {spaces}>{shape}{picture}</xdr:wsDr>".encode()
    parts["xl/drawings/_rels/drawing1.xml.rels"] = _relation("image", "/xl/media/image1.png")
    parts["xl/media/image1.png"] = PIXEL
    relations = sheet.replace("worksheets/", "worksheets/_rels/") + ".rels"
    line = f'<Relationship Id="rIdD" Type="{OFFICE}/drawing" Target="/xl/drawings/drawing1.xml"/>'
    parts[relations] = parts[relations].replace(
        b"</Relationships>", f"{line}</Relationships>".encode()
    )
    place = f'<drawing xmlns:r="{OFFICE}" r:id="rIdD"/><legacyDrawing'
    parts[sheet] = parts[sheet].replace(b"<legacyDrawing", place.encode())
    types = (
        '<Default Extension="png" ContentType="image/png"/><Override '
        'PartName="/xl/drawings/drawing1.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/></Types>'
    )
    name = "[Content_Types].xml"
    parts[name] = parts[name].replace(b"</Types>", types.encode())
    return packed(parts)


def _relation(kind: str, target: str) -> bytes:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return (
        f'<Relationships xmlns="{space}"><Relationship Id="rId1" Type="{OFFICE}/{kind}" '
        f'Target="{target}"/></Relationships>'
    ).encode()
