"""What the returns would say, were the plan carried out: for trying it out, never for a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

import pandas as pd

from tasks.model import Returns
from tasks.planning.moves import Move
from tasks.planning.resources import Resource
from tasks.rounding import exact

Place = tuple[str, str, str, str]
"""Table, school, level (empty where the table has one row a school) and field."""


def applied(returns: Returns, moves: Iterable[Move], resources: Mapping[str, Resource]) -> Returns:
    """Return the returns with the moves of a plan carried out, in new frames.

    Raises `ValueError` where a school would give what its return does not show.
    """
    book = _Book(returns.tables)
    for move in moves:
        book.enter(resources[move.resource], move)
    return replace(returns, tables=book.written())


class _Book:
    """The cells that moves touch, as exact numbers."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._tables = dict(tables)
        self._changes: dict[Place, Decimal] = {}

    def enter(self, resource: Resource, move: Move) -> None:
        for group in resource.columns(move.kind):
            left = move.amount * resource.in_field
            if not move.giver:
                self._add(resource, move.school, move.level, group[0], left)
                continue
            for field in group:
                has = self._has((resource.table, move.giver, move.level, field))
                taken = min(max(has, Decimal(0)), left)
                self._add(resource, move.giver, move.level, field, -taken)
                self._add(resource, move.school, move.level, field, taken)
                left -= taken
            if left > 0:
                raise ValueError(f"{move.giver} has not enough of {', '.join(group)} to give")

    def _add(self, resource: Resource, school: str, level: str, field: str, size: Decimal) -> None:
        place = (resource.table, school, level, field)
        if size:
            self._changes[place] = self._changes.get(place, Decimal(0)) + size

    def _has(self, place: Place) -> Decimal:
        table, school, level, field = place
        frame = self._tables[table]
        found = frame.loc[_rows(frame, school, level), field].dropna()
        start = _number(found.iloc[-1]) if len(found) else Decimal(0)
        return start + self._changes.get(place, Decimal(0))

    def written(self) -> dict[str, pd.DataFrame]:
        """Return the tables with every change in its cell."""
        tables = dict(self._tables)
        for table in dict.fromkeys(place[0] for place in self._changes):
            tables[table] = tables[table].copy()
        for (table, school, level, field), size in self._changes.items():
            frame = tables[table]
            at = _rows(frame, school, level)
            whole = pd.api.types.is_integer_dtype(frame[field].dtype)
            frame.loc[at, field] = [_cell(value, size, whole) for value in frame.loc[at, field]]
        return tables


def _rows(frame: pd.DataFrame, school: str, level: str) -> pd.Series:
    chosen = frame["school_code"] == school
    return chosen & (frame["level"] == level) if level else chosen


def _cell(value: object, size: Decimal, whole: bool) -> int | float:
    changed = size if pd.isna(value) else _number(value) + size
    return int(changed) if whole else float(changed)


def _number(value: object) -> Decimal:
    """Return a number of a frame, or of numpy, as the decimal a person typed."""
    return exact(value.item() if hasattr(value, "item") else value)  # type: ignore[arg-type]
