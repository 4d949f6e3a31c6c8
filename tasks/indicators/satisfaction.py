"""Social recognition: questionnaires and visits, of all and of each group, by question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tasks.indicators import arithmetic
from tasks.indicators.county_items import below
from tasks.indicators.evaluation import COUNTY, Evaluation
from tasks.indicators.parts import RECOGNITION
from tasks.indicators.raw_facts import absence_note
from tasks.indicators.readings import Row
from tasks.indicators.regime import FactSpec, Requirement
from tasks.indicators.survey_plan import check_sample, enter_plan
from tasks.model import BUREAU, Judgement

SURVEYED = f"{RECOGNITION}.R"
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


def enter_survey(evaluation: Evaluation) -> None:
    """Enter the sampling plan, and what the survey counted, by group and by question.

    A regime that knows no survey gets nothing, and nothing is entered a second time.
    """
    if not evaluation.regime.has(SURVEYED) or f"{COUNTY}.R.questionnaires" in evaluation.book:
        return
    item = evaluation.regime.requirement(SURVEYED)
    absence = absence_note(evaluation, BUREAU, SURVEY)
    rows = list(evaluation.readings.rows(BUREAU, "survey"))
    everybody = Group("R", "", rows)
    _enter_group(evaluation, item, everybody, absence)
    _enter_options(evaluation, item, everybody, absence)
    respondents = evaluation.codes["respondents"]
    for code in respondents.codes:
        mine = [row for row in rows if row["respondent"] == code]
        group = Group(f"R.{code}", respondents.title(code), mine)
        _enter_group(evaluation, item, group, absence)
    for name, part in (("valid_percent", "valid"), ("parents_percent", "parent.questionnaires")):
        _percent(evaluation, item, name, f"R.{part}", "R.questionnaires", name.split("_")[0])
    enter_plan(evaluation)


def enter_satisfaction(evaluation: Evaluation) -> list[Judgement]:
    """Enter the survey, and judge the questionnaires' percentage (R); return the judgements.

    Whether the sample was kept to is judged too where the standard makes it a condition.
    """
    enter_survey(evaluation)
    item = evaluation.regime.requirement(SURVEYED)
    fact = f"{COUNTY}.R.percent"
    found, minimum = evaluation.value(fact), item.number("minimum_percent")
    judgement = evaluation.judge(
        COUNTY, "", item, [fact], None if found is None else found >= minimum,
        reason=below(evaluation, fact, minimum),
        distance=None if found is None else minimum - found,
    )  # fmt: skip
    return [judgement, *check_sample(evaluation)]


@dataclass(frozen=True)
class Group:
    """Who answered: the prefix of the group's facts, what it is called, and its rows.

    All respondents together have no title.
    """

    prefix: str
    title: str
    rows: Sequence[Row]


def _enter_group(evaluation: Evaluation, item: Requirement, group: Group, absence: str) -> None:
    papers = [row for row in group.rows if row["method"] == item.text("questionnaire_method")]
    valid = [row for row in papers if row["valid"] == YES]
    visits = [row for row in group.rows if row["method"] == item.text("visit_method")]
    question = evaluation.regime.setting("satisfaction_question")
    counts = {
        "questionnaires": papers,
        "valid": valid,
        "satisfied": _satisfied(evaluation, item, valid, question),
        "visited": visits,
        "visit_satisfied": _satisfied(evaluation, item, visits, question),
    }
    for name, found in counts.items():
        _count(evaluation, group, name, name, found, absence)
    for name, part, whole, formula in (
        ("percent", "satisfied", "valid", "questionnaire"),
        ("visit_percent", "visit_satisfied", "visited", "visit"),
    ):
        evaluation.derive(
            COUNTY, f"{group.prefix}.{name}",
            [f"{COUNTY}.{group.prefix}.{part}", f"{COUNTY}.{group.prefix}.{whole}"],
            arithmetic.percent, spec=_spec(evaluation, group, name),
            formula=item.text(f"formula.{formula}"),
        )  # fmt: skip
    _enter_questions(evaluation, item, group, valid, absence)


def _spec(evaluation: Evaluation, group: Group, name: str) -> FactSpec:
    spec = evaluation.regime.fact(f"R.{name}")
    if not group.title:
        return spec
    title = evaluation.regime.say("titles.of", whole=group.title, part=spec.title)
    return replace(spec, title=title)


def _satisfied(
    evaluation: Evaluation, item: Requirement, rows: Sequence[Row], question: str
) -> list[Row]:
    options = set(item.names("satisfied_options"))
    if evaluation.regime.setting("mostly_satisfied") == COUNTS:
        options |= set(item.names("mostly_satisfied_options"))
    return [row for row in rows if row[question] in options]


def _count(
    evaluation: Evaluation, group: Group, name: str, spec: str, found: Sequence[Row], absence: str
) -> None:
    rows = group.rows
    sources = evaluation.readings.spans(rows, "method", "overall") if rows else ()
    evaluation.enter(
        COUNTY, f"{group.prefix}.{name}", None if absence else Decimal(len(found)),
        sources=sources, note=absence, spec=_spec(evaluation, group, spec),
    )  # fmt: skip


def _enter_questions(
    evaluation: Evaluation, item: Requirement, group: Group, valid: Sequence[Row], absence: str
) -> None:
    for question in QUESTIONS:
        answered = [row for row in valid if row[question] is not None]
        satisfied = _satisfied(evaluation, item, answered, question)
        for name, found in (("answered", answered), ("satisfied", satisfied)):
            _count(evaluation, group, f"{question}_{name}", f"question.{name}", found, absence)
        ids = [f"{COUNTY}.{group.prefix}.{question}_{name}" for name in ("satisfied", "answered")]
        evaluation.derive(
            COUNTY, f"{group.prefix}.{question}_percent", ids, arithmetic.percent,
            spec=_spec(evaluation, group, f"{question}_percent"),
        )  # fmt: skip


def _enter_options(evaluation: Evaluation, item: Requirement, group: Group, absence: str) -> None:
    """Enter how many valid questionnaires chose each option of each question."""
    papers = [row for row in group.rows if row["method"] == item.text("questionnaire_method")]
    valid = [row for row in papers if row["valid"] == YES]
    for question in QUESTIONS:
        for option in evaluation.codes["satisfaction"].codes:
            chosen = [row for row in valid if row[question] == option]
            name = f"chose_{option}"
            _count(evaluation, group, f"{question}_{name}", f"question.{name}", chosen, absence)


def _percent(
    evaluation: Evaluation, item: Requirement, name: str, part: str, whole: str, formula: str
) -> None:
    evaluation.derive(
        COUNTY, f"R.{name}", [f"{COUNTY}.{part}", f"{COUNTY}.{whole}"], arithmetic.percent,
        formula=item.text(f"formula.{formula}"),
    )  # fmt: skip
