"""The formulas of county items: sums of schools, counts, shares, as spreadsheets write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from tasks.delivery.check_data import Grid
from tasks.delivery.check_sheet import Page
from tasks.model import Fact


@dataclass(frozen=True)
class Grids:
    """The sheets of the schools' own numbers, and the cells of the numbers of the standard.

    `others` are sheets whose rows are counted, by their name in the wording.
    """

    levels: Grid
    schools: Grid
    limits: Mapping[str, str]
    others: Mapping[str, Grid] = field(default_factory=dict)

    def span(self, column: str, level: str) -> tuple[str, str] | None:
        """Return title of the sheet and cells of a column; None where no school has it."""
        for grid in (self.levels, self.schools):
            found = grid.span(column, level)
            if found:
                return grid.title, found
        return None


class Formula(Protocol):
    """How a fact of the county is computed in the workbook."""

    def text(self, page: Page, fact: Fact, grids: Grids) -> Decimal | str:
        """Return the formula, or the number itself where it is only reported."""

    def source(self, page: Page, fact: Fact, grids: Grids) -> str:
        """Return in words where the numbers stand that the formula uses."""


def _none(page: Page) -> str:
    return str(page.words["none"])


def _places(page: Page, names: Sequence[str]) -> list[str]:
    return [page.places[f"county.{name}"] for name in names]


@dataclass(frozen=True)
class Given:
    """A number as it was handed in, or counted from rows that are not shown here."""

    def text(self, page: Page, fact: Fact, grids: Grids) -> Decimal | str:
        """Return the number."""
        return fact.value if isinstance(fact.value, Decimal) else _none(page)

    def source(self, page: Page, fact: Fact, grids: Grids) -> str:
        """Return the cells."""
        return page.where(fact.id)


@dataclass(frozen=True)
class OverColumn:
    """What a column of the schools' numbers gives; nothing where none of them is known.

    `how` is the formula with {span} for the cells and {none} for the sign of no number; it is
    `always` computed where it counts what is known to be so. `of_nobody` stands where the
    county asks no school.
    """

    column: str
    how: str = "SUM({span})"
    level: str = ""
    always: bool = False
    of_nobody: str = "=0"

    def text(self, page: Page, fact: Fact, grids: Grids) -> str:
        """Return the formula."""
        found = grids.span(self.column, self.level)
        if found is None or not (fact.inputs or self.always):
            return self.of_nobody or _none(page)
        how = self.how.format(span=found[1], none=_none(page))
        return f"={how}" if self.always else f'=IF(COUNT({found[1]})=0,"{_none(page)}",{how})'

    def source(self, page: Page, fact: Fact, grids: Grids) -> str:
        """Return the sheet and the column."""
        found = grids.span(self.column, self.level)
        sentence = page.words["see_column"]
        return sentence.format(sheet=found[0], cells=found[1].partition("!")[2]) if found else ""


@dataclass(frozen=True)
class AmongSizes:
    """How many schools of one kind are larger than their limit."""

    kind: str = ""

    def text(self, page: Page, fact: Fact, grids: Grids) -> str:
        """Return the formula."""
        over, kinds = grids.schools.span("size_over"), grids.schools.span("size_kind")
        if over is None or kinds is None or not fact.inputs:
            return "=0"
        if not self.kind:
            return f'=COUNTIF({over},">0")'
        mine = f'{kinds},"{page.words["size_kinds"][self.kind]}",{over}'
        return f'=IF(COUNTIFS({mine},">=0")=0,"{_none(page)}",COUNTIFS({mine},">0"))'

    def source(self, page: Page, fact: Fact, grids: Grids) -> str:
        """Return the sheet and the column."""
        return OverColumn("size_over").source(page, fact, grids)


@dataclass(frozen=True)
class AmongSmall:
    """A number of the schools that are small, or whose size is not known."""

    column: str
    how: str

    def text(self, page: Page, fact: Fact, grids: Grids) -> str:
        """Return the formula; {small} are the two criteria of a small school."""
        sizes, limit = grids.schools.span("small_school_students"), grids.limits["G6.funded_as"]
        column = grids.schools.span(self.column)
        if sizes is None or column is None:
            return "=0"
        none = _none(page)
        small = f'{sizes},">0",{sizes},"<"&{limit}'
        unread = f'{sizes},"{none}"'
        summed = f"SUMIFS({column},{small})+SUMIFS({column},{unread})"
        known = f'COUNTIFS({column},">=0",{small})+COUNTIFS({column},">=0",{unread})'
        asked = f"COUNTIFS({small})+COUNTIFS({unread})"
        if self.how == "count":
            return f'=IF(COUNT({sizes})=0,"{none}",COUNTIFS({small}))'
        if self.how == "below":
            return f'=COUNTIFS({small},{column},"<"&{limit})'
        return f'=IF(AND({known}=0,{asked}>0),"{none}",{summed})'

    def source(self, page: Page, fact: Fact, grids: Grids) -> str:
        """Return the sheet and the column."""
        return OverColumn(self.column).source(page, fact, grids)


@dataclass(frozen=True)
class OfFacts:
    """A formula of other facts of the county; nothing where one of them has no number.

    `how` names them {0}, {1} …; `divisor` must not be zero. The facts are named without
    `county.`.
    """

    facts: tuple[str, ...]
    how: str
    divisor: str = ""

    def text(self, page: Page, fact: Fact, grids: Grids) -> str:
        """Return the formula."""
        places, none = _places(page, self.facts), _none(page)
        how = self.how.format(*places)
        if self.divisor:
            how = f'IF(({self.divisor.format(*places)})=0,"{none}",{how})'
        return f'=IF(COUNT({",".join(places)})<{len(places)},"{none}",{how})'

    def source(self, page: Page, fact: Fact, grids: Grids) -> str:
        """Return the facts that are put in."""
        return str(page.words["cell_join"]).join(f"county.{name}" for name in self.facts)


@dataclass(frozen=True)
class OfAny:
    """The sum of those facts of the county that have a number; nothing where none has."""

    facts: tuple[str, ...]

    def text(self, page: Page, fact: Fact, grids: Grids) -> str:
        """Return the formula."""
        listed = ",".join(_places(page, self.facts))
        return f'=IF(COUNT({listed})=0,"{_none(page)}",SUM({listed}))'

    def source(self, page: Page, fact: Fact, grids: Grids) -> str:
        """Return the facts that are added."""
        return str(page.words["cell_join"]).join(f"county.{name}" for name in self.facts)


def percent(part: str, whole: str) -> OfFacts:
    """Return the formula of a percentage of two facts."""
    return OfFacts((part, whole), "{0}/{1}*100", "{1}")


def summed(column: str, level: str = "") -> OverColumn:
    """Return the formula that adds a column."""
    return OverColumn(column, level=level)
