"""This year's return against what the same school returned a year ago.

A school of which nothing is known of that year has no failure; the gate says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tasks.validation.batch import Batch, taught
from tasks.validation.rules.failures import failures, together

PERCENT = 100


def cohort_follows(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the grades whose `column` is far from the pupils of the grade below a year ago.

    Far is more than `maximum_percent` of them and at least `at_least` pupils; the first grade
    of a level has no grade below, and a grade without pupils is asked about elsewhere: not
    every school takes its pupils to the last grade. The cell shown is that of `at`.
    """
    frame = taught(batch.frame("students"))
    above = _grade_above(batch)
    then = _then(batch, "students", ["grade", "total"])
    then = then.assign(grade=then["grade"].map(above).astype("string"))
    matched = _matched(frame, then, ["grade"], "total")
    now, before = matched[given["column"]], matched["_before"]
    moved = (now - before).abs()
    percent = _percent(moved, before)
    wrong = (percent > given["maximum_percent"]) & (moved >= given["at_least"]) & (now > 0)
    return _moved(matched, "students", given["at"], given["column"], wrong, percent)


def as_returned(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows whose `column` is not what `column_then` of the same row was a year ago."""
    table, column, by = given["table"], given["column"], given["by"]
    then = _then(batch, table, [by, given["column_then"]])
    matched = _matched(batch.frame(table), then, [by], given["column_then"])
    wrong = matched[column] != matched["_before"]
    return _moved(matched, table, column, column, wrong, None)


def changed_much(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the cells that moved, since last year, beyond both limits of their column.

    `limits` gives by column `percent` of last year's value and the least `change` in the unit
    of the column. `by` names the key of the row, where the table has more than one.
    """
    table, by = given["table"], [given["by"]] if "by" in given else []
    parts = []
    for column, limit in given["limits"].items():
        then = _then(batch, table, [*by, column])
        matched = _matched(batch.frame(table), then, by, column)
        moved = (matched[column] - matched["_before"]).abs()
        percent = _percent(moved, matched["_before"])
        much = (percent > limit["percent"]) | ((matched["_before"] == 0) & (moved > 0))
        wrong = much & (moved >= limit["change"])
        parts.append(_moved(matched, table, column, column, wrong, percent, limit))
    return together(*parts)


def differs_from_last_year(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the cells of `columns` that say another thing of the school than last year."""
    table = given["table"]
    parts = []
    for column in given["columns"]:
        matched = _matched(batch.frame(table), _then(batch, table, [column]), [], column)
        wrong = matched[column] != matched["_before"]
        parts.append(_moved(matched, table, column, column, wrong, None))
    return together(*parts)


def _grade_above(batch: Batch) -> dict[str, str]:
    """Return by grade the one its pupils are in a year later, within their level."""
    rows = batch.codes["grades"].rows
    numbered = {(row["level"], int(row["number"])): code for code, row in rows.items()}
    pairs = {
        code: numbered.get((row["level"], int(row["number"]) + 1)) for code, row in rows.items()
    }
    return {code: above for code, above in pairs.items() if above}


def _then(batch: Batch, table: str, columns: list[str]) -> pd.DataFrame:
    """Return columns of a table of a year ago with the school of each row."""
    names = [*columns, "school_code"]
    frame = batch.last_year.get(table)
    if frame is None or not set(names) <= set(frame.columns):
        sheet = batch.frame(table)
        types = {name: sheet[name].dtype for name in names}
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in types.items()})
    return frame[names]


def _matched(frame: pd.DataFrame, then: pd.DataFrame, by: list[str], column: str) -> pd.DataFrame:
    """Return the rows of `frame` with what stood a year ago in `_before`, NA where unknown."""
    owner = frame["_submission"].str.split("/").str[2]
    keys = ["_owner", *by]
    known = then.rename(columns={"school_code": "_owner"}).dropna(subset=keys)
    known = known.drop_duplicates(keys, keep="last").set_index(keys)[column].rename("_before")
    return frame.assign(_owner=owner).join(known, on=keys)


def _percent(moved: pd.Series, before: pd.Series) -> pd.Series:
    percent: pd.Series = (PERCENT * moved / before.where(before > 0)).astype("Float64")
    return percent


def _moved(
    matched: pd.DataFrame,
    table: str,
    cell: str,
    column: str,
    wrong: pd.Series,
    percent: pd.Series | None,
    limit: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Return the failures with what stood `before`, and the `percent` by which that moved."""
    told = wrong.fillna(False).astype(bool)
    more: dict[str, Any] = {"before": matched["_before"][told]}
    if percent is not None:
        more["percent"] = percent[told].round(1)
    if limit is not None:
        more["limit_percent"], more["limit_change"] = limit["percent"], limit["change"]
    return failures(matched[told], table, cell, column, now=matched[column][told], **more)
