"""Looks into the content of an ods file, for what calamine does not tell."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from tasks.intake.reader.packages import Parts
from tasks.intake.refused import Refused
from tasks.layouts import column_letter

CONTENT = "content.xml"
MANIFEST = "META-INF/manifest.xml"
ENCRYPTION = b"encryption-data"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
EXTENDED = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
SHEET, ROW = f"{TABLE}table", f"{TABLE}table-row"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
HINTS = (b"table:visibility", b'calcext:value-type="error"', b"table:formula")
NOT_SHOWN = ("collapse", "filter")
MOST_ROWS = 1_048_576


@dataclass
class _Sheet:
    errors: dict[str, str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)


class ContentPart:
    """What the content part of an ods package says of its sheets."""

    def __init__(self, parts: Parts) -> None:
        self._xml = parts.read(CONTENT)
        self._sheets: Mapping[str, _Sheet] | None = None

    def beside(self, title: str) -> tuple[Mapping[str, str], frozenset[int]]:
        """Return the unresolved cells and the hidden rows of one sheet."""
        if self._sheets is None:
            is_needed = any(hint in self._xml for hint in HINTS)
            self._sheets = dict(_sheets(self._xml)) if is_needed else {}
        found = self._sheets.get(title, _Sheet())
        return found.errors, frozenset(found.hidden)

    def check(self, _title: str) -> None:
        """Let every sheet pass: how far one reaches is known when it was read."""


def _sheets(xml: bytes) -> Iterator[tuple[str, _Sheet]]:
    events = etree.iterparse(
        io.BytesIO(xml), tag=(SHEET, ROW), events=("start", "end"), resolve_entities=False,
        no_network=True,
    )  # fmt: skip
    sheet, row = _Sheet(), 0
    try:
        for event, element in events:
            if element.tag == SHEET and event == "start":
                sheet, row = _Sheet(), 0
                yield element.get(f"{TABLE}name", ""), sheet
            elif element.tag == ROW and event == "end":
                repeated = _repeated(element, "rows")
                _look_at(element, row + 1, min(row + repeated, MOST_ROWS), sheet)
                row += repeated
                element.clear()
    except etree.XMLSyntaxError as error:
        raise Refused("damaged") from error


def _look_at(element: etree._Element, first: int, last: int, sheet: _Sheet) -> None:
    if element.get(f"{TABLE}visibility") in NOT_SHOWN:
        sheet.hidden.update(range(first, last + 1))
    column = 1
    for cell in element.iterchildren(*CELLS):
        formula = cell.get(f"{TABLE}formula", "")
        if cell.get(f"{EXTENDED}value-type") == "error":
            sheet.errors[f"{column_letter(column)}{first}"] = "".join(cell.itertext()) or "#"
        elif formula and cell.get(f"{OFFICE}value-type") is None:
            sheet.errors[f"{column_letter(column)}{first}"] = f"={formula.partition('=')[2]}"
        column += _repeated(cell, "columns")


def _repeated(element: etree._Element, what: str) -> int:
    count = element.get(f"{TABLE}number-{what}-repeated", "1")
    return int(count) if count.isdecimal() and len(count) < 9 else 1
