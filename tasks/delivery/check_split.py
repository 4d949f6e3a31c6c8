"""The sheet that splits what a combined school owns between its levels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tasks.delivery.check_numbers import SENIOR, Numbers
from tasks.delivery.check_sheet import Looks, number_format

FIRST_ROW = 3
FIXED = ("school", "level", "students", "weight", "weighted", "share")
WIDTHS = (32, 8, 12, 10, 12, 12)
AMOUNT_WIDTH, SOURCE_WIDTH = 16, 34
STUDENTS, WEIGHT, WEIGHTED, SHARE = "C", "D", "E", "F"

Parts = Mapping[tuple[str, str, str], str]
"""The cell that holds the part of one level, by (school, level, indicator)."""


def write_split(
    sheet: Worksheet, numbers: Numbers, words: Mapping[str, Any], looks: Looks
) -> Parts:
    """Write students, weights, wholes and formulas of each part; return where the parts stand."""
    indicators = numbers.split_indicators(numbers.split_schools()[0])
    columns = len(FIXED) + 3 * len(indicators)
    looks.title(sheet, words["titles"]["split"], columns)
    _write_heads(sheet, numbers, indicators, words, looks)
    parts: dict[tuple[str, str, str], str] = {}
    row = FIRST_ROW
    for code in numbers.split_schools():
        levels = numbers.split_levels(code)
        last = row + len(levels) - 1
        for offset, level in enumerate(levels):
            _write_level(sheet, numbers, code, level, (row + offset, row, last), words, looks)
            for place, indicator in enumerate(indicators):
                column = len(FIXED) + 1 + 3 * place
                cell = _write_part(
                    sheet, numbers, f"s.{code}.{indicator}.whole", (row + offset, column), words,
                    looks,
                )  # fmt: skip
                parts[code, level, indicator] = f"'{sheet.title}'!{cell}"
        row = last + 1
    looks.widths(sheet, (*WIDTHS, *((AMOUNT_WIDTH, AMOUNT_WIDTH, SOURCE_WIDTH) * len(indicators))))
    looks.heights(sheet, FIRST_ROW - 1)
    looks.page(sheet, frozen=f"C{FIRST_ROW}", title_rows=f"1:{FIRST_ROW - 1}")
    ends = [len(FIXED) + 3 * place for place in range(1, len(indicators) + 1)]
    looks.columns_a_page(sheet, "A:B", ends[1:-1:2])
    return parts


def _write_heads(
    sheet: Worksheet,
    numbers: Numbers,
    indicators: tuple[str, ...],
    words: Mapping[str, Any],
    looks: Looks,
) -> None:
    heads = [words["columns"][name] for name in FIXED]
    for indicator in indicators:
        title = numbers.fact(f"s.{numbers.split_schools()[0]}.{indicator}.whole").title
        heads += [words["columns"][name].format(title=title) for name in ("whole", "part")]
        heads.append(words["columns"]["source"])
    for column, head in enumerate(heads, 1):
        looks.head(sheet, FIRST_ROW - 1, column, head)


def _write_level(
    sheet: Worksheet,
    numbers: Numbers,
    code: str,
    level: str,
    rows: tuple[int, int, int],
    words: Mapping[str, Any],
    looks: Looks,
) -> None:
    row, first, last = rows
    students = f"s.{code}.senior_students" if level == SENIOR else f"s.{code}.{level}.students"
    looks.text(sheet, row, 1, numbers.name(code))
    looks.text(sheet, row, 2, words["levels"][level])
    looks.number(sheet, row, 3, numbers.value(students), "0")
    looks.number(sheet, row, 4, numbers.value(f"s.{code}.{level}.weight"), number_format(2))
    weighted = f"={STUDENTS}{row}*{WEIGHT}{row}"
    looks.number(sheet, row, 5, weighted, number_format(1))
    share = f"={WEIGHTED}{row}/SUM({WEIGHTED}${first}:{WEIGHTED}${last})"
    looks.number(sheet, row, len(FIXED), share, number_format(6))


def _write_part(
    sheet: Worksheet,
    numbers: Numbers,
    whole: str,
    place: tuple[int, int],
    words: Mapping[str, Any],
    looks: Looks,
) -> str:
    row, column = place
    value = numbers.value(whole)
    looks.number(sheet, row, column, value, number_format(2))
    cell = f"{get_column_letter(column)}{row}"
    formula = None if value is None else f"={cell}*{SHARE}{row}"
    part = looks.number(sheet, row, column + 1, formula, number_format(2))
    source = numbers.where(whole, words["one_source"], words["cell_join"], words["source_join"])
    looks.text(sheet, row, column + 2, source)
    return str(part.coordinate)
