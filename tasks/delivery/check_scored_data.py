"""The sheet of what was handed in for a scored scheme: each number and answer with its source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from tasks.delivery.check_scheme import Node
from tasks.delivery.check_sheet import Page, number_format, places_of

FIRST_ROW = 3
COLUMNS = ("number", "indicator", "fact", "value", "unit", "source")
WIDTHS = (6, 58, 50, 16, 10, 56)
VALUE = "D"


def needed_by(schemes: Iterable[Node]) -> tuple[str, ...]:
    """Return the facts that the schemes look at, each once, the years of a series in order."""
    needed = dict.fromkeys(
        fact
        for whole in schemes
        for leaf in whole.leaves
        for measure in leaf.measures
        for fact in measure.needed
    )
    series = list(dict.fromkeys(_series(fact) for fact in needed))
    return tuple(sorted(needed, key=lambda fact: (series.index(_series(fact)), _year(fact))))


def write_given(page: Page, schemes: Sequence[Node]) -> dict[str, str]:
    """Write the facts that the schemes need and no other sheet has; return their cells."""
    needed = [fact for fact in needed_by(schemes) if fact not in page.places]
    page.title(
        page.words["titles"]["scored_data"].format(county_name=page.numbers.county_name),
        len(COLUMNS),
    )
    for column, name in enumerate(COLUMNS, 1):
        page.head(FIRST_ROW - 1, column, page.words["columns"][name])
    for row, fact in enumerate(needed, FIRST_ROW):
        _write_fact(page, row, fact)
    page.widths(WIDTHS)
    page.heights(FIRST_ROW)
    page.set_up(frozen=f"A{FIRST_ROW}", title_rows=f"1:{FIRST_ROW - 1}")
    return {
        fact: f"'{page.sheet.title}'!${VALUE}${row}" for row, fact in enumerate(needed, FIRST_ROW)
    }


def _write_fact(page: Page, row: int, name: str) -> None:
    fact, words, year = page.numbers.fact(name), page.words, _year(name)
    title = words["of_year"].format(year=year, title=fact.title) if year else fact.title
    for column, text in ((1, str(row - FIRST_ROW + 1)), (2, title), (3, name), (5, fact.unit),
                         (6, page.where(name) or words["not_checked"])):  # fmt: skip
        page.text(row, column, text)
    column = COLUMNS.index("value") + 1
    if isinstance(fact.value, Decimal):
        page.number(row, column, fact.value, number_format(places_of(fact.printed)))
    else:
        page.text(row, column, fact.value or words["none"])


def _year(fact: str) -> str:
    return next((part for part in fact.split(".") if part.isdigit()), "")


def _series(fact: str) -> str:
    return ".".join(part for part in fact.split(".") if not part.isdigit())
