"""The county's sums over its schools' resource indicators: shares met, means, balance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from tasks.indicators import arithmetic
from tasks.indicators.balance import Balance, balance_of, composite
from tasks.indicators.evaluation import COUNTY, Evaluation
from tasks.indicators.regime import LEVELS, FactSpec, Indicator, Requirement
from tasks.indicators.resources import RESOURCES
from tasks.indicators.sites import Unit
from tasks.model import Verdict
from tasks.rounding import exact, half_up

PRINTED = "printed"
TEACHING_POINT = "teaching_point"


def enter_county_resources(
    evaluation: Evaluation, units: Sequence[Unit], verdicts: Mapping[str, Verdict]
) -> None:
    """Enter how many schools meet each indicator and how evenly it is spread, by level.

    `verdicts` are those of the school rule, by the scope of the unit.
    """
    for level in LEVELS:
        mine = [unit for unit in units if unit.level == level]
        scope = f"{COUNTY}.{level}"
        students = [f"{unit.scope}.evaluated_students" for unit in mine]
        evaluation.enter(scope, "schools_evaluated", Decimal(len(mine)), inputs=students)
        evaluation.total(scope, "evaluated_students", students)
        _enter_kinds(evaluation, scope, mine, level)
        for indicator in evaluation.regime.indicators:
            _enter_met(evaluation, scope, mine, indicator)
            _enter_balance(evaluation, scope, mine, indicator)
        _enter_schools_met(evaluation, scope, mine, [verdicts[unit.scope] for unit in mine])
        _enter_composite(evaluation, scope)


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


def _enter_met(
    evaluation: Evaluation, scope: str, units: Sequence[Unit], indicator: Indicator
) -> None:
    level = scope.rsplit(".", 1)[-1]
    minimum = indicator.minimum[level]
    facts = [f"{unit.scope}.{indicator.id}" for unit in units]
    name, spec = f"{indicator.id}.schools_met", evaluation.regime.fact("schools_met")
    counted = evaluation.count(scope, name, facts, lambda value: value >= minimum, spec=spec)
    _enter_share(evaluation, scope, counted.id, f"{indicator.id}.schools_met_percent")


def _enter_share(evaluation: Evaluation, scope: str, part: str, name: str) -> None:
    spec = evaluation.regime.fact("schools_met_percent")
    evaluation.derive(
        scope, name, [part, f"{scope}.schools_evaluated"], arithmetic.percent, spec=spec
    )


def _enter_schools_met(
    evaluation: Evaluation, scope: str, units: Sequence[Unit], verdicts: Sequence[Verdict]
) -> None:
    """Enter how many schools meet the school rule, and judge that all do."""
    results = [f"{unit.scope}.{RESOURCES}" for unit in units]
    unknown = verdicts.count(Verdict.NOT_CHECKED)
    note = evaluation.regime.say("partial", count=unknown) if unknown else ""
    fact = evaluation.enter(
        scope, f"{RESOURCES}.schools_met", Decimal(verdicts.count(Verdict.MET)), inputs=results,
        note=note, spec=evaluation.regime.fact("schools_met"),
    )  # fmt: skip
    if unknown:
        evaluation.incomplete.add(fact.id)
    _enter_share(evaluation, scope, fact.id, f"{RESOURCES}.schools_met_percent")
    failing = [
        unit.school.name
        for unit, verdict in zip(units, verdicts, strict=True)
        if verdict is Verdict.NOT_MET
    ]
    _judge_schools(evaluation, scope, failing)


def _judge_schools(evaluation: Evaluation, scope: str, failing: list[str]) -> None:
    rule = evaluation.regime.requirement_of("regime.school_share", RESOURCES)
    share = f"{scope}.{RESOURCES}.schools_met_percent"
    found, minimum = evaluation.value(share), rule.number("minimum_percent")
    say = evaluation.regime.say
    names = say("list_join").join(failing)
    evaluation.judge(
        COUNTY, scope.rsplit(".", 1)[-1], rule, [share],
        False if failing else None if found is None else True,
        reason=say("reasons.schools_not_met", count=len(failing), names=names),
        distance=None if found is None else max(minimum - found, Decimal(0)),
    )  # fmt: skip


def _enter_balance(
    evaluation: Evaluation, scope: str, units: Sequence[Unit], indicator: Indicator
) -> None:
    facts = [f"{unit.scope}.{indicator.id}" for unit in units]
    amounts = [f"{unit.scope}.{indicator.id}.amount" for unit in units]
    known = [unit for unit in units if evaluation.value(f"{unit.scope}.{indicator.id}") is not None]
    students = [f"{unit.scope}.evaluated_students" for unit in units]
    amount = FactSpec(indicator.amount_title, indicator.amount_unit, indicator.amount_places, "")
    evaluation.total(scope, f"{indicator.id}.amount", amounts, spec=amount)
    found = balance_of(
        evaluation.known(f"{unit.scope}.{indicator.id}" for unit in known),
        evaluation.known(f"{unit.scope}.evaluated_students" for unit in known),
    )
    missing = len(units) - len(known)
    note = evaluation.regime.say("partial", count=missing) if missing else ""
    note = note or ("" if units else evaluation.regime.say("no_schools"))
    _enter_spread(evaluation, scope, indicator, found, [*facts, *students], note, bool(missing))
    _judge_balance(evaluation, scope, indicator)


def _enter_spread(
    evaluation: Evaluation,
    scope: str,
    indicator: Indicator,
    found: Balance | None,
    inputs: Sequence[str],
    note: str,
    incomplete: bool,
) -> None:
    for name in ("mean", "sd", "cv"):
        spec = evaluation.regime.fact(f"balance.{name}")
        title = evaluation.regime.say("titles.of", whole=indicator.title, part=spec.title)
        unit = "" if name == "cv" else indicator.unit
        fact = evaluation.enter(
            scope, f"{indicator.id}.{name}", getattr(found, name, None), inputs=inputs, note=note,
            spec=FactSpec(title, unit, spec.places, spec.formula),
        )  # fmt: skip
        if incomplete:
            evaluation.incomplete.add(fact.id)
    cv = f"{scope}.{indicator.id}.cv"
    spec = evaluation.regime.fact("balance.cv_exact")
    evaluation.derive(scope, f"{indicator.id}.cv_exact", [cv], _same, spec=spec)


def _same(value: Decimal) -> Decimal:
    return value


def _judge_balance(evaluation: Evaluation, scope: str, indicator: Indicator) -> None:
    level = scope.rsplit(".", 1)[-1]
    rule = evaluation.regime.at("regime.balance")
    limit = exact(rule["maximum"][level])
    say, fact = evaluation.regime.say, f"{scope}.{indicator.id}.cv"
    standard = say("standards.maximum", maximum=half_up(limit, 2), unit="")
    item = Requirement(f"{indicator.id}.cv", indicator.title, standard, rule["clause"], rule)
    value = evaluation.value(fact)
    judged = None if value is None else judged_coefficient(evaluation, value)
    reason = say(
        "reasons.above_balance", title=indicator.short, value=evaluation.show(fact),
        exact=evaluation.show(f"{scope}.{indicator.id}.cv_exact"), maximum=half_up(limit, 2),
    )  # fmt: skip
    evaluation.judge(
        COUNTY, level, item, [fact], None if judged is None else judged <= limit, reason=reason,
        distance=None if judged is None else judged - limit, may_turn=True,
    )  # fmt: skip


def judged_coefficient(evaluation: Evaluation, value: Decimal) -> Decimal:
    """Return the coefficient that is compared with the limit: as printed, or as it is."""
    if evaluation.regime.setting("judged_cv") == PRINTED:
        return half_up(value, evaluation.regime.places("cv"))
    return value


def _enter_composite(evaluation: Evaluation, scope: str) -> None:
    inputs = [f"{scope}.{indicator.id}.cv" for indicator in evaluation.regime.indicators]

    def mean(*values: Decimal) -> Decimal | None:
        return composite(values)

    evaluation.derive(scope, "composite", inputs, mean)


def levels_of(units: Iterable[Unit]) -> tuple[str, ...]:
    """Return the levels that are taught by any evaluated school."""
    taught = {unit.level for unit in units}
    return tuple(level for level in LEVELS if level in taught)
