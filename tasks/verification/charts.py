"""The charts of a Word file: what is drawn, and what their data sheets say."""

from __future__ import annotations

import io
import posixpath
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from tasks.layouts import column_letter
from tasks.verification.document import BODY
from tasks.verification.sheets import UnreadableError, open_sheets

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
SHEETS = "/package"
FLOAT_DIGITS = 17


@dataclass(frozen=True)
class ChartData:
    """One chart: what is drawn by (series, place), and the cells of its data sheet if any."""

    drawn: Mapping[tuple[int, int], str]
    cells: Mapping[str, object] | None

    def values(self, series: int, place: int) -> Iterator[str | None]:
        """Yield a value as it is drawn, where its series is, and as the data sheet has it."""
        if any(each == series for each, _ in self.drawn):
            yield self.drawn.get((series, place))
        if self.cells is not None:
            found = self.cells.get(f"{column_letter(series + 2)}{place + 2}")
            yield None if found is None else str(found)


def read_charts(parts: Mapping[str, bytes]) -> list[ChartData]:
    """Return the charts of a Word file in the order in which they stand in the text."""
    relations = _relations(parts, BODY)
    root = ET.fromstring(parts[BODY])
    named = [relations.get(each.get(f"{R}id", ""), "") for each in root.iter(f"{C}chart")]
    return [_chart(parts, name) for name in named if name in parts]


def is_value(shown: str | None, value: Decimal) -> bool:
    """Tell whether a drawn value is the fact's: exactly, or as a program rounds binary numbers."""
    if shown is None:
        return False
    try:
        found = Decimal(shown)
    except InvalidOperation:
        return False
    few = len(found.normalize().as_tuple().digits) <= FLOAT_DIGITS
    return found == value or (few and float(found) == float(value))


def _chart(parts: Mapping[str, bytes], name: str) -> ChartData:
    root = ET.fromstring(parts[name])
    drawn = {}
    for series in root.iter(f"{C}ser"):
        index = series.find(f"{C}idx")
        for point in series.iterfind(f"{C}val/{C}numRef/{C}numCache/{C}pt"):
            text = point.findtext(f"{C}v", "")
            drawn[int(_value(index)), int(point.get("idx", "0"))] = text
    inside = [each for each in _relations(parts, name, SHEETS).values() if each in parts]
    return ChartData(drawn, _cells(parts[inside[0]]) if inside else None)


def _value(element: ET.Element | None) -> str:
    return "0" if element is None else element.get("val", "0")


def _cells(book: bytes) -> Mapping[str, object]:
    """Return the cells of the only sheet, exactly as they are written."""
    try:
        sheets = open_sheets(book, as_written=True)
        return sheets.cells(sheets.titles[0])
    except (UnreadableError, IndexError, zipfile.BadZipFile):
        return {}


def _relations(parts: Mapping[str, bytes], part: str, kind: str = "") -> dict[str, str]:
    folder, name = posixpath.split(part)
    path = f"{folder}/_rels/{name}.rels"
    if path not in parts:
        return {}
    return {
        each.get("Id", ""): posixpath.normpath(posixpath.join(folder, each.get("Target", "")))
        if not each.get("Target", "").startswith("/") else each.get("Target", "").lstrip("/")
        for each in ET.parse(io.BytesIO(parts[path])).getroot()
        if each.get("Type", "").endswith(kind)
    }  # fmt: skip
