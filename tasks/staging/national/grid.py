"""Reads the head and the rows of one statistics sheet, wherever they stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tasks.layouts import HEADER_ROWS_SEARCHED, column_letter
from tasks.staging.cells import is_blank
from tasks.staging.national.forms import StatisticsForm, Term, Wanted
from tasks.staging.national.labels import Signs, is_same, unit_of

Rows = Sequence[Sequence[object]]


@dataclass(frozen=True, order=True)
class Place:
    """One cell: row 1 is the first row, column 0 the first column."""

    row: int
    column: int

    @property
    def address(self) -> str:
        """Return the address of the cell, such as `C6`."""
        return f"{column_letter(self.column + 1)}{self.row}"

    @classmethod
    def of(cls, address: str) -> Place:
        """Return the cell of an address such as `C6`."""
        letters = address.rstrip("0123456789")
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - ord("A") + 1
        return cls(int(address.removeprefix(letters)), number - 1)


class Grid:
    """The cells of one statistics sheet, with its head and the labels of its rows."""

    def __init__(self, rows: Rows, signs: Signs, form: StatisticsForm | None = None) -> None:
        self.rows = rows
        self.signs = signs
        self._sections = form.sections if form else ()
        self._bare = form.bare if form else ()

    def at(self, place: Place) -> object:
        """Return what stands in a cell; empty text beyond the sheet."""
        row = self.rows[place.row - 1] if place.row <= len(self.rows) else ()
        return row[place.column] if place.column < len(row) else ""

    @cached_property
    def head(self) -> range:
        """Return the rows of the head, the row of column numbers left out; empty if none."""
        near, signs = self.rows[:HEADER_ROWS_SEARCHED], self.signs
        numbered = [
            n for n, row in enumerate(near, 1) if signs.item_number in map(signs.plain, row)
        ]
        named = [
            n for n, row in enumerate(near, 1) if set(signs.items) & set(map(signs.plain, row))
        ]
        if not named:
            return range(1, numbered[0]) if numbered else range(0)
        return range(named[0], numbered[0] if numbered else self._end_of_head(named[0]))

    def _end_of_head(self, start: int) -> int:
        """Return the row below a head without column numbers: the first whose label is filled."""
        item = self._column_of(self.signs.items, range(start, start + 1)) or 0
        for row in range(start + 1, min(start + HEADER_ROWS_SEARCHED, len(self.rows)) + 1):
            cell = self.at(Place(row, item))
            if not is_blank(cell) and self.signs.plain(cell) not in self.signs.items:
                return row
        return start + 1

    @property
    def first_row(self) -> int:
        """Return the first row below the head and its column numbers."""
        if not self.head:
            return 1
        after = self.head.stop
        numbered = after <= len(self.rows) and self.signs.item_number in map(
            self.signs.plain, self.rows[after - 1]
        )
        return after + 1 if numbered else after

    @cached_property
    def paths(self) -> tuple[tuple[str, ...], ...]:
        """Return for each column the labels that stand over it, the topmost first."""
        width = max((len(self.rows[row - 1]) for row in self.head), default=0)
        over: list[list[str]] = [[] for _ in range(width)]
        starts = {0}
        for row in self.head:
            own = [self.signs.plain(self.at(Place(row, column))) for column in range(width)]
            starts |= {column for column, text in enumerate(own) if text}
            spread = ""
            for column, text in enumerate(own):
                spread = text if text or column in starts else spread
                over[column].append(spread)
        return tuple(tuple(filter(None, labels)) for labels in over)

    @cached_property
    def item_column(self) -> int:
        """Return the column of the rows' labels."""
        found = self._column_of(self.signs.items, self.head)
        return found if found is not None else 0

    @cached_property
    def code_column(self) -> int | None:
        """Return the column of the rows' codes, None if there is none."""
        return self._column_of(self.signs.codes, self.head)

    @cached_property
    def unit_column(self) -> int | None:
        """Return the column of the rows' units, None if there is none."""
        return self._column_of(self.signs.units, self.head)

    def _column_of(self, labels: tuple[str, ...], rows: range) -> int | None:
        for row in rows:
            for column, cell in enumerate(self.rows[row - 1]):
                if self.signs.plain(cell) in labels:
                    return column
        return None

    @cached_property
    def labels(self) -> dict[int, str]:
        """Return the label of each row below the head."""
        numbers = range(self.first_row, len(self.rows) + 1)
        texts = {
            number: self.signs.plain(self.at(Place(number, self.item_column))) for number in numbers
        }
        return {number: text for number, text in texts.items() if text}

    @cached_property
    def headed(self) -> dict[int, tuple[str, ...]]:
        """Return under which section each row stands.

        On a sheet without a heading of a section all rows are of the one its form names.
        """
        found: dict[int, tuple[str, ...]] = {}
        current: tuple[str, ...] = ()
        for number, text in self.labels.items():
            current = next((each for each in self._sections if text in each), current)
            if current:
                found[number] = current
        return found or dict.fromkeys(self.labels, self._bare)

    def columns(self, term: Term) -> list[int]:
        """Return the columns that a term names, by the first of its wordings that is found."""
        for label in term.labels:
            found = [n for n, path in enumerate(self.paths) if self.signs.is_under(label, path)]
            if found:
                return found
        return []

    def rows_of(self, term: Term, section: tuple[str, ...], code: str = "") -> list[int]:
        """Return the rows that a term names; `code` decides between rows of the same label."""
        within = [n for n in self.labels if self._stands_under(n, section)]
        for label in term.labels:
            found = [n for n in within if is_same(label[-1], self.labels[n])]
            if len(found) > 1 and code:
                coded = [n for n in found if self.code(n) == code]
                found = coded or found
            if found:
                return found
        return []

    def _stands_under(self, row: int, section: tuple[str, ...]) -> bool:
        return not section or bool(set(section) & set(self.headed.get(row, ())))

    def code(self, row: int) -> str:
        """Return the code of a row in two digits, empty if it has none."""
        if self.code_column is None:
            return ""
        cell = self.at(Place(row, self.code_column))
        text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
        return text.strip().zfill(2) if text.strip() else ""

    def unit(self, place: Place) -> str:
        """Return the unit that is written beside or over a cell, empty if none is."""
        if self.unit_column is not None:
            return self.signs.plain(self.at(Place(place.row, self.unit_column)))
        beside = unit_of(self.at(Place(place.row, self.item_column)))
        over = [unit_of(self.at(Place(row, place.column))) for row in self.head]
        return beside or next(filter(None, reversed(over)), "")

    def beside(self, labels: tuple[str, ...]) -> Place | None:
        """Return the first filled cell right of a label that is no code and no unit."""
        aside = (self.code_column, self.unit_column)
        for number, row in enumerate(self.rows, 1):
            for column, cell in enumerate(row):
                if any(is_same(label, self.signs.plain(cell)) for label in labels):
                    after = [n for n in range(column + 1, len(row)) if n not in aside]
                    return next((Place(number, n) for n in after if not is_blank(row[n])), None)
        return None


@dataclass(frozen=True)
class Cells:
    """The cells that one term of a value may stand in; more than one if its labels do."""

    sign: int
    places: tuple[Place, ...]


def cells_of(grid: Grid, wanted: Wanted, row: int | None = None) -> tuple[Cells, ...]:
    """Return where each term of a value stands; `row` is given where rows are schools."""
    found = []
    for row_term in wanted.rows or (Term(()),):
        rows = [row] if row else grid.rows_of(row_term, wanted.section, wanted.code)
        for column_term in wanted.columns:
            columns = grid.columns(column_term)
            places = tuple(Place(each, column) for each in rows for column in columns)
            found.append(Cells(row_term.sign * column_term.sign, places))
    return tuple(found)
