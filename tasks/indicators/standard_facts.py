"""The numbers of the standard itself as facts, so that what is printed beside them has a source."""

from __future__ import annotations

from tasks.indicators.evaluation import Evaluation
from tasks.indicators.indicator import LEVELS, STUDENTS, Indicator
from tasks.indicators.parts import BALANCE, COMPOSITE, Part
from tasks.indicators.regime import FactSpec
from tasks.indicators.schools import School
from tasks.rounding import exact

SCOPE = "standard"


def enter_standards(evaluation: Evaluation) -> None:
    """Enter the limits of indicators and coefficients, and what must hold before applying."""
    for indicator in evaluation.regime.indicators:
        _enter_indicator(evaluation, indicator)
    for part in evaluation.regime.parts:
        if part.kind == BALANCE:
            _enter_balance(evaluation, part)
    for name in evaluation.regime.at("regime.preconditions"):
        asked = evaluation.regime.requirement(f"regime.preconditions.{name}")
        evaluation.book.text(
            f"{SCOPE}.precondition.{name}", asked.title, asked.standard, note=asked.clause
        )


def _enter_indicator(evaluation: Evaluation, indicator: Indicator) -> None:
    spec = FactSpec(indicator.title, "", evaluation.regime.places("whole"), indicator.formula)
    if indicator.divided_by == STUDENTS:
        evaluation.enter(
            SCOPE, f"{indicator.id}.per_students", indicator.times, spec=spec,
            note=indicator.clause,
        )  # fmt: skip
    for level, limit in indicator.limits.items():
        spec = FactSpec(indicator.title, indicator.unit, _places(limit.value), indicator.formula)
        evaluation.enter(
            f"{SCOPE}.{level}", indicator.id, limit.value, spec=spec, note=indicator.clause
        )


def _enter_balance(evaluation: Evaluation, part: Part) -> None:
    regime = evaluation.regime
    rule = regime.at(part.needed("rule"))
    name = "composite" if part.needed("limit") == COMPOSITE else "cv"
    for level in LEVELS:
        limit = exact(rule["maximum"][level])
        spec = FactSpec(rule["title"], "", regime.places("limit"), rule["formulas"][name])
        evaluation.enter(f"{SCOPE}.{level}", name, limit, spec=spec, note=rule["clause"])
    judged = regime.at("regime.settings.judged_cv")
    evaluation.book.text(
        f"{SCOPE}.judged_cv", judged["title"], regime.setting("judged_cv"), note=judged["note"]
    )


def enter_weights(evaluation: Evaluation, school: School) -> None:
    """Enter what a pupil of each level weighs where a school's resources are split."""
    weights = evaluation.regime.split_weights(school.type, school.split_levels)
    note = evaluation.regime.at("regime.splitting.clause")
    for level, weight in weights.items():
        evaluation.enter(f"{school.scope}.{level}", "weight", weight, note=note)


def _places(value: object) -> int:
    return len(str(value).partition(".")[2])
