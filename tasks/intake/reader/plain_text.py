"""Reads tables saved as text: comma, semicolon or tab between the cells, in any encoding."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from tasks.intake.reader.limits import Limits
from tasks.intake.reader.pages import Contents, Page
from tasks.intake.refused import Refused

BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
ENCODINGS = ("utf-8", "gb18030")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
DELIMITERS = "\t,;"
LINES_TRIED = 20
NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d+)?")
AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
SEPARATOR_LINE = re.compile(r"sep=[,;\t]\r?\n")
UNNAMED = "Sheet1"
NOT_IN_A_TITLE = re.compile(r"[\x00-\x1f\x7f\[\]:*?/\\']")
LONGEST_TITLE = 31


class TextTable:
    """A table in a text file: one sheet, named after the file."""

    def __init__(self, content: bytes, stem: str, limits: Limits) -> None:
        """Read it whole; raises `Refused` if it is no table, or too large."""
        text = SEPARATOR_LINE.sub("", decoded(content), count=1)
        delimiter = _delimiter(text)
        title = NOT_IN_A_TITLE.sub(" ", stem).strip()[:LONGEST_TITLE] or UNNAMED
        self._rows = _rows(text, delimiter, limits.sheet_cells, title)
        self.contents = Contents("csv", (title,))

    def page(self, _title: str) -> Page:
        """Return the only sheet."""
        return Page(self._rows)

    def first_rows(self, _title: str, count: int) -> list[list[Any]]:
        """Return the first rows of the only sheet."""
        return self._rows[:count]

    def check_closely(self, _title: str) -> None:
        """Let the only sheet pass: it was read when it was opened."""


def decoded(content: bytes) -> str:
    """Return the text of a file; raises `Refused` if it is not made of text."""
    marked = (name for mark, name in BYTE_ORDER_MARKS.items() if content.startswith(mark))
    first = next(marked, None)
    for encoding in (first,) if first else ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not CONTROL.search(text):
            return text
        break
    raise Refused("not_a_spreadsheet")


def _delimiter(text: str) -> str:
    """Return what stands between the cells: what occurs most often in the first lines."""
    lines = "\n".join([line for line in text.splitlines() if line.strip()][:LINES_TRIED])
    best = max(DELIMITERS, key=lines.count)
    if best not in lines:
        raise Refused("not_a_spreadsheet")
    return best


def _rows(text: str, delimiter: str, most: int, title: str) -> list[list[Any]]:
    rows: list[list[Any]] = []
    width = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append([_value(cell) for cell in row])
            width = max(width, len(row))
            if width * len(rows) > most:
                raise Refused("sheet_too_large", sheet=title, most=f"{most:,}")
    except csv.Error as error:
        raise Refused("damaged") from error
    return [row + [""] * (width - len(row)) for row in rows]


def _value(cell: str) -> object:
    """Return a number as a workbook would hold it; a long or padded one stays a text."""
    text = cell.strip()
    if NUMBER.fullmatch(text) and len(text) <= 16:
        return float(text)
    quoted = AS_TEXT.fullmatch(text)
    return quoted[1].replace('""', '"') if quoted else text
