"""Finds the schools in the export of a county."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tasks.layouts import CodeList
from tasks.spelling import plain_number, squeezed
from tasks.staging.book import Book
from tasks.staging.national.forms import Export, Statistics
from tasks.staging.national.grid import Grid, Place
from tasks.staging.national.recognition import National, type_code

NOT_COUNTED = "0"


@dataclass(frozen=True)
class Exported:
    """One school, or one level of it, in the export of a county: its sheet and row.

    `level` is primary, junior or senior, empty where the file does not tell. `named` gives
    cell and text of what names the school. `counted` is False for a site that is no school
    of its own.
    """

    sheet: str
    row: int
    level: str
    school_code: str
    school_name: str
    school_type: str
    district: str
    counted: bool
    named: Mapping[str, tuple[str, str]]

    def is_meant(self, expected: Mapping[str, str]) -> bool:
        """Tell whether it is the school of a code, or of a name where no code stands there."""
        if self.school_code:
            return self.school_code == expected.get("school_code")
        return squeezed(self.school_name) == squeezed(expected.get("school_name", ""))


def schools_in(
    book: Book,
    national: National,
    statistics: Statistics,
    codes: Mapping[str, CodeList],
) -> tuple[Exported, ...]:
    """Return the schools of an export in their order; none if it is not one of a county."""
    if national.export is None:
        return ()
    return tuple(
        school
        for title in national.exported
        for school in _of_sheet(book, title, national, national.export, statistics, codes)
    )


def _of_sheet(
    book: Book,
    title: str,
    national: National,
    export: Export,
    statistics: Statistics,
    codes: Mapping[str, CodeList],
) -> Iterator[Exported]:
    grid = Grid(book.rows(title), statistics.signs)
    level = _level(grid, (title, national.name), export)
    for row, label in grid.labels.items():
        if label in statistics.signs.totals:
            continue
        named = dict(_named(grid, export, row))
        name, kind = (named.get(each, ("", ""))[1] for each in ("school_name", "school_type"))
        school_type = type_code(kind, statistics, codes)
        if "school_type" in named:
            named["school_type"] = (named["school_type"][0], school_type)
        yield Exported(
            sheet=title,
            row=row,
            level=level,
            school_code=named.get("school_code", ("", ""))[1],
            school_name=name,
            school_type=school_type,
            district=named.get("district", ("", ""))[1],
            counted=named.get("counted", ("", ""))[1] != NOT_COUNTED,
            named=named,
        )


def _named(grid: Grid, export: Export, row: int) -> Iterator[tuple[str, tuple[str, str]]]:
    for name, terms in export.identity.items():
        columns = grid.columns(terms[0])
        if columns:
            place = Place(row, columns[0])
            cell = grid.at(place)
            text = plain_number(cell) if isinstance(cell, int | float) else str(cell).strip()
            yield name, (place.address, text)


def _level(grid: Grid, names: tuple[str, ...], export: Export) -> str:
    """Return the level an export is for: by its head, else by its title or its name."""
    labels = {label for path in grid.paths for label in path}
    above = [str(cell) for row in grid.rows[: grid.head.start - 1] for cell in row]
    texts = [*names, *above]
    by_head = [level for level, given in export.levels.items() if given[0] in labels]
    by_name = [
        level for level, given in export.levels.items() if any(given[-1] in each for each in texts)
    ]
    for levels in (by_head, by_name):
        if len(levels) == 1:
            return levels[0]
    return ""
