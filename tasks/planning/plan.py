"""The cheapest set of moves that makes every indicator pass (达标推演)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import Any

from tasks.model import Findings
from tasks.planning.county import County, read_county
from tasks.planning.moves import After, Failure, Move
from tasks.planning.obstacles import Obstacle, obstacles
from tasks.planning.planned import Planned
from tasks.planning.program import build
from tasks.planning.resources import Prices, Resource, read_resources
from tasks.planning.rules import COMPOSITE, EACH, Rules, read_rules
from tasks.planning.search import Found, Limits, Search
from tasks.rounding import exact

PERCENT = 100


class Outcome(StrEnum):
    """What came of the search for a plan."""

    NOTHING_TO_DO = "nothing_to_do"
    FOUND = "found"
    IMPOSSIBLE = "impossible"
    NOT_FOUND = "not_found"


@dataclass(frozen=True)
class Coefficient:
    """One coefficient of a level before and after the plan; `indicator` empty: the composite.

    `limit` is None where the coefficient is only shown.
    """

    level: str
    indicator: str
    before: Planned | None
    after: Planned | None
    limit: Decimal | None
    met_before: bool
    met_after: bool


@dataclass(frozen=True)
class Plan:
    """What to do, what it costs, what it changes. None of its numbers is a fact.

    `moves` is empty unless `outcome` is found. `gap_percent` is how far, at most, the cost is
    from the cheapest that keeps `margin_percent` of every limit of balance unused; None where
    that is not known.
    """

    outcome: Outcome
    county: County
    rules: Rules
    resources: Mapping[str, Resource]
    prices: Prices
    moves: tuple[Move, ...]
    cost_yuan: Planned
    gap_percent: Planned | None
    margin_percent: Planned
    coefficients: tuple[Coefficient, ...]
    obstacles: tuple[Obstacle, ...]
    failures: tuple[Failure, ...]

    @property
    def before(self) -> After:
        """Return the county as it is."""
        return After(self.county, self.rules, self.resources, ())

    @property
    def after(self) -> After:
        """Return the county after the plan."""
        return After(self.county, self.rules, self.resources, self.moves)


def make_plan(
    findings: Findings,
    standards: Mapping[str, Any],
    resources: Mapping[str, Any],
    prices: Prices,
    search: Mapping[str, Any],
) -> Plan:
    """Return the cheapest plan for the county that was evaluated.

    `standards` are the files of the regime with the province laid on, `resources` and `search`
    the files of `expectations/planning`. The plan has passed an exact computation, or it is
    none. The same input gives the same plan.
    """
    rules = read_rules(standards)
    known = read_resources(resources, rules)
    county = read_county(findings, rules, known.values())
    return plan_for(county, rules, known, prices, Limits.read(search))


def plan_for(
    county: County,
    rules: Rules,
    resources: Mapping[str, Resource],
    prices: Prices,
    limits: Limits,
) -> Plan:
    """Return the cheapest plan for a county."""
    if not After(county, rules, resources, ()).failures():
        return _plan(Outcome.NOTHING_TO_DO, county, rules, resources, prices, Found((), 0, False))
    found = Search(build(county, rules, resources, prices), resources, limits).cheapest()
    if found.moves is not None:
        return _plan(Outcome.FOUND, county, rules, resources, prices, found)
    stopping = obstacles(build(county, rules, resources, prices), resources, limits)
    outcome = Outcome.IMPOSSIBLE if stopping else Outcome.NOT_FOUND
    return _plan(outcome, county, rules, resources, prices, found, stopping)


def _plan(
    outcome: Outcome,
    county: County,
    rules: Rules,
    resources: Mapping[str, Resource],
    prices: Prices,
    found: Found,
    stopping: tuple[Obstacle, ...] = (),
) -> Plan:
    moves = found.moves or ()
    cost = sum((move.cost_yuan(prices) for move in moves), Decimal(0))
    before, after = (After(county, rules, resources, each) for each in ((), moves))
    margin = Planned(exact(found.margin) * PERCENT, "%", 2)
    coefficients = tuple(_coefficients(county, rules, before, after))
    return Plan(
        outcome, county, rules, resources, prices, moves, Planned(cost), _gap(cost, found), margin,
        coefficients, stopping, found.failures,
    )  # fmt: skip


def _gap(cost: Decimal, found: Found) -> Planned | None:
    if found.moves is None or found.least_yuan is None:
        return None
    if not cost:
        return Planned(Decimal(0), "%", 1)
    gap = max((cost - exact(found.least_yuan)) / cost * PERCENT, Decimal(0))
    # "At most" must stay true when it is printed.
    return Planned(gap.quantize(Decimal(1).scaleb(-1), rounding=ROUND_CEILING), "%", 1)


def _coefficients(
    county: County, rules: Rules, before: After, after: After
) -> Iterable[Coefficient]:
    for level in dict.fromkeys(unit.level for unit in county.units):
        for rule in rules.balance:
            rows = [(name, rule.on == EACH) for name in rule.indicators]
            for name, is_limited in [*rows, ("", rule.on == COMPOSITE)]:
                pair = [
                    each.coefficient(level, name) if name else each.composite(rule, level)
                    for each in (before, after)
                ]
                met = [value is not None and rule.accepts(value, level) for value in pair]
                shown = [
                    None if value is None else Planned(value, "", rule.places) for value in pair
                ]
                limit = rule.limits[level] if is_limited else None
                yield Coefficient(level, name, shown[0], shown[1], limit, met[0], met[1])
