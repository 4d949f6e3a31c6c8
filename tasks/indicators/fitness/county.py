"""Fitness of the pupils: scored here, counted by school, level and grade, as facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pandas as pd

from tasks.indicators import arithmetic
from tasks.indicators.evaluation import COUNTY, Evaluation
from tasks.indicators.fitness.rates import rates
from tasks.indicators.fitness.scores import score
from tasks.indicators.fitness.tables import FitnessStandard, Rate
from tasks.indicators.raw_facts import absence_note
from tasks.indicators.readings import FITNESS
from tasks.indicators.schools import School
from tasks.model import Source

FITNESS_RETURN = "fitness_return"
COUNTS = (
    "enrolled", "exempt", "postponed", "incomplete", "scored", "excellent", "good", "passed",
    "failed", "with_bmi", "obese", "rounded_up_at_half", "level_by_rounding",
)  # fmt: skip

Counted = Mapping[str, object]


def enter_fitness(evaluation: Evaluation, standard: FitnessStandard) -> None:
    """Score every pupil and enter counts and rates of each school and of the county."""
    scored = _scored(evaluation, standard)
    spans = _spans(evaluation)
    owing = [s for s in evaluation.schools if evaluation.readings.owes(s.code, FITNESS_RETURN)]
    missing = sum(not evaluation.readings.has(s.code, FITNESS_RETURN) for s in owing)
    _enter_schools(evaluation, standard, scored, owing, spans)
    sources = tuple(spans.values())
    note = evaluation.regime.say("partial", count=missing) if missing else ""
    _enter_county(evaluation, standard, scored, sources, note)


def _scored(evaluation: Evaluation, standard: FitnessStandard) -> pd.DataFrame | None:
    pupils = evaluation.readings.frame(FITNESS)
    if pupils is None or pupils.empty:
        return None
    if "exemption" not in pupils:
        pupils = pupils.assign(exemption=pd.Series(pd.NA, index=pupils.index, dtype="string"))
    grades = evaluation.codes["grades"].rows
    levels = pupils["grade"].map({code: row["level"] for code, row in grades.items()})
    groups = pupils[["school_code", "grade", "sex"]].assign(school_level=levels)
    return pd.concat([groups, score(pupils, standard)], axis=1)


def _spans(evaluation: Evaluation) -> dict[str, Source]:
    """Return for each school the cells of its pupils."""
    pupils = evaluation.readings.frame(FITNESS)
    found: dict[str, Source] = {}
    if pupils is None:
        return found
    for (submission, school), rows in pupils.groupby(["_submission", "school_code"], sort=False):
        columns = evaluation.readings.columns(FITNESS, str(submission))
        first, last = int(rows["_row"].min()), int(rows["_row"].max())
        found[str(school)] = evaluation.readings.span(
            FITNESS, str(submission), (columns[0], first), (columns[-1], last)
        )
    return found


def _enter_schools(
    evaluation: Evaluation,
    standard: FitnessStandard,
    scored: pd.DataFrame | None,
    schools: Sequence[School],
    spans: Mapping[str, Source],
) -> None:
    whole = _table(scored, ["school_code"], standard)
    parts = _table(scored, ["school_code", "school_level"], standard)
    for school in schools:
        absence = absence_note(evaluation, school.code, FITNESS_RETURN)
        sources = (spans[school.code],) if school.code in spans else ()
        counted = whole.get((school.code,))
        _enter(evaluation, standard, f"{school.scope}.fitness", counted, sources, absence)
        for level in school.levels:
            counted = parts.get((school.code, level))
            scope = f"{school.scope}.{level}.fitness"
            _enter(evaluation, standard, scope, counted, sources, absence)


def _table(
    scored: pd.DataFrame | None, by: Sequence[str], standard: FitnessStandard
) -> dict[tuple[str, ...], Counted]:
    if scored is None:
        return {}
    rows = rates(scored, by, standard).to_dict("records")
    return {tuple(str(row[name]) for name in by): row for row in rows}


def _enter_county(
    evaluation: Evaluation,
    standard: FitnessStandard,
    scored: pd.DataFrame | None,
    sources: Sequence[Source],
    note: str,
) -> None:
    """Enter the county's counts and rates: of all pupils, of each level, of each grade."""
    everyone = _table(scored, [], standard).get(())
    scopes: dict[str, Counted | None] = {f"{COUNTY}.fitness": everyone}
    levels, grades = (_table(scored, [name], standard) for name in ("school_level", "grade"))
    for level in evaluation.codes["levels"].codes:
        scopes[f"{COUNTY}.{level}.fitness"] = levels.get((level,))
    for grade in evaluation.codes["grades"].codes:
        scopes[f"{COUNTY}.fitness.{grade}"] = grades.get((grade,))
    for scope, counted in scopes.items():
        if counted is not None and note:
            evaluation.incomplete.update(f"{scope}.{name}" for name in COUNTS)
        _enter(evaluation, standard, scope, counted, sources, note)


def _enter(
    evaluation: Evaluation,
    standard: FitnessStandard,
    scope: str,
    counted: Counted | None,
    sources: Sequence[Source],
    note: str,
) -> None:
    nobody = note or evaluation.regime.say("absence.no_pupils")
    for name in COUNTS:
        value = None if counted is None else Decimal(int(str(counted[name])))
        evaluation.enter(
            scope, name, value, sources=sources, note=nobody if value is None else note,
            spec=evaluation.regime.fact(f"fitness.{name}"),
        )  # fmt: skip
    for rate in standard.rates:
        _enter_rate(evaluation, scope, rate)


def _enter_rate(evaluation: Evaluation, scope: str, rate: Rate) -> None:
    names = list(dict.fromkeys((*rate.numerator, *rate.denominator)))

    def compute(*values: Decimal) -> Decimal | None:
        by_name = dict(zip(names, values, strict=True))
        return arithmetic.percent(_sum(rate.numerator, by_name), _sum(rate.denominator, by_name))

    evaluation.derive(
        scope, f"{rate.code}_percent", [f"{scope}.{name}" for name in names], compute,
        spec=evaluation.regime.fact(f"fitness.{rate.code}_percent"),
    )  # fmt: skip


def _sum(signs: Mapping[str, int], values: Mapping[str, Decimal]) -> Decimal:
    return arithmetic.total(values[name] * sign for name, sign in signs.items())
