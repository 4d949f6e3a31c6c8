"""The sheet of requests for relief: what was answered, and what a granted one changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.delivery.check_formulas import Grids
from tasks.delivery.check_numbers import Numbers
from tasks.delivery.check_sheet import Page, number_format, places_of
from tasks.model import Fact

FIRST_ROW = 3
COLUMNS = ("number", "school", "code", "relief", "answer")
CHANGES = ("counted_amount", "limit", "music_m2", "art_m2")
"""What a relief may change, a column each: how the ids of these facts end."""

WIDTHS = (6, 32, 14, 60, 10)
CHANGE_WIDTH, SOURCE_WIDTH = 24, 48
ANSWERS = ("reliefs.granted", "reliefs.refused")
ANSWER = "E"
RELIEF, RESULT = ".relief.", ".result"


def requests_in(numbers: Numbers) -> tuple[str, ...]:
    """Return how the ids of the facts of each request begin, those granted first."""
    results = numbers.inputs(f"county.{name}" for name in ANSWERS)
    return tuple(name.removesuffix(RESULT) for name in results)


def is_of_relief(fact: str) -> bool:
    """Tell whether a fact says what a relief changes."""
    return RELIEF in fact


def write_reliefs(page: Page) -> None:
    """Write a row for each request, with the cells that other formulas point at."""
    words, numbers = page.words, page.numbers
    columns = (*COLUMNS, *CHANGES, "source")
    page.title(words["titles"]["reliefs"].format(county_name=numbers.county_name), len(columns))
    for column, name in enumerate(columns, 1):
        page.head(FIRST_ROW - 1, column, words["columns"][name])
    for row, request in enumerate(requests_in(numbers), FIRST_ROW):
        _write_request(page, row, request)
    page.widths((*WIDTHS, *(CHANGE_WIDTH for _ in CHANGES), SOURCE_WIDTH))
    page.heights(FIRST_ROW)
    page.set_up(frozen=f"A{FIRST_ROW}", title_rows=f"1:{FIRST_ROW - 1}")


def _write_request(page: Page, row: int, request: str) -> None:
    numbers, result = page.numbers, page.numbers.fact(f"{request}{RESULT}")
    owner, code, *_ = request.split(".")
    is_known = owner == "s" and f"s.{code}.name" in numbers
    page.text(row, 1, str(row - FIRST_ROW + 1))
    page.text(row, 2, numbers.name(code) if is_known else page.words["none"])
    page.text(row, 3, code if owner == "s" else page.words["none"])
    page.text(row, 4, result.title)
    page.text(row, 5, result.printed)
    for column, name in enumerate(CHANGES, len(COLUMNS) + 1):
        fact = f"{request}.{name}"
        value = numbers.value(fact)
        form = "General" if value is None else number_format(places_of(numbers.fact(fact).printed))
        cell = page.number(row, column, value, form)
        if is_known:
            page.place(fact, cell)
    page.text(row, len(COLUMNS) + len(CHANGES) + 1, page.where(result.id))


@dataclass(frozen=True)
class AmongRequests:
    """How many requests were answered as those are that the fact was counted from."""

    def text(self, page: Page, fact: Fact, grids: Grids) -> str:
        """Return the formula."""
        if fact.value is None:
            return str(page.words["none"])
        if not fact.inputs:
            return "=0"
        answer = page.numbers.fact(fact.inputs[0]).printed
        return f'=COUNTIF({self._cells(page)[1]},"{answer}")'

    def source(self, page: Page, fact: Fact, grids: Grids) -> str:
        """Return the sheet and the column."""
        if not fact.inputs:
            return ""
        sheet, cells = self._cells(page)
        return str(page.words["see_column"]).format(sheet=sheet, cells=cells.partition("!")[2])

    @staticmethod
    def _cells(page: Page) -> tuple[str, str]:
        sheet = page.words["sheets"]["reliefs"]
        last = FIRST_ROW + len(requests_in(page.numbers)) - 1
        return sheet, f"'{sheet}'!${ANSWER}${FIRST_ROW}:${ANSWER}${last}"


def relaxed_cell(page: Page, facts: Sequence[str], end: str) -> str | None:
    """Return the cell of the relaxed limit among what a fact was computed from, if there is one.

    `end` is `limit`, `music_m2` or `art_m2`.
    """
    found = [name for name in facts if is_of_relief(name) and name.endswith(f".{end}")]
    return page.places[found[-1]] if found else None
