"""What the facts of a county say to one rule of a scored item, and what a miss costs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from tasks.indicators import arithmetic
from tasks.indicators.evaluation import COUNTY, Evaluation
from tasks.indicators.regime import FactSpec
from tasks.indicators.scoring_growth import Shrinking, shrinkings
from tasks.indicators.scoring_rule_data import (
    ALL_OF,
    ANSWER,
    AT_LEAST,
    COMPLETED,
    GROWTH,
    STARTED,
    Measure,
    Ratio,
    Rule,
)
from tasks.rounding import half_up

RATIO = "ratio"
SERIAL = re.compile(r"^\d+ ")
"""Fields of the county return are titled with their number in the national form: 8 无过重…"""
ROUNDING = {STARTED: ROUND_CEILING, COMPLETED: ROUND_FLOOR}


@dataclass(frozen=True)
class Finding:
    """What one measure of one rule came to.

    `missed` is None where it cannot be told. `off` is what the miss costs, None for all
    points. `is_open` says that something it rests on is not there yet, `may_turn` that this
    could also turn a miss. `reason` says what was missed, or why it cannot be told.
    """

    inputs: tuple[str, ...]
    missed: bool | None
    off: Decimal | None = None
    is_open: bool = False
    may_turn: bool = True
    reason: str = ""

    @property
    def is_firm(self) -> bool:
        """Tell whether the miss stays whatever is still to come."""
        return self.missed is True and not (self.is_open and self.may_turn)


def findings_of(evaluation: Evaluation, item: str, rule: Rule) -> list[Finding]:
    """Return what each measure of a rule of `item` came to; enters what the rule computes.

    Raises `CatalogueError` where the rule names a fact that the evaluation does not have.
    """
    if rule.kind == ALL_OF:
        return [each for inner in rule.rules for each in findings_of(evaluation, item, inner)]
    prefix = ".".join(filter(None, (item, rule.name)))
    if rule.kind == GROWTH:
        return [
            _grown(evaluation, rule, each)
            for measure in rule.measures
            for each in shrinkings(evaluation, prefix, rule, measure)
        ]
    if rule.kind == ANSWER:
        return [_answered(evaluation, rule, measure) for measure in rule.measures]
    return [_measured(evaluation, prefix, rule, measure) for measure in rule.measures]


def known_fact(evaluation: Evaluation, rule: Rule, fact: str) -> str:
    """Return the id of a fact that is there; refuses one that the evaluation never enters."""
    if fact not in evaluation.book:
        raise rule.wrong(f"there is no fact {fact}")
    return fact


def _answered(evaluation: Evaluation, rule: Rule, measure: Measure) -> Finding:
    fact = known_fact(evaluation, rule, measure.fact)
    found = evaluation.book[fact]
    if rule.codes not in evaluation.codes:
        raise rule.wrong(f"there is no list of codes called {rule.codes}")
    codes = evaluation.codes[rule.codes]
    for code in rule.expected:
        if code not in codes.rows:
            raise rule.wrong(f"{code} is no code of {rule.codes}")
    if found.value is None:
        return Finding((fact,), None, is_open=True, reason=_titled(evaluation, fact))
    missed = found.value not in [codes.title(code) for code in rule.expected]
    reason = evaluation.regime.say(
        "scoring.reasons.answered", title=title_of(evaluation, rule, measure), value=found.printed,
        off=cost_words(evaluation, rule.points_off),
    )  # fmt: skip
    return _finding(evaluation, rule, (fact,), missed, rule.points_off, reason)


def _finding(
    evaluation: Evaluation,
    rule: Rule,
    inputs: tuple[str, ...],
    missed: bool,
    off: Decimal | None,
    miss: str,
) -> Finding:
    """Return what is known, and say of what it still lacks; `miss` is said if it was missed."""
    lacking = [fact for fact in inputs if not evaluation.is_complete_or_text([fact])]
    reason = miss if missed else ""
    if lacking:
        note = _titled(evaluation, lacking[0])
        reason = evaluation.regime.say("join").join(filter(None, [reason, note]))
    return Finding(inputs, missed, off, bool(lacking), rule.may_turn, reason)


def _measured(evaluation: Evaluation, prefix: str, rule: Rule, measure: Measure) -> Finding:
    if measure.ratio is not None and _nobody(evaluation, rule, measure.ratio):
        return Finding((measure.ratio.whole,), False)
    fact = _fact_of(evaluation, prefix, rule, measure)
    inputs: tuple[str, ...] = (fact,)
    limit = measure.limit
    if measure.limit_fact:
        inputs += (known_fact(evaluation, rule, measure.limit_fact),)
        limit = evaluation.value(measure.limit_fact)
    found = evaluation.value(fact)
    if found is None or limit is None:
        unknown = fact if found is None else measure.limit_fact
        return Finding(inputs, None, is_open=True, reason=_titled(evaluation, unknown))
    lacking = limit - found if rule.kind == AT_LEAST else found - limit
    off = _cost(rule, max(lacking, Decimal(0)))
    miss = _miss(evaluation, rule, measure, fact, limit, off)
    return _finding(evaluation, rule, inputs, lacking > 0, off, miss)


def _fact_of(evaluation: Evaluation, prefix: str, rule: Rule, measure: Measure) -> str:
    ratio = measure.ratio
    if ratio is None:
        return known_fact(evaluation, rule, measure.fact)
    parts = [known_fact(evaluation, rule, fact) for fact in (ratio.part, ratio.whole)]
    titles = [evaluation.book[fact].title for fact in parts]
    formula = evaluation.regime.say("scoring.formulas.ratio", part=titles[0], whole=titles[1])
    if ratio.times != 1:
        formula = evaluation.regime.say(
            "scoring.formulas.ratio_times", ratio=formula, times=plain(ratio.times)
        )
    spec = FactSpec(
        title_of(evaluation, rule, measure),
        ratio.unit,
        evaluation.regime.places(ratio.places),
        formula,
    )
    name = ".".join(filter(None, (prefix, measure.level, RATIO)))
    return evaluation.derive(
        COUNTY, name, parts, lambda part, whole: arithmetic.quotient(part, whole, ratio.times),
        spec=spec,
    ).id  # fmt: skip


def _nobody(evaluation: Evaluation, rule: Rule, ratio: Ratio) -> bool:
    whole = known_fact(evaluation, rule, ratio.whole)
    return ratio.nobody_is_met and evaluation.value(whole) == 0 and evaluation.is_complete([whole])


def _cost(rule: Rule, lacking: Decimal) -> Decimal | None:
    """Return what a miss of this size costs, None for all points."""
    if rule.points_off_per is None:
        return rule.points_off
    steps = arithmetic.quotient(lacking, rule.unit)
    assert steps is not None
    if rule.steps in ROUNDING:
        steps = steps.to_integral_value(ROUNDING[rule.steps])
    return arithmetic.product(steps, rule.points_off_per)


def _miss(
    evaluation: Evaluation,
    rule: Rule,
    measure: Measure,
    fact: str,
    limit: Decimal,
    off: Decimal | None,
) -> str:
    return evaluation.regime.say(
        f"scoring.reasons.{rule.kind}", title=title_of(evaluation, rule, measure),
        unit=evaluation.book[fact].unit,
        value=evaluation.show_beside(fact, limit), limit=plain(limit),
        off=cost_words(evaluation, off),
    )  # fmt: skip


def _grown(evaluation: Evaluation, rule: Rule, year: Shrinking) -> Finding:
    if year.shrank is None:
        return Finding(year.inputs, None, is_open=True, reason=year.words)
    off = cost_words(evaluation, rule.points_off_per_year)
    miss = evaluation.regime.say("scoring.reasons.costing", miss=year.words, off=off)
    return _finding(evaluation, rule, year.inputs, year.shrank, rule.points_off_per_year, miss)


def _titled(evaluation: Evaluation, fact: str) -> str:
    found = evaluation.book[fact]
    title = SERIAL.sub("", found.title)
    return evaluation.regime.say("scoring.reasons.unknown", title=title, note=found.note)


def title_of(evaluation: Evaluation, rule: Rule, measure: Measure) -> str:
    """Return what a measure is called: by its rule or ratio, with the level, or by its fact."""
    own = rule.title or (measure.ratio.title if measure.ratio else "")
    if not own:
        return SERIAL.sub("", evaluation.book[measure.fact].title)
    if not measure.level:
        return own
    level = evaluation.codes["levels"].title(measure.level)
    return evaluation.regime.say("scoring.of_level", level=level, title=own)


def cost_words(evaluation: Evaluation, off: Decimal | None) -> str:
    """Return what a miss costs in words."""
    say = evaluation.regime.say
    if off is None:
        return say("scoring.reasons.all_lost")
    return say("scoring.reasons.lost", off=plain(half_up(off, evaluation.regime.places("money"))))


def plain(number: Decimal) -> str:
    """Return a number as a person would type it: 80, 0.5."""
    shown = f"{number:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def inputs_of(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Return all facts that findings rest on, each once."""
    return tuple(dict.fromkeys(fact for finding in findings for fact in finding.inputs))
