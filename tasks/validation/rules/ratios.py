"""Shares of a whole, and quantities per student, that are too small or too large."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tasks.validation.batch import NO, Batch, taught, whole_sums
from tasks.validation.rules.failures import failures, readable

LARGEST = float("inf")
PERCENT = 100
SMALLEST = 1e-9


def share_between(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows where `part`, in percent of `whole`, is outside `minimum` and `maximum`.

    With `factor: 1` the bounds are of the plain quotient. `part` may be a list of fields,
    which are added up. Rows whose whole is smaller than `at_least` are let pass; so are rows
    of schools that are not of `kinds`.
    """
    frame = _of_kinds(batch.frame(given["table"]), given)
    parts = given["part"] if isinstance(given["part"], list) else [given["part"]]
    part = frame[parts].sum(axis=1, skipna=False)
    whole = frame[given["whole"]]
    large = whole.where(whole >= given.get("at_least", SMALLEST))
    percent = given.get("factor", PERCENT) * part / large
    frame = frame.assign(_percent=percent.astype("Float64"))
    wrong = _outside(frame["_percent"], given)
    told = frame[wrong].assign(_percent=readable(frame["_percent"][wrong], *_limits(given)))
    return failures(
        told,
        given["table"],
        parts[0],
        "_percent",
        part=part[wrong],
        whole_value=whole[wrong],
    )


def per_student_between(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows whose `column` per student is outside `minimum` and `maximum`.

    `students` lists the fields, by table, that are added up over the submission (over the
    level of the row with `by: [_level]`). `factor` converts the unit. With `inverted` it is
    students per unit of `column`.
    """
    table, column = given["table"], given["column"]
    frame = _of_kinds(batch.frame(table), given)
    students = _students(batch, frame, given)
    value = frame[column].astype("Float64") * given.get("factor", 1)
    if given.get("inverted"):
        ratio = students / value.where(value > 0)
    else:
        ratio = value / students.where(students > 0)
    frame = frame.assign(_ratio=ratio.astype("Float64"))
    wrong = _outside(frame["_ratio"], given)
    told = frame[wrong].assign(_ratio=readable(frame["_ratio"][wrong], *_limits(given)))
    return failures(told, table, column, column, ratio=told["_ratio"], students=students[wrong])


def _students(batch: Batch, frame: pd.DataFrame, given: Mapping[str, Any]) -> pd.Series:
    """Return the students behind each row, NA where a number that is owed is missing."""
    by = ["_submission", *given.get("by", [])]
    total = pd.Series(0.0, index=frame.index, dtype="Float64")
    for table, column in given["students"].items():
        rows = taught(batch.frame(table))
        counts = rows[column].astype("Float64")
        if batch.sheet(table).by_name[column].applies_to:
            counts = counts.mask(rows["_senior"] == NO, 0.0)
        sums = whole_sums(counts, [rows[name] for name in by])
        total = total + frame[by].join(sums.rename("_students"), on=by)["_students"]
    return total.astype("Float64")


def _outside(value: pd.Series, given: Mapping[str, Any]) -> pd.Series:
    low = value < given.get("minimum", -LARGEST)
    high = value > given.get("maximum", LARGEST)
    return (low | high).fillna(False)


def _limits(given: Mapping[str, Any]) -> list[Any]:
    return [given[name] for name in ("minimum", "maximum") if name in given]


def _of_kinds(frame: pd.DataFrame, given: Mapping[str, Any]) -> pd.DataFrame:
    return frame[frame["_kind"].isin(given["kinds"])] if "kinds" in given else frame
