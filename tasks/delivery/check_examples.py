"""The sheet of worked examples: each county number in words, with this county's figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tasks.delivery.check_sheet import Page

FIRST_ROW = 3
WIDTHS = (34, 40, 120)

Example = tuple[str, str, Sequence[str]]
"""The id of a fact, what it is called, and the lines that compute it."""


def write_examples(page: Page, examples: Iterable[Example]) -> None:
    """Write every line of every example, the name of the number beside its first line."""
    words = page.words
    page.title(words["titles"]["examples"].format(county_name=page.numbers.county_name), 3)
    for column, name in enumerate(("fact", "indicator", "method"), 1):
        page.head(2, column, words["columns"][name])
    row = FIRST_ROW
    for fact, title, lines in examples:
        for place, line in enumerate(lines):
            page.text(row, 1, "" if place else fact, strong=True)
            page.text(row, 2, "" if place else title, strong=True)
            page.text(row, 3, line)
            row += 1
    page.widths(WIDTHS)
    page.heights(FIRST_ROW)
    page.set_up(frozen=f"A{FIRST_ROW}", title_rows=f"1:{FIRST_ROW - 1}")
