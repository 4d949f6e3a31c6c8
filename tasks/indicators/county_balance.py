"""How evenly the indicators are spread over a county's schools, and the limit they are held to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tasks.indicators import arithmetic
from tasks.indicators.amounts import amount_spec
from tasks.indicators.balance import Balance, balance_of, composite
from tasks.indicators.evaluation import COUNTY, Evaluation
from tasks.indicators.indicator import LEVELS, Indicator
from tasks.indicators.judgement import judge_together
from tasks.indicators.parts import COMPOSITE, Part
from tasks.indicators.regime import FactSpec, Requirement
from tasks.indicators.sites import Unit
from tasks.model import Judgement
from tasks.rounding import exact, half_up

PRINTED = "printed"
STATISTICS = {"mean": "county_mean", "sd": "deviation", "cv": "cv"}
"""What is entered of every indicator, and under which name its decimals are set."""


@dataclass(frozen=True)
class _Judged:
    """A coefficient that is held against the limit of its level."""

    item: str
    title: str
    short: str
    name: str


def enter_balance(evaluation: Evaluation, part: Part, units: Sequence[Unit]) -> list[Judgement]:
    """Enter mean, deviation and coefficient of each indicator and level, and judge them.

    The limit holds for each coefficient, or for their mean alone, as the part says. Returns
    the county's judgement of each level that any school teaches.
    """
    found = []
    for level in LEVELS:
        mine = [unit for unit in units if unit.level == level]
        pieces = _enter_level(evaluation, part, level, mine)
        judgement = judge_together(evaluation, part.id, pieces, level)
        found += [judgement] if mine else []
    return found


def _enter_level(
    evaluation: Evaluation, part: Part, level: str, units: Sequence[Unit]
) -> list[Judgement]:
    indicators = evaluation.regime.sheets[part.sheet]
    for indicator in indicators:
        _enter_balance(evaluation, f"{COUNTY}.{level}", units, indicator)
    whole = part.needed("limit") == COMPOSITE
    _enter_composite(evaluation, f"{COUNTY}.{level}", indicators, with_exact=whole)
    if not whole:
        each = [_Judged(f"{i.id}.cv", i.title, i.short, f"{i.id}.cv") for i in indicators]
        return [_judge(evaluation, part, level, one) for one in each]
    title, short = evaluation.regime.fact("composite").title, evaluation.regime.say("composite")
    return [_judge(evaluation, part, level, _Judged("composite", title, short, "composite"))]


def _enter_balance(
    evaluation: Evaluation, scope: str, units: Sequence[Unit], indicator: Indicator
) -> None:
    facts = [f"{unit.scope}.{indicator.id}" for unit in units]
    amounts = [f"{unit.scope}.{indicator.id}.amount" for unit in units]
    known = [unit for unit in units if evaluation.value(f"{unit.scope}.{indicator.id}") is not None]
    students = [f"{unit.scope}.evaluated_students" for unit in units]
    amount = amount_spec(indicator)
    spec = FactSpec(amount.title, amount.unit, amount.places, "")
    evaluation.total(scope, f"{indicator.id}.amount", amounts, spec=spec)
    found = balance_of(
        evaluation.known(f"{unit.scope}.{indicator.id}" for unit in known),
        evaluation.known(f"{unit.scope}.evaluated_students" for unit in known),
    )
    missing = sum(not evaluation.is_complete(each) for each in zip(facts, students, strict=True))
    note = evaluation.regime.say("partial", count=missing) if missing else ""
    note = note or ("" if units else evaluation.regime.say("no_schools"))
    _enter_spread(evaluation, scope, indicator, found, [*facts, *students], note, bool(missing))


def _enter_spread(
    evaluation: Evaluation,
    scope: str,
    indicator: Indicator,
    found: Balance | None,
    inputs: Sequence[str],
    note: str,
    incomplete: bool,
) -> None:
    for name, places in STATISTICS.items():
        spec = evaluation.regime.fact(f"balance.{name}")
        title = evaluation.regime.say("titles.of", whole=indicator.title, part=spec.title)
        is_cv = name == "cv"
        decimals = evaluation.regime.places(places if is_cv else indicator.places or places)
        fact = evaluation.enter(
            scope, f"{indicator.id}.{name}", getattr(found, name, None), inputs=inputs, note=note,
            spec=FactSpec(title, "" if is_cv else indicator.unit, decimals, spec.formula),
        )  # fmt: skip
        if incomplete:
            evaluation.incomplete.add(fact.id)
    _enter_exact(evaluation, scope, f"{indicator.id}.cv")


def _enter_exact(evaluation: Evaluation, scope: str, name: str) -> None:
    spec = evaluation.regime.fact("balance.cv_exact")
    evaluation.derive(scope, f"{name}_exact", [f"{scope}.{name}"], arithmetic.same, spec=spec)


def _judge(evaluation: Evaluation, part: Part, level: str, one: _Judged) -> Judgement:
    rule = evaluation.regime.at(part.needed("rule"))
    limit = exact(rule["maximum"][level])
    say, fact = evaluation.regime.say, f"{COUNTY}.{level}.{one.name}"
    shown = half_up(limit, evaluation.regime.places("limit"))
    standard = say("standards.maximum", maximum=shown, unit="")
    item = Requirement(one.item, one.title, standard, rule["clause"], rule)
    value = evaluation.value(fact)
    judged = None if value is None else judged_coefficient(evaluation, value)
    reason = say(
        "reasons.above_balance", title=one.short, value=evaluation.show(fact),
        exact=evaluation.show(f"{fact}_exact"), maximum=shown,
    )  # fmt: skip
    return evaluation.judge(
        COUNTY, level, item, [fact], None if judged is None else judged <= limit, reason=reason,
        distance=None if judged is None else judged - limit, may_turn=True,
    )  # fmt: skip


def judged_coefficient(evaluation: Evaluation, value: Decimal) -> Decimal:
    """Return the coefficient that is compared with the limit: as printed, or as it is."""
    if evaluation.regime.setting("judged_cv") == PRINTED:
        return half_up(value, evaluation.regime.places("cv"))
    return value


def _enter_composite(
    evaluation: Evaluation, scope: str, indicators: Sequence[Indicator], *, with_exact: bool
) -> None:
    inputs = [f"{scope}.{indicator.id}.cv" for indicator in indicators]

    def mean(*values: Decimal) -> Decimal | None:
        return composite(values)

    evaluation.derive(scope, "composite", inputs, mean)
    if with_exact:
        _enter_exact(evaluation, scope, "composite")
