"""One sheet of the checking workbook: the schools of one level and their coefficients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tasks.delivery.check_numbers import Numbers
from tasks.delivery.check_sheet import Looks, number_format, places_of
from tasks.delivery.check_split import Parts

FIRST_ROW = 5
FIXED = ("number", "school", "code", "students", "students_source")
WIDTHS = (6, 32, 14, 10, 34)
OF_INDICATOR = ("amount", "source", "value", "met")
INDICATOR_WIDTHS = (14, 36, 10, 8)
PRINTED = "printed"
COMPARED_PLACES = 9
"""Decimals to which a ratio is rounded before it meets its standard: 4.2 must be 4.2."""


@dataclass(frozen=True)
class Block:
    """The columns of one indicator and the rows of the schools."""

    indicator: str
    level: str
    column: int
    last_row: int

    def letter(self, name: str) -> str:
        """Return the letters of one of the block's columns."""
        return get_column_letter(self.column + OF_INDICATOR.index(name))

    def span(self, name: str) -> str:
        """Return the cells of all schools in one of the block's columns."""
        return _span(self.letter(name), self.last_row)

    @property
    def students(self) -> str:
        """Return the cells of all schools' students."""
        return _span(get_column_letter(FIXED.index("students") + 1), self.last_row)


def _span(letter: str, last_row: int) -> str:
    return f"{letter}${FIRST_ROW}:{letter}${last_row}"


def write_level(
    sheet: Worksheet,
    level: str,
    numbers: Numbers,
    parts: Parts,
    words: Mapping[str, Any],
    looks: Looks,
) -> None:
    """Write the schools of one level, their ratios, and below them mean, deviation, coefficient."""
    codes, indicators = numbers.schools(level), numbers.indicators(level)
    last = FIRST_ROW + len(codes) - 1
    blocks = [
        Block(name, level, len(FIXED) + 1 + len(OF_INDICATOR) * place, last)
        for place, name in enumerate(indicators)
    ]
    names = {"county_name": numbers.county_name, "level": words["levels"][level]}
    looks.title(sheet, words["titles"]["level"].format(**names), len(FIXED))
    _write_heads(sheet, blocks, numbers, words, looks)
    for row, code in enumerate(codes, FIRST_ROW):
        _write_school(sheet, row, code, level, numbers, words, looks)
        for block in blocks:
            _write_value(sheet, row, code, block, numbers, parts, words, looks)
    _write_labels(sheet, last + 1, words, looks)
    total = f"=SUM({blocks[0].students})" if blocks else None
    looks.number(sheet, last + 1, FIXED.index("students") + 1, total, "0", is_result=True)
    for block in blocks:
        _write_results(sheet, block, numbers, words, looks)
    looks.widths(sheet, (*WIDTHS, *(INDICATOR_WIDTHS * len(blocks))))
    looks.heights(sheet, FIRST_ROW)
    looks.page(sheet, frozen=f"D{FIRST_ROW}", title_rows=f"1:{FIRST_ROW - 1}")
    ends = [block.column + len(OF_INDICATOR) - 1 for block in blocks]
    looks.columns_a_page(sheet, "A:D", ends[1:-1:2])


def _write_heads(
    sheet: Worksheet,
    blocks: list[Block],
    numbers: Numbers,
    words: Mapping[str, Any],
    looks: Looks,
) -> None:
    for column, name in enumerate(FIXED, 1):
        looks.head(sheet, FIRST_ROW - 3, column, words["columns"][name])
        for row in (FIRST_ROW - 2, FIRST_ROW - 1):
            looks.head(sheet, row, column, "")
        sheet.merge_cells(
            start_row=FIRST_ROW - 3, end_row=FIRST_ROW - 1, start_column=column, end_column=column
        )
    for block in blocks:
        standard = numbers.fact(f"standard.{block.level}.{block.indicator}")
        title = f"{block.indicator} {standard.title}"
        looks.head(sheet, FIRST_ROW - 3, block.column, title, len(OF_INDICATOR))
        label = words["rows"]["minimum"]
        looks.head(sheet, FIRST_ROW - 2, block.column, label, len(OF_INDICATOR) - 2)
        column = block.column + OF_INDICATOR.index("value")
        looks.number(
            sheet, FIRST_ROW - 2, column, standard.value, number_format(places_of(standard.printed))
        )
        for offset, name in enumerate(OF_INDICATOR):
            looks.head(sheet, FIRST_ROW - 1, block.column + offset, words["columns"][name])


def _write_school(
    sheet: Worksheet,
    row: int,
    code: str,
    level: str,
    numbers: Numbers,
    words: Mapping[str, Any],
    looks: Looks,
) -> None:
    students = f"s.{code}.{level}.evaluated_students"
    looks.number(sheet, row, 1, Decimal(row - FIRST_ROW + 1), "0")
    looks.text(sheet, row, 2, numbers.name(code))
    looks.text(sheet, row, 3, code)
    looks.number(sheet, row, 4, numbers.value(students), "0")
    looks.text(sheet, row, len(FIXED), _where(numbers, students, words))


def _where(numbers: Numbers, fact: str, words: Mapping[str, Any]) -> str:
    found = numbers.where(fact, words["one_source"], words["cell_join"], words["source_join"])
    return found or words["not_checked"]


def _write_value(
    sheet: Worksheet,
    row: int,
    code: str,
    block: Block,
    numbers: Numbers,
    parts: Parts,
    words: Mapping[str, Any],
    looks: Looks,
) -> None:
    amount = f"s.{code}.{block.level}.{block.indicator}.amount"
    found = _amount(numbers, amount, block, parts)
    places = places_of(numbers.fact(amount).printed)
    looks.number(sheet, row, block.column, found, number_format(places))
    looks.text(sheet, row, block.column + 1, _where(numbers, amount, words))
    value = met = None
    if found is not None and numbers.value(f"s.{code}.{block.level}.{block.indicator}") is not None:
        per = numbers.value(f"standard.{block.indicator}.per_students")
        students = f"{get_column_letter(FIXED.index('students') + 1)}{row}"
        value = f"={block.letter('amount')}{row}/{students}*{per}"
        minimum = f"{block.letter('value')}${FIRST_ROW - 2}"
        rounded = f"ROUND({block.letter('value')}{row},{COMPARED_PLACES})"
        met = f'=IF({rounded}>={minimum},"{words["yes"]}","{words["no"]}")'
    printed = numbers.fact(f"s.{code}.{block.level}.{block.indicator}").printed
    places = max(places_of(printed), 2)
    looks.number(sheet, row, block.column + 2, value, number_format(places))
    looks.number(sheet, row, block.column + 3, met, "@" if met is None else "General")


def _amount(numbers: Numbers, amount: str, block: Block, parts: Parts) -> Decimal | str | None:
    """Return a number, or the formula that adds the parts that were split elsewhere."""
    value = numbers.value(amount)
    inputs = [name.split(".") for name in numbers.fact(amount).inputs]
    shared = {name[1] for name in inputs if name[-1] == "share"}
    if value is None or not shared:
        return value
    terms = [
        parts[name[1], block.level, block.indicator]
        if name[1] in shared
        else str(numbers.value(".".join(name)))
        for name in inputs
        if name[-1] == "whole"
    ]
    return "=" + "+".join(terms)


def _write_labels(sheet: Worksheet, row: int, words: Mapping[str, Any], looks: Looks) -> None:
    for offset, name in enumerate(RESULT_ROWS):
        for column in range(1, len(FIXED) + 1):
            looks.text(sheet, row + offset, column, "", strong=True)
        looks.text(sheet, row + offset, 2, words["rows"][name], strong=True)


RESULT_ROWS = (
    "total", "mean", "sd", "cv", "cv_printed", "limit", "verdict", "system_mean", "system_cv",
    "check",
)  # fmt: skip


def _write_results(
    sheet: Worksheet, block: Block, numbers: Numbers, words: Mapping[str, Any], looks: Looks
) -> None:
    """Write the results of one indicator into the column of its values."""
    prefix = f"county.{block.level}.{block.indicator}"
    mean, cv = numbers.fact(f"{prefix}.mean"), numbers.fact(f"{prefix}.cv")
    total = numbers.fact(f"{prefix}.amount")
    formats = {
        "total": number_format(places_of(total.printed)),
        "mean": number_format(places_of(mean.printed) + 4), "sd": number_format(6),
        "cv": number_format(6), "cv_printed": number_format(places_of(cv.printed)),
        "limit": number_format(2), "system_mean": number_format(places_of(mean.printed)),
        "system_cv": number_format(places_of(cv.printed)),
    }  # fmt: skip
    formulas = _formulas(block, numbers, words)
    for name, formula in formulas.items():
        row = block.last_row + 1 + RESULT_ROWS.index(name)
        column = block.column if name == "total" else block.column + 2
        looks.number(sheet, row, column, formula, formats.get(name, "General"), is_result=True)


def _formulas(
    block: Block, numbers: Numbers, words: Mapping[str, Any]
) -> dict[str, Decimal | str | None]:
    """Return what stands in each row of results; a school without value has no weight."""
    prefix = f"county.{block.level}.{block.indicator}"
    mean, cv = numbers.fact(f"{prefix}.mean"), numbers.fact(f"{prefix}.cv")
    limit = numbers.value(f"standard.{block.level}.cv")
    cell = {
        name: f"{block.letter('value')}{block.last_row + 1 + RESULT_ROWS.index(name)}"
        for name in RESULT_ROWS
    }
    amounts, values = block.span("amount"), block.span("value")
    weights = f"ISNUMBER({values})*{block.students}"
    everyone = f"SUMPRODUCT({weights})"
    judged = "cv_printed" if numbers.fact("standard.judged_cv").printed == PRINTED else "cv"
    same = (
        f"AND({cell['cv_printed']}={cell['system_cv']},"
        f"ROUND({cell['mean']},{places_of(mean.printed)})={cell['system_mean']})"
    )
    if cv.value is None:
        return {"total": f"=SUM({amounts})", "limit": limit, "verdict": words["not_checked"]}
    return {
        "total": f"=SUM({amounts})",
        "mean": f"=SUMPRODUCT({weights}*{values})/{everyone}",
        "sd": f"=SQRT(SUMPRODUCT({weights}*({values}-{cell['mean']})^2)/{everyone})",
        "cv": f"={cell['sd']}/{cell['mean']}",
        "cv_printed": f"=ROUND({cell['cv']},{places_of(cv.printed)})",
        "limit": limit,
        "verdict": f'=IF({cell[judged]}<={cell["limit"]},"{words["met"]}","{words["not_met"]}")',
        "system_mean": Decimal(mean.printed),
        "system_cv": Decimal(cv.printed),
        "check": f'=IF({same},"{words["same"]}","{words["differs"]}")',
    }
