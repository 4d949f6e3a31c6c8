"""Sheets of what every school handed in for the county's items, a column a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from tasks.delivery.check_numbers import LEVELS, Numbers
from tasks.delivery.check_sheet import Page, number_format, places_of

FIRST_ROW = 4
FIXED = ("number", "school", "code", "level")
FIXED_WIDTHS = (6, 32, 14, 8)
VALUE_WIDTH, SOURCE_WIDTH = 13, 34

Key = tuple[str, str]
"""A school's code and a level; no level for the school as a whole."""

BY_LEVEL = (
    "students", "classes", "classes_over_limit", "largest_class", "full_time_teachers",
    "trained_360h", "certified", "rotation_eligible", "rotated", "rotated_backbone",
    "rural_students", "cohort_intake", "cohort_transferred_in", "cohort_transferred_out",
    "cohort_died", "cohort_graduates", "boarding", "migrant", "left_behind", "disabled",
    "basic_classes", "basic_students", "basic_full_time_teachers",
)  # fmt: skip
"""The columns of the sheet of levels, in order; each is filled where an item asks for it."""

OF_UNITS = {"evaluated_classes": "G3.rooms_needed", "evaluated_students": "G4.students"}
"""The columns made of what a number of each school is computed from."""


@dataclass
class Grid:
    """Where the columns and rows of a sheet of schools stand; `keys` are its rows in order."""

    title: str
    keys: Sequence[Key]
    letters: dict[str, str] = field(default_factory=dict)
    widths: list[int] = field(default_factory=lambda: list(FIXED_WIDTHS))

    def take(self, name: str, *widths: int) -> int:
        """Give the next columns to a number; return the first of them."""
        column = len(self.widths) + 1
        self.letters[name] = get_column_letter(column)
        self.widths += widths
        return column

    def rows(self) -> Iterable[tuple[int, Key]]:
        """Return each row with the school and level that stand there."""
        return enumerate(self.keys, FIRST_ROW)

    def span(self, name: str, level: str = "") -> str | None:
        """Return the cells of a column, of one level where asked; None where there are none."""
        rows = [row for row, key in self.rows() if level in ("", key[1])]
        if not rows or name not in self.letters:
            return None
        letter = self.letters[name]
        return f"'{self.title}'!${letter}${rows[0]}:${letter}${rows[-1]}"


def key_of(fact: str) -> Key:
    """Return the school and the level that a fact such as `s.<code>.primary.rotated` is of."""
    parts = fact.split(".")
    return parts[1], parts[2] if parts[2] in LEVELS else ""


def by_key(facts: Iterable[str]) -> dict[Key, str]:
    """Return facts of schools by school and level."""
    return {key_of(fact): fact for fact in facts}


def write_levels(page: Page, columns: Mapping[str, Sequence[str]]) -> Grid:
    """Write the sheet with a row for each level of each school; primary schools come first.

    `columns` names for each column the county's facts that are computed from it.
    """
    numbers = page.numbers
    grid = Grid(page.sheet.title, _levels(numbers))
    begin(page, grid, "by_level")
    for name in BY_LEVEL:
        cells = numbers.inputs(f"county.{fact}" for fact in columns.get(name, ()))
        write_column(page, grid, name, by_key(each for each in cells if each.startswith("s.")))
    for name, end in OF_UNITS.items():
        cells = numbers.inputs(f"s.{code}.{end}" for code in numbers.codes)
        asked = numbers.inputs(f"county.{fact}" for fact in columns.get(name, ()))
        ours = [each for each in asked if each.startswith("s.") and each.endswith(f".{name}")]
        write_column(page, grid, name, by_key([*cells, *ours]))
    finish(page, grid)
    return grid


def _levels(numbers: Numbers) -> list[Key]:
    return [
        (code, level)
        for level in LEVELS
        for code in numbers.codes
        if f"s.{code}.{level}.students" in numbers
    ]


def begin(page: Page, grid: Grid, title: str) -> None:
    """Write title, fixed columns and the schools of a sheet."""
    words, numbers = page.words, page.numbers
    page.title(words["titles"][title].format(county_name=numbers.county_name), len(FIXED))
    for column, name in enumerate(FIXED, 1):
        page.tall_head(2, column, words["columns"][name])
    for row, (code, level) in grid.rows():
        page.text(row, 1, str(row - FIRST_ROW + 1))
        page.text(row, 2, numbers.name(code))
        page.text(row, 3, code)
        page.text(row, len(FIXED), words["levels"][level or "whole"])


def write_column(page: Page, grid: Grid, name: str, cells: Mapping[Key, str]) -> None:
    """Write a column of facts by school and level and, beside it, where each came from."""
    if not cells:
        return
    column, words, numbers = grid.take(name, VALUE_WIDTH, SOURCE_WIDTH), page.words, page.numbers
    title = words["data"].get(name) or numbers.fact(next(iter(cells.values()))).title
    page.head(2, column, title, 2)
    page.head(3, column, words["columns"]["value"])
    page.head(3, column + 1, words["columns"]["source"])
    for row, key in grid.rows():
        fact = cells.get(key)
        if fact is None:
            page.number(row, column, None, "General")
            page.text(row, column + 1, "")
            continue
        found = numbers.value(fact)
        form = number_format(places_of(numbers.fact(fact).printed))
        cell = page.number(row, column, words["none"] if found is None else found, form)
        page.places.setdefault(fact, f"'{page.sheet.title}'!{cell.coordinate}")
        page.text(row, column + 1, page.where(fact) or words["not_checked"])


def write_formulas(
    page: Page, grid: Grid, name: str, cells: Mapping[Key, object], head: str = ""
) -> None:
    """Write a column of formulas, or of texts, by school.

    The wording has its head as that of `name`, or of `head` where several columns have one.
    """
    column = grid.take(name, VALUE_WIDTH)
    page.tall_head(2, column, page.words["data"][head or name])
    for row, key in grid.rows():
        page.number(row, column, cells.get(key), "General", is_result=key in cells)  # type: ignore[arg-type]


def finish(page: Page, grid: Grid, *, is_narrow: bool = False) -> None:
    """Set widths, heights and pages of a sheet of schools.

    A narrow one fits the width of a page; of others each page has two numbers with sources.
    """
    page.widths(grid.widths)
    page.heights(FIRST_ROW)
    page.set_up(frozen=f"E{FIRST_ROW}", title_rows=f"1:{FIRST_ROW - 1}")
    if is_narrow:
        page.taller(range(2, FIRST_ROW))
    else:
        page.columns_a_page("A:D", list(range(len(FIXED) + 4, len(grid.widths), 4)))
