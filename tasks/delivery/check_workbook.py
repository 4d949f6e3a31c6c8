"""The workbook with live formulas in which a reviewer computes the coefficients again."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook

from tasks.delivery.check_level import write_level
from tasks.delivery.check_numbers import Numbers
from tasks.delivery.check_sheet import Fonts, Page
from tasks.delivery.check_split import write_split
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
    words, numbers, book = wording["check"], Numbers(findings), Workbook()
    fonts = Fonts(words["font"], words["head_font"])
    book.remove(book.active)

    def page(name: str) -> Page:
        return Page(book.create_sheet(words["sheets"][name]), numbers, words, fonts)

    _write_about(page("about"))
    levels = {level: page(level) for level in LEVELS if numbers.schools(level)}
    parts = write_split(page("split")) if numbers.split_schools() else {}
    for level, sheet in levels.items():
        write_level(sheet, level, parts)
    _write_files(page("files"))
    return _dated(book)


def _write_about(page: Page) -> None:
    title = page.words["titles"]["about"].format(county_name=page.numbers.county_name)
    page.title(title, 1)
    for row, line in enumerate(page.words["about"], 3):
        page.text(row, 1, line)
    page.sheet.column_dimensions["A"].width = ABOUT_WIDTH


def _write_files(page: Page) -> None:
    words = page.words
    page.title(words["titles"]["files"], len(FILE_WIDTHS))
    heads = [words["columns"]["submission"], words["columns"]["sha256"]]
    for column, head in enumerate(heads, 1):
        page.head(2, column, head)
    for row, line in enumerate(page.numbers.files, 3):
        for column, text in enumerate(line, 1):
            page.text(row, column, text)
    page.widths(FILE_WIDTHS)
    page.set_up(frozen="A3", title_rows="1:2")


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
