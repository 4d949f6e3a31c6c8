"""The evaluation of one county: from usable returns to findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from tasks.indicators.amounts import enter_parts, enter_values
from tasks.indicators.basic_situation import enter_basic_situation
from tasks.indicators.county_balance import enter_balance
from tasks.indicators.county_facts import enter_county_facts
from tasks.indicators.county_schools import enter_evaluated
from tasks.indicators.evaluation import Evaluation, verdict_of
from tasks.indicators.fitness.county import enter_fitness
from tasks.indicators.fitness.tables import FitnessStandard
from tasks.indicators.gaps import enter_gaps, gaps_of
from tasks.indicators.items import enter_items
from tasks.indicators.judgement import judge_parts
from tasks.indicators.parts import (
    BALANCE,
    ITEMS,
    LEFT_OUT,
    SATISFACTION,
    SCHOOL_STANDARDS,
    SCORED,
    Part,
)
from tasks.indicators.raw_facts import enter_county, enter_school
from tasks.indicators.readings import Readings
from tasks.indicators.regime import Regime
from tasks.indicators.reliefs import enter_reliefs
from tasks.indicators.satisfaction import enter_satisfaction, enter_survey
from tasks.indicators.school_standards import enter_school_standards
from tasks.indicators.school_sums import enter_retention, enter_sums
from tasks.indicators.schools import School, schools_of
from tasks.indicators.scoring import enter_scored
from tasks.indicators.scoring_entered import entered_scores
from tasks.indicators.sites import Unit, units_of
from tasks.indicators.standard_facts import enter_standards, enter_weights
from tasks.indicators.unplaced import judge_unplaced
from tasks.layouts import CodeList, Layout
from tasks.model import ExpectedReturn, Findings, Judgement, Returns, Verdict

Engine = Callable[[Evaluation, Part, Sequence[Unit]], list[Judgement]]


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
    snapshot: date | None = None,
) -> Findings:
    """Return everything the regime says about one county.

    Only rows of submissions that `expected` calls usable are read. What a missing return
    leaves open is a gap, a fact without value and a judgement that was not checked. Reliefs
    hang on `snapshot`, the day the data stand for; without it none is granted.
    """
    schools = schools_of(returns.roster, codes)
    readings = Readings(returns, expected)
    evaluation = Evaluation(regime, codes, layouts, readings, schools, snapshot=snapshot)
    enter_standards(evaluation)
    enter_county(evaluation, county_name)
    for school in schools:
        _enter_school(evaluation, school)
    units = units_of(evaluation)
    enter_reliefs(evaluation, units)
    for indicators in regime.sheets.values():
        enter_values(evaluation, units, indicators)
    enter_basic_situation(evaluation)
    enter_evaluated(evaluation, units)
    enter_fitness(evaluation, fitness_standard)
    enter_survey(evaluation)
    enter_county_facts(evaluation)
    judged = {part.id: _enter_part(evaluation, part, units) for part in _parts_in_force(regime)}
    gaps = gaps_of(evaluation, expected)
    enter_gaps(evaluation, gaps)
    judge_parts(evaluation, judged)
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


def _parts_in_force(regime: Regime) -> list[Part]:
    """Return the parts that are judged: one whose sheet is empty may be left out."""
    return [
        part
        for part in regime.parts
        if regime.at(part.sheet) or part.option("when_empty") != LEFT_OUT
    ]


def _enter_part(evaluation: Evaluation, part: Part, units: Sequence[Unit]) -> list[Judgement]:
    engines: dict[str, Engine] = {
        SCHOOL_STANDARDS: _school_by_school(enter_school_standards),
        BALANCE: _school_by_school(enter_balance),
        ITEMS: enter_items,
        SATISFACTION: _satisfaction,
        SCORED: _scored,
    }
    return engines[part.kind](evaluation, part, units)


def _school_by_school(engine: Engine) -> Engine:
    """Return the engine with what it must add where schools could not be placed at all."""

    def entered(evaluation: Evaluation, part: Part, units: Sequence[Unit]) -> list[Judgement]:
        return [*engine(evaluation, part, units), *judge_unplaced(evaluation)]

    return entered


def _satisfaction(evaluation: Evaluation, part: Part, units: Sequence[Unit]) -> list[Judgement]:
    return enter_satisfaction(evaluation)


def _scored(evaluation: Evaluation, part: Part, units: Sequence[Unit]) -> list[Judgement]:
    entered = entered_scores(evaluation.readings)
    return [enter_scored(evaluation, part.id, evaluation.regime.at(part.sheet), entered)]


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
