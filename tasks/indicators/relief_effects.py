"""What a granted relief changes: what is counted for a level, or a limit of one school."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tasks.indicators.evaluation import Evaluation
from tasks.indicators.indicator import Indicator
from tasks.indicators.relief_clauses import ADDS, Granted
from tasks.indicators.sites import Unit


def added_to(evaluation: Evaluation, unit: Unit, indicator: Indicator) -> list[list[str]]:
    """Return the facts of each amount that counts besides: the amount, and its share if split."""
    found = []
    for granted in _granted(evaluation, unit.school.code, indicator.id):
        if granted.case.kind == ADDS and unit.level in granted.levels:
            amount, share = f"{granted.prefix}.counted_amount", f"{unit.scope}.share"
            is_split = len(granted.levels) > 1 and share in evaluation.book
            found.append([amount, share] if is_split else [amount])
    return found


def with_added(evaluation: Evaluation, unit: Unit, indicator: Indicator) -> str:
    """Return the formula of an amount, with the clauses by which more is counted."""
    texts = [indicator.formula]
    for granted in _granted(evaluation, unit.school.code, indicator.id):
        if unit.level in granted.levels:
            title = granted.clause.title
            texts.append(evaluation.regime.say("reliefs.formula_added", title=title))
    return evaluation.regime.say("join").join(texts)


def size_limit(
    evaluation: Evaluation, school: str, item: str, limit: Decimal
) -> tuple[Decimal, list[str]]:
    """Return how large a school may be, and the fact that says so where a relief does."""
    return _relaxed(evaluation, school, item, "limit", limit, max)


def room_minimum(
    evaluation: Evaluation, school: str, item: str, kind: str, minimum: Decimal
) -> tuple[Decimal, list[str]]:
    """Return how large a room must be to count, and the fact that says so where a relief does."""
    return _relaxed(evaluation, school, item, f"{kind}_m2", minimum, min)


def _relaxed(
    evaluation: Evaluation,
    school: str,
    item: str,
    name: str,
    limit: Decimal,
    easier: Callable[[Decimal, Decimal], Decimal],
) -> tuple[Decimal, list[str]]:
    inputs: list[str] = []
    for granted in _granted(evaluation, school, item):
        relaxed = easier(limit, granted.limits.get(name, limit))
        if relaxed != limit:
            limit, inputs = relaxed, [f"{granted.prefix}.{name}"]
    return limit, inputs


def standard_with(
    evaluation: Evaluation, school: str, item: str, standard: str, level: str = ""
) -> str:
    """Return a standard as it is printed, with each relief that was used for the school."""
    texts = [standard]
    for granted in _granted(evaluation, school, item):
        if not level or level in granted.levels:
            texts.append(_used(evaluation, granted))
    return evaluation.regime.say("join").join(texts)


def _used(evaluation: Evaluation, granted: Granted) -> str:
    say = evaluation.regime.say
    effect = granted.case.kind
    if effect == ADDS:
        fact = evaluation.book[f"{granted.prefix}.counted_amount"]
        words = say("reliefs.effects.adds", amount=fact.printed, unit=fact.unit)
    else:
        words = say(f"reliefs.effects.{effect}", **granted.limits)
    return say("reliefs.used", title=granted.clause.title, effect=words)


def _granted(evaluation: Evaluation, school: str, item: str) -> list[Granted]:
    return [
        each for each in evaluation.granted if each.school == school and each.clause.item == item
    ]
