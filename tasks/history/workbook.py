"""The bureau's workbook on earlier years: what to ask, and what changed since last year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook

from tasks.history.changes import YearOnYear
from tasks.history.queries import COUNTY, Query
from tasks.model import Findings
from tasks.rounding import printed
from tasks.worksheets import Page, workbook_bytes

QUERIES = {"number": 6, "subject": 28, "level": 8, "message": 70, "sources": 60}
CHANGES = {"number": 6, "subject": 28, "title": 44, "before": 14, "after": 14, "absolute": 14,
           "relative": 12, "large": 12}  # fmt: skip
SCHOOLS = {"number": 6, "subject": 34, "about": 30, "others": 60}
SOURCES_SHOWN = 3
RELATIVE_PLACES = 1


@dataclass(frozen=True)
class Names:
    """What schools and levels are called; the county stands under `COUNTY`."""

    subjects: Mapping[str, str]
    levels: Mapping[str, str]

    def subject(self, code: str) -> str:
        """Return the name of a school, or its code where the roster does not know it."""
        return self.subjects.get(code, code)


def history_workbook(
    queries: Sequence[Query],
    changes: YearOnYear | None,
    findings: Findings,
    names: Names,
    words: Mapping[str, Any],
    years: Sequence[str] = (),
) -> bytes:
    """Return an xlsx file with what must be asked and what changed; the same for the same.

    `changes` are None where there is no last year; then the sheet says so. Of schools only
    large changes are listed, of the county all. `words` is `workbook` of
    `templates/history/wording.yml`, `years` the two editions that were compared.
    """
    book = Workbook()
    book.remove(book.active)
    blanks = {"county_name": names.subject(COUNTY)}
    asked = list(_query_lines([*queries, *(changes.queries if changes else ())], names, words))
    _page(book, words, "queries", QUERIES, **blanks).table(QUERIES, asked, words["nothing_to_ask"])
    title = "changes" if years else "changes_of_one_year"
    found = list(_change_lines(changes, findings, names, words)) if changes else []
    before, after = years or ("", "")
    page = _page(book, words, "changes", CHANGES, title=title, before=before, after=after, **blanks)
    page.table(CHANGES, found, words["no_last_year"])
    if changes:
        lines = list(_school_lines(changes, names, words))
        _page(book, words, "schools", SCHOOLS, **blanks).table(SCHOOLS, lines)
    return workbook_bytes(book)


def _page(
    book: Workbook,
    words: Mapping[str, Any],
    name: str,
    columns: Mapping[str, int],
    title: str = "",
    **blanks: str,
) -> Page:
    page = Page(book.create_sheet(words["sheets"][name]), words)
    page.title(words["titles"][title or name].format(**blanks), len(columns))
    return page


def _query_lines(
    queries: Sequence[Query], names: Names, words: Mapping[str, Any]
) -> Iterator[list[object]]:
    for number, query in enumerate(queries, 1):
        cells = [
            words["cell"].format(sheet=each.sheet, cell=each.cell, submission=each.submission)
            for each in query.sources[:SOURCES_SHOWN]
        ]
        level = names.levels.get(query.level, "")
        yield [number, names.subject(query.subject), level, query.message, "\n".join(cells)]


def _change_lines(
    changes: YearOnYear, findings: Findings, names: Names, words: Mapping[str, Any]
) -> Iterator[list[object]]:
    number = 0
    for change in changes.changes:
        subject = change.fact.split(".")[1] if change.fact.startswith("s.") else COUNTY
        if subject != COUNTY and not change.large:
            continue
        number += 1
        fact = findings.facts[change.fact]
        places = len(fact.printed.partition(".")[2])
        relative = change.relative_percent
        yield [
            number, names.subject(subject), fact.title, printed(change.before, places),
            fact.printed, printed(change.absolute, places),
            "" if relative is None else printed(relative, RELATIVE_PLACES),
            words["large"] if change.large else "",
        ]  # fmt: skip


def _school_lines(
    changes: YearOnYear, names: Names, words: Mapping[str, Any]
) -> Iterator[list[object]]:
    about: list[tuple[str, str, str]] = [
        *((code, "new", "") for code in changes.new),
        *((code, "vanished", "") for code in changes.vanished),
        *((code, "reshaped", words["join"].join(map(names.subject, old)))
          for code, old in changes.reshaped.items()),
        *((code, "doubtful", why) for code, why in changes.doubtful.items()),
    ]  # fmt: skip
    for number, (code, kind, others) in enumerate(about, 1):
        yield [number, names.subject(code), words[kind], others]
