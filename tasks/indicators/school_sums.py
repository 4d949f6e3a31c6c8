"""Sums over the rows of one school: pupils, classes, rooms, by level and in all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from tasks.indicators import arithmetic
from tasks.indicators.evaluation import Evaluation
from tasks.indicators.raw_facts import SCHOOL_RETURN, absence_note, enter_value, number_of
from tasks.indicators.readings import Row
from tasks.indicators.regime import FactSpec
from tasks.indicators.retention import retention_of
from tasks.indicators.schools import School
from tasks.model import Source
from tasks.rounding import exact

PUPIL_FIELDS = ("male", "female", "boarding", "migrant", "left_behind", "disabled", "last_year")
ROOM_KINDS = ("music", "art")
TEACHER_SHARES = {
    "trained_percent": ("trained_360h", "full_time_teachers"),
    "certified_percent": ("certified", "full_time_teachers"),
    "rotated_percent": ("rotated", "rotation_eligible"),
}
SCHOOL_QUOTIENTS = {
    "public_funds_per_student_yuan": ("public_funds_yuan", "students", 1),
    "funds_per_last_year_student_yuan": ("public_funds_yuan", "last_year_students", 1),
    "special_education_funds_per_student_yuan": (
        "special_education_funds_yuan", "special_education_students", 1,
    ),
    "nearby_percent": ("service_area_entrants", "entrants", arithmetic.PERCENT),
}  # fmt: skip


def enter_sums(evaluation: Evaluation, school: School) -> None:
    """Enter pupils, classes and rooms of one school, and its ratios."""
    absence = absence_note(evaluation, school.code, SCHOOL_RETURN)
    for level in school.levels:
        _pupils(evaluation, school, level, absence)
        _classes(evaluation, school, level, absence)
    for name in ("students", "classes"):
        _enter_both_levels(evaluation, school, name)
    _rooms(evaluation, school, absence)
    _ratios(evaluation, school)


def _enter_both_levels(evaluation: Evaluation, school: School, name: str) -> None:
    if not school.levels:
        note = evaluation.regime.say("unplaced.code", type=school.type, owner=school.owner)
        evaluation.enter(school.scope, name, None, note=note)
        return
    inputs = [f"{school.scope}.{level}.{name}" for level in school.levels]
    evaluation.derive(school.scope, name, inputs, arithmetic.added)


def _grades(evaluation: Evaluation, level: str) -> set[str]:
    rows = evaluation.codes["grades"].rows
    return {code for code, row in rows.items() if row["level"] == level}


def _of_level(evaluation: Evaluation, school: School, table: str, level: str) -> list[Row]:
    grades = _grades(evaluation, level)
    return [row for row in evaluation.readings.rows(school.code, table) if row["grade"] in grades]


def _pupils(evaluation: Evaluation, school: School, level: str, absence: str) -> None:
    rows = _of_level(evaluation, school, "students", level)
    scope = f"{school.scope}.{level}"
    for name in PUPIL_FIELDS:
        sources = evaluation.readings.spans(rows, name, name) if rows else ()
        _enter_known(evaluation, scope, name, _numbers(rows, [name]), sources, absence)
    sources = evaluation.readings.spans(rows, "male", "female") if rows else ()
    both = _numbers(rows, ["male", "female"])
    blanks = _blanks(evaluation, school, rows) if both else 0
    unknown = evaluation.regime.say("absence.pupils", count=blanks) if blanks else absence
    _enter_known(evaluation, scope, "students", [] if blanks else both, sources, unknown)
    taught = [row for row in rows if arithmetic.total(_numbers([row], ["male", "female"]))]
    evaluation.enter(
        scope, "grades", Decimal(len(taught)) if both else None, sources=sources,
        note="" if both else absence or evaluation.regime.say("absence.blank"),
    )  # fmt: skip


def _blanks(evaluation: Evaluation, school: School, rows: Sequence[Row]) -> int:
    """Return how many numbers of boys or girls are blank in grades that have pupils or classes."""
    with_classes = {row["grade"] for row in evaluation.readings.rows(school.code, "classes")}
    taught = [
        row
        for row in rows
        if row["grade"] in with_classes or arithmetic.total(_numbers([row], ["male", "female"]))
    ]
    return sum(row[name] is None for row in taught for name in ("male", "female"))


def _numbers(rows: Sequence[Row], names: Sequence[str]) -> list[Decimal]:
    return [number_of(row[name]) for row in rows for name in names if row[name] is not None]


def _enter_known(
    evaluation: Evaluation,
    scope: str,
    name: str,
    values: list[Decimal],
    sources: Sequence[Source],
    absence: str,
    compute: Callable[[list[Decimal]], Decimal] = arithmetic.total,
) -> None:
    """Enter what the values come to; without any, why there is none."""
    note = "" if values else absence or evaluation.regime.say("absence.blank")
    value = compute(values) if values else None
    evaluation.enter(scope, name, value, sources=sources, note=note)


def _classes(evaluation: Evaluation, school: School, level: str, absence: str) -> None:
    rows = _of_level(evaluation, school, "classes", level)
    scope = f"{school.scope}.{level}"
    sources = evaluation.readings.spans(rows, "grade", "students") if rows else ()
    if not absence and not rows and evaluation.value(f"{scope}.students") != 0:
        absence = evaluation.regime.say("absence.no_classes")
    is_there = not absence
    evaluation.enter(
        scope, "classes", Decimal(len(rows)) if is_there else None, sources=sources, note=absence
    )
    sizes = _numbers(rows, ["students"])
    if is_there and not rows:
        sizes = [Decimal(0)]
    _enter_known(evaluation, scope, "largest_class", sizes, sources, absence, max)
    limit = _class_limit(evaluation, level)
    if limit is None:
        return
    _enter_known(
        evaluation, scope, "classes_over_limit", sizes, sources, absence,
        lambda found: Decimal(sum(size > limit for size in found)),
    )  # fmt: skip


def _class_limit(evaluation: Evaluation, level: str) -> Decimal | None:
    """Return how many pupils a class may have where the regime says so."""
    if not evaluation.regime.has("regime.class_size.standard"):
        return None
    return exact(evaluation.regime.at(evaluation.regime.at("regime.class_size.standard"))[level])


def _rooms(evaluation: Evaluation, school: School, absence: str) -> None:
    sheet = evaluation.layouts[SCHOOL_RETURN].by_table["special_rooms"]
    listed = evaluation.readings.rows(school.code, "special_rooms")
    for kind in ROOM_KINDS:
        rows = [row for row in listed if row["room_kind"] == kind]
        sources = evaluation.readings.spans(rows, "room_kind", "area_m2") if rows else ()
        evaluation.enter(
            school.scope, f"{kind}_rooms", None if absence else Decimal(len(rows)),
            sources=sources, note=absence,
        )  # fmt: skip
        for number, row in enumerate(rows, 1):
            fact = f"{school.scope}.{kind}_room_{number}"
            enter_value(evaluation, f"{fact}.name", sheet.by_name["room_name"], row, "")
            enter_value(evaluation, f"{fact}.area_m2", sheet.by_name["area_m2"], row, "")


def _ratios(evaluation: Evaluation, school: School) -> None:
    scope = school.scope
    for name, (part, whole, times) in SCHOOL_QUOTIENTS.items():
        evaluation.derive(
            scope, name, [f"{scope}.{part}", f"{scope}.{whole}"],
            lambda top, bottom, times=times: arithmetic.quotient(top, bottom, times),
        )  # fmt: skip
    for name, (part, whole) in TEACHER_SHARES.items():
        parts = [f"{scope}.{level}.{part}" for level in school.levels]
        wholes = [f"{scope}.{level}.{whole}" for level in school.levels]
        evaluation.derive(scope, name, [*parts, *wholes], _share)


def _share(*values: Decimal) -> Decimal | None:
    half = len(values) // 2
    return arithmetic.percent(arithmetic.total(values[:half]), arithmetic.total(values[half:]))


def enter_retention(evaluation: Evaluation, school: School) -> None:
    """Enter the retention of each level of one school by the formula in force."""
    for level in school.levels:
        scope = f"{school.scope}.{level}"
        retention(evaluation, scope, {}, "retention_percent")


def retention(
    evaluation: Evaluation,
    scope: str,
    ids: Mapping[str, str],
    name: str,
    *,
    spec: FactSpec | None = None,
) -> None:
    """Enter `scope.name`, the retention of a cohort.

    `ids` gives the fact of each field of the cohort, by default `scope.<field>`. More than
    everybody cannot be retained: such a number is printed, and decides nothing.
    """
    rule = retention_of(evaluation.regime)

    def compute(*values: Decimal) -> Decimal | None:
        return rule.percent(dict(zip(rule.fields, values, strict=True)))

    def doubt(percent: Decimal) -> str:
        is_too_much = percent > arithmetic.PERCENT
        return evaluation.regime.say("reasons.retention_above_all") if is_too_much else ""

    evaluation.derive(
        scope, name, [ids.get(field, f"{scope}.{field}") for field in rule.fields], compute,
        doubt=doubt, formula=rule.formula, spec=spec or evaluation.regime.fact("retention_percent"),
    )  # fmt: skip
