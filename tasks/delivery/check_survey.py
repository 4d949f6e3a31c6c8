"""The numbers of the survey by formula: what was counted, and how many were to be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tasks.delivery.check_county import Item
from tasks.delivery.check_formulas import Formula, Given, percent
from tasks.delivery.check_numbers import Numbers
from tasks.delivery.check_tally import Beside, WithNumbers

SURVEY = "county.R"
COUNTED_ANSWERS = ("questionnaires", "valid", "satisfied", "visited", "answered")
"""How the ids of the survey's counts end; its plan is no result of it."""

POPULATION, PLAN, TOTAL = "population_wan", "R.plan.", "R.plan.total"
SAMPLE = "sample"
BELOW, LEAST, FIRST_PERCENT = (
    "small_county_below_wan", "small_county_questionnaires", "parents_at_least_percent",
)  # fmt: skip
SETTLED_PLACES = 9
"""Decimals to which a number is rounded before the rest of it counts as a whole one."""


def recognition_items(numbers: Numbers, standards: Mapping[str, Any]) -> tuple[Item, ...]:
    """Return the plan of the survey, its counts, and the percentages made of two of them."""
    formulas: dict[str, Formula] = {}
    for fact in numbers.numbers_under(f"{SURVEY}."):
        name = fact.removeprefix("county.")
        of_county = [each.removeprefix("county.") for each in numbers.fact(fact).inputs]
        if name.endswith("percent") and len(of_county) == 2:
            formulas[name] = percent(*of_county)
        elif name.rsplit(".", 1)[-1].endswith(COUNTED_ANSWERS):
            formulas[name] = Given()
    survey = (Item("R", (), formulas),) if formulas else ()
    is_planned = f"county.{TOTAL}" in numbers and SAMPLE in standards.get("recognition", {})
    return (*survey, _plan(numbers, standards)) if is_planned else survey


def _plan(numbers: Numbers, standards: Mapping[str, Any]) -> Item:
    data = standards["recognition"][SAMPLE]
    permille = standards["regime"]["settings"]["survey_sample"]["value"]
    groups = [
        fact.removeprefix(f"county.{PLAN}")
        for fact in numbers.numbers_under(f"county.{PLAN}")
        if fact != f"county.{TOTAL}"
    ]
    asked = f"ROUNDUP(ROUND({{0}}*10000*{permille}/1000,{SETTLED_PLACES}),0)"
    total = WithNumbers(
        (POPULATION,), (f"{SAMPLE}.{BELOW}", f"{SAMPLE}.{LEAST}"),
        f"IF({{0}}<{{1}},{{2}},MAX({{2}},{asked}))",
    )  # fmt: skip
    formulas: dict[str, Formula] = {POPULATION: Beside(), TOTAL: total}
    for group in groups:
        formulas[f"{PLAN}{group}"] = _share(group, groups, str(data["first_group"]))
    return Item(SAMPLE, (BELOW, LEAST, FIRST_PERCENT), formulas)


def _share(group: str, groups: Sequence[str], first: str) -> Formula:
    """Return how many go to one group: the first has its percentage, the others the rest alike."""
    if group == first:
        own = f"ROUNDUP(ROUND({{0}}*{{1}}/100,{SETTLED_PLACES}),0)"
        return WithNumbers((TOTAL,), (f"{SAMPLE}.{FIRST_PERCENT}",), own)
    others = [each for each in groups if each != first]
    each = f"ROUNDDOWN(({{0}}-{{1}})/{len(others)},0)"
    left = f"{{0}}-{{1}}-{len(others)}*{each}"
    how = f"{each}+IF({left}>{others.index(group)},1,0)"
    return WithNumbers((TOTAL, f"{PLAN}{first}"), (), how)
