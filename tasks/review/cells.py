"""A received sheet as a table, in which each cell that a number is from can be marked."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tasks.layouts import column_letter
from tasks.review.addresses import place_of
from tasks.review.given import ReceivedSheet

MOST_ROWS, MOST_COLUMNS = 1000, 60
"""So much of a sheet is shown; of a larger one the page says what it leaves out."""

ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]+)")
RULE = (
    '.sheet:has([id$="-{place}"]:target) tbody tr:nth-child(n+{top}):nth-child(-n+{bottom})'
    " > :nth-child(n+{left}):nth-child(-n+{right})"
)
MARK = "{background:var(--spot);color:var(--spot-ink);outline:2px solid var(--focus)}\n"


def sheet_table(sheet: ReceivedSheet, number: int, cited: Mapping[str, str]) -> dict[str, Any]:
    """Return the rows of a sheet with the anchors of cited cells, and what is left out."""
    rows = sheet.rows[:MOST_ROWS]
    width = max((_width(row) for row in rows), default=0)
    columns = min(width, MOST_COLUMNS)
    spots = _spots(cited, number)
    first = min(spots, default=0)
    return {
        "title": sheet.title,
        "id": f"s{number}",
        "columns": [column_letter(at) for at in range(1, columns + 1)],
        "rows": [
            _row(at, row, columns, spots.get(at, {}), is_head=at < first)
            for at, row in enumerate(rows, 1)
        ],
        "left_out_rows": (len(rows) + 1, len(sheet.rows)) if len(sheet.rows) > len(rows) else None,
        "left_out_columns": max(0, width - columns),
        "pupils": sheet.columns,
        "count": sheet.count,
        "anchors": [
            f"s{number}-{place_of(cell)}"
            for cell in cited
            if not _is_shown(cell, len(rows), columns)
        ],
    }


def _row(
    number: int,
    row: Sequence[Any],
    columns: int,
    spots: Mapping[int, Mapping[str, Any]],
    is_head: bool,
) -> dict[str, Any]:
    if is_head and _width(row) == 1:
        return {"number": number, "cells": [(shown(row[0]), None)], "span": columns}
    cells = []
    for at in range(1, columns + 1):
        value = row[at - 1] if at <= len(row) else ""
        cells.append((shown(value), spots.get(at)))
    return {"number": number, "cells": cells, "span": 0}


def shown(value: object) -> str:
    """Return what stands in a cell as people see it."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)


def _is_shown(cell: str, rows: int, columns: int) -> bool:
    """Tell whether the cell, or the first one of the range, is in the table."""
    first = ADDRESS.match(cell)
    return first is not None and int(first[2]) <= rows and _number(first[1]) <= columns


def _width(row: Sequence[Any]) -> int:
    return max((at for at, value in enumerate(row, 1) if value != ""), default=0)


def _spots(cited: Mapping[str, str], number: int) -> dict[int, dict[int, dict[str, Any]]]:
    """Return the cited cells by row and column: own anchor, anchors of ranges, and address."""
    found: dict[int, dict[int, dict[str, Any]]] = {}
    for cell, href in cited.items():
        first = ADDRESS.match(cell)
        if first is None:
            continue
        column, row = _number(first[1]), int(first[2])
        spot = found.setdefault(row, {}).setdefault(column, {"id": "", "ranges": [], "href": ""})
        if _is_range(cell):
            spot["ranges"].append(f"s{number}-{place_of(cell)}")
        else:
            spot["id"] = f"s{number}-{cell}"
        spot["href"] = spot["href"] or href
    return found


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _is_range(cell: str) -> bool:
    return ":" in cell or "_" in cell


def marking_rules(cells: Iterable[str]) -> str:
    """Return the style rules that mark every cell of a range when the range is what is looked at.

    Row headers stand in the first column of the table, so column A is the second one.
    """
    found = []
    for cell in sorted({place_of(each) for each in cells if _is_range(each)}):
        ends = ADDRESS.findall(cell)
        if len(ends) == 2:
            (left, top), (right, bottom) = ends
            found.append(
                RULE.format(
                    place=cell, top=top, bottom=bottom,
                    left=_number(left) + 1, right=_number(right) + 1,
                )
                + MARK
            )  # fmt: skip
    return "".join(found)
