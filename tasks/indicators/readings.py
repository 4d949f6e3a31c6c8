"""What the usable returns say: rows with their values, and the cells those stood in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tasks.model import ExpectedReturn, Returns, Source, Status

FITNESS = "fitness"


@dataclass(frozen=True)
class Row:
    """One row of one staged table; absent values are None."""

    table: str
    submission: str
    number: int | None
    values: Mapping[str, Any]

    def __getitem__(self, field: str) -> Any:
        return self.values.get(field)


class Readings:
    """The rows of the returns that the evaluation may use, by school and table."""

    def __init__(self, returns: Returns, expected: Iterable[ExpectedReturn]) -> None:
        self._returns = returns
        self._owed = {(item.school, item.form): item for item in expected}
        self.owners = {
            item.submission: item.school
            for item in self._owed.values()
            if item.usable and item.submission
        }
        self._rows: dict[tuple[str, str], list[Row]] = {}
        for table, frame in returns.tables.items():
            if table != FITNESS:
                self._take(table, frame)
        self._marks = {
            (submission, mark.table, mark.row, mark.field): mark.text
            for submission, marks in returns.marks.items()
            for mark in marks
        }

    def _take(self, table: str, frame: pd.DataFrame) -> None:
        names = [str(name) for name in frame.columns]
        columns = [frame[name].to_numpy(dtype=object, na_value=None) for name in frame.columns]
        for values in zip(*columns, strict=True):
            row = dict(zip(names, values, strict=True))
            submission = row["_submission"]
            if submission in self.owners:
                key = (self.owners[submission], table)
                number = None if row["_row"] is None else int(row["_row"])
                self._rows.setdefault(key, []).append(Row(table, submission, number, row))

    def rows(self, school: str, table: str) -> Sequence[Row]:
        """Return the rows of one table of one school, in the order of the sheet."""
        return self._rows.get((school, table), ())

    def row(self, school: str, table: str, **key: str) -> Row | None:
        """Return the row that `key` names, or the only row of a record."""
        for row in self.rows(school, table):
            if all(row[name] == value for name, value in key.items()):
                return row
        return None

    def owes(self, school: str, form: str) -> bool:
        """Tell whether the school owes the form at all."""
        return (school, form) in self._owed

    def has(self, school: str, form: str) -> bool:
        """Tell whether a usable return is there."""
        return self.owes(school, form) and self._owed[school, form].usable

    def absence(self, school: str, form: str) -> str:
        """Return the key of the sentence that says why a return cannot be used."""
        if not self.owes(school, form):
            return "not_owed"
        status = self._owed[school, form].status
        return "returned" if status is Status.RETURNED else "not_received"

    def mark(self, row: Row, field: str) -> str:
        """Return what stood in a cell without value: nothing, 无, / or -."""
        return self._marks.get((row.submission, row.table, row.number, field), "")

    def source(self, row: Row, field: str) -> Source:
        """Return the cell of one value."""
        return self._returns.source(row.table, row.submission, field, row.number)

    def spans(self, rows: Sequence[Row], first: str, last: str) -> tuple[Source, ...]:
        """Return the cells from `first` to `last` over rows: for each file a range.

        Cells that stand in other sheets or files are named one by one.
        """
        found: list[Source] = []
        for submission in dict.fromkeys(row.submission for row in rows):
            own = [row for row in rows if row.submission == submission]
            numbers = [row.number for row in own if row.number]
            ends = (first, min(numbers)), (last, max(numbers))
            scattered = self._scattered(own, first, last)
            found += scattered or [self.span(rows[0].table, submission, *ends)]
        return tuple(found)

    def _scattered(self, rows: Sequence[Row], first: str, last: str) -> list[Source]:
        table, submission = rows[0].table, rows[0].submission
        elsewhere = self._returns.origins[submission, table].elsewhere
        names = self.columns(table, submission) if elsewhere else ()
        between = names[names.index(first) : names.index(last) + 1] if names else ()
        places = (f"{name}:{row.number}" for row in rows for name in between)
        return list(dict.fromkeys(elsewhere[place] for place in places if place in elsewhere))

    def span(
        self, table: str, submission: str, start: tuple[str, int], end: tuple[str, int]
    ) -> Source:
        """Return a range of cells of one file; `start` and `end` are field and row."""
        origin = self._returns.origins[submission, table]
        upper, lower = origin.cell(*start), origin.cell(*end)
        cells = upper if upper == lower else f"{upper}:{lower}"
        return Source(submission, origin.sha256, origin.sheet, cells)

    def frame(self, table: str) -> pd.DataFrame | None:
        """Return the usable rows of a large table, with the code of the owing school."""
        frame = self._returns.tables.get(table)
        if frame is None:
            return None
        usable = frame[frame["_submission"].isin(list(self.owners))].reset_index(drop=True)
        return usable.assign(school_code=usable["_submission"].map(self.owners))

    def columns(self, table: str, submission: str) -> tuple[str, ...]:
        """Return the fields of a table in the order of the columns of the sheet."""
        cells = self._returns.origins[submission, table].cells
        return tuple(sorted(cells, key=lambda name: (len(cells[name]), cells[name])))
