"""The rule of a scored item in words, put together from the wording of the regimes."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.indicators.evaluation import Evaluation
from tasks.indicators.scoring_growth import years_of
from tasks.indicators.scoring_rule_data import ALL_OF, ANSWER, GROWTH, JUDGED, YEAR, Measure, Rule
from tasks.indicators.scoring_rules import plain, title_of


def rule_words(evaluation: Evaluation, rule: Rule) -> str:
    """Return one sentence: what is asked for, and what a miss costs."""
    say = evaluation.regime.say
    if rule.kind == JUDGED:
        return say("scoring.formulas.judged")
    if rule.kind == ALL_OF:
        return say("join").join(rule_words(evaluation, inner) for inner in rule.rules)
    asked = say("list_join").join(dict.fromkeys(_asked(evaluation, rule)))
    return say("scoring.formulas.rule", asked=asked, cost=_cost(evaluation, rule))


def _asked(evaluation: Evaluation, rule: Rule) -> Iterator[str]:
    say = evaluation.regime.say
    for measure in rule.measures:
        if rule.kind == ANSWER:
            codes = evaluation.codes[rule.codes]
            expected = say("scoring.or").join(codes.title(code) for code in rule.expected)
            title = title_of(evaluation, rule, measure)
            yield say("scoring.formulas.answer", title=title, expected=expected)
        elif rule.kind == GROWTH:
            title = (
                title_of(evaluation, rule, measure)
                if rule.title
                else _series_title(evaluation, rule, measure.fact)
            )
            name = "grows_faster" if rule.than else "grows"
            other = _series_title(evaluation, rule, rule.than) if rule.than else ""
            yield say(f"scoring.formulas.{name}", title=title, other=other, years=rule.increases)
        else:
            yield _limited(evaluation, rule, measure)


def _limited(evaluation: Evaluation, rule: Rule, measure: Measure) -> str:
    unit = _unit(evaluation, measure)
    limit = "" if measure.limit is None else plain(measure.limit) + unit
    if measure.limit_fact:
        limit = evaluation.book[measure.limit_fact].title
    title = title_of(evaluation, rule, measure)
    return evaluation.regime.say(f"scoring.formulas.{rule.kind}", title=title, limit=limit)


def _unit(evaluation: Evaluation, measure: Measure) -> str:
    return measure.ratio.unit if measure.ratio else evaluation.book[measure.fact].unit


def _series_title(evaluation: Evaluation, rule: Rule, series: str) -> str:
    """Return the title of a series; without any year of it, that of the field of the form."""
    years = years_of(evaluation, rule, series)
    if years:
        return evaluation.book[series.replace(YEAR, str(years[-1]))].title
    fields = (
        field
        for layout in evaluation.layouts.values()
        for sheet in layout.sheets
        for field in sheet.fields
    )
    name = series.rsplit(".", 1)[-1]
    return next((field.title for field in fields if field.name == name), name)


def _cost(evaluation: Evaluation, rule: Rule) -> str:
    say = evaluation.regime.say
    if rule.points_off_per is not None:
        unit = _amount(evaluation, rule)
        return say(
            f"scoring.costs.{rule.kind}_{rule.steps}", unit=unit, off=plain(rule.points_off_per)
        )
    if rule.points_off_per_year is not None:
        return say("scoring.costs.per_year", off=plain(rule.points_off_per_year))
    if rule.points_off is not None:
        name = "fixed_each" if len(rule.measures) > 1 else "fixed"
        return say(f"scoring.costs.{name}", off=plain(rule.points_off))
    return say("scoring.costs.all")


def _amount(evaluation: Evaluation, rule: Rule) -> str:
    """Return how much one step is; a difference of percentages is one of percentage points."""
    unit, number = _unit(evaluation, rule.measures[0]), plain(rule.unit)
    if unit == "%":
        return evaluation.regime.say("scoring.percentage_points", number=number)
    return number + unit
