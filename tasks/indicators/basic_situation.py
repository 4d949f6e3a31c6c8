"""The numbers of 表Ⅰ that are counted from the schools' own returns and the roster."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tasks.indicators.evaluation import COUNTY, Evaluation
from tasks.indicators.indicator import LEVELS
from tasks.indicators.schools import School

ORDINARY, TEACHING_POINT = "ordinary", "teaching_point"
SPECIAL_EDUCATION, PRIVATE = "special_education", "private"
APART = "apart"

KINDS: dict[str, Callable[[School], bool]] = {
    "primary": lambda s: s.kind == ORDINARY and s.levels == ("primary",),
    "nine_year": lambda s: s.kind == ORDINARY and s.levels == LEVELS and not s.senior,
    "junior": lambda s: s.kind == ORDINARY and s.levels == ("junior",) and not s.senior,
    "complete_secondary": lambda s: s.kind == ORDINARY and s.levels == ("junior",) and s.senior,
    "twelve_year": lambda s: s.kind == ORDINARY and s.levels == LEVELS and s.senior,
    "special_education": lambda s: s.kind == SPECIAL_EDUCATION,
    "private": lambda s: s.owner_kind == PRIVATE,
    "all": lambda s: True,
}


def enter_basic_situation(evaluation: Evaluation) -> None:
    """Enter the schools of each kind, and classes, pupils and teachers of the county."""
    counted = [school for school in evaluation.schools if school.counted]
    for name, test in KINDS.items():
        mine = [school for school in counted if test(school)]
        evaluation.enter(
            COUNTY, f"schools.{name}", Decimal(len(mine)),
            inputs=[f"{school.scope}.type" for school in mine],
        )  # fmt: skip
    _enter_teaching_points(evaluation)
    for name in ("classes", "students", "full_time_teachers"):
        for level in LEVELS:
            facts = _of(evaluation, level, name, _left_apart(evaluation))
            evaluation.total(f"{COUNTY}.{level}", name, facts)
        evaluation.total(COUNTY, name, [f"{COUNTY}.{level}.{name}" for level in LEVELS])
    for name in ("boarding", "migrant", "left_behind", "disabled"):
        facts = [fact for level in LEVELS for fact in _of(evaluation, level, name)]
        evaluation.total(COUNTY, f"students_{name}", facts)


def _of(evaluation: Evaluation, level: str, name: str, left_out: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{school.scope}.{level}.{name}"
        for school in evaluation.schools
        if level in school.levels and school.kind not in left_out
    ]


def _left_apart(evaluation: Evaluation) -> tuple[str, ...]:
    """Return the kinds of schools whose classes, pupils and teachers are not in these totals."""
    is_apart = evaluation.regime.is_set("special_education_in_basic_facts", APART)
    return (SPECIAL_EDUCATION,) if is_apart else ()


def _enter_teaching_points(evaluation: Evaluation) -> None:
    """Enter all teaching points, counted as schools or not, and those of some size."""
    points = [school for school in evaluation.schools if school.kind == TEACHING_POINT]
    evaluation.enter(
        COUNTY, "schools.teaching_points", Decimal(len(points)),
        inputs=[f"{school.scope}.type" for school in points],
    )  # fmt: skip
    limits = [
        rule.students_below
        for rule in evaluation.regime.not_evaluated
        if TEACHING_POINT in rule.school_kinds and rule.students_below is not None
    ]
    if not limits:
        return
    least = limits[0]
    sizes = [f"{school.scope}.students" for school in points]
    evaluation.count(COUNTY, "schools.teaching_points_50", sizes, lambda size: size >= least)
