"""Codes that stand on a scale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tasks.validation.batch import Batch
from tasks.validation.rules.failures import failures


def code_at_least(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the cells whose code stands below `minimum` on the scale of its list.

    `codes` names the list, whose `number` orders it; `minimum` is a code or a number.
    """
    table, column = given["table"], given["column"]
    listed = batch.codes[given["codes"]]
    numbers = {code: int(row["number"]) for code, row in listed.rows.items()}
    lowest = numbers.get(str(given["minimum"]), given["minimum"])
    title = next(listed.title(code) for code, number in numbers.items() if number == lowest)
    frame = batch.frame(table)
    low = (frame[column].map(numbers).astype("Int64") < int(lowest)).fillna(False)
    return failures(frame[low], table, column, column, limit=title)
