"""Takes what names a pupil out of the texts that a file brings beside its pupils' columns.

Names, addresses and numbers of pupils have columns of their own and are never staged. Where
somebody wrote them elsewhere, into a class name or a note, they are blotted out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any, Protocol

from tasks.layouts import HEADER_ROWS_SEARCHED, Field, Layout
from tasks.long_sheets import columns_of
from tasks.model import Issue, Mark, Origin, Repair, StagedSubmission, StagedTable
from tasks.spelling import heading
from tasks.staging.cells import Rows

NAMING = ("name", "address")
"""The private fields whose text names a pupil; a birthday or a code of a people does not."""

LONG_NUMBER = re.compile(r"[A-Za-z]?[0-9０-９]{14,}[0-9０-９Xx]")
"""A number of the identity card or of a pupil; no count, amount or code of a school is as long."""

SHORTEST_WORD = 2
SHORTEST_NUMBER = 8


class Book(Protocol):
    """An opened workbook."""

    @property
    def titles(self) -> tuple[str, ...]:
        """Return the titles of all sheets."""

    def sheet(self, title: str) -> Rows:
        """Return the cells of a sheet, row by row."""


def identities(book: Book, layout: Layout) -> frozenset[str]:
    """Return the names, addresses and numbers of pupils that a workbook lists."""
    titles = {heading(field.title) for sheet in layout.sheets for field in sheet.fields
              if field.type == "pseudonym" or _names_a_pupil(field)}  # fmt: skip
    if not titles:
        return frozenset()
    return frozenset(word for title in book.titles for word in _words(book.sheet(title), titles))


def _names_a_pupil(field: Field) -> bool:
    return field.type == "private" and field.name in NAMING


def _words(rows: Rows, titles: Collection[str]) -> Iterator[str]:
    """Yield what stands under the headers that name pupils."""
    for number, row in enumerate(rows[:HEADER_ROWS_SEARCHED]):
        columns = [at for at, cell in enumerate(row) if heading(str(cell)) in titles]
        if columns:
            below = columns_of(rows)
            yield from (
                word
                for at in columns
                for cell in set(below[at][number + 1 :])
                for word in _word(cell)
            )
            return


def _word(cell: object) -> Iterator[str]:
    text = str(cell).strip()
    if len(text) >= (SHORTEST_NUMBER if text.isdecimal() else SHORTEST_WORD):
        yield text


def blotter(words: Collection[str], mask: str) -> Callable[[str], str]:
    """Return the function that puts `mask` in the place of long numbers and of `words`.

    Words have at least `SHORTEST_WORD` signs. Where the first two signs of none of the
    hundreds of words stand in a text, none of them does.
    """
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    beginnings = {(word[0], word[1]) for word in words}

    @cache
    def blotted(text: str) -> str:
        text = LONG_NUMBER.sub(mask, text)
        if beginnings.isdisjoint(pairwise(text)):
            return text
        for word in longest_first:
            if word in text:
                text = text.replace(word, mask)
        return text

    return blotted


def redacted(
    staged: StagedSubmission, layout: Layout, blotted: Callable[[str], str]
) -> StagedSubmission:
    """Return a staged submission in whose texts nothing names a pupil.

    A sheet whose title does is called as the form calls it.
    """
    sheets = {sheet.table: sheet for sheet in layout.sheets}
    called = {
        table.origin.sheet: sheets[name].title
        for name, table in staged.tables.items()
        if name in sheets and blotted(table.origin.sheet) != table.origin.sheet
    }

    def sheet_of(title: str) -> str:
        return called.get(title) or blotted(title)

    return replace(
        staged,
        tables={
            name: _redacted_table(table, sheets[name].fields, blotted, sheet_of)
            if name in sheets
            else table
            for name, table in staged.tables.items()
        },
        issues=tuple(_redacted_issue(each, blotted, sheet_of) for each in staged.issues),
        repairs=tuple(
            Repair(sheet_of(each.sheet), each.cell, blotted(each.found), blotted(each.read_as))
            for each in staged.repairs
        ),
        marks=tuple(
            Mark(each.table, each.row, each.field, blotted(each.text)) for each in staged.marks
        ),
    )


def _redacted_issue(
    issue: Issue, blotted: Callable[[str], str], sheet_of: Callable[[str], str]
) -> Issue:
    return replace(
        issue,
        sheet=sheet_of(issue.sheet),
        message=blotted(issue.message),
        found=blotted(issue.found),
        expected=blotted(issue.expected),
        guidance=blotted(issue.guidance),
    )


def _redacted_table(
    table: StagedTable,
    fields: Collection[Field],
    blotted: Callable[[str], str],
    sheet_of: Callable[[str], str],
) -> StagedTable:
    frame = table.frame
    texts = [field.name for field in fields if field.type == "text" and not field.prefill]
    for name in texts:
        if name in frame:
            found = {text: blotted(text) for text in frame[name].array.unique().dropna()}
            if any(text != clean for text, clean in found.items()):
                clean = frame[name].map(found, na_action="ignore").astype("string")
                frame = frame.assign(**{name: clean})
    return StagedTable(table.name, frame, _redacted_origin(table.origin, sheet_of))


def _redacted_origin(origin: Origin, sheet_of: Callable[[str], str]) -> Origin:
    elsewhere: Mapping[str, Any] = {
        place: replace(source, sheet=sheet_of(source.sheet))
        for place, source in origin.elsewhere.items()
    }
    return replace(origin, sheet=sheet_of(origin.sheet), elsewhere=elsewhere)
