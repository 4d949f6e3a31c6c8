"""A share that the county reports, held beside the same share of each of its schools."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tasks.indicators import arithmetic
from tasks.indicators.county_items import below, enter_percent
from tasks.indicators.evaluation import COUNTY, Evaluation
from tasks.indicators.guarantee import all_of
from tasks.indicators.regime import Requirement

OF_SCHOOL, EACH_SCHOOL = "of_school", "each_school"


def enter_share_of_schools(evaluation: Evaluation, item: Requirement) -> None:
    """Judge a share of two numbers of the county, such as that of training in public funds.

    The share of each school, `of_school`, is entered beside it. Where the setting it names
    asks it of each school, schools are judged as well, and the county meets the requirement
    only if all of them do.
    """
    facts = [_enter_of_school(evaluation, item, school.scope) for school in evaluation.schools]
    minimum = item.number("minimum_percent")
    fewer = evaluation.count(
        COUNTY, f"{item.id}.schools_below", facts, lambda percent: percent < minimum
    )
    part, whole = (f"{COUNTY}.{item.text(name)}" for name in ("part", "whole"))
    share = enter_percent(evaluation, f"{item.id}.percent", part, whole, item.text("formula"))
    if evaluation.regime.is_set(item.text("of_school.setting"), EACH_SCHOOL):
        failing = _judge_schools(evaluation, item, facts, minimum)
        _judge_county(evaluation, item, [share, fewer.id], minimum, failing)
    else:
        _judge_county(evaluation, item, [share], minimum, [])


def _enter_of_school(evaluation: Evaluation, item: Requirement, scope: str) -> str:
    inputs = [f"{scope}.{item.text(f'of_school.{name}')}" for name in ("part", "whole")]
    return evaluation.derive(
        scope, f"{item.id}.percent", inputs, arithmetic.percent,
        spec=evaluation.regime.fact(f"{item.id}.school_percent"),
        formula=item.text("of_school.formula"),
    ).id  # fmt: skip


def _judge_schools(
    evaluation: Evaluation, item: Requirement, facts: Sequence[str], minimum: Decimal
) -> list[str]:
    """Judge every school, and return the names of those below."""
    failing = []
    for school, fact in zip(evaluation.schools, facts, strict=True):
        found = evaluation.value(fact)
        if found is not None and found < minimum:
            failing.append(school.name)
        evaluation.judge(
            school.code, "", item, [fact], None if found is None else found >= minimum,
            reason=below(evaluation, fact, minimum),
            distance=None if found is None else minimum - found,
        )  # fmt: skip
    return failing


def _judge_county(
    evaluation: Evaluation,
    item: Requirement,
    facts: Sequence[str],
    minimum: Decimal,
    failing: Sequence[str],
) -> None:
    say, found = evaluation.regime.say, evaluation.value(facts[0])
    enough = None if found is None else found >= minimum
    reasons = [below(evaluation, facts[0], minimum)] if enough is False else []
    if failing:
        names = say("list_join").join(failing)
        reasons.append(say("reasons.schools_not_met", count=len(failing), names=names))
    evaluation.judge(
        COUNTY, "", item, facts, all_of([enough, not failing]), fact=facts[0],
        reason=say("join").join(reasons),
        distance=minimum - found if found is not None and found < minimum else None,
    )  # fmt: skip
