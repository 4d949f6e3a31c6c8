"""Nearby enrolment: what the county reports, held beside what its schools report (就近入学)."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.indicators import arithmetic
from tasks.indicators.county_items import answered, judge_limits
from tasks.indicators.evaluation import COUNTY, Evaluation
from tasks.indicators.indicator import Limit
from tasks.indicators.regime import Requirement
from tasks.indicators.schools import School
from tasks.rounding import half_up

FROM_SCHOOLS = "from_schools"
SUMS = {"nearby": "service_area_entrants", "entrants": "entrants"}


def enter_nearby(evaluation: Evaluation, item: Requirement) -> None:
    """Judge the shares of nearby enrolment that the county reports, level by level.

    Where the item says which schools they are about, the shares by these schools' own
    returns are entered beside them; they decide nothing.
    """
    limits = {
        f"{COUNTY}.nearby_{level}_percent": Limit(item.number(f"minimum_percent.{level}"))
        for level in item.data["minimum_percent"]
    }
    if FROM_SCHOOLS in item.data:
        for level in item.data["minimum_percent"]:
            _enter_from_schools(evaluation, item, level)
    judge_limits(evaluation, item, limits)


def _enter_from_schools(evaluation: Evaluation, item: Requirement, level: str) -> None:
    asked = [s for s in evaluation.schools if level in s.levels and _is_named(item, s)]
    boarding = {s.code: _boards(evaluation, item, s) for s in asked}
    day = [school for school in asked if boarding[school.code] is not True]
    alone = [school for school in day if school.levels == (level,)]
    unknown = sum(boarding[school.code] is None for school in day)
    counted = [school for school in alone if boarding[school.code] is False]
    for name, field in SUMS.items():
        facts = [f"{school.scope}.{field}" for school in counted]
        evaluation.total(COUNTY, f"{item.id}.{level}_{name}", facts)
    _enter_share(evaluation, item, level, _left_out(evaluation, len(day) - len(alone), unknown))


def _is_named(item: Requirement, school: School) -> bool:
    return (
        school.area in item.names(f"{FROM_SCHOOLS}.areas")
        and school.owner_kind in item.names(f"{FROM_SCHOOLS}.owner_kinds")
        and school.kind in item.names(f"{FROM_SCHOOLS}.school_kinds")
    )


def _boards(evaluation: Evaluation, item: Requirement, school: School) -> bool | None:
    """Tell whether a school is a boarding school; None where it does not say."""
    fact = f"{school.scope}.boarding_school"
    is_day = answered(evaluation, fact, item.text(f"{FROM_SCHOOLS}.boarding"))
    return None if is_day is None else not is_day


def _left_out(evaluation: Evaluation, combined: int, unknown: int) -> list[str]:
    """Return which schools cannot be counted, and why."""
    say, counts = evaluation.regime.say, {"combined": combined, "boarding_unknown": unknown}
    return [say(f"nearby.{name}", count=count) for name, count in counts.items() if count]


def _enter_share(
    evaluation: Evaluation, item: Requirement, level: str, notes: Sequence[str]
) -> None:
    """Enter the share by the schools' own returns, and whether the county reports another."""
    say = evaluation.regime.say
    inputs = [f"{COUNTY}.{item.id}.{level}_{name}" for name in SUMS]
    reported = f"{COUNTY}.nearby_{level}_percent"
    part, whole = map(evaluation.value, inputs)
    share = None if part is None or whole is None else arithmetic.percent(part, whole)
    own = [evaluation.book[fact].note for fact in inputs if evaluation.book[fact].note]
    name = f"{item.id}.{level}_from_schools_percent"
    if share is None and not own:
        own = [say("zero_denominator")]
    told = evaluation.value(reported)
    if share is not None and told is not None:
        places = evaluation.regime.fact(name).places
        if half_up(share, places) != half_up(told, places):
            own = [say("nearby.different", reported=evaluation.show(reported)), *own]
    fact = evaluation.enter(
        COUNTY, name, share, inputs=inputs, formula=item.text(f"{FROM_SCHOOLS}.formula"),
        note=say("join").join(dict.fromkeys([*own, *notes])),
    )  # fmt: skip
    if any(each in evaluation.incomplete for each in inputs):
        evaluation.incomplete.add(fact.id)
