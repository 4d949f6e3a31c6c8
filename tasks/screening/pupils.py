"""The measured values of all pupils as whole numbers of the smallest unit, ready to count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tasks.model import Returns, Source

FITNESS = "fitness"
ABSENT = -1


@dataclass(frozen=True, eq=False)
class Pupils:
    """One entry a row of the fitness sheets; schools, files and groups are positions.

    `units` has for each measure the values as whole numbers of its smallest unit (35.2 s is
    352), NaN where there is none. A group is a grade and a sex; -1 where one is not known.
    """

    returns: Returns
    schools: tuple[str, ...]
    school: np.ndarray
    group: np.ndarray
    row: np.ndarray
    submissions: tuple[str, ...]
    submission: np.ndarray
    units: Mapping[str, np.ndarray]

    @property
    def size(self) -> int:
        """Return how many rows there are."""
        return len(self.school)

    def span(self, school: int, first: str, last: str | None = None) -> tuple[Source, ...]:
        """Return the cells of the columns from `first` to `last` of all rows of a school."""
        rows = np.flatnonzero(self.school == school)
        return tuple(
            self.block(int(file), each.min(), each.max(), first, last)
            for file in np.unique(self.submission[rows])
            for each in [self.row[rows[self.submission[rows] == file]]]
        )

    def block(
        self, file: int, first_row: int, last_row: int, first: str, last: str | None = None
    ) -> Source:
        """Return a block of cells of one file, from column `first` to column `last`."""
        name = self.submissions[file]
        start = self.returns.source(FITNESS, name, first, int(first_row))
        end = self.returns.origins[name, FITNESS].cell(last or first, int(last_row))
        return Source(start.submission, start.sha256, start.sheet, f"{start.cell}:{end}")


def pupils_of(returns: Returns, measures: Mapping[str, Mapping[str, Any]]) -> Pupils:
    """Return the rows of `returns.tables["fitness"]` with their measured values.

    `measures` gives the decimals of each measure; a measure that the sheets lack is absent.
    """
    frame = returns.tables.get(FITNESS, pd.DataFrame())
    school, schools = _positions(frame, "school_code")
    submission, submissions = _positions(frame, "_submission")
    grade, _ = _positions(frame, "grade")
    sex, sexes = _positions(frame, "sex")
    known = (grade >= 0) & (sex >= 0)
    return Pupils(
        returns=returns,
        schools=schools,
        school=school,
        group=np.where(known, grade * max(len(sexes), 1) + sex, ABSENT),
        row=_numbers(frame, "_row").astype(np.int64),
        submissions=submissions,
        submission=submission,
        units={
            name: np.rint(_numbers(frame, name) * 10.0 ** about["decimals"])
            for name, about in measures.items()
            if name in frame
        },
    )


def _positions(frame: pd.DataFrame, column: str) -> tuple[np.ndarray, tuple[str, ...]]:
    codes, names = pd.factorize(frame.get(column, pd.Series(dtype="string")), sort=True)
    return codes.astype(np.int64), tuple(str(name) for name in names)


def _numbers(frame: pd.DataFrame, column: str) -> np.ndarray:
    return frame.get(column, pd.Series(dtype="Float64")).to_numpy(dtype=float, na_value=np.nan)


def sums(where: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    """Return the sum of `values` at each position from 0 to `size`."""
    return np.bincount(where, weights=values, minlength=size)
