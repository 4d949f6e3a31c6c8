"""Rows that speak of problems: whether their item and their number are any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tasks.problem_ids import problem_id
from tasks.validation.batch import Batch
from tasks.validation.rules.failures import failures


def item_known(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the cells of `column` with an item that is none of `items`.

    A regime that does not list its items lets every item pass.
    """
    table, column = given["table"], given["column"]
    frame = batch.frame(table)
    named = frame[frame[column].notna()]
    wrong = ~named[column].isin(list(given["items"] or named[column]))
    return failures(named[wrong.astype(bool)], table, column, column)


def problem_id_fits(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the numbers of problems that are not those of what stands in their own row."""
    table, column, named_by = given["table"], given["column"], given["named_by"]
    frame = batch.frame(table)
    named = frame[frame[column].notna()]
    parts = named[named_by].astype("string").fillna("").itertuples(index=False)
    fitting = [problem_id(*map(str, part)) for part in parts]
    given_ids = named[column].astype("string").str.upper()
    wrong = [number != fits for number, fits in zip(given_ids, fitting, strict=True)]
    return failures(named[pd.Series(wrong, named.index, dtype=bool)], table, column, column)
