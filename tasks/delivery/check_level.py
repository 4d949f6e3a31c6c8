"""One sheet of the checking workbook: the schools of one level and their coefficients."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from openpyxl.utils import get_column_letter

from tasks.delivery.check_numbers import Numbers
from tasks.delivery.check_sheet import Page, number_format, places_of
from tasks.delivery.check_split import Parts

FIRST_ROW = 5
FIXED = ("number", "school", "code", "students", "students_source")
WIDTHS = (6, 32, 14, 10, 34)
OF_INDICATOR = ("amount", "source", "value", "met")
INDICATOR_WIDTHS = (14, 36, 10, 8)
RESULT_ROWS = (
    "total", "mean", "sd", "cv", "cv_printed", "limit", "verdict", "system_mean", "system_cv",
    "check",
)  # fmt: skip
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


def write_level(page: Page, level: str, parts: Parts) -> None:
    """Write the schools of one level, their ratios, and below them mean, deviation, coefficient."""
    numbers, words = page.numbers, page.words
    codes, indicators = numbers.schools(level), numbers.indicators(level)
    last = FIRST_ROW + len(codes) - 1
    blocks = [
        Block(name, level, len(FIXED) + 1 + len(OF_INDICATOR) * place, last)
        for place, name in enumerate(indicators)
    ]
    names = {"county_name": numbers.county_name, "level": words["levels"][level]}
    page.title(words["titles"]["level"].format(**names), len(FIXED))
    _write_heads(page, blocks)
    for row, code in enumerate(codes, FIRST_ROW):
        _write_school(page, level, row, code)
        for block in blocks:
            _write_value(page, block, parts, row, code)
    _write_labels(page, last + 1)
    total = f"=SUM({blocks[0].students})" if blocks else None
    page.number(last + 1, FIXED.index("students") + 1, total, "0", is_result=True)
    for block in blocks:
        _write_results(page, block)
    page.widths((*WIDTHS, *(INDICATOR_WIDTHS * len(blocks))))
    page.heights(FIRST_ROW)
    page.set_up(frozen=f"D{FIRST_ROW}", title_rows=f"1:{FIRST_ROW - 1}")
    ends = [block.column + len(OF_INDICATOR) - 1 for block in blocks]
    page.columns_a_page("A:D", ends[1:-1:2])


def _write_heads(page: Page, blocks: list[Block]) -> None:
    words = page.words
    for column, name in enumerate(FIXED, 1):
        page.head(FIRST_ROW - 3, column, words["columns"][name])
        for row in (FIRST_ROW - 2, FIRST_ROW - 1):
            page.head(row, column, "")
        page.sheet.merge_cells(
            start_row=FIRST_ROW - 3, end_row=FIRST_ROW - 1, start_column=column, end_column=column
        )
    for block in blocks:
        standard = page.numbers.fact(f"standard.{block.level}.{block.indicator}")
        title = f"{block.indicator} {standard.title}"
        page.head(FIRST_ROW - 3, block.column, title, len(OF_INDICATOR))
        label = words["rows"]["minimum"]
        page.head(FIRST_ROW - 2, block.column, label, len(OF_INDICATOR) - 2)
        column = block.column + OF_INDICATOR.index("value")
        page.number(
            FIRST_ROW - 2, column, standard.value, number_format(places_of(standard.printed))
        )
        for offset, name in enumerate(OF_INDICATOR):
            page.head(FIRST_ROW - 1, block.column + offset, words["columns"][name])


def _write_school(page: Page, level: str, row: int, code: str) -> None:
    numbers = page.numbers
    students = f"s.{code}.{level}.evaluated_students"
    page.number(row, 1, Decimal(row - FIRST_ROW + 1), "0")
    page.text(row, 2, numbers.name(code))
    page.text(row, 3, code)
    page.number(row, 4, numbers.value(students), "0")
    page.text(row, len(FIXED), _where(page, students))


def _where(page: Page, fact: str) -> str:
    return page.where(fact) or str(page.words["not_checked"])


def _write_value(page: Page, block: Block, parts: Parts, row: int, code: str) -> None:
    numbers, words = page.numbers, page.words
    amount = f"s.{code}.{block.level}.{block.indicator}.amount"
    found = _amount(numbers, amount, block, parts)
    places = places_of(numbers.fact(amount).printed)
    page.number(row, block.column, found, number_format(places))
    page.text(row, block.column + 1, _where(page, amount))
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
    page.number(row, block.column + 2, value, number_format(places))
    page.number(row, block.column + 3, met, "@" if met is None else "General")


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


def _write_labels(page: Page, row: int) -> None:
    for offset, name in enumerate(RESULT_ROWS):
        for column in range(1, len(FIXED) + 1):
            page.text(row + offset, column, "", strong=True)
        page.text(row + offset, 2, page.words["rows"][name], strong=True)


def _write_results(page: Page, block: Block) -> None:
    """Write the results of one indicator into the column of its values."""
    numbers, prefix = page.numbers, f"county.{block.level}.{block.indicator}"
    mean, cv = numbers.fact(f"{prefix}.mean"), numbers.fact(f"{prefix}.cv")
    total = numbers.fact(f"{prefix}.amount")
    formats = {
        "total": number_format(places_of(total.printed)),
        "mean": number_format(places_of(mean.printed) + 4), "sd": number_format(6),
        "cv": number_format(6), "cv_printed": number_format(places_of(cv.printed)),
        "limit": number_format(2), "system_mean": number_format(places_of(mean.printed)),
        "system_cv": number_format(places_of(cv.printed)),
    }  # fmt: skip
    formulas = _formulas(page, block)
    for name, formula in formulas.items():
        row = block.last_row + 1 + RESULT_ROWS.index(name)
        column = block.column if name == "total" else block.column + 2
        page.number(row, column, formula, formats.get(name, "General"), is_result=True)


def _formulas(page: Page, block: Block) -> dict[str, Decimal | str | None]:
    """Return what stands in each row of results; a school without value has no weight."""
    numbers, words = page.numbers, page.words
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
        "verdict": (
            f'=IF(COUNT({values})<ROWS({values}),"{words["not_checked"]}",'
            f'IF({cell[judged]}<={cell["limit"]},"{words["met"]}","{words["not_met"]}"))'
        ),
        "system_mean": Decimal(mean.printed),
        "system_cv": Decimal(cv.printed),
        "check": f'=IF({same},"{words["same"]}","{words["differs"]}")',
    }
