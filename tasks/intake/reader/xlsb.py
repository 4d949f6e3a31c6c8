"""Looks into the records of an xlsb file, for what calamine does not tell."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping

from tasks.intake.reader.biff import ERROR_TEXTS
from tasks.intake.reader.limits import Limits
from tasks.intake.reader.packages import Parts
from tasks.intake.reader.xlsx import related
from tasks.intake.refused import Refused
from tasks.layouts import column_letter

WORKBOOK = "xl/workbook.bin"
ROW, ERROR, FORMULA_ERROR, SHEET = 0, 3, 11, 156
HIDDEN_ROW = 0x10
ROW_BYTES, ERROR_BYTES = 12, 9
"""How long a record is at least that says what is looked for."""


def records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield number and content of every record of a part."""
    offset = 0
    while offset < len(part):
        number, offset = _number(part, offset, 2)
        size, offset = _number(part, offset, 4)
        yield number, part[offset : offset + size]
        offset += size


def _number(part: bytes, offset: int, most: int) -> tuple[int, int]:
    """Return a number of up to `most` bytes of seven bits, and where the next thing begins."""
    number = 0
    for place in range(most):
        if offset >= len(part):
            break
        byte = part[offset]
        offset += 1
        number |= (byte & 0x7F) << 7 * place
        if not byte & 0x80:
            break
    return number, offset


class BinaryParts:
    """What the parts of an xlsb package say of its sheets."""

    def __init__(self, parts: Parts, limits: Limits) -> None:
        self._parts = parts
        self._limits = limits
        self._by_title = _sheet_parts(parts)

    def beside(self, title: str) -> tuple[Mapping[str, str], frozenset[int]]:
        """Return the cells of one sheet that hold an error, and its hidden rows."""
        errors, hidden, row = {}, set(), 0
        for number, content in records(self._parts.read(self._by_title.get(title, ""))):
            if number == ROW and len(content) >= ROW_BYTES:
                row = struct.unpack_from("<I", content)[0] + 1
                if content[11] & HIDDEN_ROW:
                    hidden.add(row)
            elif number in (ERROR, FORMULA_ERROR) and len(content) >= ERROR_BYTES:
                (column,) = struct.unpack_from("<I", content)
                text = ERROR_TEXTS.get(content[8], "#")
                errors[f"{column_letter(column + 1)}{row}"] = text
        return errors, frozenset(hidden)

    def check(self, title: str) -> None:
        """Raise `Refused` if the part of a sheet is too large."""
        if self._parts.size(self._by_title.get(title, "")) > self._limits.sheet_bytes:
            raise Refused("sheet_too_large", sheet=title, most=f"{self._limits.sheet_cells:,}")


def _sheet_parts(parts: Parts) -> Mapping[str, str]:
    targets = related(parts, WORKBOOK)
    found = {}
    for number, content in records(parts.read(WORKBOOK)):
        if number == SHEET:
            relation, offset = _text(content, 8)
            title, _ = _text(content, offset)
            found[title] = targets.get(relation, "")
    return found


def _text(content: bytes, offset: int) -> tuple[str, int]:
    """Return the text that begins at `offset`, and where it ends."""
    if offset + 4 > len(content):
        return "", offset
    (length,) = struct.unpack_from("<I", content, offset)
    end = offset + 4 + (0 if length == 0xFFFFFFFF else length * 2)
    return content[offset + 4 : end].decode("utf-16-le", "replace"), end
