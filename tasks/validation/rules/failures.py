"""The frame of failures every rule in code returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

COLUMNS = ("submission", "table", "row", "column", "found")
PLACES, MOST_PLACES = 2, 8
MOST_TWINS = 8
"""How many rows with the same values are listed one by one."""


@dataclass(frozen=True)
class Twins:
    """Submission and row of rows that have the same values, the first few, and how many."""

    places: Sequence[tuple[str, int]]
    count: int


def failures(frame: pd.DataFrame, table: str, column: str, found: str, **more: Any) -> pd.DataFrame:
    """Return one failure for each row of `frame`.

    `column` is the field whose cell is shown, `found` the column of `frame` with what was
    found, `more` values or series the sentences may name. Where a failure speaks of several
    rows, `key` in `more` names them, the empty text a whole column.
    """
    told = pd.DataFrame(
        {
            "submission": frame["_submission"].astype("string"),
            "table": table,
            "row": frame["_row"].astype("Int64"),
            "column": column,
            "found": frame[found].astype(object),
        },
        index=frame.index,
    )
    return told.assign(**more)


def readable(value: pd.Series, *limits: Any) -> pd.Series:
    """Return values rounded to two decimals, more where two would read as a limit itself.

    `limits` are numbers or series beside `value`.
    """
    rounded = value.round(PLACES)
    for places in range(PLACES + 1, MOST_PLACES + 1):
        unclear = pd.Series(False, index=value.index)
        for limit in limits:
            unclear |= ((rounded == limit) & (value != limit)).fillna(False)
        if not unclear.any():
            break
        rounded = rounded.mask(unclear, value.round(places))
    return rounded


def together(*parts: pd.DataFrame) -> pd.DataFrame:
    """Return the failures of several parts in one frame."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})
    return pd.concat(filled, ignore_index=True)
