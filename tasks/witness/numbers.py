"""What a rule may ask of a county: numbers, answers, years, and what is still to come."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tasks.model import BUREAU
from tasks.witness.county import County
from tasks.witness.fractions_of import Value, fraction
from tasks.witness.quality import COUNTY_TABLES, reported

SCOPE = "county."
YEAR = "{year}"
FUNDS = "county.funds."
FUNDS_TABLE = "three_year_funds"
ANSWER_TABLES = (*COUNTY_TABLES, "vetoes")


@dataclass(frozen=True)
class Numbers:
    """The numbers of a county by the id of their fact.

    `values` are the computed ones, `provisional` the names of those that some missing number
    could still change. Whatever else is asked for stands in a return of the county.
    """

    county: County
    values: Mapping[str, Value]
    provisional: Collection[str]

    def number(self, fact: str) -> Value:
        """Return a number, None where nobody knows it."""
        if fact in self.values:
            return self.values[fact]
        if fact.startswith(FUNDS):
            year, _, field = fact.removeprefix(FUNDS).partition(".")
            return fraction(self._funds().get(year, {}).get(field))
        return reported(self.county, fact.removeprefix(SCOPE))

    def is_open(self, *facts: str) -> bool:
        """Tell whether one of the numbers is not known or may still change."""
        return any(self.number(fact) is None or fact in self.provisional for fact in facts)

    def answer(self, fact: str) -> str | None:
        """Return the code that the county answered with, None where it did not."""
        return answer_of(self.county, fact.removeprefix(SCOPE))

    def years(self, series: str) -> list[int]:
        """Return the years of which a series such as `county.funds.{year}.x` has a line."""
        is_funds = series.startswith(FUNDS + YEAR)
        return sorted(int(year) for year in self._funds()) if is_funds else []

    def _funds(self) -> Mapping[str, Mapping[str, object]]:
        rows = self.county.rows(FUNDS_TABLE, BUREAU)
        return {str(int(row["year"])): row for row in rows if row.get("year") is not None}


def answer_of(county: County, field: str) -> str | None:
    """Return the code in a field of the county return, None where it is blank."""
    for table in ANSWER_TABLES:
        for row in county.rows(table, BUREAU)[:1]:
            if row.get(field) is not None:
                return str(row[field])
    return None
