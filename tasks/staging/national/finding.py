"""Finds single values of the school return in statistics sheets, and notes what is odd."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tasks.layouts import CodeList, Field, Layout
from tasks.spelling import heading, plain_number
from tasks.staging.book import Book
from tasks.staging.national.forms import Statistics, Wanted
from tasks.staging.national.grid import Cells, Grid, Place, cells_of
from tasks.staging.notebook import Notebook, quoted
from tasks.staging.values import Parsed, parse

Number = float | int


@dataclass(frozen=True)
class Found:
    """What a statistics sheet says of one value, and the cell or cells it is made of.

    A `value` of None has stood there and was none, `mark` being what did stand there.
    """

    sheet: str
    cell: str
    value: object = None
    mark: str = ""

    @property
    def first_cell(self) -> str:
        """Return the first of the cells, the one to open."""
        return first_of(self.cell)


class Finder:
    """Reads values of one sheet, by the labels of its rows and columns."""

    def __init__(
        self,
        book: Book,
        title: str,
        grid: Grid,
        statistics: Statistics,
        layout: Layout,
        codes: Mapping[str, CodeList],
        notes: Notebook,
    ) -> None:
        self.title = title
        self.grid = grid
        self.moved: list[tuple[str, str]] = []
        self._book = book
        self._statistics = statistics
        self._layout = layout
        self._codes = codes
        self._notes = notes
        self._unresolved: Mapping[str, str] | None = None

    def find(
        self, wanted: Wanted, item: str, school_type: str = "", row: int | None = None
    ) -> Found | None:
        """Return one value, None if the sheet does not have its labels; `item` names it.

        Where a label stands more often than it may and the cells do not say the same, that
        is noted and none of them is believed.
        """
        terms = cells_of(self.grid, wanted, row)
        if not terms or not all(each.places for each in terms):
            return None
        field = self._layout.by_table[wanted.table].by_name[wanted.field]
        expected = wanted.address(school_type)
        chosen = [self._chosen(each, wanted, field, item) for each in terms]
        places = [place for some in chosen for place in some]
        cell = cell_text([place.address for place in places])
        if not all(chosen):
            return Found(self.title, cell)
        if expected and places[0].address != expected:
            self.moved.append((expected, places[0].address))
        if self._has_other_unit(wanted, field, places[0], item):
            return Found(self.title, cell)
        signed = [
            (term.sign, place) for term, some in zip(terms, chosen, strict=True) for place in some
        ]
        return self._combined(field, signed, cell, item)

    def _chosen(self, term: Cells, wanted: Wanted, field: Field, item: str) -> tuple[Place, ...]:
        """Return the cell of a term, none if its labels stand more often and disagree."""
        if len(term.places) == 1 or wanted.every:
            return term.places
        if len({str(self.grid.at(place)) for place in term.places}) == 1:
            return term.places[:1]
        cells = "、".join(place.address for place in term.places)
        values = "、".join(quoted(self.grid.at(place)) for place in term.places)
        place = term.places[0].address
        self._note(place, "national_twice", field, values, item, cells=cells)
        return ()

    def _has_other_unit(self, wanted: Wanted, field: Field, place: Place, item: str) -> bool:
        unit = self.grid.unit(place) if wanted.unit else ""
        known = (wanted.unit, *self._statistics.units.get(wanted.unit, ()))
        if not unit or unit in map(heading, known):
            return False
        self._note(place.address, "national_unit", field, unit, item, written=unit)
        return True

    def _combined(
        self, field: Field, signed: Sequence[tuple[int, Place]], cell: str, item: str
    ) -> Found | None:
        read = [(sign, place, self._parsed(field, place)) for sign, place in signed]
        wrong = [(place, parsed) for _, place, parsed in read if parsed.problem]
        for place, parsed in wrong:
            found = quoted(self.grid.at(place))
            self._note(place.address, parsed.problem, field, found, item)
        said = [(sign, parsed.value) for sign, _, parsed in read if parsed.value is not None]
        blank = any(parsed.value is None and not parsed.mark for _, _, parsed in read)
        if wrong or blank or not said:
            return Found(self.title, cell, mark=next((p.mark or "" for _, _, p in read), ""))
        if len(read) == 1:
            return Found(self.title, cell, said[0][1])
        total = sum(sign * float(str(value)) for sign, value in said)
        return Found(self.title, cell, int(total) if field.type == "count" else total)

    def _parsed(self, field: Field, place: Place) -> Parsed:
        raw = self.grid.at(place)
        text = plain_number(raw) if isinstance(raw, int | float) else str(raw).strip()
        if text in self._statistics.not_applicable:
            return Parsed(mark=text)
        if text == "":
            held = self._formula(place.address)
            if held:
                return Parsed(problem="formula" if held.startswith("=") else "error_value")
        return parse(raw, field, self._codes)

    def _formula(self, address: str) -> str:
        if self._unresolved is None:
            self._unresolved = self._book.unresolved(self.title)
        return self._unresolved.get(address, "")

    def _note(
        self, cell: str, key: str, field: Field, quote: object, item: str, **parts: object
    ) -> None:
        listed = self._codes[field.codes].rows.values() if field.codes else ()
        codes = "、".join(row["title"] for row in listed)
        parts = {"title": field.title, "unit": field.unit, "codes": codes, "help": ""} | parts
        note_of(self._notes, item, self.title, cell, key, quote, **parts)


def note_of(
    notes: Notebook,
    item: str,
    sheet: str,
    cell: str,
    key: str,
    quote: object = "",
    **parts: object,
) -> None:
    """Note an issue that speaks of `item`, wherever in whatever sheet it was found."""
    notes.issue(sheet, cell, key, quote, **parts)
    notes.issues[-1] = replace(notes.issues[-1], item=item)


def item_of(table: str, field: str, key: str) -> str:
    """Return the name of one value: `teachers.master.primary`, or `conditions.books`."""
    return ".".join(filter(None, (table, field, key)))


def first_of(cells: str) -> str:
    """Return the first cell of a text that `cell_text` made."""
    return cells.replace(":", ",").split(",")[0]


def cell_text(addresses: Sequence[str]) -> str:
    """Return cells as one text: `K6`, `K6:K7` for neighbours of a column, else `L9,N9`."""
    places = [Place.of(address) for address in addresses]
    pairs = list(pairwise(places))
    if pairs and all((a.column, a.row + 1) == (b.column, b.row) for a, b in pairs):
        return f"{addresses[0]}:{addresses[-1]}"
    return ",".join(addresses)
