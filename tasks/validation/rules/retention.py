"""Retention of a cohort (巩固率)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tasks.validation.batch import Batch
from tasks.validation.rules.failures import failures, readable


def retention_between(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the cohorts whose retention in percent is outside `minimum` and `maximum`.

    `formulas` has for each formula, of which `chosen` names the one in force, numerator and
    denominator as fields to add and to subtract. What a formula caps is not capped here,
    so that too many graduates are seen. A cohort without pupils has no retention.
    """
    formula = given["formulas"][given["chosen"]]
    frame = batch.frame("cohorts")
    if "level" in given:
        frame = frame[frame["_level"] == given["level"]]
    numerator = _value(frame, formula["numerator"])
    denominator = _value(frame, formula["denominator"])
    percent = 100 * numerator / denominator.where(denominator > 0)
    frame = frame.assign(_percent=percent.astype("Float64"))
    low = frame["_percent"] < given.get("minimum", float("-inf"))
    high = frame["_percent"] > given.get("maximum", float("inf"))
    wrong = frame[(low | high).fillna(False)]
    limits = [given[name] for name in ("minimum", "maximum") if name in given]
    rounded = wrong.assign(_percent=readable(wrong["_percent"], *limits))
    words = formula["formula"]
    return failures(rounded, "cohorts", "cohort_graduates", "_percent", formula=words)


def _value(frame: pd.DataFrame, terms: Mapping[str, Any]) -> pd.Series:
    total = frame[terms["add"]].sum(axis=1, skipna=False)
    if terms.get("subtract"):
        total = total - frame[terms["subtract"]].sum(axis=1, skipna=False)
    return total.astype("Float64")
