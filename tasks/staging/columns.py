"""Turns the cells of one column into typed values, each different content only once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from tasks.layouts import CodeList, Field, Sheet
from tasks.staging.notebook import Notebook
from tasks.staging.values import Parsed, parse

WHOLE = ("count", "year")
FRACTIONAL = ("decimal", "percent", "run_time")

Identity = tuple[type, object]


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
        if field.type == "decimal" and set(map(type, cells)) <= {float}:
            return pd.array(np.array(cells, dtype="float64"), dtype="Float64")
        parsed = self._parsed(field, cells)
        for position, found in self._odd(cells, parsed):
            self._note(field, found, cells[position], addresses(position), rows[position])
        return self._typed(field, cells, parsed)

    def _parsed(self, field: Field, cells: Sequence[object]) -> Mapping[Identity, Parsed]:
        return {key: parse(key[1], field, self.codes) for key in set(map(_identity, cells))}

    def _odd(
        self, cells: Sequence[object], parsed: Mapping[Identity, Parsed]
    ) -> list[tuple[int, Parsed]]:
        odd = {key: found for key, found in parsed.items() if not found.is_plain}
        if not odd:
            return []
        return [
            (position, odd[key]) for position, key in enumerate(map(_identity, cells)) if key in odd
        ]

    def _note(
        self, field: Field, found: Parsed, raw: object, address: str, row: int | None
    ) -> None:
        if found.problem:
            self.notes.misunderstood(self.sheet, address, field, found.problem, raw)
        elif found.mark:
            self.notes.mark(self.sheet, row, field, found.mark)
        else:
            self.notes.repair(self.sheet, address, field, raw, found.repair)

    def _typed(
        self,
        field: Field,
        cells: Sequence[object],
        parsed: Mapping[Identity, Parsed],
    ) -> ExtensionArray:
        values = {key: found.value for key, found in parsed.items()}
        if field.type == "pseudonym":
            values = {
                key: None if value is None else self.pseudonym(str(value))
                for key, value in values.items()
            }
        return typed([values[key] for key in map(_identity, cells)], field.type)


def typed(values: Sequence[object], kind: str) -> ExtensionArray:
    """Return values as the array that staged tables hold for a type of field."""
    if kind in WHOLE:
        return pd.array(values, dtype="Int64")
    if kind in FRACTIONAL:
        missing = np.fromiter((value is None for value in values), dtype=bool, count=len(values))
        numbers = np.array([0.0 if value is None else value for value in values], dtype="float64")
        return pd.arrays.FloatingArray(numbers, missing)
    return pd.array(values, dtype="string")


def _identity(cell: object) -> Identity:
    """Return what tells one content from another: True, 1 and 1.0 are equal but not the same."""
    return type(cell), cell
