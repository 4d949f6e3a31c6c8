"""The cells of an xlsx file as they were written, formulas as their text.

A sheet of formulas is read in a fifth of the time that a reader takes which also knows of dates,
fonts and all that other programs write.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CELL, VALUE, FORMULA, TEXT = (f"{MAIN}{tag}" for tag in ("c", "v", "f", "t"))
WORKBOOK, LINKS, STRINGS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"
SHARED, INLINE, BOOLEAN, NUMBER = "s", "inlineStr", "b", "n"


def written_cells(content: bytes) -> dict[tuple[str, str], object]:
    """Return what stands in each cell that has something, by the title of its sheet and address.

    That is a number, a text, True or False; a formula is its text with its leading sign.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        texts = _texts(package)
        return {
            (title, str(cell.get("r"))): value
            for title, part in _sheets(package)
            for cell in ElementTree.fromstring(package.read(part)).iter(CELL)
            if (value := _value(cell, texts)) is not None
        }


def _sheets(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield title and part of each sheet."""
    links = ElementTree.fromstring(package.read(LINKS))
    parts = {link.get("Id"): str(link.get("Target")) for link in links}
    for sheet in ElementTree.fromstring(package.read(WORKBOOK)).iter(f"{MAIN}sheet"):
        target = parts[sheet.get(LINK)]
        yield str(sheet.get("name")), target[1:] if target.startswith("/") else f"xl/{target}"


def _texts(package: zipfile.ZipFile) -> list[str]:
    if STRINGS not in package.namelist():
        return []
    root = ElementTree.fromstring(package.read(STRINGS))
    return ["".join(text.text or "" for text in item.iter(TEXT)) for item in root]


def _value(cell: ElementTree.Element, texts: list[str]) -> Any:
    formula = cell.findtext(FORMULA)
    if formula is not None:
        return f"={formula}"
    kind, value = cell.get("t", NUMBER), cell.findtext(VALUE)
    if kind == INLINE:
        return "".join(text.text or "" for text in cell.iter(TEXT)) or None
    if not value:
        return None
    if kind == SHARED:
        return texts[int(value)] or None
    if kind == BOOLEAN:
        return value == "1"
    if kind == NUMBER:
        return int(value) if value.lstrip("-").isdigit() else float(value)
    return value
