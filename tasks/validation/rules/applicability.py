"""Whether a return is the right one, and has the rows it must have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tasks.validation.batch import Batch
from tasks.validation.rules.failures import failures, together


def row_count(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the submissions whose `table` has fewer rows than `minimum` or more than `maximum`."""
    table = given["table"]
    sheet = batch.sheet(table)
    counts = batch.frame(table).groupby("_submission").size()
    senders = batch.submissions(table)
    rows = pd.DataFrame(
        {
            "_submission": pd.Series(senders, dtype="string"),
            "_row": sheet.first_row,
            "count": [int(counts.get(submission, 0)) for submission in senders],
        }
    )
    wrong = (rows["count"] < given["minimum"]) | (rows["count"] > given.get("maximum", 10**9))
    return failures(rows[wrong], table, sheet.columns[0], "count", key="")


def is_for_another_school(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the records whose school code is not that of the school that handed them in."""
    table, column = given["table"], given["column"]
    frame = batch.frame(table)
    owner = frame["_submission"].str.split("/").str[2]
    wrong = frame[column].notna() & (frame[column] != owner)
    return failures(frame[wrong], table, column, column, roster_value=owner[wrong])


def differs_from_roster(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the records that say of the school something other than the roster does."""
    table = given["table"]
    frame = batch.frame(table)
    roster = batch.returns.roster.set_index("school_code")
    owner = frame["_submission"].str.split("/").str[2]
    parts = []
    for column in given["columns"]:
        listed = owner.map(roster[column]).astype("string")
        wrong = (listed.notna() & frame[column].notna() & (listed != frame[column])).fillna(False)
        parts.append(failures(frame[wrong], table, column, column, roster_value=listed[wrong]))
    return together(*parts)
