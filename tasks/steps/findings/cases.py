"""A county's usable returns, read once and evaluated under as many rules as are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from tasks import catalogue
from tasks.model import ExpectedReturn, Findings
from tasks.steps.dossiers.counted import counted
from tasks.steps.findings import rulebook
from tasks.steps.findings.rulebook import Rules
from tasks.steps.returns.standing import standing
from tasks.steps.season.open_seasons import earlier_seasons, season_of_key
from tasks.steps.season.seasons import Season
from tasks.steps.wording import problem
from tasks.store import Store, open_store

if TYPE_CHECKING:
    import pandas as pd

    from tasks.history.years import LookBack
    from tasks.model import Returns
    from tasks.steps.findings.witnessing import Told


@dataclass(frozen=True)
class Case:
    """One county in one year with what stands of its returns.

    `past` has the usable returns of the county's earlier seasons by the year they begin in.
    """

    season: Season
    expected: tuple[ExpectedReturn, ...]
    returns: Returns
    past: Mapping[int, Returns]

    @cached_property
    def scored(self) -> pd.DataFrame | None:
        """Return one row a pupil with the scores, whatever the rules; None without pupils."""
        from tasks.indicators.fitness.pupils import scored_pupils
        from tasks.indicators.readings import Readings

        readings = Readings(self.returns, self.expected)
        return scored_pupils(readings, catalogue.code_lists(), rulebook.fitness_standard())

    @cached_property
    def told(self) -> Told:
        """Return what the second engine is told of the county, whatever the rules."""
        from tasks.steps.findings.witnessing import tell

        return tell(self)

    def findings(self, rules: Rules) -> Findings:
        """Return what is found of the county under `rules`, earlier years held against it."""
        from tasks.indicators.evaluate import evaluate

        found = evaluate(
            self.returns,
            self.expected,
            rulebook.regime(rules),
            rulebook.fitness_standard(),
            catalogue.code_lists(),
            catalogue.layouts(self.season.edition),
            edition=self.season.edition,
            county=self.season.county,
            county_name=self.season.county_name,
            snapshot=self.season.snapshot,
        )
        facts = [*self.look_back(found, rules).facts, *counted(self.returns, rules)]
        return replace(found, facts={**found.facts, **{fact.id: fact for fact in facts}})

    def look_back(self, findings: Findings, rules: Rules) -> LookBack:
        """Return what earlier years say about findings made under `rules`."""
        from tasks.history.years import look_back

        return look_back(
            findings,
            self.returns,
            self.past,
            rulebook.standards(rules),
            self.season.roster["school_code"].tolist(),
            rulebook.history_rules(),
        )


def standing_case(county: str) -> Case:
    """Return the case of what stands now in `edition/county`.

    Raises `JunhengError` where no roster was accepted, or nothing that came can be used.
    """
    store = open_store()
    season = season_of_key(store, county)
    expected = standing(store, season)
    if not any(each.usable for each in expected):
        raise problem("nothing_usable", county=county)
    return open_case(store, season, expected)


def open_case(store: Store, season: Season, expected: tuple[ExpectedReturn, ...]) -> Case:
    """Return the case of a county whose standing returns are `expected`."""
    past = {
        int(other.edition): _returns(other, standing(store, other))
        for other in earlier_seasons(store, season)
    }
    return Case(season, expected, _returns(season, expected), past)


def _returns(season: Season, expected: tuple[ExpectedReturn, ...]) -> Returns:
    from tasks.staging.returns import gather
    from tasks.steps.returns.reading import staged_of

    used = [each.submission for each in expected if each.usable and each.submission]
    return gather((staged_of(key, season) for key in used), season.roster)
