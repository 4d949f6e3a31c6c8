"""What staging needs of an opened workbook; `tasks.intake.opened.Opened` is one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from tasks.staging.cells import Rows


class Book(Protocol):
    """The sheets of a workbook and the cells of each."""

    @property
    def titles(self) -> tuple[str, ...]:
        """Return the titles of all sheets."""

    @property
    def hidden_sheets(self) -> frozenset[str]:
        """Return the titles of the sheets that nobody sees."""

    def rows(self, title: str) -> list[list[Any]]:
        """Return the cells of one sheet row by row from A1; an empty cell is an empty text."""

    def sheet(self, title: str) -> Rows:
        """Return what `rows` does; of a long sheet no row is made before it is asked for."""

    def first_rows(self, title: str) -> list[list[Any]]:
        """Return the first rows of one sheet as `rows` does, without reading all if it is long."""

    def unresolved(self, title: str) -> Mapping[str, str]:
        """Return the cells that look blank but hold a formula or an error, with its text."""

    def hidden_rows(self, title: str) -> frozenset[int]:
        """Return the rows of one sheet that nobody sees, 1 being the first."""
