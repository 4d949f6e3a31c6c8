"""Returns of counties that must be planned for, and what the evaluation says of them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from tasks import catalogue
from tasks.indicators.evaluate import evaluate
from tasks.indicators.regime import read_regime
from tasks.model import ExpectedReturn, Findings, Returns, Status
from tasks.planning.plan import Plan, make_plan
from tasks.planning.resources import Prices
from tests.builders import COUNTY, EDITION, returns_of
from tests.builders.county import Values, fitness_standard
from tests.builders.planning import example_prices, planning_data
from tests.builders.returns import Row, a_county

KINDS = (("primary",), ("primary",), ("junior",), ("primary", "junior"), ("junior", "senior"))
TEACHERS = ("backbone", "pe_teachers", "music_teachers")


def a_county_in_need(schools: int, seed: int) -> tuple[list[Row], Values]:
    """Return a county whose schools have a third to double of what they usually have."""
    draw = random.Random(seed)
    kinds = {f"3123999{number:03d}": draw.choice(KINDS) for number in range(1, schools + 1)}
    roster, values = a_county(kinds)
    for code in kinds:
        values[code, "fitness_return"]["fitness"] = []
        tables = values[code, "school_return"]
        (conditions,) = tables["conditions"]
        for field in ("teaching_area_m2", "sports_ground_area_m2", "equipment_value_wan_yuan"):
            conditions[field] = round(conditions[field] * draw.uniform(0.6, 1.8), 2)
        for field in ("multimedia_rooms", "computers", "books"):
            conditions[field] = round(conditions[field] * draw.uniform(0.3, 1.8))
        for row in tables["teachers"]:
            for field in TEACHERS:
                if row.get(field):
                    row[field] = round(row[field] * draw.uniform(0.2, 1.6))
    return roster, values


def expected_of(values: Values, missing: tuple[str, ...] = ()) -> tuple[ExpectedReturn, ...]:
    """Return what became of every return; those of the schools `missing` never came."""
    return tuple(
        ExpectedReturn(*key)
        if key[0] in missing
        else ExpectedReturn(*key, f"{EDITION}/{COUNTY}/{key[0]}/{key[1]}/1", Status.ACCEPTED)
        for key in values
    )


def judged(
    returns: Returns, expected: tuple[ExpectedReturn, ...], standards: Mapping[str, Any]
) -> Findings:
    """Return what the evaluation says of the returns."""
    return evaluate(
        returns, expected, read_regime(standards), fitness_standard(), catalogue.code_lists(),
        catalogue.layouts(EDITION), edition=EDITION, county=COUNTY, county_name="示例县",
    )  # fmt: skip


def planned(
    roster: list[Row],
    values: Values,
    standards: Mapping[str, Any],
    prices: Prices | None = None,
    missing: tuple[str, ...] = (),
) -> tuple[Returns, tuple[ExpectedReturn, ...], Findings, Plan]:
    """Return returns, what is expected, what the evaluation finds, and the plan for it."""
    given = {key: tables for key, tables in values.items() if key[0] not in missing}
    returns, expected = returns_of(roster, given), expected_of(values, missing)
    findings = judged(returns, expected, standards)
    plan = make_plan(
        findings, standards, planning_data("resources"), prices or example_prices(),
        planning_data("search"),
    )  # fmt: skip
    return returns, expected, findings, plan
