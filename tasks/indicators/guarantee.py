"""Items of government guarantee that are numbers of the whole county (政府保障程度)."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.indicators import arithmetic
from tasks.indicators.county_items import (
    answered,
    below,
    contradiction,
    disagreeing,
    enter_percent,
    enter_share,
    judge_limits,
    with_self_checks,
)
from tasks.indicators.evaluation import COUNTY, Evaluation
from tasks.indicators.indicator import Limit
from tasks.indicators.regime import Requirement
from tasks.indicators.schools import School


def enter_pay(evaluation: Evaluation, item: Requirement) -> None:
    """Judge that teachers are paid no less than civil servants, and performance pay in full."""
    teachers, servants = f"{COUNTY}.teacher_pay_yuan", f"{COUNTY}.civil_servant_pay_yuan"
    approved = f"{COUNTY}.performance_pay_approved"
    pay, other = evaluation.value(teachers), evaluation.value(servants)
    answers = [
        None if pay is None or other is None else pay >= other,
        answered(evaluation, approved, item.text("expected")),
    ]
    reason = evaluation.regime.say(
        "reasons.pay", teachers=evaluation.show(teachers), servants=evaluation.show(servants),
        approved=evaluation.show(approved),
    )  # fmt: skip
    distance = None if pay is None or other is None or pay >= other else other - pay
    evaluation.judge(
        COUNTY, "", item, [teachers, servants, approved], all_of(answers), reason=reason,
        distance=distance,
    )  # fmt: skip


def all_of(answers: Sequence[bool | None]) -> bool | None:
    """Return False where one is False, None where one is unknown, else True."""
    if False in answers:
        return False
    return None if None in answers else True


def _by_level(evaluation: Evaluation, field: str) -> list[str]:
    return [
        f"{school.scope}.{level}.{field}"
        for school in evaluation.schools
        for level in school.levels
    ]


def enter_share_of_teachers(evaluation: Evaluation, item: Requirement) -> None:
    """Judge a share of all full-time teachers, of each school and of the county."""
    name, part, percent = (item.text(key) for key in ("fact", "part", "fact_of_school"))
    for school in evaluation.schools:
        _teachers_of_school(evaluation, item, school, f"{school.scope}.{percent}")
    evaluation.total(COUNTY, f"{item.id}.{name}", _by_level(evaluation, part))
    whole = evaluation.total(
        COUNTY, f"{item.id}.teachers", _by_level(evaluation, item.text("whole"))
    )
    enter_share(evaluation, item, f"{COUNTY}.{item.id}.{name}", whole.id)


def _teachers_of_school(
    evaluation: Evaluation, item: Requirement, school: School, fact: str
) -> None:
    found, minimum = evaluation.value(fact), item.number("minimum_percent")
    evaluation.judge(
        school.code, "", item, [fact], None if found is None else found >= minimum,
        reason=below(evaluation, fact, minimum),
        distance=None if found is None else minimum - found,
    )  # fmt: skip


def enter_rotation(evaluation: Evaluation, item: Requirement) -> None:
    """Judge how many of the eligible teachers rotated, and how many of those are backbone."""
    fields = {"eligible": "rotation_eligible", "rotated": "rotated", "backbone": "rotated_backbone"}
    for name, field in fields.items():
        evaluation.total(COUNTY, f"{item.id}.{name}", _by_level(evaluation, field))
    eligible, rotated, backbone = (f"{COUNTY}.{item.id}.{name}" for name in fields)
    share = enter_percent(
        evaluation, f"{item.id}.percent", rotated, eligible, item.text("formula.rotated")
    )
    key = enter_percent(
        evaluation, f"{item.id}.backbone_percent", backbone, rotated, item.text("formula.backbone")
    )
    limits = {
        share: Limit(item.number("minimum_percent.rotated")),
        key: Limit(item.number("minimum_percent.backbone")),
    }
    judge_limits(evaluation, item, limits)


def enter_quota(evaluation: Evaluation, item: Requirement) -> None:
    """Judge the allotted share of the quota; enter what tells whether it favours the country."""
    quota, allotted, rural = (
        f"{COUNTY}.good_senior_quota{end}" for end in ("", "_allotted", "_rural")
    )
    share = enter_percent(
        evaluation, f"{item.id}.allotted_percent", allotted, quota, item.text("formula.allotted")
    )
    enter_percent(
        evaluation, f"{item.id}.rural_percent", rural, allotted, item.text("formula.rural")
    )
    junior = [school for school in evaluation.schools if "junior" in school.levels]
    areas = item.names("rural_areas")
    everyone = evaluation.total(
        COUNTY,
        f"{item.id}.junior_students",
        [f"{school.scope}.junior.students" for school in junior],
    )
    country = evaluation.total(
        COUNTY, f"{item.id}.rural_students",
        [f"{school.scope}.junior.students" for school in junior if school.area in areas],
    )  # fmt: skip
    enter_percent(
        evaluation, f"{item.id}.rural_students_percent", country.id, everyone.id,
        item.text("formula.rural_students"),
    )  # fmt: skip
    judge_limits(evaluation, item, {share: Limit(item.number("minimum_percent"))})


def enter_care(evaluation: Evaluation, item: Requirement) -> None:
    """Judge the care for left-behind children and the places of migrant ones."""
    system = f"{COUNTY}.left_behind_system"
    eligible = f"{COUNTY}.migrant_eligible"
    places = [f"{COUNTY}.migrant_in_public", f"{COUNTY}.migrant_in_bought_places"]
    evaluation.derive(COUNTY, f"{item.id}.migrant_total", places, arithmetic.added)
    share = enter_percent(
        evaluation, f"{item.id}.percent", f"{COUNTY}.{item.id}.migrant_total", eligible,
        item.text("formula"),
    )  # fmt: skip
    minimum, found = item.number("minimum_percent"), evaluation.value(share)
    nobody = evaluation.value(eligible) == 0
    contradicting = disagreeing(evaluation, item)
    enough = True if nobody else None if found is None else found >= minimum
    cared = False if contradicting else answered(evaluation, system, item.text("expected"))
    reasons = []
    if cared is False:
        reasons.append(
            contradiction(evaluation, contradicting)
            if contradicting
            else evaluation.regime.say("reasons.answered", value=evaluation.show(system))
        )
    if enough is False:
        reasons.append(below(evaluation, share, minimum))
    evaluation.judge(
        COUNTY, "", item,
        [*with_self_checks(evaluation, item, system), eligible if nobody else share],
        all_of([cared, enough]), fact=share, reason=evaluation.regime.say("join").join(reasons),
        distance=minimum - found if found is not None and found < minimum else None,
    )  # fmt: skip
