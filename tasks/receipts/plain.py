"""A workbook of bare values: what is left of a file in another format, ready to be marked."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from tasks.layouts import column_letter
from tasks.receipts.book import SHEET_RELATION, SHEET_TYPE, STYLES_RELATION, STYLES_TYPE
from tasks.receipts.looks import EMPTY_STYLES
from tasks.receipts.markup import quoted
from tasks.receipts.package import (
    CONTENT_TYPES,
    LEVEL,
    OFFICE,
    PACKAGE_RELATIONS,
    RELATIONS,
    RELATIONS_TYPE,
    SPREADSHEET,
    WORKBOOK,
)
from tasks.receipts.page import LONGEST_TEXT, display_width
from tasks.worksheets import ZIP_DATE

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = "xl/styles.xml"
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
DAY, MOMENT = 1, 2
HIDDEN = ' state="hidden"'
DATES = (
    b'<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    b'<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    b'<xf numFmtId="22" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
)
FIRST_DAY = datetime.datetime(1899, 12, 30)
DAY_SECONDS = 86_400
NARROWEST, WIDEST = 9, 40
ROWS_MEASURED = 50

Rows = Sequence[Sequence[Any]]


def plain_workbook(sheets: Mapping[str, Rows], hidden: Collection[str] = ()) -> bytes:
    """Return an xlsx file with the given values, by the title of each sheet.

    Numbers, dates and truth values stay what they are; all else is text and never a formula.
    """
    names = {title: f"xl/worksheets/sheet{number}.xml" for number, title in enumerate(sheets, 1)}
    parts = {
        CONTENT_TYPES: _types(names.values()),
        "_rels/.rels": _relations({"rId1": (f"{OFFICE}/officeDocument", WORKBOOK)}),
        WORKBOOK: _workbook(list(sheets), hidden),
        RELATIONS: _relations(_targets(names.values()) | {"rIdStyles": (STYLES_RELATION, STYLES)}),
        STYLES: _styles(),
    }
    parts |= {names[title]: _sheet(rows) for title, rows in sheets.items()}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as package:
        for name, content in parts.items():
            part = zipfile.ZipInfo(name, ZIP_DATE)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            package.writestr(part, content, compresslevel=LEVEL)
    return written.getvalue()


def _targets(names: Iterable[str]) -> dict[str, tuple[str, str]]:
    return {f"rId{number}": (SHEET_RELATION, part) for number, part in enumerate(names, 1)}


def _styles() -> bytes:
    start = EMPTY_STYLES.index(b"<cellXfs")
    end = EMPTY_STYLES.index(b"</cellXfs>")
    return EMPTY_STYLES[:start] + DATES + EMPTY_STYLES[end:]


def _types(names: Iterable[str]) -> bytes:
    given = {WORKBOOK: MAIN_TYPE, STYLES: STYLES_TYPE} | dict.fromkeys(names, SHEET_TYPE)
    lines = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in given.items()
    )
    return (
        f'{HEAD}<Types xmlns="{TYPES}"><Default Extension="rels" ContentType="{RELATIONS_TYPE}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{lines}</Types>'
    ).encode()


def _relations(given: Mapping[str, tuple[str, str]]) -> bytes:
    lines = "".join(
        f'<Relationship Id="{id_}" Type="{kind}" Target="/{part}"/>'
        for id_, (kind, part) in given.items()
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE_RELATIONS}">{lines}</Relationships>'.encode()


def _workbook(titles: Sequence[str], hidden: Collection[str]) -> bytes:
    lines = "".join(
        f'<sheet name="{quoted(title)}" sheetId="{number}"{HIDDEN * (title in hidden)} '
        f'r:id="rId{number}"/>'
        for number, title in enumerate(titles, 1)
    )
    return (
        f'{HEAD}<workbook xmlns="{SPREADSHEET}" xmlns:r="{OFFICE}">'
        f"<bookViews><workbookView/></bookViews><sheets>{lines}</sheets></workbook>"
    ).encode()


def _sheet(rows: Rows) -> bytes:
    lines = (_row(number, row) for number, row in enumerate(rows, 1))
    return (
        f'{HEAD}<worksheet xmlns="{SPREADSHEET}">{_widths(rows)}'
        f"<sheetData>{''.join(lines)}</sheetData></worksheet>"
    ).encode()


def _widths(rows: Rows) -> str:
    """Return how wide the columns are, from the texts near the top."""
    widths: dict[int, int] = {}
    for row in rows[:ROWS_MEASURED]:
        for number, value in enumerate(row, 1):
            if value not in ("", None):
                widths[number] = max(widths.get(number, NARROWEST), display_width(str(value)) + 2)
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{min(width, WIDEST)}" customWidth="1"/>'
        for number, width in sorted(widths.items())
    )
    return f"<cols>{columns}</cols>" if columns else ""


def _row(number: int, row: Sequence[Any]) -> str:
    cells = (_cell(f"{column_letter(at)}{number}", value) for at, value in enumerate(row, 1))
    inside = "".join(cells)
    return f'<row r="{number}">{inside}</row>' if inside else ""


def _cell(address: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return f'<c r="{address}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        number = int(value) if isinstance(value, float) and value.is_integer() else value
        return f'<c r="{address}"><v>{number!r}</v></c>'
    if isinstance(value, datetime.date):
        return f'<c r="{address}" s="{_look(value)}"><v>{_serial(value)!r}</v></c>'
    text = quoted(str(value)[:LONGEST_TEXT])
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _look(value: datetime.date) -> int:
    return MOMENT if isinstance(value, datetime.datetime) and _serial(value) % 1 else DAY


def _serial(value: datetime.date) -> float:
    moment = datetime.datetime(value.year, value.month, value.day)
    if isinstance(value, datetime.datetime):
        moment = value.replace(tzinfo=None)
    return (moment - FIRST_DAY).total_seconds() / DAY_SECONDS
