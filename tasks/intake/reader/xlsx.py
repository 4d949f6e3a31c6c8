"""Looks into the parts of an xlsx file, for what calamine does not tell."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from html import unescape

from tasks.intake.reader.limits import Limits
from tasks.intake.reader.packages import Parts
from tasks.intake.reader.unresolved import unresolved_in
from tasks.intake.refused import Refused
from tasks.layouts import column_letter

WORKBOOK = "xl/workbook.xml"
"""The part that lists the sheets; calamine looks for it nowhere else."""

SHARED = "xl/sharedStrings.xml"
NEEDED = ("[Content_Types].xml", "_rels/.rels", "xl/styles.xml")

SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
DIMENSION = re.compile(rb'<(?:\w+:)?dimension\b[^>]*\bref="(?:[A-Z]+[0-9]+:)?([A-Z]+)([0-9]+)"')
FILLED = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]+)([0-9]+)"[^>]*(?<!/)>(?!</)')
HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
ROW_NUMBER = re.compile(rb'\br="([0-9]+)"')
ROW_END = re.compile(rb"</(?:\w+:)?row>")
TEXT_END = re.compile(rb"</(?:\w+:)?si>")
TEXT_INDEX = re.compile(rb't="s"[^>]*>(?:<(?:\w+:)?f\b.*?>)?<(?:\w+:)?v>([0-9]+)<')
OPENED = re.compile(rb"<((?:\w+:)?(?:worksheet|sheetData|sst))\b")
HEAD_OF_PART = 65_536


class SheetParts:
    """What the parts of an xlsx package say of its sheets."""

    def __init__(self, parts: Parts, limits: Limits) -> None:
        self._parts = parts
        self._limits = limits
        self._by_title = sheet_parts(parts)

    @property
    def titles(self) -> frozenset[str]:
        """Return the titles of the sheets whose part was found."""
        return frozenset(self._by_title)

    def unpacked(self) -> bytes | None:
        """Return a package of the same sheets that is read faster; None if that is not certain."""
        names = self._by_title.values()
        return self._parts.unpacked() if all(name.endswith(".xml") for name in names) else None

    def forget(self, title: str) -> None:
        """Let go of the part of a sheet, which is large and was looked through."""
        self._parts.forget(self._by_title.get(title, ""))

    def check(self, title: str) -> None:
        """Raise `Refused` if a sheet has too many cells, or one far away from the others."""
        name = self._by_title.get(title, "")
        most = self._limits.sheet_cells
        if self._parts.size(name) > self._limits.sheet_bytes:
            raise Refused("sheet_too_large", sheet=title, most=f"{most:,}")
        xml = self._parts.read(name)
        if (xml.count(b"<c ") or xml.count(b":c ")) > most:
            raise Refused("sheet_too_large", sheet=title, most=f"{most:,}")
        said = DIMENSION.search(xml[:HEAD_OF_PART])
        if said and _column(said[1]) * int(said[2]) > most:
            self.refuse_far_cell(title)

    def refuse_far_cell(self, title: str) -> None:
        """Raise `Refused` if the area from A1 to the farthest cell is larger than any sheet's."""
        columns = rows = 0
        for letters, digits in set(FILLED.findall(self._parts.read(self._by_title.get(title, "")))):
            columns, rows = max(columns, _column(letters)), max(rows, int(digits))
        if columns * rows > self._limits.sheet_cells:
            corner = f"{column_letter(columns)}{rows}"
            raise Refused("cell_too_far", sheet=title, cell=corner)

    def beside(self, title: str) -> tuple[Mapping[str, str], frozenset[int]]:
        """Return the unresolved cells and the hidden rows of one sheet."""
        xml = self._parts.read(self._by_title.get(title, ""))
        return unresolved_in(xml), frozenset(_hidden_rows(xml))

    def beginning(self, title: str, rows: int) -> bytes:
        """Return a package with one sheet cut off after its first rows, and what it needs."""
        name = self._by_title.get(title, "")
        sheet = _cut(self._parts.read(name), ROW_END, rows)
        texts = max(map(int, TEXT_INDEX.findall(sheet)), default=-1) + 1
        shared = _cut(self._parts.read(SHARED), TEXT_END, max(texts, 1))
        needed = (*NEEDED, WORKBOOK, relations_of(WORKBOOK))
        kept = {each: self._parts.read(each) for each in needed}
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as package:
            for part, content in (kept | {SHARED: shared, name: sheet}).items():
                if content:
                    package.writestr(part, content)
        return written.getvalue()


def relations_of(part: str) -> str:
    """Return the part that says what other parts a part speaks of."""
    return posixpath.join(posixpath.dirname(part), "_rels", f"{posixpath.basename(part)}.rels")


def related(parts: Parts, part: str) -> Mapping[str, str]:
    """Return the parts that a part speaks of, by the names it gives them."""
    found = {}
    for tag in RELATION.findall(parts.read(relations_of(part)).decode(errors="replace")):
        attributes = _attributes(tag)
        target = attributes.get("Target", "")
        path = target if target.startswith("/") else posixpath.join(posixpath.dirname(part), target)
        found[attributes.get("Id", "")] = posixpath.normpath(path.lstrip("/"))
    return found


def sheet_parts(parts: Parts) -> Mapping[str, str]:
    """Return the part of the package that holds each sheet, by the title of the sheet."""
    targets = related(parts, WORKBOOK)
    found = {}
    for tag in SHEET.findall(parts.read(WORKBOOK).decode(errors="replace")):
        attributes = _attributes(tag)
        part = targets.get(attributes.get("r:id", ""), "")
        if part in parts.names:
            found[unescape(attributes.get("name", ""))] = part
    return found


def _attributes(tag: str) -> dict[str, str]:
    return {name: first or second for name, first, second in ATTRIBUTE.findall(tag)}


def _hidden_rows(xml: bytes) -> Iterator[int]:
    """Yield the number of every row that is not shown."""
    if b"hidden=" not in xml:
        return
    for row in ROW.findall(xml):
        number = ROW_NUMBER.search(row)
        if number and HIDDEN.search(row):
            yield int(number[1])


def _cut(xml: bytes, end: re.Pattern[bytes], count: int) -> bytes:
    """Return an XML part that ends with its `count`th element, what was open being closed."""
    place = 0
    for number, match in enumerate(end.finditer(xml), 1):
        place = match.end()
        if number == count:
            break
    else:
        return xml
    opened = [match[1] for match in OPENED.finditer(xml[:HEAD_OF_PART])]
    return xml[:place] + b"".join(b"</%b>" % name for name in reversed(opened))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
