"""Sheets as rows of cells, to be rearranged as schools do; nothing is written or opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tasks import catalogue
from tasks.layouts import HEADER_ROWS_SEARCHED, Sheet
from tasks.model import StagedSubmission
from tasks.staging.pseudonym import pseudonyms
from tasks.staging.tables import stage
from tests.builders.workbooks import COUNTY, EDITION, KEY, SCHOOL, blank_wording, receipt_wording

Grid = list[list[Any]]


@dataclass
class GridBook:
    """A workbook as staging sees it."""

    grids: dict[str, Grid]
    hidden: dict[str, frozenset[int]] = field(default_factory=dict)
    formulas: dict[str, dict[str, str]] = field(default_factory=dict)
    hidden_sheets: frozenset[str] = frozenset()

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(self.grids)

    def rows(self, title: str) -> Grid:
        return self.grids[title]

    def sheet(self, title: str) -> Grid:
        return self.rows(title)

    def first_rows(self, title: str) -> Grid:
        return self.grids[title][:HEADER_ROWS_SEARCHED]

    def unresolved(self, title: str) -> Mapping[str, str]:
        return self.formulas.get(title, {})

    def hidden_rows(self, title: str) -> frozenset[int]:
        return self.hidden.get(title, frozenset())


def sheet_of(table: str, form: str = "school_return") -> Sheet:
    return catalogue.layouts(EDITION)[form].by_table[table]


def grid_of(
    table: str, values: Sequence[Mapping[str, Any]] = (), form: str = "school_return"
) -> Grid:
    """Return the cells of one sheet of a blank form, filled with `values`; codes by title."""
    sheet = sheet_of(table, form)
    if sheet.kind == "record":
        filled = dict(values[0]) if values else {}
        body = [
            [number, each.title, filled.get(each.name, ""), each.unit, ""]
            for number, each in enumerate(sheet.fields, 1)
        ]
        return _under_title(sheet, [list(blank_wording()["record_header"]), *body])
    key = [sheet.key.title] if sheet.key else []
    header = key + [each.header for each in sheet.fields]
    return _under_title(sheet, [header, *_body(sheet, values)])


def _under_title(sheet: Sheet, grid: Grid) -> Grid:
    blank = [""] * (len(grid[0]) - 1)
    return [[text, *blank] for text in ("题名", "须知")][: sheet.header_row - 1] + grid


def _body(sheet: Sheet, values: Sequence[Mapping[str, Any]]) -> Grid:
    names = [each.name for each in sheet.fields]
    if sheet.key is None:
        return [[_shown(sheet, name, row) for name in names] for row in values]
    codes = catalogue.code_lists()[sheet.key.codes]
    rows = {row[sheet.key.name]: row for row in values}
    return [
        [codes.title(code), *(_shown(sheet, name, rows.get(code, {})) for name in names)]
        for code in codes.codes
    ]


def _shown(sheet: Sheet, name: str, row: Mapping[str, Any]) -> Any:
    value = row.get(name, "")
    codes = sheet.by_name[name].codes
    if codes and value in catalogue.code_lists()[codes].rows:
        return catalogue.code_lists()[codes].shown(value, sheet.by_name[name].code_column)
    return float(value) if isinstance(value, int) else value


def a_book(grids: Mapping[str, Grid], **changes: Any) -> GridBook:
    return GridBook(dict(grids), **changes)


def staged_grids(
    book: GridBook | Mapping[str, Grid], form: str = "school_return"
) -> StagedSubmission:
    """Return what staging makes of some sheets, asked for nothing but the sheets named."""
    book = book if isinstance(book, GridBook) else a_book(book)
    layout = catalogue.layouts(EDITION)[form]
    asked = tuple(sheet for sheet in layout.sheets if sheet.title in book.titles)
    return staged_book(book, form, tuple(sheet.table for sheet in asked))


def staged_book(book: GridBook, form: str, tables: Sequence[str]) -> StagedSubmission:
    """Return what staging makes of a workbook that is asked for some tables of a form."""
    layout = catalogue.layouts(EDITION)[form]
    sheets = tuple(sheet for sheet in layout.sheets if sheet.table in tables)
    return stage(
        f"{EDITION}/{COUNTY}/{SCHOOL}/{form}/1",
        "0" * 64,
        book,
        replace(layout, sheets=sheets),
        catalogue.code_lists(),
        pseudonyms(KEY),
        wording=receipt_wording()["reading"],
    )


def rules_of(submission: StagedSubmission) -> list[tuple[str, str]]:
    return [(issue.rule, issue.cell) for issue in submission.issues]
