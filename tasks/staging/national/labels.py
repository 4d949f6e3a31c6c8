"""Compares the labels of a statistics form with those its description names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tasks.spelling import heading, without_unit

UNIT = re.compile(r"\(([^()]*)\)$")

Label = tuple[str, ...]
"""A label under its headings, the nearest last."""


@dataclass(frozen=True)
class Signs:
    """The words that statistics forms are built with.

    `before` matches the signs and numbers before a label. `totals` head a column that sums up
    the columns beside it. `item_number` numbers the column of the rows' labels; `items`,
    `codes` and `units` head the columns of labels, codes and units. `sheet_name` matches the
    name of a sheet behind the beginning of its series: number, what goes on and its number,
    type of school; `continued` is the sign of a form that goes on. `year` matches a school year.
    """

    before: re.Pattern[str]
    totals: tuple[str, ...]
    item_number: str
    items: tuple[str, ...]
    codes: tuple[str, ...]
    units: tuple[str, ...]
    sheet_name: re.Pattern[str]
    continued: str
    year: re.Pattern[str]

    def plain(self, text: object) -> str:
        """Return a label without the signs and numbers that stand before it."""
        return _plain(str(text), self.before)

    def is_under(self, wanted: Label, path: Sequence[str]) -> bool:
        """Tell whether a column with these headings is the wanted one.

        The last wanted label is that of the column itself, or of the heading over a column
        of totals; those before it stand over it in their order.
        """
        labels = [text for text in path if text]
        if not labels:
            return False
        if is_same(wanted[-1], labels[-1]):
            above = labels[:-1]
        elif labels[-1] in self.totals and len(labels) > 1 and is_same(wanted[-1], labels[-2]):
            above = labels[:-2]
        else:
            return False
        rest = iter(above)
        return all(any(is_same(each, text) for text in rest) for each in wanted[:-1])


def signs_of(data: Mapping[str, Any]) -> Signs:
    """Return the words of statistics forms from their description."""
    return Signs(
        before=re.compile(data["before"]),
        totals=tuple(data["totals"]),
        item_number=data["item_number"],
        items=tuple(data["items"]),
        codes=tuple(data["codes"]),
        units=tuple(data["units"]),
        sheet_name=re.compile(data["sheet_name"]),
        continued=data["continued"],
        year=re.compile(data["year"]),
    )


@lru_cache(maxsize=4096)
def _plain(text: str, before: re.Pattern[str]) -> str:
    found = heading(text)
    while (cut := before.sub("", found)) != found:
        found = cut
    return found


def is_same(wanted: str, text: str) -> bool:
    """Tell whether a plain label is the wanted one; a unit in brackets at its end is no matter."""
    return text == wanted or without_unit(text) == wanted


def unit_of(text: object) -> str:
    """Return the unit in brackets at the end of a label, empty if there is none."""
    found = UNIT.search(heading(str(text)))
    return found[1] if found else ""
