"""The same pupils one year on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tasks.validation.batch import Batch, taught, whole_sums
from tasks.validation.rules.failures import failures


def roll_forward(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows whose value moved more than `maximum_percent` since last year.

    `column` is this year's number, or several added up in `columns_now` of `table_now`;
    `last_year` the number of a year ago. Moves below `at_least` pupils are let pass.
    """
    table = given["table"]
    frame = batch.frame(table)
    now = _now(batch, frame, given)
    before = frame[given["last_year"]]
    moved = now - before
    percent = (100 * moved.abs() / before.where(before > 0)).astype("Float64")
    much = (percent > given["maximum_percent"]) | ((before == 0) & (now > 0))
    wrong = (much & (moved.abs() >= given["at_least"])).fillna(False)
    return failures(
        frame[wrong],
        table,
        given["last_year"],
        given["last_year"],
        now=now[wrong],
        moved=moved[wrong],
        percent=percent[wrong].round(1),
    )


def _now(batch: Batch, frame: pd.DataFrame, given: Mapping[str, Any]) -> pd.Series:
    if "table_now" not in given:
        return frame[given["column"]]
    rows = taught(batch.frame(given["table_now"]))
    sums = whole_sums(rows[given["column"]], [rows["_submission"]])
    return frame["_submission"].map(sums).astype("Float64")
