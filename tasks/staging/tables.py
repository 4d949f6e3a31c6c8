"""Reads a whole workbook by its layout into typed tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from tasks.errors import SubmissionError
from tasks.layouts import CodeList, Layout, Sheet
from tasks.model import BUREAU, Origin, StagedSubmission, StagedTable, Submission
from tasks.staging.book import Book
from tasks.staging.columns import Reader
from tasks.staging.notebook import Notebook
from tasks.staging.sheets import Beside, ReadSheet, empty_sheet, read_sheet
from tasks.staging.titles import titles_of

SCHOOL_CODE = "school_code"


def stage(
    submission: str,
    sha256: str,
    book: Book,
    layout: Layout,
    codes: Mapping[str, CodeList],
    pseudonym: Callable[[str], str],
    *,
    wording: Mapping[str, Any],
    prefilled: Mapping[str, str] | None = None,
) -> StagedSubmission:
    """Return the typed tables of one workbook and everything noticed while reading it.

    There is a table for each sheet of the layout; one whose sheet is missing or was
    rebuilt has no rows. `wording` has the sentences of the issues by what they say.
    `prefilled` gives what was filled in beforehand, by prefill name; the code of the
    school is known from the key of the submission.
    """
    notes = Notebook(submission, codes, wording)
    tables = {}
    rows_read = rows_refused = 0
    titles = titles_of(book, layout, notes)
    for given in layout.sheets:
        before = len(notes.issues)
        if given.table not in titles:
            tables[given.table] = _without_sheet(given, submission, sha256)
            continue
        sheet = replace(given, title=titles[given.table])
        read = _read(book, sheet, Reader(sheet, codes, pseudonym, notes))
        _check_prefilled(sheet, read, _expected(submission, prefilled), codes, notes)
        refused = _refused(sheet, read, notes.issues[before:])
        rows_read += read.rows_read
        rows_refused += refused
        origin = Origin(submission, sha256, sheet.title, read.cells)
        tables[sheet.table] = StagedTable(sheet.table, read.frame, origin)
    return notes.staged(tables, rows_read, rows_refused)


def _without_sheet(sheet: Sheet, submission: str, sha256: str) -> StagedTable:
    read = empty_sheet(sheet)
    return StagedTable(sheet.table, read.frame, Origin(submission, sha256, sheet.title, read.cells))


def _read(book: Book, sheet: Sheet, reader: Reader) -> ReadSheet:
    title = sheet.title
    try:
        rows = book.sheet(title) if sheet.kind == "list" else book.rows(title)
    except SubmissionError as error:
        _note_unreadable(sheet, error, reader.notes)
        return empty_sheet(sheet)
    beside = Beside(book.unresolved(title), book.hidden_rows(title))
    return read_sheet(rows, reader, beside)


def _note_unreadable(sheet: Sheet, error: SubmissionError, notes: Notebook) -> None:
    """Note why the cells of a sheet could not be read, at the cell that is to blame if one is."""
    reason = getattr(error, "reason", "")
    parts = dict(getattr(error, "parts", {}))
    cell = parts.pop("cell", "A1")
    parts.pop("sheet", None)
    key = reason if notes.can_say(reason) else "sheet_unreadable"
    notes.issue(sheet.title, cell, key, **parts)


def _expected(submission: str, prefilled: Mapping[str, str] | None) -> Mapping[str, str]:
    school = Submission.parse(submission).school
    known = {} if school == BUREAU else {SCHOOL_CODE: school}
    return known | dict(prefilled or {})


def _check_prefilled(
    sheet: Sheet,
    read: ReadSheet,
    expected: Mapping[str, str],
    codes: Mapping[str, CodeList],
    notes: Notebook,
) -> None:
    """Note the cells that were filled in beforehand and now say something else."""
    for field in sheet.fields:
        if field.prefill not in expected or read.frame.empty:
            continue
        found = read.frame[field.name].iloc[0]
        wanted = expected[field.prefill]
        cell = read.cells[field.name]
        reported = any(issue.sheet == sheet.title and issue.cell == cell for issue in notes.issues)
        if reported or (not pd.isna(found) and str(found) == wanted):
            continue
        text = "" if pd.isna(found) else _title_of(field.codes, found, codes)
        parts = {"title": field.title, "wanted": _title_of(field.codes, wanted, codes)}
        notes.issue(sheet.title, cell, "prefilled_changed", text, **parts)


def _title_of(name: str, value: object, codes: Mapping[str, CodeList]) -> str:
    return codes[name].title(str(value)) if name else str(value)


def _refused(sheet: Sheet, read: ReadSheet, issues: list[Any]) -> int:
    """Return how many of the rows read have a cell that was not understood."""
    if not issues:
        return 0
    if sheet.kind == "record":
        return read.rows_read
    numbers = set(read.frame["_row"].dropna().astype(int))
    wrong = {int("".join(filter(str.isdigit, issue.cell)) or 0) for issue in issues}
    return len(numbers & wrong)
