"""Finds the cells of an xlsx file that a reader takes for blank although they are not.

A formula that no spreadsheet program has computed yet has no stored result, and an
error such as #DIV/0! has no value; calamine reads both as nothing.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from html import unescape

CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
ADDRESS = re.compile(rb'\br="([A-Z]+[0-9]+)"')
ERROR = re.compile(rb'\bt="e"')
VALUE = re.compile(rb"<v[^>]*>([^<]*)</v>")
FORMULA = re.compile(rb"<f\b[^>]*?(?:/>|>([^<]*)</f>)")
SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")


def unresolved_cells(content: bytes, sheet: str) -> Mapping[str, str]:
    """Return address and text of the cells of `sheet` that have a formula or an error but no value.

    Empty for files that are not xlsx.
    """
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return {}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        part = _parts(package).get(sheet)
        if part is None:
            return {}
        xml = package.read(part)
    if b"<f>" not in xml and b"<f " not in xml and b't="e"' not in xml:
        return {}
    return dict(found for cell in CELL.finditer(xml) if (found := _unresolved(cell)))


def _unresolved(cell: re.Match[bytes]) -> tuple[str, str] | None:
    attributes, inside = cell[1], cell[2] or b""
    address = ADDRESS.search(attributes)
    value = VALUE.search(inside)
    formula = FORMULA.search(inside)
    if address is None:
        return None
    if ERROR.search(attributes):
        return address[1].decode(), value[1].decode() if value else "#"
    if formula is not None and (value is None or not value[1]) and b"<is>" not in inside:
        if b't="str"' in attributes:
            return None
        return address[1].decode(), "=" + unescape((formula[1] or b"").decode())
    return None


def _parts(package: zipfile.ZipFile) -> Mapping[str, str]:
    """Return the part of the package that holds each sheet, by the title of the sheet."""
    names = set(package.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    targets = {}
    for tag in RELATION.findall(package.read("xl/_rels/workbook.xml.rels").decode()):
        attributes = dict(ATTRIBUTE.findall(tag))
        target = attributes.get("Target", "")
        path = target[1:] if target.startswith("/") else posixpath.join("xl", target)
        targets[attributes.get("Id", "")] = posixpath.normpath(path)
    found = {}
    for tag in SHEET.findall(package.read("xl/workbook.xml").decode()):
        attributes = dict(ATTRIBUTE.findall(tag))
        part = targets.get(attributes.get("r:id", ""), "")
        if part in names:
            found[unescape(attributes.get("name", ""))] = part
    return found
