"""Looks into the parts of an xlsx file, for what calamine does not tell."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from html import unescape

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    UnicodeDecodeError,
)
"""What the zip library raises for a file that is damaged or protected."""

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
MOST_CELLS = 20_000_000
MOST_COLUMNS_OF_TWO_LETTERS = 702
FAR_CELL = re.compile(rb'\br="(?:[A-Z]{3,}[0-9]|[A-Z]+[0-9]{6})')
CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]+)([0-9]+)')
ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="([0-9]+)"')
SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")


def sheet_xml(content: bytes, title: str) -> bytes:
    """Return the part that holds one sheet; nothing if the file is no xlsx."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            part = _parts(package).get(title)
            return package.read(part) if part else b""
    except BROKEN:
        return b""


def is_xlsx(content: bytes) -> bool:
    """Tell whether a file is a package with the parts of an xlsx workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return WORKBOOK in package.namelist()
    except BROKEN:
        return False


def oversized_sheet(content: bytes) -> str | None:
    """Return the title of a sheet whose cells reach so far that no memory would hold its area."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for title, part in _parts(package).items():
                if _area(package.read(part)) > MOST_CELLS:
                    return title
    except BROKEN:
        return None
    return None


def _area(xml: bytes) -> int:
    """Return how many cells there are, at most, from A1 to the farthest cell."""
    last_row = max(map(int, ROW.findall(xml)), default=0)
    quick = last_row * MOST_COLUMNS_OF_TWO_LETTERS
    if quick <= MOST_CELLS and not FAR_CELL.search(xml):
        return quick
    cells = CELL.findall(xml)
    columns = max((_number(letters) for letters in {cell[0] for cell in cells}), default=0)
    return columns * max((int(cell[1]) for cell in cells), default=0)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _parts(package: zipfile.ZipFile) -> Mapping[str, str]:
    """Return the part of the package that holds each sheet, by the title of the sheet."""
    names = set(package.namelist())
    if not {WORKBOOK, RELATIONS} <= names:
        return {}
    targets = {}
    for tag in RELATION.findall(_text(package, RELATIONS)):
        attributes = dict(ATTRIBUTE.findall(tag))
        target = attributes.get("Target", "")
        path = target[1:] if target.startswith("/") else posixpath.join("xl", target)
        targets[attributes.get("Id", "")] = posixpath.normpath(path)
    found = {}
    for tag in SHEET.findall(_text(package, WORKBOOK)):
        attributes = dict(ATTRIBUTE.findall(tag))
        part = targets.get(attributes.get("r:id", ""), "")
        if part in names:
            found[unescape(attributes.get("name", ""))] = part
    return found


def _text(package: zipfile.ZipFile, part: str) -> str:
    return package.read(part).decode(errors="replace")
