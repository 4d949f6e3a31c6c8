"""Tells which sheet of a workbook is which sheet of the form: by its name, or by what is in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from tasks.errors import SubmissionError
from tasks.layouts import STAMP_SHEET, Layout, Sheet
from tasks.spelling import squeezed
from tasks.staging.book import Book
from tasks.staging.cells import is_blank
from tasks.staging.left_out import ranges
from tasks.staging.notebook import Notebook
from tasks.staging.records import labels_in
from tasks.staging.windows import best_windows, needed_names

COPY = re.compile(r"\(\d+\)$")


def titles_of(book: Book, layout: Layout, notes: Notebook) -> Mapping[str, str]:
    """Return the title of the sheet that each table stands in; a table may have none.

    A sheet is known by its name, else by its headers if no other could be meant. What is
    not as it was given out is noted.
    """
    found = {}
    for sheet in layout.sheets:
        title = _by_name(book, sheet)
        if title is not None:
            found[sheet.table] = title
    missing = [sheet for sheet in layout.sheets if sheet.table not in found]
    if missing:
        found |= _by_content(book, missing, _left(book, found.values(), notes), notes)
    _note_further(book, _left(book, found.values(), notes), notes)
    for sheet in layout.sheets:
        title = found.get(sheet.table)
        if title is not None and title in book.hidden_sheets:
            notes.remark(sheet, "A1", "sheet_hidden", title=title)
    return found


def _by_name(book: Book, sheet: Sheet) -> str | None:
    if sheet.title in book.titles:
        return sheet.title
    return next((each for each in book.titles if squeezed(each) == squeezed(sheet.title)), None)


def _left(book: Book, taken: Iterable[str], notes: Notebook) -> list[str]:
    """Return the sheets that are neither ours nor taken for one of the form."""
    passed_over = {*taken, STAMP_SHEET}
    return [
        title
        for title in book.titles
        if title not in passed_over and COPY.sub("", squeezed(title)) not in notes.own_sheets
    ]


def _by_content(
    book: Book, missing: Collection[Sheet], left: Iterable[str], notes: Notebook
) -> dict[str, str]:
    """Return the sheets with another name that can only be one sheet of the form."""
    fitting: dict[str, list[str]] = {sheet.table: [] for sheet in missing}
    for title in left:
        try:
            rows = book.rows(title)
        except SubmissionError:
            continue
        fits = [sheet for sheet in missing if _fits(sheet, rows, notes)]
        for sheet in fits if len(fits) == 1 else ():
            fitting[sheet.table].append(title)
    found = {}
    for sheet in missing:
        titles = fitting[sheet.table]
        if len(titles) == 1:
            found[sheet.table] = titles[0]
            if sheet.match != "header":
                called = replace(sheet, title=titles[0])
                notes.remark(called, "A1", "sheet_renamed", title=sheet.title)
        elif titles:
            places = ranges(book.titles.index(title) + 1 for title in titles)
            notes.issue(sheet.title, "A1", "sheet_twice", count=len(titles), places=places)
        else:
            notes.issue(sheet.title, "A1", "sheet_missing")
    return found


def _fits(sheet: Sheet, rows: list[list[object]], notes: Notebook) -> bool:
    """Tell whether a sheet with another name has every header or label, and each once."""
    if sheet.match == "header":
        return sheet.is_known_by(rows)
    if sheet.kind == "record":
        labels = labels_in(sheet, rows, notes.value_header, needs_header=True)
        return labels is not None and labels.rows.keys() == sheet.by_name.keys()
    windows = best_windows(sheet, rows)
    return len(windows) == 1 and needed_names(sheet) <= windows[0].columns.keys()


def _note_further(book: Book, left: Iterable[str], notes: Notebook) -> None:
    """Say how many sheets are not of the form, by where they stand: a title may be a name."""
    numbers = [
        book.titles.index(title) + 1
        for title in left
        if title not in book.hidden_sheets and _has_cells(book, title)
    ]
    if numbers:
        notes.remark(None, "", "sheets_further", count=len(numbers), places=ranges(numbers))


def _has_cells(book: Book, title: str) -> bool:
    try:
        return any(not is_blank(cell) for row in book.first_rows(title) for cell in row)
    except SubmissionError:
        return True
