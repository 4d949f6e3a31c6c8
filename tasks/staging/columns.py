"""Turns the cells of one column into typed values, each different content only once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from tasks.layouts import CodeList, Field, Sheet
from tasks.long_sheets import Repeated
from tasks.staging.notebook import Notebook
from tasks.staging.values import Parsed, is_plain_decimal, parse

WHOLE = ("count", "year")
DECIMAL = ("decimal", "percent")
FRACTIONAL = (*DECIMAL, "run_time")

EQUALS = frozenset({bool, int, float})
"""Types whose values may be equal to one another."""

TEXTS, WHOLE_NUMBERS = pd.StringDtype(), pd.Int64Dtype()
Key = Hashable
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Reader:
    """What is needed to read the cells of one sheet and to note what is odd about them."""

    sheet: Sheet
    codes: Mapping[str, CodeList]
    pseudonym: Callable[[str], str]
    notes: Notebook

    def read(
        self,
        field: Field,
        cells: Sequence[object],
        addresses: Callable[[int], str],
        rows: Sequence[int | None],
    ) -> ExtensionArray:
        """Return the values of one column, NA where there is none, and note what is odd.

        `addresses` gives the cell and `rows` the row of the value at a position.
        """
        if isinstance(cells, Repeated):
            return self._read_contents(field, cells, addresses, rows)
        if field.type == "decimal" and all(map(is_plain_decimal, cells)):
            return pd.array(np.array(cells, dtype="float64"), dtype="Float64")
        if field.type == "pseudonym" and _are_bare_numbers(cells):
            return typed([self.pseudonym(str(cell).upper()) for cell in cells], field.type)
        keys = _told_apart(cells)
        contents = dict(zip(reversed(keys), reversed(cells), strict=True))
        parsed = {key: parse(cell, field, self.codes) for key, cell in contents.items()}
        for position, found in _odd(keys, parsed):
            self._note(field, found, cells[position], addresses(position), rows[position])
        return typed(list(map(self._values(field, parsed).__getitem__, keys)), field.type)

    def _read_contents(
        self,
        field: Field,
        cells: Repeated,
        addresses: Callable[[int], str],
        rows: Sequence[int | None],
    ) -> ExtensionArray:
        """Return the values of a column of few contents, each of which is read once."""
        numbers = np.frombuffer(cells.numbers, dtype=cells.numbers.typecode)
        contents = cells.contents
        values: list[object] = [None] * len(contents)
        if field.type in DECIMAL:
            values = [raw if is_plain_decimal(raw) else None for raw in contents]
        is_used = np.bincount(numbers, minlength=len(contents)).tolist()
        parsed = {
            number: parse(contents[number], field, self.codes)
            for number, value in enumerate(values)
            if value is None and is_used[number]
        }
        odd = np.zeros(len(contents), dtype=bool)
        odd[[key for key, found in parsed.items() if not found.is_plain]] = True
        for position in np.flatnonzero(odd[numbers]).tolist():
            found = parsed[cells.numbers[position]]
            self._note(field, found, cells[position], addresses(position), rows[position])
        for number, value in self._values(field, parsed).items():
            values[number] = value
        return typed(values, field.type).take(numbers)

    def _note(
        self, field: Field, found: Parsed, raw: object, address: str, row: int | None
    ) -> None:
        if found.problem:
            self.notes.misunderstood(self.sheet, address, field, found.problem, raw)
        elif found.mark:
            self.notes.mark(self.sheet, row, field, found.mark)
        else:
            self.notes.repair(self.sheet, address, field, raw, found.repair)

    def _values(self, field: Field, parsed: Mapping[K, Parsed]) -> dict[K, object]:
        values: dict[K, object] = {key: found.value for key, found in parsed.items()}
        if field.type == "pseudonym":
            return {
                key: None if value is None else self.pseudonym(str(value))
                for key, value in values.items()
            }
        return values


def typed(values: Sequence[object], kind: str) -> ExtensionArray:
    """Return values as the array that staged tables hold for a type of field."""
    if kind in WHOLE:
        return pd.array(values, dtype=WHOLE_NUMBERS)
    if kind in FRACTIONAL:
        numbers = np.array(values, dtype="float64")
        missing = np.isnan(numbers)
        numbers[missing] = 0.0
        return pd.arrays.FloatingArray(numbers, missing)
    return pd.array(values, dtype=TEXTS)


def _are_bare_numbers(cells: Sequence[object]) -> bool:
    """Tell whether all cells are texts of letters and digits alone, of which nothing is odd."""
    if set(map(type, cells)) != {str} or "" in cells:
        return False
    together = "".join(cells)  # type: ignore[arg-type]
    return together.isascii() and together.isalnum()


def _told_apart(cells: Sequence[object]) -> Sequence[Key]:
    """Return what tells one content from another: True, 1 and 1.0 are equal but not the same.

    That is the content itself wherever at most one of these types is among them.
    """
    types = list(map(type, cells))
    if len(EQUALS.intersection(types)) < 2:
        return cells
    return list(zip(types, cells, strict=True))


def _odd(keys: Sequence[Key], parsed: Mapping[Key, Parsed]) -> list[tuple[int, Parsed]]:
    odd = {key: found for key, found in parsed.items() if not found.is_plain}
    if not odd:
        return []
    return [(position, odd[key]) for position, key in enumerate(keys) if key in odd]
