"""Amounts and values of the indicators: what a school has, and how much that is for each pupil."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from tasks.errors import CatalogueError
from tasks.indicators import arithmetic
from tasks.indicators.evaluation import Evaluation
from tasks.indicators.indicator import MOST, NOTHING, OF_SCHOOL, OWN, TOTAL, Indicator, Terms
from tasks.indicators.regime import FactSpec
from tasks.indicators.relief_effects import added_to, with_added
from tasks.indicators.retention import signed
from tasks.indicators.schools import SENIOR, School
from tasks.indicators.sites import Unit
from tasks.indicators.splitting import shares

SCHOOL_VALUE = "school_value"
TOGETHER: Mapping[str, Callable[[Sequence[Decimal]], Decimal]] = {
    TOTAL: arithmetic.total,
    MOST: max,
    OWN: lambda values: values[0],
}
"""What a school and the sites that are added to it have together."""


def enter_parts(evaluation: Evaluation, school: School) -> None:
    """Enter what a school owns in common, and the share of each of its levels."""
    for indicator in evaluation.regime.indicators:
        if indicator.split and indicator.is_collected and school.levels:
            _enter_whole(evaluation, school, indicator)
    _enter_shares(evaluation, school)


def _enter_whole(evaluation: Evaluation, school: School, indicator: Indicator) -> None:
    terms = indicator.numerator[school.levels[0]]

    def compute(*values: Decimal) -> Decimal:
        by_name = dict(zip(terms.fields, values, strict=True))
        return arithmetic.product(signed(terms, by_name), indicator.scale)

    inputs = [f"{school.scope}.{field}" for field in terms.fields]
    evaluation.derive(
        school.scope, f"{indicator.id}.whole", _asked(evaluation, indicator, inputs), compute,
        spec=amount_spec(indicator), formula=indicator.formula,
    )  # fmt: skip


def amount_spec(indicator: Indicator) -> FactSpec:
    """Return how the amount of an indicator is called and printed."""
    return FactSpec(
        indicator.amount_title, indicator.amount_unit, indicator.amount_places, indicator.formula
    )


def _asked(evaluation: Evaluation, indicator: Indicator, facts: list[str]) -> list[str]:
    """Return `facts`; refuses an indicator that is computed from what no form asks for."""
    unknown = [fact for fact in facts if fact not in evaluation.book]
    if unknown:
        field = unknown[0].rsplit(".", 1)[-1]
        raise CatalogueError(f"{indicator.id}: no form asks for {field}", *indicator.where)
    return facts


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


def enter_value(evaluation: Evaluation, unit: Unit, indicator: Indicator) -> None:
    """Enter amount and value of one indicator of one school at one level."""
    spec = value_spec(evaluation, indicator)
    if not indicator.is_collected:
        evaluation.enter(
            unit.scope, indicator.id, None, spec=spec, formula=indicator.formula,
            note=indicator.not_collected,
        )  # fmt: skip
        return
    _enter_amount(evaluation, unit, indicator)
    amount = f"{unit.scope}.{indicator.id}.amount"
    if indicator.divided_by == NOTHING:
        evaluation.derive(unit.scope, indicator.id, [amount], arithmetic.same, spec=spec)
        return
    evaluation.derive(
        unit.scope, indicator.id, [amount, denominator(evaluation, unit, indicator)],
        lambda part, whole: arithmetic.quotient(part, whole, indicator.times), spec=spec,
    )  # fmt: skip


def value_spec(evaluation: Evaluation, indicator: Indicator) -> FactSpec:
    """Return how the value of an indicator is called and printed."""
    places = evaluation.regime.places(indicator.places or SCHOOL_VALUE)
    return FactSpec(indicator.title, indicator.unit, places, indicator.formula)


def denominator(evaluation: Evaluation, unit: Unit, indicator: Indicator) -> str:
    """Return the id of what the amount is divided by, entered where it is not the pupils."""
    if not indicator.denominator and indicator.of != OF_SCHOOL:
        return f"{unit.scope}.evaluated_students"
    terms = indicator.denominator.get(unit.level) or Terms(("students",))
    fact = f"{unit.scope}.{indicator.id}.base"
    if fact not in evaluation.book:
        inputs, compute = _gathering(evaluation, unit, indicator, terms)
        spec = evaluation.regime.fact("base")
        evaluation.derive(unit.scope, f"{indicator.id}.base", inputs, compute, spec=spec)
    return fact


def _enter_amount(evaluation: Evaluation, unit: Unit, indicator: Indicator) -> None:
    """Enter the amount of this level: teachers are its own, rooms and grounds are split."""
    compute: Callable[..., Decimal]
    if indicator.split:
        inputs, compute = _sharing(evaluation, unit, indicator)
    else:
        terms = indicator.numerator[unit.level]
        inputs, added = _gathering(evaluation, unit, indicator, terms)

        def compute(*values: Decimal) -> Decimal:
            return arithmetic.product(added(*values), indicator.scale)

    inputs, compute = _with_reliefs(evaluation, unit, indicator, inputs, compute)
    evaluation.derive(
        unit.scope, f"{indicator.id}.amount", inputs, compute, spec=amount_spec(indicator),
        formula=with_added(evaluation, unit, indicator),
    )  # fmt: skip


def _with_reliefs(
    evaluation: Evaluation,
    unit: Unit,
    indicator: Indicator,
    own: list[str],
    compute: Callable[..., Decimal],
) -> tuple[list[str], Callable[..., Decimal]]:
    """Return inputs and sum of an amount with what granted reliefs count besides."""
    more = added_to(evaluation, unit, indicator)
    if not more:
        return own, compute

    def added(*values: Decimal) -> Decimal:
        rest = list(values[len(own) :])
        parts = [compute(*values[: len(own)])]
        for facts in more:
            amount, *share = [rest.pop(0) for _ in facts]
            parts.append(arithmetic.product(amount, share[0]) if share else amount)
        return arithmetic.total(parts)

    return [*own, *(fact for facts in more for fact in facts)], added


def _gathering(
    evaluation: Evaluation, unit: Unit, indicator: Indicator, terms: Terms
) -> tuple[list[str], Callable[..., Decimal]]:
    """Return the facts of a school and its sites, and how they are put together."""
    size = len(unit.members)
    inputs = [fact for field in terms.fields for fact in _of_members(unit, indicator, field)]
    together = TOGETHER[indicator.sites]

    def compute(*values: Decimal) -> Decimal:
        sums = [together(values[at : at + size]) for at in range(0, len(values), size)]
        return signed(terms, dict(zip(terms.fields, sums, strict=True)))

    return _asked(evaluation, indicator, inputs), compute


def _of_members(unit: Unit, indicator: Indicator, field: str) -> list[str]:
    if indicator.of == OF_SCHOOL:
        return [f"{member.scope}.{field}" for member in unit.members]
    return unit.of_members(field)


def _sharing(
    evaluation: Evaluation, unit: Unit, indicator: Indicator
) -> tuple[list[str], Callable[..., Decimal]]:
    pairs = [_whole_and_share(evaluation, unit, member, indicator) for member in unit.members]
    lengths = [len(pair) for pair in pairs]

    def compute(*values: Decimal) -> Decimal:
        rest = list(values)
        parts = []
        for length in lengths:
            whole, *share = [rest.pop(0) for _ in range(length)]
            parts.append(arithmetic.product(whole, share[0]) if share else whole)
        return arithmetic.total(parts)

    return [fact for pair in pairs for fact in pair], compute


def _whole_and_share(
    evaluation: Evaluation, unit: Unit, member: School, indicator: Indicator
) -> list[str]:
    whole, share = f"{member.scope}.{indicator.id}.whole", f"{member.scope}.{unit.level}.share"
    return [whole, share] if share in evaluation.book else [whole]


def enter_values(
    evaluation: Evaluation, units: Iterable[Unit], indicators: Sequence[Indicator]
) -> None:
    """Enter amount and value of every indicator of every school at every level."""
    for unit in units:
        for indicator in indicators:
            enter_value(evaluation, unit, indicator)
