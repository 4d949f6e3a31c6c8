"""What is read of one sheet, and what is found of a workbook when it is opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class Page:
    """One sheet: its cells from A1, an empty one an empty text, and what calamine leaves out.

    `unresolved` has address and text of the cells that look blank but hold a formula or an
    error; `hidden_rows` counts from 1.
    """

    rows: list[list[Any]]
    unresolved: Mapping[str, str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()


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
