"""The frame of failures every rule in code returns."""

from __future__ import annotations

from typing import Any

import pandas as pd

COLUMNS = ("submission", "table", "row", "column", "found")


def failures(frame: pd.DataFrame, table: str, column: str, found: str, **more: Any) -> pd.DataFrame:
    """Return one failure for each row of `frame`.

    `column` is the field whose cell is shown, `found` the column of `frame` with what was
    found, `more` values or series the sentences may name.
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


def together(*parts: pd.DataFrame) -> pd.DataFrame:
    """Return the failures of several parts in one frame."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})
    return pd.concat(filled, ignore_index=True)
