"""Beside the indicators of a level: which school meets the school rule, by formula."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.utils import get_column_letter

from tasks.delivery.check_block import FIRST_ROW, FIXED, OF_INDICATOR, Block, Rule
from tasks.delivery.check_results import Results
from tasks.delivery.check_sheet import Page, number_format

RULE_COLUMNS = ("indicators_met", "below_floor", "rule_result")
RULE_WIDTHS = (10, 12, 12)
COMPARED_PLACES = 9


def write_rule(page: Page, results: Results, blocks: Sequence[Block], rule: Rule) -> None:
    """Write three columns after the indicators, and below them how many schools pass."""
    first = len(FIXED) + 1 + len(OF_INDICATOR) * len(blocks)
    for offset, name in enumerate(RULE_COLUMNS):
        column, words = first + offset, page.words["columns"][name]
        page.head(FIRST_ROW - 3, column, words)
        page.head(FIRST_ROW - 2, column, "")
        page.head(FIRST_ROW - 1, column, "")
        page.merge((FIRST_ROW - 3, column), (FIRST_ROW - 1, column))
    for row in range(FIRST_ROW, results.last_row + 1):
        for offset, formula in enumerate(_formulas(page, blocks, rule, row, first)):
            page.number(row, first + offset, formula, "0" if offset < 2 else "General")
    _write_passing(page, results, rule, first + RULE_COLUMNS.index("rule_result"))


def _formulas(
    page: Page, blocks: Sequence[Block], rule: Rule, row: int, column: int
) -> tuple[str, str, str]:
    words = page.words
    judged = [block for block in blocks if block.limit is not None]
    met = "+".join(f'IF({block.letter("met")}{row}="{words["yes"]}",1,0)' for block in judged)
    below = "+".join(_below_floor(block, rule, row) for block in judged)
    if not judged or rule.allowed is None:
        return f"={met or 0}", f"={below or 0}", f'="{words["not_checked"]}"'
    values = ",".join(f"{block.letter('value')}{row}" for block in judged)
    count, failing = (f"{get_column_letter(column + place)}{row}" for place in (0, 1))
    missed = f"COUNT({values})-{count}>{rule.allowed}"
    unknown = f"COUNT({values})<{len(blocks)}"
    result = (
        f'=IF(OR({missed},{failing}>0),"{words["not_met"]}",'
        f'IF({unknown},"{words["not_checked"]}","{words["met"]}"))'
    )
    return f"={met}", f"={below}", result


def _below_floor(block: Block, rule: Rule, row: int) -> str:
    """Return the formula that is 1 where a value is further from its standard than allowed."""
    if rule.floor is None:
        return "0"
    value, limit = f"{block.letter('value')}{row}", f"{block.letter('value')}${FIRST_ROW - 2}"
    near, bound = f"ROUND({value},{COMPARED_PLACES})", f"{limit}*{rule.floor}"
    fails = f"{near}<ROUND({bound},{COMPARED_PLACES})"
    if block.is_most:
        fails = f"ROUND({value}*{rule.floor},{COMPARED_PLACES})>{limit}"
    return f"IF(ISNUMBER({value}),IF({fails},1,0),0)"


def _write_passing(page: Page, results: Results, rule: Rule, column: int) -> None:
    letter, scope = get_column_letter(column), f"county.{results.level}.{rule.name}"
    span = f"{letter}${FIRST_ROW}:{letter}${results.last_row}"
    row = results.row("schools_met")
    passing = f'=COUNTIF({span},"{page.words["met"]}")'
    page.place(f"{scope}.schools_met", page.number(row, column, passing, "0", is_result=True))
    percent = f"={letter}{row}/{results.everyone}*100"
    cell = page.number(
        results.row("schools_met_percent"), column, percent, number_format(2), is_result=True
    )
    page.place(f"{scope}.schools_met_percent", cell)
