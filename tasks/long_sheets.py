"""A sheet of many rows, held by its columns: most have few contents, and many cells of each."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import count, zip_longest
from typing import Any, overload

BYTE, SHORT = "B", "H"
BITS_OF_A_BYTE = 8
CONTENTS_OF = {kind: 1 << BITS_OF_A_BYTE * array(kind).itemsize for kind in (BYTE, SHORT)}
FEWEST_CELLS_OF_A_CONTENT = 4


class Repeated(Sequence[Any]):
    """A column of few contents: each once in `contents`, and which one stands in every cell.

    `numbers` has the place in `contents` of each cell from the top down.
    """

    __slots__ = ("contents", "numbers")

    def __init__(self, contents: Sequence[Any], numbers: array[int]) -> None:
        self.contents = contents
        self.numbers = numbers

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[Any]:
        return map(self.contents.__getitem__, self.numbers)

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> Repeated: ...
    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return Repeated(self.contents, self.numbers[place])
        return self.contents[self.numbers[place]]

    def at(self, places: Sequence[int]) -> Repeated:
        """Return the cells at some places."""
        numbers = array(self.numbers.typecode, map(self.numbers.__getitem__, places))
        return Repeated(self.contents, numbers)


Column = Sequence[Any]


class LongSheet(Sequence[list[Any]]):
    """The rows of a sheet, each made when it is asked for; all columns have the same length."""

    __slots__ = ("columns",)

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def __iter__(self) -> Iterator[list[Any]]:
        return map(list, zip(*self.columns, strict=True))

    @overload
    def __getitem__(self, place: int) -> list[Any]: ...
    @overload
    def __getitem__(self, place: slice) -> list[list[Any]]: ...
    def __getitem__(self, place: int | slice) -> Any:
        cells = [column[place] for column in self.columns]
        if isinstance(place, slice):
            return list(map(list, zip(*cells, strict=True)))
        return cells


def columns_of(rows: Sequence[Sequence[Any]]) -> Sequence[Column]:
    """Return the columns of a sheet; beyond the end of a short row there is empty text."""
    if isinstance(rows, LongSheet):
        return rows.columns
    return list(zip_longest(*rows, fillvalue=""))


def part_of(column: Column, places: Sequence[int]) -> Column:
    """Return the cells of a column at some places, which are in their order."""
    if not places:
        return []
    if places[-1] - places[0] == len(places) - 1:
        return column[places[0] : places[-1] + 1]
    return column.at(places) if isinstance(column, Repeated) else [column[at] for at in places]


def contents_of(column: Column) -> Sequence[Any] | set[Any]:
    """Return what stands in the cells of a column, each content at least once, in any order."""
    return column.contents if isinstance(column, Repeated) else set(column)


def places_of(column: Column, contents: Collection[Any]) -> list[int]:
    """Return where in a column one of some contents stands."""
    if not isinstance(column, Repeated):
        return [place for place, cell in enumerate(column) if cell in contents]
    wanted = {number for number, each in enumerate(column.contents) if each in contents}
    return [place for place, number in enumerate(column.numbers) if number in wanted]


def folded(column: Column) -> Column:
    """Return a column as `Repeated` where that is shorter; every cell stays what it is."""
    contents: defaultdict[Any, int] = defaultdict(count().__next__)
    numbers = list(map(contents.__getitem__, column))
    few = len(contents) * FEWEST_CELLS_OF_A_CONTENT <= len(column)
    kind = next((each for each, most in CONTENTS_OF.items() if len(contents) <= most), None)
    if not few or kind is None or not _are_told_apart(column, contents):
        return column
    return Repeated(list(contents), array(kind, bytes(numbers) if kind == BYTE else numbers))


def _are_told_apart(column: Column, contents: Collection[Any]) -> bool:
    """Tell whether contents that are equal are the same: True, 1 and 1.0 are not, nor 0 and -0."""
    if set(map(type, contents)) == {str}:
        return True
    return set(map(type, column)) <= {str, float} and 0.0 not in contents
