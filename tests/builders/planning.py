"""Counties to plan for: drawn from a seed, without going through returns and evaluation."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from tasks import catalogue
from tasks.planning.county import County, Unit
from tasks.planning.resources import Prices, Resource, read_prices, read_resources
from tasks.planning.rules import Rules, read_rules

PLANNING = catalogue.EXPECTATIONS / "planning"
KINDS = (("primary",), ("primary",), ("junior",), ("primary", "junior"))
TEACHERS = ("bachelor", "backbone", "pe_teachers")


@cache
def planning_rules(regime: str = "quality_2017") -> Rules:
    """Return the rules of a regime."""
    return read_rules(catalogue.standards(regime))


@cache
def planning_data(name: str) -> Mapping[str, Any]:
    """Return one of the files of `expectations/planning`."""
    data: Mapping[str, Any] = catalogue.read_yaml(PLANNING / f"{name}.yml")
    return data


def planning_resources(rules: Rules | None = None) -> dict[str, Resource]:
    """Return what can be bought and moved."""
    return read_resources(planning_data("resources"), rules or planning_rules())


def example_prices() -> Prices:
    """Return the example costs."""
    return read_prices(planning_data("costs"))


def a_drawn_county(schools: int, seed: int, spread: float = 0.5) -> County:
    """Return a county whose schools have about what they must have, more or less by `spread`."""
    draw = random.Random(seed)
    rules = planning_rules()
    units: list[Unit] = []
    own: dict[tuple[str, str, str], Decimal] = {}
    codes = [f"2{number:09d}" for number in range(1, schools + 1)]
    for code in codes:
        levels = KINDS[draw.randrange(len(KINDS))]
        students = {level: Decimal(draw.randint(60, 2000)) for level in levels}
        weighted = {"primary": Decimal(1), "junior": Decimal("1.1")}
        whole = sum(students[level] * weighted[level] for level in levels)
        wholes = {}
        for name in ("L4", "L5", "L6", "L7"):
            wholes[name] = sum(_about(draw, rules, name, level, students[level], spread)
                               for level in levels)  # fmt: skip
        for level in levels:
            share = students[level] * weighted[level] / whole
            amounts: dict[str, Decimal | None] = {name: wholes[name] * share for name in wholes}
            for name, field in zip(("L1", "L2", "L3"), TEACHERS, strict=True):
                amounts[name] = _about(draw, rules, name, level, students[level], spread)
                own[code, level, field] = amounts[name]  # type: ignore[assignment]
            teachers = max(own[code, level, field] for field in TEACHERS) + 2
            for field in ("full_time_teachers", "certified", "trained_360h"):
                own[code, level, field] = teachers
            own[code, level, "title_intermediate"] = teachers // 2
            own[code, level, "title_junior_or_none"] = teachers - teachers // 2
            units.append(Unit(code, level, students[level], amounts, share, True))
        own[code, "", "equipment_value_wan_yuan"] = wholes["L6"] / 10000
        own[code, "", "multimedia_rooms"] = wholes["L7"]
    units.sort(key=lambda unit: ("primary", "junior").index(unit.level))
    names = {code: f"第{number}学校" for number, code in enumerate(codes, 1)}
    return County("139901", "示例县", "2025", "quality_2017", names, tuple(units), own, ())


def _about(
    draw: random.Random, rules: Rules, name: str, level: str, students: Decimal, spread: float
) -> Decimal:
    indicator = rules.indicators[name]
    usual = indicator.minimum[level] * students / indicator.per_students
    drawn = draw.lognormvariate(0.25, spread)
    return Decimal(round(float(usual) * drawn))
