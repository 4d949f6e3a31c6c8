"""A county's usable returns, read once and evaluated under as many rules as are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasks import catalogue
from tasks.model import ExpectedReturn, Findings
from tasks.steps import rulebook
from tasks.steps.rulebook import Rules
from tasks.steps.seasons import Season

if TYPE_CHECKING:
    from tasks.model import Returns


@dataclass(frozen=True)
class Case:
    """One county in one year with what stands of its returns."""

    season: Season
    expected: tuple[ExpectedReturn, ...]
    returns: Returns

    def findings(self, rules: Rules) -> Findings:
        """Return what is found of the county under `rules`."""
        from tasks.indicators.evaluate import evaluate

        return evaluate(
            self.returns,
            self.expected,
            rulebook.regime(rules),
            rulebook.fitness_standard(),
            catalogue.code_lists(),
            catalogue.layouts(self.season.edition),
            edition=self.season.edition,
            county=self.season.county,
            county_name=self.season.county_name,
        )


def open_case(season: Season, expected: tuple[ExpectedReturn, ...]) -> Case:
    """Return the case of a county whose standing returns are `expected`."""
    from tasks.staging.returns import gather
    from tasks.steps.staging import staged_of

    used = [each.submission for each in expected if each.usable and each.submission]
    staged = (staged_of(key, season) for key in used)
    return Case(season, expected, gather(staged, season.roster))
