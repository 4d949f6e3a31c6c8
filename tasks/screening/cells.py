"""Numbers of the school returns, each with the school and the place it was read from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tasks.model import Returns, Source


@dataclass(frozen=True)
class Cell:
    """One number of one return. `key` is what the row of a sheet with given rows is for."""

    school: str
    table: str
    field: str
    submission: str
    row: int | None
    key: str
    value: float

    def source(self, returns: Returns) -> Source:
        """Return the cell of the file."""
        return returns.source(self.table, self.submission, self.field, self.row)


def cells(returns: Returns, table: str, field: str, key: str = "") -> Iterator[Cell]:
    """Yield the numbers of one field that are there; none for a table nobody handed in.

    `key` names the column, such as `grade`, whose text tells the rows of a school apart.
    """
    frame = returns.tables.get(table)
    if frame is None or field not in frame:
        return
    values = frame[field].to_numpy(dtype=float, na_value=np.nan)
    rows = frame["_row"].to_numpy(dtype=float, na_value=np.nan)
    keys = frame[key].astype(object) if key else [""] * len(frame)
    lines = zip(frame["school_code"], frame["_submission"], rows, keys, values, strict=True)
    for school, submission, row, name, value in lines:
        if not np.isnan(value):
            place = None if np.isnan(row) else int(row)
            yield Cell(str(school), table, field, str(submission), place, str(name), float(value))
