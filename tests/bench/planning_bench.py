"""How long the cheapest plan takes to find, for a small county and a large one."""

from __future__ import annotations

from collections.abc import Callable

from tasks.planning.plan import Plan, plan_for
from tasks.planning.search import Limits
from tests.bench.measurement import Measurement, measured
from tests.builders.planning import (
    a_drawn_county,
    example_prices,
    planning_data,
    planning_resources,
    planning_rules,
)

SIZES = (24, 120)
SPREAD = 0.3


def measurements() -> list[Measurement]:
    """Return the time of one plan for counties drawn from a seed."""
    return [
        measured("cheapest plan", f"{schools} schools", _planning(schools)) for schools in SIZES
    ]


def _planning(schools: int) -> Callable[[], Plan]:
    county = a_drawn_county(schools, seed=1, spread=SPREAD)
    rules, limits = planning_rules(), Limits.read(planning_data("search"))
    return lambda: plan_for(county, rules, planning_resources(rules), example_prices(), limits)
