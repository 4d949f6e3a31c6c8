"""The numbers of the standard itself as facts, so that what is printed beside them has a source."""

from __future__ import annotations

from tasks.indicators.evaluation import Evaluation
from tasks.indicators.regime import LEVELS, FactSpec
from tasks.indicators.schools import School
from tasks.rounding import exact

SCOPE = "standard"


def enter_standards(evaluation: Evaluation) -> None:
    """Enter the minimum of each indicator and the limit of the coefficients, by level."""
    regime = evaluation.regime
    for indicator in regime.indicators:
        spec = FactSpec(indicator.title, "", regime.places("whole"), indicator.formula)
        evaluation.enter(
            SCOPE, f"{indicator.id}.per_students", indicator.per_students, spec=spec,
            note=indicator.clause,
        )  # fmt: skip
        for level in LEVELS:
            minimum = indicator.minimum[level]
            spec = FactSpec(indicator.title, indicator.unit, _places(minimum), indicator.formula)
            evaluation.enter(
                f"{SCOPE}.{level}", indicator.id, minimum, spec=spec, note=indicator.clause
            )
    rule = regime.at("regime.balance")
    for level in LEVELS:
        limit = exact(rule["maximum"][level])
        spec = FactSpec(rule["title"], "", regime.places("limit"), rule["formulas"]["cv"])
        evaluation.enter(f"{SCOPE}.{level}", "cv", limit, spec=spec, note=rule["clause"])
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
