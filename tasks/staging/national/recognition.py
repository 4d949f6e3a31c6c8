"""Tells whether a workbook is one of the national statistics, and whose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from tasks.layouts import CodeList
from tasks.spelling import plain_number, squeezed
from tasks.staging.book import Book
from tasks.staging.national.forms import Export, Series, Statistics
from tasks.staging.national.grid import Grid, Place
from tasks.staging.national.labels import Signs, is_same
from tasks.staging.values import MARKS

SCHOOL_TYPES = "school_types"
SCHOOL_CODE = re.compile(r"\d{10}")


class GlancedBook(Book, Protocol):
    """A workbook whose sheets need not be read whole; `tasks.intake.opened.Opened` is one."""

    def first_rows(self, title: str) -> list[list[Any]]:
        """Return the rows of one sheet that its headers are searched in."""


@dataclass(frozen=True)
class FormSheet:
    """One sheet of a workbook: which form it is, and for which type of school (a code)."""

    form: str
    school_type: str
    title: str


@dataclass(frozen=True)
class National:
    """What a statistics workbook is, and what it says of its school, empty where nothing.

    `school_type` is the code of the type of school; `year` the year its school year begins.
    An export of a county has `export` and the titles of its sheets, `exported`; a workbook
    of a school has `series` and `sheets`, with all `types` their names say. `cells` gives
    sheet and address of what names the school; `name` is that of the file.
    """

    school_code: str = ""
    school_name: str = ""
    school_type: str = ""
    year: str = ""
    series: Series | None = None
    sheets: tuple[FormSheet, ...] = ()
    export: Export | None = None
    exported: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    cells: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    name: str = ""

    @property
    def is_of_county(self) -> bool:
        """Tell whether it is an export with all schools of a county."""
        return self.export is not None


def recognise(
    book: GlancedBook, statistics: Statistics, codes: Mapping[str, CodeList], name: str = ""
) -> National | None:
    """Return what a statistics workbook is; None if it is none. `name` is that of the file.

    No more is read than the sheet that names the school, and the heads of other sheets.
    """
    for series in statistics.series:
        sheets = tuple(_form_sheets(book.titles, series, statistics, codes))
        if sheets:
            return replace(_of_school(book, series, sheets, statistics, codes), name=name)
    for export in statistics.exports:
        titles = tuple(
            title
            for title in book.titles
            if _is_export(Grid(book.first_rows(title), statistics.signs), export)
        )
        if titles:
            year = _year(book, titles, statistics.signs)
            return National(export=export, exported=titles, year=year, name=name)
    return None


def _form_sheets(
    titles: Iterable[str], series: Series, statistics: Statistics, codes: Mapping[str, CodeList]
) -> Iterable[FormSheet]:
    known = {*series.forms, *(form for form, _ in series.identity.values())}
    for title in titles:
        name = squeezed(title)
        found = statistics.signs.sheet_name.fullmatch(name.removeprefix(series.prefix))
        if found and name.startswith(series.prefix):
            number = found[1] + _continued(
                found[2] or "", found[3] or "", statistics.signs.continued
            )
            if number in known:
                yield FormSheet(number, type_code(found[4] or "", statistics, codes), title)


def _continued(text: str, number: str, sign: str) -> str:
    """Return how a form that goes on is called in the catalogue: `续`, `续1`, `-1`."""
    return f"{sign}{number}" if sign in text else text


def type_code(text: str, statistics: Statistics, codes: Mapping[str, CodeList]) -> str:
    """Return the code of a type of school by any of its names, empty if it is none."""
    plain = statistics.signs.plain
    name = plain(text)
    listed = codes[SCHOOL_TYPES].readings
    for reading, code in {**statistics.school_types, **listed}.items():
        if name and (name == plain(reading) or name == f"{code}{plain(reading)}"):
            return code
    return ""


def _of_school(
    book: GlancedBook,
    series: Series,
    sheets: tuple[FormSheet, ...],
    statistics: Statistics,
    codes: Mapping[str, CodeList],
) -> National:
    cells = dict(_said(book, series, sheets, statistics.signs))
    said = {name: _text(book, statistics.signs, *cell) for name, cell in cells.items()}
    types = tuple(dict.fromkeys(each.school_type for each in sheets if each.school_type))
    own = type_code(said.get("school_type", ""), statistics, codes)
    code = SCHOOL_CODE.search(said.get("school_code", ""))
    return National(
        school_code=code[0] if code else "",
        school_name=said.get("school_name", ""),
        school_type=own or (types[0] if len(types) == 1 else ""),
        year=_year(book, book.titles[:3], statistics.signs),
        series=series,
        sheets=sheets,
        types=types,
        cells=cells,
    )


def _said(
    book: Book, series: Series, sheets: tuple[FormSheet, ...], signs: Signs
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield sheet and address of each cell that names the school, by what it names."""
    for name, (form, labels) in series.identity.items():
        title = next((each.title for each in sheets if each.form == form), None)
        place = None if title is None else Grid(book.rows(title), signs).beside(labels)
        if title is not None and place is not None:
            yield name, (title, place.address)


def _text(book: Book, signs: Signs, title: str, address: str) -> str:
    cell = Grid(book.rows(title), signs).at(Place.of(address))
    text = plain_number(cell) if isinstance(cell, float) else str(cell).strip()
    return "" if text in MARKS else text


def _year(book: GlancedBook, titles: Iterable[str], signs: Signs) -> str:
    """Return the year that the school year begins in which the first rows of sheets name."""
    cells = (cell for title in titles for row in book.first_rows(title) for cell in row)
    texts = (squeezed(cell) for cell in cells if isinstance(cell, str))
    return next((found[1] for text in texts if (found := signs.year.search(text))), "")


def _is_export(grid: Grid, export: Export) -> bool:
    """Tell whether a sheet has a head with a school's name and enough of the marks."""
    if not grid.head:
        return False
    labels = {label for path in grid.paths for label in path}
    name = export.identity["school_name"][0].labels
    has_name = any(is_same(each[-1], label) for each in name for label in labels)
    hits = {mark for mark in export.marks if any(is_same(mark, label) for label in labels)}
    return has_name and len(hits) >= export.least_marks
