"""How many schools a county has in the evaluation, and how many of them meet a standard."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tasks.indicators import arithmetic
from tasks.indicators.evaluation import COUNTY, Evaluation
from tasks.indicators.indicator import LEVELS, Indicator
from tasks.indicators.parts import Part
from tasks.indicators.sites import Unit
from tasks.model import Judgement, Verdict

TEACHING_POINT = "teaching_point"


def enter_evaluated(evaluation: Evaluation, units: Sequence[Unit]) -> None:
    """Enter the schools of each level that are evaluated, and their pupils."""
    for level in LEVELS:
        mine = [unit for unit in units if unit.level == level]
        scope = f"{COUNTY}.{level}"
        students = [f"{unit.scope}.evaluated_students" for unit in mine]
        evaluation.enter(scope, "schools_evaluated", Decimal(len(mine)), inputs=students)
        evaluation.total(scope, "evaluated_students", students)
        _enter_kinds(evaluation, scope, mine, level)


def _enter_kinds(evaluation: Evaluation, scope: str, units: Sequence[Unit], level: str) -> None:
    schools = [unit.school for unit in units]
    counts = {"schools_combined": sum(len(school.levels) > 1 for school in schools)}
    if level == LEVELS[0]:
        counts["schools_teaching_points"] = sum(s.kind == TEACHING_POINT for s in schools)
    else:
        counts["schools_complete_secondary"] = sum(
            school.senior and len(school.levels) == 1 for school in schools
        )
    for name, count in counts.items():
        evaluation.enter(scope, name, Decimal(count), inputs=[f"{s.scope}.type" for s in schools])


def enter_met(
    evaluation: Evaluation, level: str, units: Sequence[Unit], indicator: Indicator
) -> None:
    """Enter how many schools of a level meet one standard, where there is one."""
    limit = indicator.limits.get(level)
    if limit is None:
        return
    scope = f"{COUNTY}.{level}"
    facts = [f"{unit.scope}.{indicator.id}" for unit in units]
    name, spec = f"{indicator.id}.schools_met", evaluation.regime.fact("schools_met")
    counted = evaluation.count(scope, name, facts, limit.is_met, spec=spec)
    _enter_share(evaluation, scope, counted.id, f"{indicator.id}.schools_met_percent")


def _enter_share(evaluation: Evaluation, scope: str, part: str, name: str) -> None:
    spec = evaluation.regime.fact("schools_met_percent")
    evaluation.derive(
        scope, name, [part, f"{scope}.schools_evaluated"], arithmetic.percent, spec=spec
    )


def enter_schools_met(
    evaluation: Evaluation,
    part: Part,
    level: str,
    units: Sequence[Unit],
    verdicts: Sequence[Verdict],
) -> Judgement:
    """Enter how many schools of a level meet the school rule, and judge that all do."""
    scope = f"{COUNTY}.{level}"
    results = [f"{unit.scope}.{part.id}" for unit in units]
    unknown = verdicts.count(Verdict.NOT_CHECKED)
    fact = evaluation.enter(
        scope, f"{part.id}.schools_met", Decimal(verdicts.count(Verdict.MET)), inputs=results,
        note=_partial(evaluation, part, level, unknown), spec=evaluation.regime.fact("schools_met"),
    )  # fmt: skip
    if unknown:
        evaluation.incomplete.add(fact.id)
    _enter_share(evaluation, scope, fact.id, f"{part.id}.schools_met_percent")
    failing = [
        unit.school.name
        for unit, verdict in zip(units, verdicts, strict=True)
        if verdict is Verdict.NOT_MET
    ]
    return _judge_schools(evaluation, part, level, failing)


def _partial(evaluation: Evaluation, part: Part, level: str, unknown: int) -> str:
    """Return why schools are not checked: no sheet, standards not known, or data missing."""
    say, indicators = evaluation.regime.say, evaluation.regime.sheets[part.sheet]
    if not indicators:
        return say(f"unset.{part.id}")
    unset = [i.short for i in indicators if level not in i.limits or not i.is_collected]
    if unknown and unset:
        names = say("list_join").join(unset)
        return say("reasons.standard_incomplete", names=names, count=unknown)
    return say("partial", count=unknown) if unknown else ""


def _judge_schools(evaluation: Evaluation, part: Part, level: str, failing: list[str]) -> Judgement:
    rule = evaluation.regime.requirement_of(part.needed("share"), part.id)
    share = f"{COUNTY}.{level}.{part.id}.schools_met_percent"
    found, minimum = evaluation.value(share), rule.number("minimum_percent")
    say = evaluation.regime.say
    names = say("list_join").join(failing)
    return evaluation.judge(
        COUNTY, level, rule, [share], False if failing else None if found is None else True,
        reason=say("reasons.schools_not_met", count=len(failing), names=names),
        distance=None if found is None else max(minimum - found, Decimal(0)),
    )  # fmt: skip
