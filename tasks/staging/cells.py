"""Reads single cells of a sheet, and the text of a header or label in the form compared."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tasks.layouts import RECORD_LABEL_COLUMN, RECORD_VALUE_COLUMN, column_letter
from tasks.spelling import heading, without_unit

LABEL_INDEX = ord(RECORD_LABEL_COLUMN) - ord("A")
VALUE_INDEX = ord(RECORD_VALUE_COLUMN) - ord("A")
SEPARATORS = re.compile(r"[:;,./_\-—–、。·]")

Rows = Sequence[Sequence[object]]


def cell_text(rows: Rows, row: int, index: int) -> object:
    """Return what stands in one cell, row 1 being the first; empty text beyond the sheet."""
    if 1 <= row <= len(rows) and index < len(rows[row - 1]):
        return rows[row - 1][index]
    return ""


def address(index: int, row: int) -> str:
    """Return the address of a cell, 0 being the index of column A."""
    return f"{column_letter(index + 1)}{row}"


def is_blank(cell: object) -> bool:
    """Tell whether nothing, or nothing but spaces, stands in a cell."""
    return isinstance(cell, str) and not cell.strip()


def bare(text: object) -> str:
    """Return a header or label without what people leave out or add: unit, spaces, colons."""
    return SEPARATORS.sub("", without_unit(heading(text)))


def is_same(title: str, cell: object) -> bool:
    """Tell whether a cell has the text of a header or label; unit and spaces do not count."""
    return without_unit(heading(title)) == without_unit(heading(cell))
