"""Looks into the records of an xls file, for what calamine does not tell."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping

from tasks.layouts import column_letter

BEGIN, END = 0x0809, 0x000A
FILEPASS, SHEET, ROW, ERROR, FORMULA = 0x002F, 0x0085, 0x0208, 0x0205, 0x0006
HIDDEN_ROW = 0x20
SHEET_BYTES, ROW_BYTES, ERROR_BYTES, FORMULA_BYTES = 8, 14, 8, 14
"""How long a record is at least that says what is looked for."""

ERROR_RESULT, NOT_A_NUMBER = 2, 0xFFFF
MACROS_STREAM = "_VBA_PROJECT"

ERROR_TEXTS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def records(stream: bytes, offset: int = 0) -> Iterator[tuple[int, bytes]]:
    """Yield number and content of every record from `offset` to the end of its part."""
    depth = 0
    while offset + 4 <= len(stream):
        number, size = struct.unpack_from("<HH", stream, offset)
        yield number, stream[offset + 4 : offset + 4 + size]
        offset += 4 + size
        depth += (number == BEGIN) - (number == END)
        if depth <= 0:
            return


def has_password(stream: bytes) -> bool:
    """Tell whether the records of a workbook are encrypted."""
    return any(number == FILEPASS for number, _ in records(stream))


class Records:
    """What the records of an xls workbook say of its sheets."""

    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        self._offsets = _offsets(stream)

    def beside(self, title: str) -> tuple[Mapping[str, str], frozenset[int]]:
        """Return the cells of one sheet that hold an error, and its hidden rows."""
        errors: dict[str, str] = {}
        hidden = set()
        for number, content in records(self._stream, self._offsets.get(title, len(self._stream))):
            if number == ROW and len(content) >= ROW_BYTES:
                row, flags = struct.unpack_from("<H10xH", content)
                if flags & HIDDEN_ROW:
                    hidden.add(row + 1)
            elif number in (ERROR, FORMULA):
                errors.update(_error(number, content))
        return errors, frozenset(hidden)

    def check(self, _title: str) -> None:
        """Let every sheet pass: an xls sheet has at most 65,536 rows of 256 columns."""


def _offsets(stream: bytes) -> Mapping[str, int]:
    found = {}
    for number, content in records(stream):
        if number == SHEET and len(content) >= SHEET_BYTES:
            (offset,) = struct.unpack_from("<I", content)
            is_wide = content[7] & 1
            text = content[8 : 8 + content[6] * (2 if is_wide else 1)]
            found[text.decode("utf-16-le" if is_wide else "latin-1", "replace")] = offset
    return found


def _error(number: int, content: bytes) -> Mapping[str, str]:
    """Return address and text of the error that a record stores, if it stores one."""
    if len(content) < ERROR_BYTES:
        return {}
    row, column = struct.unpack_from("<HH", content)
    code = None
    if number == ERROR and content[7]:
        code = content[6]
    if number == FORMULA and len(content) >= FORMULA_BYTES:
        kind, result, mark = struct.unpack_from("<6xBxB3xH", content)
        code = result if (kind, mark) == (ERROR_RESULT, NOT_A_NUMBER) else None
    if code is None:
        return {}
    return {f"{column_letter(column + 1)}{row + 1}": ERROR_TEXTS.get(code, "#")}
