"""The resource indicators of each school at each level, and the school rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_CEILING, Decimal

from tasks.indicators import arithmetic
from tasks.indicators.evaluation import Evaluation, verdict_of
from tasks.indicators.regime import FactSpec, Indicator
from tasks.indicators.retention import signed
from tasks.indicators.schools import SENIOR, School
from tasks.indicators.sites import Unit
from tasks.indicators.splitting import shares
from tasks.model import Judgement, Verdict
from tasks.rounding import exact

RESOURCES = "resources"
FLOOR = "floor"


def enter_parts(evaluation: Evaluation, school: School) -> None:
    """Enter what a school owns in common, and the share of each of its levels."""
    for indicator in evaluation.regime.indicators:
        if indicator.split:
            level = school.levels[0]
            _enter_amount(evaluation, school.scope, "whole", school.scope, indicator, level)
    _enter_shares(evaluation, school)


def _enter_amount(
    evaluation: Evaluation, scope: str, name: str, prefix: str, indicator: Indicator, level: str
) -> None:
    terms = indicator.numerator[level]

    def compute(*values: Decimal) -> Decimal:
        by_name = dict(zip(terms.fields, values, strict=True))
        return arithmetic.product(signed(terms, by_name), indicator.scale)

    evaluation.derive(
        scope, f"{indicator.id}.{name}", [f"{prefix}.{field}" for field in terms.fields], compute,
        spec=_amount_spec(indicator), formula=indicator.formula,
    )  # fmt: skip


def _amount_spec(indicator: Indicator) -> FactSpec:
    return FactSpec(
        indicator.amount_title, indicator.amount_unit, indicator.amount_places, indicator.formula
    )


def _enter_shares(evaluation: Evaluation, school: School) -> None:
    weights = evaluation.regime.split_weights(school.type, school.split_levels)
    formula = evaluation.regime.at("regime.splitting.formula")
    inputs = {
        level: f"{school.scope}.senior_students"
        if level == SENIOR
        else f"{school.scope}.{level}.students"
        for level in weights
    }
    for level in school.levels if weights else ():

        def compute(*students: Decimal, level: str = level) -> Decimal | None:
            return shares(dict(zip(inputs, students, strict=True)), weights)[level]

        evaluation.derive(
            f"{school.scope}.{level}", "share", list(inputs.values()), compute, formula=formula
        )


def enter_unit(evaluation: Evaluation, unit: Unit) -> Judgement:
    """Enter the indicators of one school at one level and judge them and the school rule."""
    verdicts = [_enter_indicator(evaluation, unit, item) for item in evaluation.regime.indicators]
    return _judge_school(evaluation, unit, verdicts)


def _enter_indicator(evaluation: Evaluation, unit: Unit, indicator: Indicator) -> Judgement:
    _enter_level_amount(evaluation, unit, indicator)
    prefix = f"{unit.scope}.{indicator.id}"
    amount, students = f"{prefix}.amount", f"{unit.scope}.evaluated_students"
    evaluation.derive(
        unit.scope, indicator.id, [amount, students],
        lambda part, whole: arithmetic.quotient(part, whole, indicator.per_students),
        spec=FactSpec(indicator.title, indicator.unit, evaluation.regime.places("school_value"),
                      indicator.formula),
    )  # fmt: skip
    _enter_shortfall(evaluation, unit, indicator)
    return _judge_indicator(evaluation, unit, indicator)


def _enter_level_amount(evaluation: Evaluation, unit: Unit, indicator: Indicator) -> None:
    """Enter the amount of this level: teachers are its own, rooms and grounds are split."""
    if not indicator.split:
        terms = indicator.numerator[unit.level]
        inputs = [fact for field in terms.fields for fact in unit.of_members(field)]
        size = len(unit.members)

        def add_up(*values: Decimal) -> Decimal:
            sums = [arithmetic.total(values[at : at + size]) for at in range(0, len(values), size)]
            by_name = dict(zip(terms.fields, sums, strict=True))
            return arithmetic.product(signed(terms, by_name), indicator.scale)

        compute = add_up
    else:
        pairs = [_whole_and_share(evaluation, unit, member, indicator) for member in unit.members]
        inputs = [fact for pair in pairs for fact in pair]
        lengths = [len(pair) for pair in pairs]

        def share_out(*values: Decimal) -> Decimal:
            rest = list(values)
            parts = []
            for length in lengths:
                whole, *share = [rest.pop(0) for _ in range(length)]
                parts.append(arithmetic.product(whole, share[0]) if share else whole)
            return arithmetic.total(parts)

        compute = share_out
    spec = _amount_spec(indicator)
    name = f"{indicator.id}.amount"
    evaluation.derive(unit.scope, name, inputs, compute, spec=spec, formula=indicator.formula)


def _whole_and_share(
    evaluation: Evaluation, unit: Unit, member: School, indicator: Indicator
) -> list[str]:
    whole, share = f"{member.scope}.{indicator.id}.whole", f"{member.scope}.{unit.level}.share"
    return [whole, share] if share in evaluation.book else [whole]


def _enter_shortfall(evaluation: Evaluation, unit: Unit, indicator: Indicator) -> None:
    def compute(amount: Decimal, students: Decimal) -> Decimal | None:
        needed = arithmetic.quotient(
            arithmetic.product(indicator.minimum[unit.level], students), indicator.per_students
        )
        if needed is None:
            return None
        missing = max(arithmetic.total([needed, -amount]), Decimal(0))
        whole = indicator.amount_places == 0
        return missing.to_integral_value(ROUND_CEILING) if whole else missing

    spec = evaluation.regime.fact("shortfall")
    evaluation.derive(
        unit.scope, f"{indicator.id}.shortfall",
        [f"{unit.scope}.{indicator.id}.amount", f"{unit.scope}.evaluated_students"], compute,
        spec=FactSpec(spec.title, indicator.amount_unit, indicator.amount_places, spec.formula),
    )  # fmt: skip


def _judge_indicator(evaluation: Evaluation, unit: Unit, indicator: Indicator) -> Judgement:
    fact = f"{unit.scope}.{indicator.id}"
    value, minimum = evaluation.value(fact), indicator.minimum[unit.level]
    verdict = verdict_of(None if value is None else value >= minimum, value is not None)
    says, reason = evaluation.regime.say, evaluation.book[fact].note
    key: str = verdict
    if value is not None and verdict is Verdict.NOT_MET:
        reaches = reaches_floor(evaluation, value, minimum)
        key = FLOOR if reaches else verdict
        reason = says(
            "reasons.below_floor" if not reaches else "reasons.below_minimum",
            value=evaluation.show_beside(fact, minimum), minimum=minimum, unit=indicator.unit,
        )  # fmt: skip
    judgement = Judgement(
        unit.school.code, unit.level, indicator.id, verdict, fact,
        says("standards.minimum", minimum=minimum, unit=indicator.unit), indicator.clause, reason,
        minimum - value if value is not None and value < minimum else None,
    )  # fmt: skip
    evaluation.judgements.append(judgement)
    evaluation.book.text(
        f"{fact}.result", indicator.title, says(f"verdicts.{key}"), inputs=[fact], note=reason,
        formula=judgement.standard,
    )  # fmt: skip
    return judgement


def reaches_floor(evaluation: Evaluation, value: Decimal, minimum: Decimal) -> bool:
    """Tell whether a value is at least the share of the standard that one indicator may have."""
    share = exact(evaluation.regime.at("regime.school_rule.rest_not_below"))
    return value >= arithmetic.product(minimum, share)


def school_verdict(evaluation: Evaluation, level: str, values: Iterable[Decimal | None]) -> Verdict:
    """Return the verdict of the school rule on the indicators' values, in their order."""
    rule = evaluation.regime.at("regime.school_rule")
    allowed = int(rule["of"]) - int(rule["at_least"])
    found = list(zip(evaluation.regime.indicators, values, strict=True))
    below = [
        (value, indicator.minimum[level])
        for indicator, value in found
        if value is not None and value < indicator.minimum[level]
    ]
    if len(below) > allowed:
        return Verdict.NOT_MET
    if not all(reaches_floor(evaluation, value, minimum) for value, minimum in below):
        return Verdict.NOT_MET
    is_complete = all(value is not None for _, value in found)
    return Verdict.MET if is_complete else Verdict.NOT_CHECKED


def _judge_school(evaluation: Evaluation, unit: Unit, judged: list[Judgement]) -> Judgement:
    facts = [f"{unit.scope}.{item.id}" for item in evaluation.regime.indicators]
    verdict = school_verdict(evaluation, unit.level, [evaluation.value(fact) for fact in facts])
    met = sum(item.verdict is Verdict.MET for item in judged)
    unknown = [item for item in judged if item.verdict is Verdict.NOT_CHECKED]
    note = unknown[0].reason if unknown else ""
    evaluation.enter(
        unit.scope, "indicators_met", None if unknown else Decimal(met), inputs=facts, note=note
    )
    rule = evaluation.regime.requirement_of("regime.school_rule", RESOURCES)
    judgement = Judgement(
        unit.school.code, unit.level, RESOURCES, verdict, f"{unit.scope}.indicators_met",
        rule.standard, rule.clause, _why(evaluation, verdict, judged, note),
    )  # fmt: skip
    evaluation.judgements.append(judgement)
    evaluation.book.text(
        f"{unit.scope}.{RESOURCES}", rule.title, evaluation.regime.say(f"verdicts.{verdict}"),
        inputs=facts, note=judgement.reason, formula=rule.standard,
    )  # fmt: skip
    _enter_remark(evaluation, unit, judged)
    return judgement


def _why(evaluation: Evaluation, verdict: Verdict, judged: list[Judgement], note: str) -> str:
    if verdict is Verdict.MET:
        return ""
    if verdict is Verdict.NOT_CHECKED:
        return note
    titles = {item.id: item.short for item in evaluation.regime.indicators}
    say = evaluation.regime.say
    parts = [
        say("reasons.one_indicator", title=titles[item.item], reason=item.reason)
        for item in judged
        if item.verdict is Verdict.NOT_MET
    ]
    return say("join").join(parts)


def _enter_remark(evaluation: Evaluation, unit: Unit, judged: list[Judgement]) -> None:
    """Enter the remark column: which indicators are met, which reach the floor only."""
    say = evaluation.regime.say
    floor = say(f"verdicts.{FLOOR}")
    groups: dict[str, list[int]] = {}
    for number, item in enumerate(judged, 1):
        shown = evaluation.show(f"{unit.scope}.{item.item}.result")
        key = FLOOR if shown == floor else str(item.verdict)
        groups.setdefault(key, []).append(number)
    parts = [
        say(f"remarks.{key}", numbers=_listed(groups[key], say))
        for key in (Verdict.MET, FLOOR, Verdict.NOT_MET, Verdict.NOT_CHECKED)
        if key in groups
    ]
    results = [f"{unit.scope}.{item.item}.result" for item in judged]
    evaluation.book.text(
        f"{unit.scope}.remark", say("titles.remark"), say("join").join(parts), inputs=results
    )


def _listed(numbers: Sequence[int], say: Callable[..., str]) -> str:
    """Return ascending numbers as text, three or more in a row as a range."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [
        [say("remarks.range", first=run[0], last=run[-1])] if len(run) > 2 else map(str, run)
        for run in runs
    ]
    return say("list_join").join(text for part in parts for text in part)
