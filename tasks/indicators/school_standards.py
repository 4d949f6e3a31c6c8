"""Each school held against a sheet of indicators: every standard, and how many may be missed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, Decimal

from tasks.indicators import arithmetic
from tasks.indicators.amounts import denominator
from tasks.indicators.county_schools import enter_met, enter_schools_met
from tasks.indicators.evaluation import Evaluation, verdict_of
from tasks.indicators.indicator import LEVELS, NOTHING, Indicator, Limit
from tasks.indicators.parts import Part, SchoolRule
from tasks.indicators.regime import FactSpec
from tasks.indicators.relief_effects import standard_with
from tasks.indicators.sites import Unit
from tasks.model import Judgement, Verdict

FLOOR = "floor"


def enter_school_standards(
    evaluation: Evaluation, part: Part, units: Sequence[Unit]
) -> list[Judgement]:
    """Judge every school, count those that meet each standard, and judge that all schools do.

    Returns the county's judgement of each level that any school teaches.
    """
    verdicts = {unit.scope: _enter_unit(evaluation, part, unit).verdict for unit in units}
    found = []
    for level in LEVELS:
        mine = [unit for unit in units if unit.level == level]
        for indicator in evaluation.regime.sheets[part.sheet]:
            enter_met(evaluation, level, mine, indicator)
        of_mine = [verdicts[unit.scope] for unit in mine]
        judgement = enter_schools_met(evaluation, part, level, mine, of_mine)
        found += [judgement] if mine else []
    return found


def _enter_unit(evaluation: Evaluation, part: Part, unit: Unit) -> Judgement:
    indicators = evaluation.regime.sheets[part.sheet]
    for indicator in indicators:
        if indicator.is_collected and unit.level in indicator.limits:
            _enter_shortfall(evaluation, unit, indicator, indicator.limits[unit.level])
    judged = [_judge_indicator(evaluation, unit, indicator) for indicator in indicators]
    return _judge_school(evaluation, part, unit, judged)


def _enter_shortfall(
    evaluation: Evaluation, unit: Unit, indicator: Indicator, limit: Limit
) -> None:
    def compute(amount: Decimal, *students: Decimal) -> Decimal | None:
        needed: Decimal | None = limit.value
        if students:
            whole = arithmetic.product(limit.value, students[0])
            needed = arithmetic.quotient(whole, indicator.times)
        if needed is None:
            return None
        missing = max(Limit(needed, limit.is_most).distance(amount), Decimal(0))
        is_whole = indicator.amount_places == 0
        return missing.to_integral_value(ROUND_CEILING) if is_whole else missing

    spec = evaluation.regime.fact("surplus" if limit.is_most else "shortfall")
    inputs = [f"{unit.scope}.{indicator.id}.amount"]
    if indicator.divided_by != NOTHING:
        inputs.append(denominator(evaluation, unit, indicator))
    evaluation.derive(
        unit.scope, f"{indicator.id}.shortfall", inputs, compute,
        spec=FactSpec(spec.title, indicator.amount_unit, indicator.amount_places, spec.formula),
    )  # fmt: skip


def _judge_indicator(evaluation: Evaluation, unit: Unit, indicator: Indicator) -> Judgement:
    fact, says = f"{unit.scope}.{indicator.id}", evaluation.regime.say
    value, limit = evaluation.value(fact), indicator.limits.get(unit.level)
    is_met = None if value is None or limit is None else limit.is_met(value)
    if fact in evaluation.incomplete:
        value, is_met = None, None
    verdict = verdict_of(is_met, is_met is not None)
    key, reason = str(verdict), evaluation.book[fact].note
    standard = standard_with(
        evaluation, unit.school.code, indicator.id,
        standard_of(evaluation, limit, indicator.unit), unit.level,
    )  # fmt: skip
    if limit is None:
        reason = reason or says("reasons.no_standard")
    elif value is not None and verdict is Verdict.NOT_MET:
        is_near = _is_near(evaluation.regime.school_rule, limit, value)
        key = FLOOR if is_near else key
        reason = _missed(evaluation, fact, limit, indicator.unit, is_near)
    judgement = Judgement(
        unit.school.code, unit.level, indicator.id, verdict, fact, standard, indicator.clause,
        reason, limit.distance(value) if limit and value is not None and is_met is False else None,
    )  # fmt: skip
    evaluation.judgements.append(judgement)
    evaluation.book.text(
        f"{fact}.result", indicator.title, says(f"verdicts.{key}"), inputs=[fact], note=reason,
        formula=standard,
    )  # fmt: skip
    return judgement


def standard_of(evaluation: Evaluation, limit: Limit | None, unit: str) -> str:
    """Return a limit as it is printed; says so where none is set."""
    if limit is None:
        return evaluation.regime.say("reasons.no_standard")
    if limit.is_most:
        return evaluation.regime.say("standards.maximum", maximum=limit.value, unit=unit)
    return evaluation.regime.say("standards.minimum", minimum=limit.value, unit=unit)


def _missed(evaluation: Evaluation, fact: str, limit: Limit, unit: str, is_near: bool) -> str:
    """Return by which words a value misses its standard, and whether it reaches the floor."""
    shown = {"value": evaluation.show_beside(fact, limit.value), "unit": unit}
    has_floor = evaluation.regime.school_rule.floor is not None
    if limit.is_most:
        key = "above_maximum" if is_near or not has_floor else "above_floor"
        return evaluation.regime.say(f"reasons.{key}", maximum=limit.value, **shown)
    key = "below_minimum" if is_near or not has_floor else "below_floor"
    return evaluation.regime.say(f"reasons.{key}", minimum=limit.value, **shown)


def _is_near(rule: SchoolRule, limit: Limit, value: Decimal) -> bool:
    return rule.floor is not None and limit.is_nearly_met(value, rule.floor)


def school_verdict(
    rule: SchoolRule, values: Sequence[tuple[Decimal | None, Limit | None]]
) -> Verdict:
    """Return the verdict of the school rule on the values, each with its limit.

    A value or limit that is None can still be missed: it leaves the verdict open unless what
    is known misses the rule already, or whatever values are unknown may be missed as well.
    With a floor none may be, since it must still reach the floor; nor may one whose limit
    nobody has read yet.
    """
    known = [(value, limit) for value, limit in values if value is not None and limit is not None]
    missed = [(value, limit) for value, limit in known if not limit.is_met(value)]
    if len(missed) > rule.may_miss(len(values)):
        return Verdict.NOT_MET
    if rule.floor is not None and not all(_is_near(rule, limit, value) for value, limit in missed):
        return Verdict.NOT_MET
    if not rule.is_set or not values:
        return Verdict.NOT_CHECKED
    unknown = len(values) - len(known)
    has_limits = all(limit is not None for _, limit in values)
    may_be_missed = rule.floor is None and len(missed) + unknown <= rule.may_miss(len(values))
    is_met = not unknown or (has_limits and may_be_missed)
    return Verdict.MET if is_met else Verdict.NOT_CHECKED


def _judge_school(
    evaluation: Evaluation, part: Part, unit: Unit, judged: list[Judgement]
) -> Judgement:
    indicators = evaluation.regime.sheets[part.sheet]
    facts = [f"{unit.scope}.{item.id}" for item in indicators]
    pairs = [
        (
            None if fact in evaluation.incomplete else evaluation.value(fact),
            item.limits.get(unit.level),
        )
        for fact, item in zip(facts, indicators, strict=True)
    ]
    verdict = school_verdict(evaluation.regime.school_rule, pairs)
    note = _enter_number_met(evaluation, part, unit, facts, judged)
    rule = evaluation.regime.requirement_of(part.needed("rule"), part.id)
    judgement = Judgement(
        unit.school.code, unit.level, part.id, verdict, f"{unit.scope}.indicators_met",
        rule.standard, rule.clause, _why(evaluation, part, verdict, judged, note),
    )  # fmt: skip
    evaluation.judgements.append(judgement)
    evaluation.book.text(
        f"{unit.scope}.{part.id}", rule.title, evaluation.regime.say(f"verdicts.{verdict}"),
        inputs=facts, note=judgement.reason, formula=rule.standard,
    )  # fmt: skip
    _enter_remark(evaluation, unit, judged)
    return judgement


def _enter_number_met(
    evaluation: Evaluation, part: Part, unit: Unit, facts: list[str], judged: list[Judgement]
) -> str:
    """Enter how many indicators are met and return why that cannot be told, if it cannot."""
    unknown = [item for item in judged if item.verdict is Verdict.NOT_CHECKED]
    note = unknown[0].reason if unknown else ""
    if not judged:
        note = evaluation.regime.say(f"unset.{part.id}")
    met = sum(item.verdict is Verdict.MET for item in judged)
    evaluation.enter(
        unit.scope, "indicators_met", None if note else Decimal(met), inputs=facts, note=note
    )
    return note


def _why(
    evaluation: Evaluation, part: Part, verdict: Verdict, judged: list[Judgement], note: str
) -> str:
    if verdict is Verdict.MET:
        return ""
    if verdict is Verdict.NOT_CHECKED:
        return note
    titles = {item.id: item.short for item in evaluation.regime.sheets[part.sheet]}
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
    has_floor = evaluation.regime.school_rule.floor is not None
    keys: Sequence[str] = (Verdict.MET, FLOOR, Verdict.NOT_MET, Verdict.NOT_CHECKED)
    parts = [
        say(f"remarks.{_remark(key, has_floor)}", numbers=_listed(groups[key], say))
        for key in keys
        if key in groups
    ]
    results = [f"{unit.scope}.{item.item}.result" for item in judged]
    evaluation.book.text(
        f"{unit.scope}.remark", say("titles.remark"), say("join").join(parts), inputs=results
    )


def _remark(key: str, has_floor: bool) -> str:
    return "missed" if key == Verdict.NOT_MET and not has_floor else key


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
