"""The size of a school, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tasks.validation.batch import Batch, taught, whole_sums
from tasks.validation.rules.failures import failures

COMBINED = "combined"


def school_size(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the schools with more compulsory-stage students than `maximum` of their type.

    `maximum` gives the number by primary, junior and combined.
    """
    school = batch.frame("school")
    size = _size(batch, school)
    limit = _limit(batch, school, given["maximum"])
    told = school.assign(_size=size)
    wrong = (size > limit).fillna(False)
    return failures(told[wrong], "school", "school_type", "_size", limit=limit[wrong])


def small_school_funding(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the schools below `funded_as` students that are not funded as that many."""
    funds = batch.frame("funds")
    size = _size(batch, funds)
    small = (size < given["funded_as"]) & (size > 0) & funds["_kind"].isin(given["school_kinds"])
    wrong = (small & (funds["funded_students"] < given["funded_as"])).fillna(False)
    return failures(
        funds[wrong],
        "funds",
        "funded_students",
        "funded_students",
        students=size[wrong],
        limit=given["funded_as"],
    )


def _size(batch: Batch, frame: pd.DataFrame) -> pd.Series:
    rows = taught(batch.frame("students"))
    sums = whole_sums(rows["total"], [rows["_submission"]])
    return frame["_submission"].map(sums).astype("Int64")


def _limit(batch: Batch, school: pd.DataFrame, maximum: Mapping[str, int]) -> pd.Series:
    listed = batch.codes["school_types"].rows
    by_type = {}
    for code, row in listed.items():
        levels = row["levels"].split()
        by_type[code] = maximum[levels[0] if len(levels) == 1 else COMBINED]
    return school["_school_type"].map(by_type).astype("Int64")
