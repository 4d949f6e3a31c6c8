"""Several years in one sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tasks.validation.batch import Batch
from tasks.validation.rules.failures import failures, readable, together


def years_follow(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows whose year is not the year after the row above."""
    frame, column = batch.frame(given["table"]), given["column"]
    above = frame.groupby("_submission")[column].shift()
    wrong = (frame[column] != above + 1).fillna(False)
    return failures(frame[wrong], given["table"], column, column, before=above[wrong])


def falls_behind(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the cells that are not above the row before or, with `slower_than`, grow slower.

    Growth is in percent of the row before.
    """
    frame = batch.frame(given["table"]).sort_values(["_submission", given["year"]])
    parts = []
    for column in given["columns"]:
        growth = _growth(frame, column)
        limit: Any = 0.0
        if "slower_than" in given:
            limit = _growth(frame, given["slower_than"])
        low = growth < limit if "slower_than" in given else growth <= limit
        wrong = low.fillna(False)
        shown = readable(limit[wrong]) if isinstance(limit, pd.Series) else limit
        told = frame[wrong].assign(_growth=readable(growth[wrong], shown))
        years = frame[given["year"]][wrong]
        parts.append(failures(told, given["table"], column, "_growth", limit=shown, year=years))
    return together(*parts)


def _growth(frame: pd.DataFrame, column: str) -> pd.Series:
    before = frame.groupby("_submission")[column].shift()
    return (100 * (frame[column] - before) / before.where(before > 0)).astype("Float64")
