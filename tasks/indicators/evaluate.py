"""The evaluation of one county: from usable returns to findings."""

from __future__ import annotations

from collections.abc import Mapping

from tasks.indicators.basic_situation import enter_basic_situation
from tasks.indicators.county_resources import enter_county_resources, levels_of
from tasks.indicators.evaluation import Evaluation, verdict_of
from tasks.indicators.fitness.county import enter_fitness
from tasks.indicators.fitness.tables import FitnessStandard
from tasks.indicators.gaps import enter_gaps, gaps_of
from tasks.indicators.guarantee import enter_guarantee
from tasks.indicators.judgement import judge_parts
from tasks.indicators.quality import enter_quality, enter_vetoes
from tasks.indicators.raw_facts import enter_county, enter_school
from tasks.indicators.readings import Readings
from tasks.indicators.regime import Regime
from tasks.indicators.resources import enter_parts, enter_unit
from tasks.indicators.satisfaction import enter_satisfaction
from tasks.indicators.school_sums import enter_retention, enter_sums
from tasks.indicators.schools import School, schools_of
from tasks.indicators.sites import units_of
from tasks.indicators.standard_facts import enter_standards, enter_weights
from tasks.layouts import CodeList, Layout
from tasks.model import ExpectedReturn, Findings, Judgement, Returns, Verdict


def evaluate(
    returns: Returns,
    expected: tuple[ExpectedReturn, ...],
    regime: Regime,
    fitness_standard: FitnessStandard,
    codes: Mapping[str, CodeList],
    layouts: Mapping[str, Layout],
    *,
    edition: str,
    county: str,
    county_name: str,
) -> Findings:
    """Return everything the regime says about one county.

    Only rows of submissions that `expected` calls usable are read. What a missing return
    leaves open is a gap, a fact without value and a judgement that was not checked.
    """
    schools = schools_of(returns.roster, codes)
    evaluation = Evaluation(regime, codes, layouts, Readings(returns, expected), schools)
    enter_standards(evaluation)
    enter_county(evaluation, county_name)
    for school in schools:
        _enter_school(evaluation, school)
    units = units_of(evaluation)
    verdicts = {unit.scope: enter_unit(evaluation, unit).verdict for unit in units}
    enter_basic_situation(evaluation)
    enter_county_resources(evaluation, units, verdicts)
    enter_guarantee(evaluation, units)
    enter_quality(evaluation)
    enter_satisfaction(evaluation)
    enter_vetoes(evaluation)
    enter_fitness(evaluation, fitness_standard)
    gaps = gaps_of(evaluation, expected)
    enter_gaps(evaluation, gaps)
    judge_parts(evaluation, levels_of(units))
    return Findings(
        edition=edition,
        county=county,
        county_name=county_name,
        regime=regime.id,
        facts=evaluation.book.facts,
        judgements=tuple(evaluation.judgements),
        exclusions=tuple(evaluation.exclusions),
        expected=tuple(expected),
        gaps=gaps,
    )


def _enter_school(evaluation: Evaluation, school: School) -> None:
    enter_school(evaluation, school)
    enter_sums(evaluation, school)
    enter_retention(evaluation, school)
    enter_weights(evaluation, school)
    enter_parts(evaluation, school)
    _judge_declarations(evaluation, school)


def _judge_declarations(evaluation: Evaluation, school: School) -> None:
    """Judge what the school declares of itself, each line of the self-check."""
    for code, line in evaluation.codes["declarations"].rows.items():
        fact = evaluation.book[f"{school.scope}.declaration.{code}"]
        wanted = evaluation.codes["yes_no"].title(line["expected"])
        is_met = None if fact.value is None else fact.value == wanted
        verdict = verdict_of(is_met, fact.value is not None)
        reason = fact.note
        if verdict is Verdict.NOT_MET:
            reason = evaluation.regime.say("reasons.answered", value=fact.printed)
        evaluation.judgements.append(
            Judgement(school.code, "", f"declaration.{code}", verdict, fact.id, line["title"],
                      line["item"], reason)
        )  # fmt: skip
