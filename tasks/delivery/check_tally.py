"""Formulas that count rows: schools of a kind, answers, verdicts, returns that are missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tasks.delivery.check_formulas import Given, Grids
from tasks.delivery.check_sheet import Page
from tasks.model import Fact

Criteria = tuple[tuple[str, str], ...]
"""Columns, each with the text its cells must hold or the condition they must fit."""


@dataclass(frozen=True)
class Tally:
    """How many rows of one sheet fit: all criteria of any of the `choices`, added up.

    `grid` names the sheet as the wording does; `level` leaves only the rows of one level.
    """

    grid: str
    choices: tuple[Criteria, ...]
    level: str = ""

    def text(self, page: Page, fact: Fact, grids: Grids) -> str:
        """Return the formula."""
        counts = [self._count(grids, criteria) for criteria in self.choices]
        return "=" + ("+".join(filter(None, counts)) or "0")

    def _count(self, grids: Grids, criteria: Criteria) -> str:
        pairs = [(self._span(grids, column), wanted) for column, wanted in criteria]
        if any(span is None for span, _ in pairs):
            return ""
        listed = ",".join(f'{span},"{wanted}"' for span, wanted in pairs)
        return f"COUNTIFS({listed})"

    def _span(self, grids: Grids, column: str) -> str | None:
        grid = grids.others.get(self.grid)
        return grid.span(column, self.level) if grid else None

    def source(self, page: Page, fact: Fact, grids: Grids) -> str:
        """Return the sheet and its columns."""
        columns = dict.fromkeys(column for criteria in self.choices for column, _ in criteria)
        spans = [span for column in columns if (span := self._span(grids, column))]
        cells = str(page.words["cell_join"]).join(span.partition("!")[2] for span in spans)
        sheet = page.words["sheets"][self.grid]
        return str(page.words["see_column"]).format(sheet=sheet, cells=cells) if spans else ""


@dataclass(frozen=True)
class TallyOfKnown:
    """How many rows fit, nothing where the column `known` says nothing of any that are asked.

    `asked` counts those rows whatever the column says.
    """

    fitting: Tally
    asked: Tally
    known: str

    def text(self, page: Page, fact: Fact, grids: Grids) -> str:
        """Return the formula."""
        grid = grids.others.get(self.fitting.grid)
        span = grid.span(self.known) if grid else None
        counted = self.fitting.text(page, fact, grids).removeprefix("=")
        asked = self.asked.text(page, fact, grids).removeprefix("=")
        if span is None:
            return f"={counted}"
        return f'=IF(AND({asked}>0,COUNT({span})=0),"{page.words["none"]}",{counted})'

    def source(self, page: Page, fact: Fact, grids: Grids) -> str:
        """Return the sheet and its columns."""
        return self.fitting.source(page, fact, grids)


@dataclass(frozen=True)
class Beside(Given):
    """A number as it was handed in that a formula needs and that is compared with nothing."""


@dataclass(frozen=True)
class WithNumbers:
    """A formula of facts of the county and of numbers of the standard, named {0}, {1} … alike.

    `facts` are named without `county.` and must have a number; `numbers` are paths of the
    standard such as `sample.parents_at_least_percent`, whose cells the sheet has.
    """

    facts: tuple[str, ...]
    numbers: tuple[str, ...]
    how: str

    def text(self, page: Page, fact: Fact, grids: Grids) -> str:
        """Return the formula."""
        places = [page.places[f"county.{name}"] for name in self.facts]
        how = self.how.format(*places, *(grids.limits[name] for name in self.numbers))
        none = page.words["none"]
        return f'=IF(COUNT({",".join(places)})<{len(places)},"{none}",{how})'

    def source(self, page: Page, fact: Fact, grids: Grids) -> str:
        """Return the facts that are put in."""
        return str(page.words["cell_join"]).join(f"county.{name}" for name in self.facts)


def fits(*criteria: tuple[str, str]) -> tuple[Criteria, ...]:
    """Return the one choice of rows that fit all of these."""
    return (criteria,)


def tallies(grid: str, by_fact: Mapping[str, Criteria]) -> dict[str, Tally]:
    """Return the formula of each fact that counts the rows of a sheet which fit its criteria."""
    return {fact: Tally(grid, (criteria,)) for fact, criteria in by_fact.items()}
