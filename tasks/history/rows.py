"""Rows of a staged table as plain values, with the cells they stood in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from tasks.model import Returns, Source
from tasks.rounding import exact


@dataclass(frozen=True)
class Row:
    """One row: its values by field (absent ones None), and where each stood."""

    values: Mapping[str, Any]
    returns: Returns
    table: str

    def text(self, field: str) -> str:
        """Return a text without blanks around it, empty where there is none."""
        value = self.values.get(field)
        return "" if value is None else str(value).strip()

    def number(self, field: str) -> Decimal | None:
        """Return a number, None where there is none."""
        value = self.values.get(field)
        try:
            found = None if value is None else exact(value)
        except InvalidOperation:
            return None
        return found if found is not None and found.is_finite() else None

    def whole(self, field: str) -> int | None:
        """Return a whole number, None where there is none."""
        found = self.number(field)
        return None if found is None or found != found.to_integral_value() else int(found)

    def source(self, field: str) -> Source:
        """Return the cell of one value."""
        number = self.values.get("_row")
        row = None if number is None else int(number)
        return self.returns.source(self.table, self.values["_submission"], field, row)


def rows_of(returns: Returns, table: str) -> Iterator[Row]:
    """Yield the rows of one table in their order; none where nobody filed it."""
    frame = returns.tables.get(table)
    if frame is None:
        return
    names = [str(name) for name in frame.columns]
    columns = [frame[name].to_numpy(dtype=object, na_value=None) for name in frame.columns]
    for values in zip(*columns, strict=True):
        yield Row(dict(zip(names, values, strict=True)), returns, table)
