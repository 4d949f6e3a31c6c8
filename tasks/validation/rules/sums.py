"""Sums within a row, and sums of one sheet against another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tasks.validation.batch import Batch, taught, whole_sums
from tasks.validation.rules.failures import failures


def sum_equals(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows where the fields of `add` less those of `subtract` are not `equals`."""
    frame, total = _sum_of_row(batch, given)
    whole = frame[given["equals"]]
    wrong = (total != whole).fillna(False)
    return _told(frame, total, whole, wrong, given)


def sum_at_most(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows where the fields of `add` together exceed `at_most`."""
    frame, total = _sum_of_row(batch, given)
    whole = frame[given["at_most"]]
    wrong = (total > whole).fillna(False)
    return _told(frame, total, whole, wrong, {**given, "equals": given["at_most"]})


def totals_agree(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the cells whose value differs from the sum of `other_columns` of another table.

    `by` lists what both are added up by beside the submission (`_level`). Only the rows that
    fit `where` and `other_where` count. With `relation: at_least` only a smaller value is
    wrong, with `relation: at_most` only a larger one.
    """
    by = ["_submission", *given.get("by", [])]
    table, column = given["table"], given["column"]
    frame = _fitting(batch.frame(table), given.get("where", {}))
    other = _fitting(taught(batch.frame(given["other_table"])), given.get("other_where", {}))
    parts = other[given["other_columns"]].sum(axis=1, skipna=False)
    sums = whole_sums(parts, [other[name] for name in by])
    matched = frame.join(sums.astype("Float64").rename("_sum"), on=by)
    difference = matched[column] - matched["_sum"]
    wrong = _differs(difference, given.get("relation", "")).fillna(False)
    return failures(
        matched[wrong],
        table,
        column,
        column,
        computed=matched["_sum"][wrong],
        difference=difference[wrong].abs(),
    )


def _differs(difference: pd.Series, relation: str) -> pd.Series:
    """Return where a difference breaks a relation, by default that there is none."""
    if relation == "at_least":
        return difference < 0
    return difference > 0 if relation == "at_most" else difference != 0


def _fitting(frame: pd.DataFrame, where: Mapping[str, Any]) -> pd.DataFrame:
    for name, wanted in where.items():
        frame = frame[frame[name].isin(wanted if isinstance(wanted, list) else [wanted])]
    return frame


def _sum_of_row(batch: Batch, given: Mapping[str, Any]) -> tuple[pd.DataFrame, pd.Series]:
    frame = batch.frame(given["table"])
    total = frame[given["add"]].sum(axis=1, skipna=False)
    if given.get("subtract"):
        total = total - frame[given["subtract"]].sum(axis=1, skipna=False)
    return frame, total


def _told(
    frame: pd.DataFrame,
    total: pd.Series,
    whole: pd.Series,
    wrong: pd.Series,
    given: Mapping[str, Any],
) -> pd.DataFrame:
    return failures(
        frame[wrong],
        given["table"],
        given["equals"],
        given["equals"],
        computed=total[wrong],
        difference=(whole - total)[wrong].abs(),
    )
