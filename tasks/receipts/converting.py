"""A receipt for a file in a format of another kind: its values in a workbook that is marked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from tasks.receipts.marking import marked_workbook
from tasks.receipts.plain import plain_workbook
from tasks.receipts.receipt import Receipt


class Book(Protocol):
    """A workbook that was opened, whatever its format."""

    @property
    def titles(self) -> tuple[str, ...]:
        """Return the titles of the sheets."""

    @property
    def hidden_sheets(self) -> Collection[str]:
        """Return the titles of the sheets that are not shown."""

    def rows(self, title: str) -> Sequence[Sequence[Any]]:
        """Return the cells of one sheet row by row."""


def converted_workbook(book: Book, receipt: Receipt, wording: Mapping[str, Any]) -> bytes:
    """Return an xlsx file with the values of an opened workbook, marked; it says that it is one."""
    values = {title: book.rows(title) for title in book.titles}
    content = plain_workbook(values, book.hidden_sheets)
    return marked_workbook(content, receipt, wording, is_converted=True)
