"""A sheet of many rows is handed over by its columns, and nothing about it changes by that."""

from __future__ import annotations

import datetime
import hmac
from dataclasses import dataclass

import pandas as pd
import pytest

from tasks.intake.reader.pages import LONG, Page, received, sent
from tasks.long_sheets import LongSheet, Repeated, columns_of, folded, part_of, places_of
from tasks.staging.pseudonym import pseudonyms
from tests.builders.tolerant import Grid, GridBook, a_book, rules_of, sheet_of, staged_grids

FORM = "fitness_return"
PUPILS = sheet_of("fitness", FORM)
ODD = ["", "无", "１．５", "很高", 2e15, 152.0, True, 1.0, datetime.date(2012, 3, 4), " 3′05″ "]


def exactly(cells):
    return [(type(cell), repr(cell)) for cell in cells]


@dataclass
class LongBook(GridBook):
    """A workbook whose sheets come by their columns, as those of many rows do."""

    def sheet(self, title):
        return LongSheet([folded(column) for column in columns_of(self.rows(title))])


@pytest.mark.parametrize(
    "column",
    [
        ["x", *[""] * 9],
        [True, 1, 1.0, 0, False] * 20,
        [0.0, -0.0] * 20,
        [1.0, True] * 20,
        [2, 2.0] * 20,
        ["1", 1.5] * 20,
        [float(number % 300) + 0.5 for number in range(2000)],
        [str(number) for number in range(100)],
        [datetime.date(2012, 3, 4), ""] * 20,
        [],
    ],
)
def test_a_folded_column_has_the_same_cells(column):
    assert exactly(folded(column)) == exactly(column)


def test_only_a_column_of_few_contents_is_folded():
    assert isinstance(folded(["男", "女"] * 20), Repeated)
    assert not isinstance(folded([str(number) for number in range(40)]), Repeated)


def test_rows_are_found_in_a_long_sheet_as_in_a_list():
    rows = [[str(number % 3), float(number), ""] for number in range(50)]
    sheet = LongSheet([folded(column) for column in columns_of(rows)])

    assert (list(sheet), len(sheet), sheet[7], sheet[-1]) == (rows, 50, rows[7], rows[-1])
    assert sheet[:3] == rows[:3]


def test_short_rows_end_in_empty_text():
    assert list(map(list, columns_of([["a"], ["b", "c"]]))) == [["a", "b"], ["", "c"]]


@pytest.mark.parametrize("places", [[], [3, 4, 5], [0, 2, 39]])
def test_parts_of_a_column_are_its_cells_at_some_places(places):
    column = ["男", "女"] * 20

    assert list(part_of(folded(column), places)) == [column[place] for place in places]
    assert list(part_of(column, places)) == [column[place] for place in places]


def test_contents_are_found_where_they_stand():
    column = ["男", "女", "女", "男"] * 5

    assert places_of(folded(column), {"男"}) == places_of(column, {"男"})


@pytest.mark.parametrize("length", [LONG - 1, LONG])
def test_a_page_arrives_as_it_was_sent(length):
    rows = [["一1班", float(number), "", number] for number in range(length)]
    page = received(sent(Page(rows, {"B2": "#N/A"}, frozenset({3}))))

    assert [exactly(row) for row in page.rows] == [exactly(row) for row in rows]
    assert (page.unresolved, page.hidden_rows) == ({"B2": "#N/A"}, frozenset({3}))


def odd_pupils() -> Grid:
    """Return the cells of a list of pupils with odd cells, blank rows, a repeated head, totals."""
    names = [field.name for field in PUPILS.fields]
    rows = []
    for number in range(120):
        row = ["一1班" if name == "class_name" else "" for name in names]
        row[names.index("pupil")] = f"G13990120120304{number:04d}"
        row[names.index("height_cm")] = 120.5 + number % 7
        row[number % len(names)] = ODD[number % len(ODD)]
        rows.append(row if number % 11 else [""] * len(names))
    head = [field.title for field in PUPILS.fields]
    return [head, *rows[:40], head, *rows[40:], ["合计", *[""] * (len(names) - 1)]]


def test_a_long_sheet_is_staged_to_the_letter_as_its_rows_are():
    grids = {PUPILS.title: odd_pupils()}
    beside = {
        "formulas": {PUPILS.title: {"K5": "=A1", "J13": "#N/A"}},
        "hidden": {PUPILS.title: frozenset({4, 9})},
    }
    by_rows = staged_grids(a_book(grids, **beside), FORM)
    by_columns = staged_grids(LongBook(grids, **beside), FORM)

    assert len(by_rows.issues) > 20 and len(by_rows.marks) > 5
    assert (by_rows.issues, by_rows.repairs) == (by_columns.issues, by_columns.repairs)
    assert (by_rows.marks, by_rows.rows_read) == (by_columns.marks, by_columns.rows_read)
    table, other = by_rows.tables["fitness"], by_columns.tables["fitness"]
    pd.testing.assert_frame_equal(table.frame, other.frame)
    assert table.origin == other.origin


def test_a_number_too_large_is_seen_in_a_column_of_numbers_alone():
    grid = [[field.title for field in PUPILS.fields], *odd_pupils()[2:3] * 3]
    height = [field.name for field in PUPILS.fields].index("height_cm")
    grid = [list(row) for row in grid]
    for row, value in zip(grid[1:], (150.5, 2e15, 140.0), strict=True):
        row[height] = value

    found = staged_grids({PUPILS.title: grid}, FORM)

    assert [cell for rule, cell in rules_of(found) if rule == "reading-number"] == ["J3"]


@pytest.mark.parametrize("key", [b"k", b"k" * 64, b"k" * 65])
def test_a_pseudonym_is_the_beginning_of_the_keyed_hash_of_a_number(key):
    number = "G139901201203047731"

    assert pseudonyms(key)(number) == hmac.digest(key, number.encode(), "sha256").hex()[:24]
