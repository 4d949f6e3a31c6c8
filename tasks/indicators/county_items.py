"""Requirements the county answers with yes or no, a share of two numbers, or a rating."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tasks.indicators import arithmetic
from tasks.indicators.entries import wrong
from tasks.indicators.evaluation import COUNTY, VERDICTS, Evaluation
from tasks.indicators.indicator import Limit
from tasks.indicators.regime import FactSpec, Requirement
from tasks.rounding import exact

YES_NO = "yes_no"
RATINGS = "ratings"
DISAGREEING = "{item}.schools_disagreeing"


def enter_answer(evaluation: Evaluation, item: Requirement) -> None:
    """Judge a yes or no of the county; a school that declares otherwise contradicts it."""
    fact = f"{COUNTY}.{item.text('field')}"
    is_met = answered(evaluation, fact, item.text("expected"))
    contradicting = disagreeing(evaluation, item)
    reason = evaluation.regime.say("reasons.answered", value=evaluation.show(fact))
    if contradicting:
        reason = contradiction(evaluation, contradicting)
    evaluation.judge(
        COUNTY, "", item, with_self_checks(evaluation, item, fact),
        False if contradicting else is_met, reason=reason,
        words=item.data.get("words", VERDICTS),
    )  # fmt: skip


def answered(evaluation: Evaluation, fact: str, expected: str) -> bool | None:
    """Tell whether an answer in words is the expected one; None where there is none."""
    found = evaluation.book[fact].value
    if found is None:
        return None
    return found == evaluation.codes[YES_NO].title(expected)


def disagreeing(evaluation: Evaluation, item: Requirement) -> list[str]:
    """Return the names of the schools whose self-check denies what `item` asks for.

    Enters how many there are, where the self-check has such a question.
    """
    asked = [
        (code, row["expected"])
        for code, row in evaluation.codes["declarations"].rows.items()
        if row["item"] == item.id
    ]
    facts: list[str] = []
    names = []
    for school in evaluation.schools:
        for code, expected in asked:
            fact = f"{school.scope}.declaration.{code}"
            facts.append(fact)
            if answered(evaluation, fact, expected) is False:
                names.append(school.name)
    if asked:
        spec = evaluation.regime.fact("schools_disagreeing")
        unread = sum(evaluation.book[fact].value is None for fact in facts)
        found = evaluation.enter(
            COUNTY, DISAGREEING.format(item=item.id), Decimal(len(names)), inputs=facts, spec=spec,
            note=evaluation.regime.say("partial", count=unread) if unread else "",
        )  # fmt: skip
        if unread:
            evaluation.incomplete.add(found.id)
    return list(dict.fromkeys(names))


def with_self_checks(evaluation: Evaluation, item: Requirement, fact: str) -> list[str]:
    """Return `fact` and, where schools answer for themselves, how many of them disagree."""
    checks = f"{COUNTY}.{DISAGREEING.format(item=item.id)}"
    return [fact, checks] if checks in evaluation.book else [fact]


def contradiction(evaluation: Evaluation, names: Sequence[str]) -> str:
    """Return the sentence that names the schools which deny it."""
    say = evaluation.regime.say
    return say("reasons.schools_disagree", count=len(names), names=say("list_join").join(names))


def enter_share(
    evaluation: Evaluation,
    item: Requirement,
    part: str,
    whole: str,
    *,
    nobody_is_met: bool = False,
) -> None:
    """Enter what percentage of `whole` is `part`, and judge it against the minimum."""
    fact = enter_percent(evaluation, f"{item.id}.percent", part, whole, item.text("formula"))
    nobody = nobody_is_met and evaluation.is_complete([whole]) and evaluation.value(whole) == 0
    minimum, found = item.number("minimum_percent"), evaluation.value(fact)
    evaluation.judge(
        COUNTY, "", item, [whole] if nobody else [fact],
        True if nobody else None if found is None else found >= minimum, fact=fact,
        reason=below(evaluation, fact, minimum),
        distance=None if found is None else minimum - found, may_turn=minimum < arithmetic.PERCENT,
    )  # fmt: skip


def enter_percent(evaluation: Evaluation, name: str, part: str, whole: str, formula: str) -> str:
    """Enter a percentage of the county and return its id."""
    return evaluation.derive(COUNTY, name, [part, whole], arithmetic.percent, formula=formula).id


def below(evaluation: Evaluation, fact: str, minimum: Decimal) -> str:
    """Return the sentence that a number is below its minimum."""
    return evaluation.regime.say(
        "reasons.below_minimum", value=evaluation.show_beside(fact, minimum), minimum=minimum,
        unit=evaluation.book[fact].unit,
    )  # fmt: skip


def enter_rating(evaluation: Evaluation, item: Requirement) -> None:
    """Judge a rating such as 良好 against the lowest one that will do."""
    fact = f"{COUNTY}.{item.text('field')}"
    ratings = evaluation.codes[RATINGS]
    by_title = {row["title"]: int(row["number"]) for row in ratings.rows.values()}
    found = evaluation.book[fact].value
    least = int(ratings.rows[item.text("at_least")]["number"])
    is_met = None if found is None else by_title[str(found)] >= least
    contradicting = disagreeing(evaluation, item)
    reason = evaluation.regime.say("reasons.answered", value=evaluation.show(fact))
    if contradicting:
        reason = contradiction(evaluation, contradicting)
    evaluation.judge(
        COUNTY, "", item, with_self_checks(evaluation, item, fact),
        False if contradicting else is_met, reason=reason,
    )  # fmt: skip


def enter_limits(evaluation: Evaluation, item: Requirement) -> None:
    """Judge numbers of the county that must each reach their own `minimum` or `maximum`.

    Both map facts to limits. Raises `CatalogueError` where there is no such fact.
    """
    limits = {
        f"{COUNTY}.{fact}": Limit(exact(number), is_most)
        for key, is_most in (("minimum", False), ("maximum", True))
        for fact, number in item.data.get(key, {}).items()
    }
    unknown = [fact for fact in limits if fact not in evaluation.book]
    if unknown or not limits:
        raise wrong(item.data, f"{item.id}: there is no fact {', '.join(unknown)}")
    judge_limits(evaluation, item, limits)


def enter_outside(evaluation: Evaluation, item: Requirement) -> None:
    """Enter a requirement that no form asks about: reviewers answer it, it is not checked here."""
    spec = FactSpec(item.title, "", 0, "")
    note = evaluation.regime.say("reasons.outside")
    fact = evaluation.enter(COUNTY, f"{item.id}.answer", None, spec=spec, note=note)
    words = item.data.get("words", VERDICTS)
    evaluation.judge(COUNTY, "", item, [fact.id], None, words=words)


def judge_limits(evaluation: Evaluation, item: Requirement, limits: Mapping[str, Limit]) -> None:
    """Judge several numbers that must each be on the right side of their own limit."""
    values = {fact: evaluation.value(fact) for fact in limits}
    missed = {
        fact: limits[fact].distance(value)
        for fact, value in values.items()
        if value is not None and not limits[fact].is_met(value)
    }
    say = evaluation.regime.say
    reasons = [
        say("reasons.one_indicator", title=evaluation.book[fact].title,
            reason=_missed(evaluation, fact, limits[fact]))
        for fact in missed
    ]  # fmt: skip
    is_met = False if missed else None if None in values.values() else True
    evaluation.judge(
        COUNTY, "", item, list(limits), is_met, reason=say("join").join(reasons),
        distance=max(missed.values(), default=None), may_turn=True,
    )  # fmt: skip


def _missed(evaluation: Evaluation, fact: str, limit: Limit) -> str:
    if not limit.is_most:
        return below(evaluation, fact, limit.value)
    return evaluation.regime.say(
        "reasons.above_maximum", value=evaluation.show_beside(fact, limit.value),
        maximum=limit.value, unit=evaluation.book[fact].unit,
    )  # fmt: skip
