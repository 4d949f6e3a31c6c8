"""Items of education quality: retention, shares of two numbers, national monitoring (教育质量)."""

from __future__ import annotations

from decimal import Decimal

from tasks.indicators.county_items import below, enter_share
from tasks.indicators.evaluation import COUNTY, Evaluation, verdict_of
from tasks.indicators.guarantee import all_of
from tasks.indicators.raw_facts import COUNTY_RETURN, absence_note, enter_value
from tasks.indicators.regime import Requirement
from tasks.indicators.school_sums import retention
from tasks.indicators.shares_of_schools import OF_SCHOOL, enter_share_of_schools
from tasks.model import BUREAU
from tasks.rounding import exact

COHORT = {
    "cohort_graduates": "graduates",
    "cohort_intake": "intake",
    "cohort_transferred_in": "transferred_in",
    "cohort_transferred_out": "transferred_out",
    "cohort_died": "died",
}


def enter_county_share(evaluation: Evaluation, item: Requirement) -> None:
    """Judge a share of two numbers that the county reports, and of its schools if asked to."""
    if OF_SCHOOL in item.data:
        enter_share_of_schools(evaluation, item)
        return
    part, whole = (f"{COUNTY}.{item.text(name)}" for name in ("part", "whole"))
    enter_share(evaluation, item, part, whole, nobody_is_met=bool(item.data.get("nobody_is_met")))


def enter_retention(evaluation: Evaluation, item: Requirement) -> None:
    """Judge retention in the county at one level, by the formula in force."""
    level = item.text("level")
    schools = [school for school in evaluation.schools if level in school.levels]
    for field, name in COHORT.items():
        facts = [f"{school.scope}.{level}.{field}" for school in schools]
        evaluation.total(COUNTY, f"{item.id}.{name}", facts)
    ids = {field: f"{COUNTY}.{item.id}.{name}" for field, name in COHORT.items()}
    retention(evaluation, COUNTY, ids, f"{item.id}.percent")
    fact = f"{COUNTY}.{item.id}.percent"
    found, minimum = evaluation.value(fact), item.number("minimum_percent")
    evaluation.judge(
        COUNTY, "", item, [fact], None if found is None else found >= minimum,
        reason=below(evaluation, fact, minimum),
        distance=None if found is None else minimum - found, may_turn=True,
    )  # fmt: skip


def enter_monitoring(evaluation: Evaluation, item: Requirement) -> None:
    """Judge level and between-school rate of every monitored subject."""
    subjects = evaluation.codes["monitored_subjects"]
    answers = {code: _subject(evaluation, item, code) for code in subjects.codes}
    say = evaluation.regime.say
    failing = [subjects.title(code) for code, answer in answers.items() if answer is False]
    facts = [
        f"{COUNTY}.{item.id}.{code}.{name}" for code in subjects.codes for name in ("level", "rate")
    ]
    evaluation.judge(
        COUNTY, "", item, facts, all_of(list(answers.values())),
        reason=say("reasons.subjects", names=say("list_join").join(failing)),
    )  # fmt: skip


def _subject(evaluation: Evaluation, item: Requirement, code: str) -> bool | None:
    sheet = evaluation.layouts[COUNTY_RETURN].by_table["monitoring"]
    row = evaluation.readings.row(BUREAU, "monitoring", subject=code)
    absence = absence_note(evaluation, BUREAU, COUNTY_RETURN)
    prefix = f"{COUNTY}.{item.id}.{code}"
    enter_value(evaluation, f"{prefix}.level", sheet.by_name["level"], row, absence)
    enter_value(evaluation, f"{prefix}.rate", sheet.by_name["between_school_rate"], row, absence)
    is_met = _subject_met(evaluation, item, row["level"] if row else None, f"{prefix}.rate")
    verdict = verdict_of(is_met, is_met is not None)
    evaluation.book.text(
        f"{prefix}.result", evaluation.codes["monitored_subjects"].title(code),
        evaluation.regime.say(f"verdicts.{verdict}"), inputs=[f"{prefix}.level", f"{prefix}.rate"],
        formula=item.standard,
    )  # fmt: skip
    return is_met


def _subject_met(
    evaluation: Evaluation, item: Requirement, level: str | None, rate: str
) -> bool | None:
    found = evaluation.value(rate)
    number = None if level is None else _level(evaluation, level)
    return all_of(
        [
            None if number is None else number >= item.number("minimum_level"),
            None if found is None else found < item.number("between_school_rate_below"),
        ]
    )


def _level(evaluation: Evaluation, code: str) -> Decimal:
    return exact(evaluation.codes["monitoring_levels"].rows[code]["number"])
