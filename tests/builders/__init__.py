"""Test data is built here: a county that passes every rule, and the one thing a test is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from tasks import catalogue
from tasks.layouts import Sheet
from tasks.model import BUREAU, Origin, Returns

EDITION = "2025"
COUNTY = "139901"
DTYPES = {
    "count": "Int64",
    "year": "Int64",
    "decimal": "Float64",
    "percent": "Float64",
    "run_time": "Float64",
}

MOST_KEPT = 4000
_KEPT: dict[tuple[int, str], tuple[Sheet, pd.DataFrame]] = {}
"""Frames that were made before, by sheet and what its rows say: making them is dear."""


def frame_of(sheet: Sheet, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return the staged frame of a sheet: typed columns of the layout and `_row`."""
    said = id(sheet), repr(rows)
    if said not in _KEPT:
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        _KEPT[said] = sheet, _made(sheet, rows)
    return _KEPT[said][1].copy(deep=False)


def _made(sheet: Sheet, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    data: dict[str, pd.Series] = {}
    for name in sheet.columns:
        field = sheet.by_name.get(name)
        dtype = DTYPES.get(field.type, "string") if field else "string"
        data[name] = pd.Series([row.get(name) for row in rows], dtype=dtype)
    first = sheet.first_row
    numbers = [None if sheet.kind == "record" else first + number for number in range(len(rows))]
    data["_row"] = pd.Series(numbers, dtype="Int64")
    return pd.DataFrame(data)


def returns_of(
    roster: Sequence[Mapping[str, Any]],
    values: Mapping[tuple[str, str], Mapping[str, Sequence[Mapping[str, Any]]]],
) -> Returns:
    """Return the staged returns of a county.

    `values` gives rows by table for each (school code or `BUREAU`, form).
    """
    frames: dict[str, list[pd.DataFrame]] = {}
    origins: dict[tuple[str, str], Origin] = {}
    for (school, form), tables in values.items():
        submission = f"{EDITION}/{COUNTY}/{school}/{form}/1"
        layout = catalogue.layouts(EDITION)[form]
        for table, rows in tables.items():
            sheet = layout.by_table[table]
            frame = frame_of(sheet, rows)
            frame["_submission"] = submission
            if "school_code" not in frame:
                frame["school_code"] = pd.Series([school] * len(frame), dtype="string")
            frames.setdefault(table, []).append(frame)
            origins[submission, table] = Origin(submission, "0" * 64, sheet.title, sheet.cells)
    sheet = catalogue.layouts(EDITION)["roster"].by_table["roster"]
    return Returns(
        roster=frame_of(sheet, roster).drop(columns="_row"),
        tables={name: pd.concat(parts, ignore_index=True) for name, parts in frames.items()},
        origins=origins,
    )


__all__ = ["BUREAU", "COUNTY", "EDITION", "frame_of", "returns_of"]
