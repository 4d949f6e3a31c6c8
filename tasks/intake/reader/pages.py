"""What is read of one sheet, and what is found of a workbook when it is opened."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from tasks.long_sheets import LongSheet, Repeated, columns_of, folded

LONG = 500
"""From so many rows on a sheet is handed over by its columns."""


@dataclass(frozen=True)
class Page:
    """One sheet: its cells from A1, an empty one an empty text, and what calamine leaves out.

    `unresolved` has address and text of the cells that look blank but hold a formula or an
    error; `hidden_rows` counts from 1.
    """

    rows: list[list[Any]] | LongSheet
    unresolved: Mapping[str, str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()


def sent(page: Page) -> dict[str, Any]:
    """Return a page as it passes between processes: made of plain values only."""
    if len(page.rows) < LONG:
        return vars(page)
    columns = [_plain(folded(column)) for column in columns_of(page.rows)]
    return vars(page) | {"rows": None, "columns": columns}


def _plain(column: Sequence[Any]) -> Sequence[Any] | tuple[Sequence[Any], str, bytes]:
    if isinstance(column, Repeated):
        return column.contents, column.numbers.typecode, column.numbers.tobytes()
    return list(column)


def received(answer: Mapping[str, Any]) -> Page:
    """Return the page that was sent."""
    rest = dict(answer)
    columns = rest.pop("columns", None)
    if columns is not None:
        rest["rows"] = LongSheet(list(map(_column, columns)))
    return Page(**rest)


def _column(plain: Any) -> Sequence[Any]:
    if isinstance(plain, list):
        return plain
    contents, kind, numbers = plain
    return Repeated(contents, array(kind, numbers))


@dataclass(frozen=True)
class Contents:
    """What a workbook is: its kind, its sheets in their order, and what is to be said of it."""

    kind: str
    titles: tuple[str, ...]
    hidden_sheets: frozenset[str] = frozenset()
    remarks: tuple[str, ...] = ()


class Book(Protocol):
    """An opened workbook of any kind, in the process that reads it."""

    @property
    def contents(self) -> Contents:
        """Return what the workbook is."""

    def page(self, title: str) -> Page:
        """Return one sheet; raises `Refused` if it is damaged or too large."""

    def first_rows(self, title: str, count: int) -> list[list[Any]]:
        """Return the first rows of one sheet, with as little work as its kind allows."""

    def check_closely(self, title: str) -> None:
        """Raise `Refused` if it can be told, without reading it, why a sheet cannot be read."""


class Aside(Protocol):
    """What a kind of file says of a sheet beside its cells."""

    def beside(self, title: str) -> tuple[Mapping[str, str], Iterable[int]]:
        """Return the unresolved cells and the hidden rows of one sheet."""

    def check(self, title: str) -> None:
        """Raise `Refused` if the sheet is too large to be read."""
