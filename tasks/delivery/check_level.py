"""One sheet of the checking workbook: the schools of one level and their indicators."""

from __future__ import annotations

from decimal import Decimal

from openpyxl.utils import get_column_letter

from tasks.delivery.check_amount import Parts, level_amount
from tasks.delivery.check_block import FIRST_ROW, FIXED, OF_INDICATOR, Block, LevelSheet
from tasks.delivery.check_results import Results
from tasks.delivery.check_rule import RULE_WIDTHS, write_rule
from tasks.delivery.check_sheet import Page, number_format, places_of

WIDTHS = (6, 32, 14, 10, 34)
INDICATOR_WIDTHS = (14, 36, 10, 8)
COMPARED_PLACES = 9
"""Decimals to which a ratio is rounded before it meets its standard: 4.2 must be 4.2."""


def write_level(page: Page, level: str, sheet: LevelSheet, parts: Parts) -> None:
    """Write the schools of one level, their ratios, and below them mean, deviation, coefficient.

    Beside them stands the school rule, where the regime holds schools against the sheet.
    """
    numbers, words = page.numbers, page.words
    codes = numbers.schools(level)
    last = FIRST_ROW + len(codes) - 1
    blocks = [
        Block(name, level, len(FIXED) + 1 + len(OF_INDICATOR) * place, last, data, sheet.rows)
        for place, (name, data) in enumerate(sheet.indicators.items())
    ]
    names = {"county_name": numbers.county_name, "level": words["levels"][level]}
    title = words["titles"]["level" if sheet.limits else "standards"]
    page.title(title.format(**names), len(FIXED))
    _write_heads(page, blocks)
    for row, code in enumerate(codes, FIRST_ROW):
        _write_school(page, level, row, code)
        for block in blocks:
            _write_value(page, block, parts, row, code)
    results = Results(page, level, last, sheet)
    results.write(blocks)
    if sheet.rule:
        write_rule(page, results, blocks, sheet.rule)
    page.widths((*WIDTHS, *(INDICATOR_WIDTHS * len(blocks)), *(RULE_WIDTHS if sheet.rule else ())))
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
        page.merge((FIRST_ROW - 3, column), (FIRST_ROW - 1, column))
    for block in blocks:
        title = f"{block.indicator} {block.data['title']}"
        page.head(FIRST_ROW - 3, block.column, title, len(OF_INDICATOR))
        label = words["rows"]["maximum" if block.is_most else "minimum"]
        label = "" if block.limit is None else label
        page.head(FIRST_ROW - 2, block.column, label, len(OF_INDICATOR) - 2)
        column = block.column + OF_INDICATOR.index("value")
        shown = number_format(places_of(str(block.limit)))
        page.number(FIRST_ROW - 2, column, block.limit, shown)
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
    words, name = page.words, f"s.{code}.{block.level}.{block.indicator}"
    amount = f"{name}.amount"
    found, value, met = None, None, None
    if amount in page.numbers:
        fact = page.numbers.fact(amount)
        given = (block.data, block.indicator, block.level, parts)
        found = level_amount(page, fact, *given)
        form = number_format(places_of(fact.printed))
        page.place(amount, page.number(row, block.column, found, form))
        page.text(row, block.column + 1, _where(page, amount))
    else:
        page.number(row, block.column, None, "General")
        page.text(row, block.column + 1, words["not_checked"])
    whole = _whole(page, name, row)
    if found is not None and whole is not None:
        cell = f"{block.letter('amount')}{row}"
        value = f"={cell}/{whole}*{block.times}" if whole else f"={cell}"
    if value is not None and block.limit is not None:
        limit, sign = f"{block.letter('value')}${FIRST_ROW - 2}", "<=" if block.is_most else ">="
        rounded = f"ROUND({block.letter('value')}{row},{COMPARED_PLACES})"
        met = f'=IF({rounded}{sign}{limit},"{words["yes"]}","{words["no"]}")'
    places = max(places_of(page.numbers.fact(name).printed), 2)
    page.place(name, page.number(row, block.column + 2, value, number_format(places)))
    page.number(row, block.column + 3, met, "@" if met is None else "General")


def _whole(page: Page, name: str, row: int) -> str | None:
    """Return what the amount is divided by: a cell, a number, nothing; None if it is missing."""
    inputs = page.numbers.fact(name).inputs
    if len(inputs) < 2:
        return ""
    if inputs[1].endswith(".evaluated_students"):
        students = f"{get_column_letter(FIXED.index('students') + 1)}{row}"
        return students if page.sheet[students].value else None
    value = page.numbers.value(inputs[1])
    return f"{value:f}" if value else None
