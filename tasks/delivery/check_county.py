"""A sheet of county items: every number a live formula, with its fact and its source beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tasks.delivery.check_formulas import Formula, Given, Grids
from tasks.delivery.check_sheet import LINE_HEIGHT, Page, number_format, places_of
from tasks.delivery.check_tally import Beside
from tasks.rounding import exact

FIRST_ROW = 3
COLUMNS = ("number", "indicator", "fact", "value", "unit", "method", "source")
WIDTHS = (6, 44, 30, 16, 10, 56, 50)
VALUE = COLUMNS.index("value") + 1


@dataclass(frozen=True)
class Item:
    """One item of the standard: the numbers of it that formulas use, and its county's facts.

    `limits` gives paths within the item, such as `maximum.primary`; `formulas` the formula of
    each fact, whose id it names without `county.`; `of` what tells facts of one title apart.
    """

    id: str
    limits: Sequence[str]
    formulas: Mapping[str, Formula]
    of: Mapping[str, str] = field(default_factory=dict)


class CountySheet:
    """Plans the rows of a sheet, so that others may point at them, and then writes it."""

    def __init__(
        self, page: Page, name: str, items: Sequence[Item], standards: Mapping[str, Any]
    ) -> None:
        self._page, self._name, self._standards = page, name, standards
        self._items = [item for item in items if self._facts(item)]
        self._rows: dict[str, int] = {}
        row = FIRST_ROW
        for item in self._items:
            for line in (item.id, *self._limits(item), *self._facts(item)):
                self._rows[line] = row
                row += 1

    def _facts(self, item: Item) -> list[str]:
        return [name for name in item.formulas if f"county.{name}" in self._page.numbers]

    @staticmethod
    def _limits(item: Item) -> list[str]:
        return [f"{item.id}.{path}" for path in item.limits]

    @property
    def is_empty(self) -> bool:
        """Tell whether the county has no fact that belongs here."""
        return not self._items

    @property
    def limits(self) -> dict[str, str]:
        """Return the cell of each number of the standard by its path: `G4.maximum.junior`."""
        names = [name for item in self._items for name in self._limits(item)]
        return {name: self._cell(name) for name in names}

    def _cell(self, name: str) -> str:
        return f"'{self._page.sheet.title}'!${'ABCDEFG'[VALUE - 1]}${self._rows[name]}"

    def write(self, grids: Grids) -> None:
        """Write every row; a fact's formula may point at any sheet that is written."""
        page, words = self._page, self._page.words
        title = words["titles"][self._name].format(county_name=page.numbers.county_name)
        page.title(title, len(COLUMNS))
        for column, name in enumerate(COLUMNS, 1):
            page.head(FIRST_ROW - 1, column, words["columns"][name])
        facts = [name for item in self._items for name in self._facts(item)]
        page.places.update({f"county.{name}": self._cell(name) for name in facts})
        page.beside.update(
            f"county.{name}" for item in self._items for name in self._facts(item)
            if isinstance(item.formulas[name], Beside)
        )  # fmt: skip
        for item in self._items:
            self._write_item(item)
            for name in self._limits(item):
                self._write_limit(item, name)
            for name in self._facts(item):
                self._write_fact(name, item, grids)
        page.widths(WIDTHS)
        page.heights(FIRST_ROW)
        for item in self._items:
            page.sheet.row_dimensions[self._rows[item.id]].height = LINE_HEIGHT
        page.set_up(frozen=f"A{FIRST_ROW}", title_rows=f"1:{FIRST_ROW - 1}")

    def _write_item(self, item: Item) -> None:
        row, page = self._rows[item.id], self._page
        result = f"county.{item.id}.result"
        is_judged = result in page.numbers
        title = (
            page.numbers.fact(result).title if is_judged else page.words["data"].get(item.id, "")
        )
        for column in range(1, len(COLUMNS) + 1):
            page.text(row, column, "", strong=True)
        page.text(row, 1, item.id if is_judged else "", strong=True)
        page.text(row, 2, title, strong=True)
        page.merge((row, 2), (row, len(COLUMNS)))

    def _write_limit(self, item: Item, name: str) -> None:
        found: Any = self._standards[self._name][item.id]
        clause = found["clause"]
        for step in name.split(".")[1:]:
            found = found[step]
        words, path = self._page.words, name.partition(".")[2]
        method = words["columns"]["of_standard"]
        title = words["limits"][self._kind(item)][path]
        self._write_line(name, (title, "", exact(found), "", method, clause))

    def _kind(self, item: Item) -> str:
        return str(self._standards[self._name][item.id].get("kind", item.id))

    def _write_fact(self, name: str, item: Item, grids: Grids) -> None:
        page, formula = self._page, item.formulas[name]
        fact = page.numbers.fact(f"county.{name}")
        value = formula.text(page, fact, grids)
        words = page.words
        if isinstance(formula, Given):
            source = page.where(fact.id) or words["not_checked"]
        else:
            source = formula.source(page, fact, grids)
        title = fact.title
        if name in item.of:
            title = words["title_of"].format(title=title, of=item.of[name])
        line = (title, fact.id, value, fact.unit, fact.formula, source)
        self._write_line(name, line, places_of(fact.printed))

    def _write_line(
        self,
        name: str,
        line: tuple[str, str, Decimal | str, str, str, str],
        places: int | None = None,
    ) -> None:
        row, page = self._rows[name], self._page
        title, fact, value, *rest = line
        page.text(row, 1, "")
        page.text(row, 2, title)
        page.text(row, 3, fact)
        form = "General" if places is None else number_format(places)
        page.number(row, VALUE, value, form, is_result=places is not None)
        for column, text in enumerate(rest, VALUE + 1):
            page.text(row, column, text)
