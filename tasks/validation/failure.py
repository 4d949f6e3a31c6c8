"""One cell at which one rule failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tasks.validation.batch import Batch
from tasks.validation.book import Rule


@dataclass(frozen=True)
class Failure:
    """One cell at which one rule failed. `names` is what its sentence may speak of."""

    rule: Rule
    submission: str
    table: str
    row: int | None
    column: str
    found: Any
    names: Mapping[str, Any]

    def spot(self, batch: Batch) -> tuple[object, ...]:
        """Return where another rule's failure may stand for this one: row of a list, or cell."""
        is_list = batch.sheet(self.table).kind == "list"
        return self.place[:3] if is_list else self.place

    @property
    def place(self) -> tuple[str, str, int | None, str]:
        """Return submission, table, row and column."""
        return self.submission, self.table, self.row, self.column
