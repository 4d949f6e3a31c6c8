"""Whom the survey asked, and how many."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

import pandas as pd

from tasks.rounding import exact
from tasks.validation.batch import Batch
from tasks.validation.rules.failures import failures, readable

PERMILLE_OF_WAN = 10
"""A thousandth of ten thousand people."""


def enough_questionnaires(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the surveys with fewer questionnaires than the county's population asks for.

    `permille` is their share of the people; `sample` has the number for a county below a
    population in 万, which no county falls short of.
    """
    sample = given["sample"]
    counts = _questionnaires(batch, given).groupby("_submission").size()
    county = batch.frame("county")
    latest = county["_submission"].isin(list(batch.handed_in("county").values()))
    population = county["population_wan"][latest].dropna()
    if population.empty:
        return failures(_firsts(batch, counts.iloc[:0]), "survey", "method", "_found")
    wan, small = float(population.iloc[0]), int(sample["small_county_questionnaires"])
    share = exact(wan) * PERMILLE_OF_WAN * exact(given["permille"])
    needed = small if wan < sample["small_county_below_wan"] else max(ceil(share), small)
    rows = _firsts(batch, counts)
    few = rows[rows["_found"] < needed]
    return failures(few, "survey", "method", "_found", needed=needed, population=wan, key="")


def share_of_rows(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the surveys where fewer than `minimum` percent of questionnaires are `value`.

    `value` is what must stand in `column`.
    """
    asked = _questionnaires(batch, given)
    alike = (asked[given["column"]] == given["value"]).fillna(False)
    percent = 100 * alike.groupby(asked["_submission"]).mean()
    rows = _firsts(batch, percent)
    few = rows[rows["_found"] < given["minimum"]]
    few = few.assign(_found=readable(few["_found"], given["minimum"]))
    return failures(few, "survey", given["column"], "_found", limit=given["minimum"], key="")


def _questionnaires(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    frame = batch.frame("survey")
    return frame[frame["method"] == given["method"]]


def _firsts(batch: Batch, found: pd.Series) -> pd.DataFrame:
    """Return a row a survey, at the first row of its sheet."""
    return pd.DataFrame(
        {
            "_submission": found.index,
            "_row": batch.sheet("survey").first_row,
            "_found": found.to_numpy(),
        }
    )
