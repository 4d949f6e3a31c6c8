"""全省汇总.xlsx: the counties, their coefficients, who is missing, where figures are from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import PatternFill

from tasks.province.figures import Figures
from tasks.province.tables import (
    Content,
    Figure,
    Line,
    Spread,
    Text,
    county_lines,
    missing_lines,
    spreads,
)
from tasks.worksheets import LINE_HEIGHT, Page, workbook_bytes

FAILED = PatternFill("solid", fgColor="F8D7DA")
DRAFT = PatternFill("solid", fgColor="FFF2CC")
HEAD_ROW, FIRST_ROW = 2, 3
READING_WIDTH = 110
COUNTIES = {
    "number": 6, "code": 10, "county": 22, "evaluated": 10, "state": 18, "version": 16,
    "regime": 30, "verdict": 10, "failed": 50, "unchecked": 30, "primary_schools": 12,
    "primary_not_met": 12, "junior_schools": 12, "junior_not_met": 12,
}  # fmt: skip
MISSING = {"number": 6, "code": 10, "county": 24, "state": 24, "detail": 60}
SPREADS = {"level": 8, "county": 22, "version": 16, "limit": 8}
SOURCES = {
    "sheet": 22, "cell": 8, "county": 20, "title": 44, "printed": 10, "package": 36,
    "content": 68, "fact": 40,
}  # fmt: skip
INDICATOR_WIDTH, OVER_WIDTH = 14, 40
LONGEST_TITLE = 31
"""So many signs the name of a sheet may have."""

UNSAFE = str.maketrans(dict.fromkeys("\\/*?:[]", "_"))


@dataclass
class _Book:
    """The workbook being written, and where in it each figure stands."""

    figures: Figures
    blanks: Mapping[str, str]
    book: Workbook = field(default_factory=Workbook)
    sources: list[list[str]] = field(default_factory=list)

    def sheet(
        self,
        name: str,
        columns: Mapping[str, int],
        lines: Sequence[Line],
        heads: Mapping[str, str] | None = None,
        empty: str = "",
        **blanks: str,
    ) -> None:
        """Append a sheet with a table; `heads` are those that stand in no wording."""
        words = self.figures.words
        title = words["sheets"][name].format(**blanks).translate(UNSAFE)[:LONGEST_TITLE]
        sheet = self.book.create_sheet(title)
        titles = {**words["columns"], **(heads or {})}
        page = Page(sheet, {**words, "columns": titles})
        page.title(words["titles"][name].format(**self.blanks, **blanks), len(columns))
        page.table(columns, [[_shown(each) for each in line] for line in lines], empty)
        rows = [-(-2 * len(titles[each]) // (width - 2)) for each, width in columns.items()]
        sheet.row_dimensions[HEAD_ROW].height = LINE_HEIGHT * max(rows)
        for row, line in enumerate(lines, FIRST_ROW):
            for column, content in enumerate(line, 1):
                self._dress(sheet.cell(row, column), content, title)

    def _dress(self, cell: Any, content: Content, sheet: str) -> None:
        if isinstance(content, Text) and content.is_draft:
            cell.fill = DRAFT
        elif isinstance(content, Text) or (isinstance(content, Figure) and content.failed):
            cell.fill = FAILED
        if not isinstance(content, Figure):
            return
        fact = content.fact
        if isinstance(fact.value, Decimal):
            cell.number_format = f"0.{'0' * (fact.places or 0)}".rstrip(".")
        (source,) = fact.sources
        code = fact.id.split(".")[1]
        self.sources.append(
            [sheet, cell.coordinate, self._name(code), fact.title, fact.printed,
             self._package(code), source.sha256, source.cell]
        )  # fmt: skip

    def _package(self, code: str) -> str:
        shown = (each for each in self.figures.shown if each.listed.code == code)
        return next(each.package.name for each in shown if each.package)

    def _name(self, code: str) -> str:
        return next(each.name for each in self.figures.terms.counties if each.code == code)


def _shown(content: Content) -> object:
    """Return what stands in a cell: a figure as it is printed, as a number if it is one."""
    if isinstance(content, Text):
        return content.text
    if isinstance(content, str):
        return content
    is_number = isinstance(content.fact.value, Decimal)
    return Decimal(content.fact.printed) if is_number else content.fact.printed


def workbook(figures: Figures, blanks: Mapping[str, str]) -> bytes:
    """Return the xlsx file of a roll-up; the same figures are the same bytes.

    `blanks` are `province`, `edition`, `day` and `attempt`, the number of the list it rests on.
    """
    made = _Book(figures, blanks)
    made.book.remove(made.book.active)
    made.sheet("counties", COUNTIES, county_lines(figures))
    for each in spreads(figures):
        _write_spread(made, each)
    made.sheet("missing", MISSING, missing_lines(figures), empty=figures.words["no_missing"])
    made.sheet("sources", SOURCES, made.sources)
    page = Page(made.book.create_sheet(figures.words["sheets"]["about"]), figures.words)
    page.title(figures.words["titles"]["about"].format(**blanks), 1)
    counts = {
        name.removeprefix("province."): fact.printed
        for name, fact in figures.facts.items()
        if name.startswith("province.")
    }
    page.lines([text.format(**blanks, **counts) for text in figures.words["about"]], READING_WIDTH)
    return workbook_bytes(made.book)


def _write_spread(made: _Book, spread: Spread) -> None:
    heads = {f"indicator_{at}": title for at, title in enumerate(spread.titles)}
    columns = {
        **SPREADS, **dict.fromkeys(heads, INDICATOR_WIDTH), "composite": INDICATOR_WIDTH,
        "over": OVER_WIDTH,
    }  # fmt: skip
    levels = made.figures.words["levels"]
    lines = [[levels[level], *line] for level, line in spread.lines]
    made.sheet("spreads", columns, lines, heads, regime=spread.regime)
