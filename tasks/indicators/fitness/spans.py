"""Where the pupils of a school, and of one of its grades, stand in its fitness return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from tasks.indicators.readings import FITNESS, Readings
from tasks.model import Source


@dataclass(frozen=True)
class Spans:
    """The cells of the pupils by school and grade; an empty grade is the whole school."""

    cells: Mapping[tuple[str, str], Source]

    def of(self, school: str, grade: str = "") -> tuple[Source, ...]:
        """Return the range from the first pupil to the last, nothing where there is none.

        That there is nobody of a grade is seen in the rows of the whole school.
        """
        found = self.cells.get((school, grade)) or self.cells.get((school, ""))
        return () if found is None else (found,)


def spans_of(readings: Readings) -> Spans:
    """Return the cells of the pupils of every school."""
    pupils = readings.frame(FITNESS)
    cells: dict[tuple[str, str], Source] = {}
    if pupils is None or pupils.empty:
        return Spans(cells)
    for (submission, school), rows in pupils.groupby(["_submission", "school_code"], sort=False):
        columns = readings.columns(FITNESS, str(submission))
        ranges = {"": rows["_row"]} | dict(list(rows.groupby("grade")["_row"]))
        for grade, numbers in ranges.items():
            cells[str(school), str(grade)] = _span(readings, str(submission), columns, numbers)
    return Spans(cells)


def _span(
    readings: Readings, submission: str, columns: tuple[str, ...], numbers: pd.Series
) -> Source:
    first, last = int(numbers.min()), int(numbers.max())
    return readings.span(FITNESS, submission, (columns[0], first), (columns[-1], last))
