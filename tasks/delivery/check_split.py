"""The sheet that splits what a combined school owns between its levels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openpyxl.utils import get_column_letter

from tasks.delivery.check_amount import Parts, amount_formula, indicator_in
from tasks.delivery.check_numbers import SENIOR
from tasks.delivery.check_sheet import Page, number_format

FIRST_ROW = 3
FIXED = ("school", "level", "students", "weight", "weighted", "share")
WIDTHS = (32, 8, 12, 10, 12, 12)
AMOUNT_WIDTH, SOURCE_WIDTH = 16, 34
STUDENTS, WEIGHT, WEIGHTED, SHARE = "C", "D", "E", "F"


def write_split(page: Page, standards: Mapping[str, Any]) -> Parts:
    """Write students, weights, wholes and formulas of each part; return where the parts stand."""
    numbers = page.numbers
    indicators = numbers.split_indicators(numbers.split_schools()[0])
    columns = len(FIXED) + 3 * len(indicators)
    page.title(page.words["titles"]["split"], columns)
    _write_heads(page, indicators)
    parts: dict[tuple[str, str, str], str] = {}
    row = FIRST_ROW
    for code in numbers.split_schools():
        levels = numbers.split_levels(code)
        last = row + len(levels) - 1
        for offset, level in enumerate(levels):
            _write_level(page, code, level, (row + offset, row, last))
            for place, indicator in enumerate(indicators):
                column = len(FIXED) + 1 + 3 * place
                entry = indicator_in(standards, indicator)
                cell = _write_part(page, (code, indicator), entry, row + offset, column)
                parts[code, level, indicator] = f"'{page.sheet.title}'!{cell}"
        row = last + 1
    page.widths((*WIDTHS, *((AMOUNT_WIDTH, AMOUNT_WIDTH, SOURCE_WIDTH) * len(indicators))))
    page.heights(FIRST_ROW - 1)
    page.set_up(frozen=f"C{FIRST_ROW}", title_rows=f"1:{FIRST_ROW - 1}")
    ends = [len(FIXED) + 3 * place for place in range(1, len(indicators) + 1)]
    page.columns_a_page("A:B", ends[1:-1:2])
    return parts


def _write_heads(page: Page, indicators: tuple[str, ...]) -> None:
    numbers, words = page.numbers, page.words
    heads = [words["columns"][name] for name in FIXED]
    for indicator in indicators:
        title = numbers.fact(f"s.{numbers.split_schools()[0]}.{indicator}.whole").title
        heads += [words["columns"][name].format(title=title) for name in ("whole", "part")]
        heads.append(words["columns"]["source"])
    for column, head in enumerate(heads, 1):
        page.head(FIRST_ROW - 1, column, head)


def _write_level(page: Page, code: str, level: str, rows: tuple[int, int, int]) -> None:
    """Write one level of a school; `rows` are its own, the first and the last of the school."""
    numbers = page.numbers
    row, first, last = rows
    students = f"s.{code}.senior_students" if level == SENIOR else f"s.{code}.{level}.students"
    page.text(row, 1, numbers.name(code))
    page.text(row, 2, page.words["levels"][level])
    page.number(row, 3, numbers.value(students), "0")
    page.number(row, 4, numbers.value(f"s.{code}.{level}.weight"), number_format(2))
    weighted = f"={STUDENTS}{row}*{WEIGHT}{row}"
    page.number(row, 5, weighted, number_format(1))
    share = None
    if numbers.value(f"s.{code}.{_first_level(page, code)}.share") is not None:
        share = f"={WEIGHTED}{row}/SUM({WEIGHTED}${first}:{WEIGHTED}${last})"
    page.place(f"s.{code}.{level}.share", page.number(row, len(FIXED), share, number_format(6)))


def _first_level(page: Page, code: str) -> str:
    return next(level for level in page.numbers.split_levels(code) if level != SENIOR)


def _write_part(
    page: Page, owner: tuple[str, str], indicator: Mapping[str, Any], row: int, column: int
) -> str:
    """Write a whole, the part of one level, and the source; return the cell of the part.

    `owner` is school and indicator.
    """
    whole = "s.{}.{}.whole".format(*owner)
    first = _first_level(page, owner[0])
    value = amount_formula(page.numbers, page.numbers.fact(whole), indicator, first)
    page.number(row, column, value, number_format(2))
    cell = f"{get_column_letter(column)}{row}"
    is_shared = page.numbers.value(f"s.{owner[0]}.{first}.share") is not None
    formula = f"={cell}*{SHARE}{row}" if value is not None and is_shared else None
    part = page.number(row, column + 1, formula, number_format(2))
    page.text(row, column + 2, page.where(whole))
    return str(part.coordinate)
