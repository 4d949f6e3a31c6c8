"""Social recognition: questionnaires and visits, all of them and those of parents."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tasks.indicators import arithmetic
from tasks.indicators.county_items import below
from tasks.indicators.evaluation import COUNTY, Evaluation
from tasks.indicators.raw_facts import absence_note
from tasks.indicators.readings import Row
from tasks.indicators.regime import Requirement
from tasks.model import BUREAU

SURVEY = "survey_return"
COUNTS = "counts"
YES = "yes"
QUESTIONS = (
    "nearby_enrolment",
    "conditions_gap",
    "teachers_gap",
    "school_choice",
    "government_effort",
    "overall",
)


def enter_satisfaction(evaluation: Evaluation) -> None:
    """Enter the survey's counts and percentages, and judge the questionnaires' (R)."""
    item = evaluation.regime.requirement("recognition.R")
    absence = absence_note(evaluation, BUREAU, SURVEY)
    rows = list(evaluation.readings.rows(BUREAU, "survey"))
    _enter_group(evaluation, item, "R", rows, absence)
    for group in item.names("respondents_apart"):
        mine = [row for row in rows if row["respondent"] == group]
        _enter_group(evaluation, item, f"R.{group}", mine, absence)
    _enter_questions(evaluation, item, rows, absence)
    for name, part in (("valid_percent", "valid"), ("parents_percent", "parent.questionnaires")):
        _percent(evaluation, item, name, f"R.{part}", "R.questionnaires", name.split("_")[0])
    fact = f"{COUNTY}.R.percent"
    found, minimum = evaluation.value(fact), item.number("minimum_percent")
    evaluation.judge(
        COUNTY, "", item, [fact], None if found is None else found >= minimum,
        reason=below(evaluation, fact, minimum),
        distance=None if found is None else minimum - found,
    )  # fmt: skip


def _enter_group(
    evaluation: Evaluation, item: Requirement, prefix: str, rows: Sequence[Row], absence: str
) -> None:
    papers = [row for row in rows if row["method"] == item.text("questionnaire_method")]
    valid = [row for row in papers if row["valid"] == YES]
    visits = [row for row in rows if row["method"] == item.text("visit_method")]
    question = evaluation.regime.setting("satisfaction_question")
    counts = {
        "questionnaires": papers,
        "valid": valid,
        "satisfied": _satisfied(evaluation, item, valid, question),
        "visited": visits,
        "visit_satisfied": _satisfied(evaluation, item, visits, question),
    }
    for name, found in counts.items():
        _count(evaluation, f"{prefix}.{name}", f"R.{name}", found, rows, absence)
    for name, part, whole, formula in (
        ("percent", "satisfied", "valid", "questionnaire"),
        ("visit_percent", "visit_satisfied", "visited", "visit"),
    ):
        spec = evaluation.regime.fact(f"R.{name}")
        evaluation.derive(
            COUNTY, f"{prefix}.{name}", [f"{COUNTY}.{prefix}.{part}", f"{COUNTY}.{prefix}.{whole}"],
            arithmetic.percent, spec=spec, formula=item.text(f"formula.{formula}"),
        )  # fmt: skip


def _satisfied(
    evaluation: Evaluation, item: Requirement, rows: Sequence[Row], question: str
) -> list[Row]:
    options = set(item.names("satisfied_options"))
    if evaluation.regime.setting("mostly_satisfied") == COUNTS:
        options |= set(item.names("mostly_satisfied_options"))
    return [row for row in rows if row[question] in options]


def _count(
    evaluation: Evaluation, name: str, spec: str, found: Sequence[Row], rows: Sequence[Row],
    absence: str,
) -> None:  # fmt: skip
    sources = evaluation.readings.spans(rows, "method", "overall") if rows else ()
    evaluation.enter(
        COUNTY, name, None if absence else Decimal(len(found)), sources=sources, note=absence,
        spec=evaluation.regime.fact(spec),
    )  # fmt: skip


def _enter_questions(
    evaluation: Evaluation, item: Requirement, rows: Sequence[Row], absence: str
) -> None:
    method = item.text("questionnaire_method")
    valid = [row for row in rows if row["method"] == method and row["valid"] == YES]
    for question in QUESTIONS:
        answered = [row for row in valid if row[question] is not None]
        satisfied = _satisfied(evaluation, item, answered, question)
        for name, found in (("answered", answered), ("satisfied", satisfied)):
            fact = f"R.{question}_{name}"
            _count(evaluation, fact, f"R.question.{name}", found, rows, absence)
        ids = [f"{COUNTY}.R.{question}_{name}" for name in ("satisfied", "answered")]
        evaluation.derive(
            COUNTY, f"R.{question}_percent", ids, arithmetic.percent,
            spec=evaluation.regime.fact(f"R.{question}_percent"),
        )  # fmt: skip


def _percent(
    evaluation: Evaluation, item: Requirement, name: str, part: str, whole: str, formula: str
) -> None:
    evaluation.derive(
        COUNTY, f"R.{name}", [f"{COUNTY}.{part}", f"{COUNTY}.{whole}"], arithmetic.percent,
        formula=item.text(f"formula.{formula}"),
    )  # fmt: skip
