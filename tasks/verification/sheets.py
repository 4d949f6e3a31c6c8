"""The cells of a spreadsheet with nothing but Python: xlsx, xlsm, ods, and tables as text."""

from __future__ import annotations

import csv
import io
import posixpath
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tasks.layouts import column_letter

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
ODF = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
WORKBOOK, SHARED, CONTENT = "xl/workbook.xml", "xl/sharedStrings.xml", "content.xml"
ZIP = b"PK"
COMPOUND = b"\xd0\xcf\x11\xe0"
ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = "\t,;"
LINES_TRIED = 20
MOST_REPEATED = 1000
"""Cells that an ods file repeats more often than this are the empty rest of a sheet."""

NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d+)?")
Cells = Mapping[str, object]
"""What stands in a sheet by address: a text, a float or a bool; empty cells are not there."""


class UnreadableError(Exception):
    """Nothing but Python cannot read this kind of file; the message names the kind."""


@dataclass(frozen=True)
class Sheets:
    """A workbook whose sheets are read when they are asked for."""

    titles: tuple[str, ...]
    cells: Callable[[str], Cells]


def open_sheets(content: bytes, as_written: bool = False) -> Sheets:
    """Return the sheets of a file; raises `UnreadableError` for kinds that need a library.

    With `as_written` numbers stay the texts that are written in the file.
    """
    if content.startswith(COMPOUND):
        raise UnreadableError("xls")
    if not content.startswith(ZIP):
        return _plain_text(content)
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        names = set(package.namelist())
        if WORKBOOK in names:
            return _xlsx(package, as_written)
        if CONTENT in names:
            return _ods(package)
    except (zipfile.BadZipFile, ET.ParseError, KeyError, ValueError, IndexError) as error:
        raise UnreadableError("damaged") from error
    raise UnreadableError("xlsb" if "xl/workbook.bin" in names else "unknown")


def _xlsx(package: zipfile.ZipFile, as_written: bool) -> Sheets:
    relations = {
        each.get("Id", ""): each.get("Target", "")
        for each in ET.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    }
    paths = {}
    for sheet in ET.fromstring(package.read(WORKBOOK)).iter(f"{MAIN}sheet"):
        target = relations[sheet.get(f"{OFFICE}id", "")]
        path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        paths[sheet.get("name", "")] = posixpath.normpath(path)
    shared = _shared(package)

    def cells(title: str) -> Cells:
        if title not in paths:
            return {}
        root = ET.fromstring(package.read(paths[title]))
        return {
            cell.get("r", ""): value
            for cell in root.iter(f"{MAIN}c")
            if (value := _value(cell, shared, as_written)) is not None
        }

    return Sheets(tuple(paths), cells)


def _shared(package: zipfile.ZipFile) -> list[str]:
    if SHARED not in package.namelist():
        return []
    return [_joined(item) for item in ET.fromstring(package.read(SHARED)).iter(f"{MAIN}si")]


def _joined(item: ET.Element) -> str:
    """Return the text of a cell without the readings that Japanese writes above it."""
    runs = [each.findtext(f"{MAIN}t", "") for each in item.iterfind(f"{MAIN}r")]
    return "".join(runs) if runs else item.findtext(f"{MAIN}t", "")


def _value(cell: ET.Element, shared: list[str], as_written: bool) -> object:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inside = cell.find(f"{MAIN}is")
        return None if inside is None else _joined(inside)
    text = cell.findtext(f"{MAIN}v")
    if not text:
        return None
    if kind == "s":
        return shared[int(text)]
    if kind == "b":
        return text == "1"
    if kind != "n" or as_written:
        return text
    return float(text)


def _ods(package: zipfile.ZipFile) -> Sheets:
    root = ET.fromstring(package.read(CONTENT))
    tables = {each.get(f"{TABLE}name", ""): each for each in root.iter(f"{TABLE}table")}

    def cells(title: str) -> Cells:
        return dict(_ods_cells(tables[title])) if title in tables else {}

    return Sheets(tuple(tables), cells)


def _ods_cells(table: ET.Element) -> Iterator[tuple[str, object]]:
    row = 0
    for line in table.iter(f"{TABLE}table-row"):
        times = int(line.get(f"{TABLE}number-rows-repeated", "1"))
        for at in range(times if times <= MOST_REPEATED else 1):
            column = 0
            for cell in line:
                if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                    continue
                wide = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
                value = _ods_value(cell)
                if value is not None and wide <= MOST_REPEATED:
                    for step in range(wide):
                        yield f"{column_letter(column + step + 1)}{row + at + 1}", value
                column += wide
        row += times


def _ods_value(cell: ET.Element) -> object:
    kind = cell.get(f"{ODF}value-type", "")
    if kind in ("float", "percentage", "currency"):
        return float(cell.get(f"{ODF}value", "nan"))
    if kind == "date":
        return cell.get(f"{ODF}date-value", "")
    if kind == "boolean":
        return cell.get(f"{ODF}boolean-value", "") == "true"
    lines = ["".join(line.itertext()) for line in cell.iterfind(f"{TEXT}p")]
    return "\n".join(lines) if lines else None


def _plain_text(content: bytes) -> Sheets:
    text = _decoded(content)
    lines = "\n".join([line for line in text.splitlines() if line.strip()][:LINES_TRIED])
    delimiter = max(DELIMITERS, key=lines.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found: dict[str, object] = {
        f"{column_letter(column)}{row}": _typed(cell)
        for row, line in enumerate(rows, 1)
        for column, cell in enumerate(line, 1)
        if cell.strip()
    }

    def cells(_title: str) -> Cells:
        return found

    return Sheets(("",), cells)


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableError("unknown")


def _typed(cell: str) -> object:
    text = cell.strip()
    return float(text) if NUMBER.fullmatch(text) and len(text) <= 16 else text
