"""The workbook with live formulas in which a reviewer computes the coefficients again."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tasks.delivery.check_level import write_level
from tasks.delivery.check_numbers import Numbers
from tasks.delivery.check_sheet import Looks
from tasks.delivery.check_split import Parts, write_split
from tasks.delivery.package import package
from tasks.model import Findings

LEVELS = ("primary", "junior")
MOMENT = b"2000-01-01T00:00:00Z"
CORE = "docProps/core.xml"
FILE_WIDTHS = (52, 70)
ABOUT_WIDTH = 110


def check_workbook(findings: Findings, wording: Mapping[str, Any]) -> bytes:
    """Return an xlsx file: per level the schools, their amounts with source, and formulas.

    `wording` is the parsed `templates/delivery/wording.yml`. The same findings give the same
    bytes.
    """
    words = wording["check"]
    numbers = Numbers(findings)
    book, looks = Workbook(), Looks(words["font"], words["head_font"])
    _write_about(book.active, findings, words, looks)
    levels = {
        level: book.create_sheet(words["sheets"][level])
        for level in LEVELS
        if numbers.schools(level)
    }
    parts: Parts = {}
    if numbers.split_schools():
        sheet = book.create_sheet(words["sheets"]["split"])
        parts = write_split(sheet, numbers, words, looks)
    for level, sheet in levels.items():
        write_level(sheet, level, numbers, parts, words, looks)
    _write_files(book.create_sheet(words["sheets"]["files"]), numbers, words, looks)
    return _dated(book)


def _write_about(
    sheet: Worksheet | Any, findings: Findings, words: Mapping[str, Any], looks: Looks
) -> None:
    sheet.title = words["sheets"]["about"]
    title = words["titles"]["about"].format(county_name=findings.county_name)
    lines: Sequence[str] = words["about"]
    looks.title(sheet, title, 1)
    for row, line in enumerate(lines, 3):
        looks.text(sheet, row, 1, line)
    sheet.column_dimensions["A"].width = ABOUT_WIDTH


def _write_files(
    sheet: Worksheet, numbers: Numbers, words: Mapping[str, Any], looks: Looks
) -> None:
    looks.title(sheet, words["titles"]["files"], len(FILE_WIDTHS))
    heads = [words["columns"]["submission"], words["columns"]["sha256"]]
    for column, head in enumerate(heads, 1):
        looks.head(sheet, 2, column, head)
    for row, line in enumerate(numbers.files, 3):
        for column, text in enumerate(line, 1):
            looks.text(sheet, row, column, text)
    looks.widths(sheet, FILE_WIDTHS)
    looks.page(sheet, frozen="A3", title_rows="1:2")


def _dated(book: Workbook) -> bytes:
    """Return the xlsx file without the moment it was made."""
    book.properties.creator = ""
    plain = io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[CORE] = re.sub(
        rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + MOMENT, parts[CORE]
    )
    return package(parts)
