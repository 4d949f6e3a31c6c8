"""The fifteen items of government guarantee (政府保障程度)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from tasks.indicators import arithmetic
from tasks.indicators.county_items import (
    answered,
    below,
    contradiction,
    disagreeing,
    enter_answer,
    enter_percent,
    enter_share,
    with_self_checks,
)
from tasks.indicators.evaluation import COUNTY, Evaluation
from tasks.indicators.guarantee_of_schools import (
    enter_class_size,
    enter_rooms,
    enter_school_size,
    enter_small_schools,
    enter_special_education,
)
from tasks.indicators.regime import Requirement
from tasks.indicators.schools import School
from tasks.indicators.sites import Unit

WHOLE_SHARES = {
    "G9": ("trained", "trained_360h", "trained_percent"),
    "G12": ("certified", "certified", "certified_percent"),
}


def enter_guarantee(evaluation: Evaluation, units: Sequence[Unit]) -> None:
    """Enter the numbers of all fifteen items and judge each, in the order of the form."""
    by_kind: dict[str, Callable[[Requirement], None]] = {
        "answer": lambda item: enter_answer(evaluation, item),
        "rooms": lambda item: enter_rooms(evaluation, units),
        "school_size": lambda item: enter_school_size(evaluation, units),
        "class_size": lambda item: enter_class_size(evaluation),
        "small_schools": lambda item: enter_small_schools(evaluation),
        "special_education": lambda item: enter_special_education(evaluation),
        "pay": lambda item: _pay(evaluation, item),
        "share": lambda item: _teachers(evaluation, item),
        "rotation": lambda item: _rotation(evaluation, item),
        "nearby": lambda item: _nearby(evaluation, item),
        "quota": lambda item: _quota(evaluation, item),
        "care": lambda item: _care(evaluation, item),
    }
    for item in evaluation.regime.requirements("guarantee"):
        by_kind[item.text("kind")](item)


def _pay(evaluation: Evaluation, item: Requirement) -> None:
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


def _teachers(evaluation: Evaluation, item: Requirement) -> None:
    """Judge a share of all full-time teachers, of each school and of the county."""
    name, part, percent = WHOLE_SHARES[item.id]
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


def _rotation(evaluation: Evaluation, item: Requirement) -> None:
    fields = {"eligible": "rotation_eligible", "rotated": "rotated", "backbone": "rotated_backbone"}
    for name, field in fields.items():
        evaluation.total(COUNTY, f"G11.{name}", _by_level(evaluation, field))
    eligible, rotated, backbone = (f"{COUNTY}.G11.{name}" for name in fields)
    share = enter_percent(
        evaluation, "G11.percent", rotated, eligible, item.text("formula.rotated")
    )
    key = enter_percent(
        evaluation, "G11.backbone_percent", backbone, rotated, item.text("formula.backbone")
    )
    limits = {share: item.number("minimum_percent.rotated"),
              key: item.number("minimum_percent.backbone")}  # fmt: skip
    _judge_minima(evaluation, item, limits)


def _judge_minima(evaluation: Evaluation, item: Requirement, limits: dict[str, Decimal]) -> None:
    """Judge several numbers that must each reach their own minimum."""
    values = {fact: evaluation.value(fact) for fact in limits}
    short = {
        fact: limits[fact] - value
        for fact, value in values.items()
        if value is not None and value < limits[fact]
    }
    answers = [None if value is None else fact not in short for fact, value in values.items()]
    reasons = [
        evaluation.regime.say("reasons.one_indicator", title=evaluation.book[fact].title,
                              reason=below(evaluation, fact, limits[fact]))
        for fact in short
    ]  # fmt: skip
    evaluation.judge(
        COUNTY, "", item, list(limits), all_of(answers),
        reason=evaluation.regime.say("join").join(reasons),
        distance=max(short.values(), default=None), may_turn=True,
    )  # fmt: skip


def _nearby(evaluation: Evaluation, item: Requirement) -> None:
    limits = {
        f"{COUNTY}.nearby_{level}_percent": item.number(f"minimum_percent.{level}")
        for level in item.data["minimum_percent"]
    }
    _judge_minima(evaluation, item, limits)


def _quota(evaluation: Evaluation, item: Requirement) -> None:
    quota, allotted, rural = (
        f"{COUNTY}.good_senior_quota{end}" for end in ("", "_allotted", "_rural")
    )
    share = enter_percent(
        evaluation, "G14.allotted_percent", allotted, quota, item.text("formula.allotted")
    )
    enter_percent(evaluation, "G14.rural_percent", rural, allotted, item.text("formula.rural"))
    junior = [school for school in evaluation.schools if "junior" in school.levels]
    areas = item.names("rural_areas")
    everyone = evaluation.total(
        COUNTY, "G14.junior_students", [f"{school.scope}.junior.students" for school in junior]
    )
    country = evaluation.total(
        COUNTY, "G14.rural_students",
        [f"{school.scope}.junior.students" for school in junior if school.area in areas],
    )  # fmt: skip
    enter_percent(
        evaluation, "G14.rural_students_percent", country.id, everyone.id,
        item.text("formula.rural_students"),
    )  # fmt: skip
    _judge_minima(evaluation, item, {share: item.number("minimum_percent")})


def _care(evaluation: Evaluation, item: Requirement) -> None:
    system = f"{COUNTY}.left_behind_system"
    eligible = f"{COUNTY}.migrant_eligible"
    places = [f"{COUNTY}.migrant_in_public", f"{COUNTY}.migrant_in_bought_places"]
    evaluation.derive(COUNTY, "G15.migrant_total", places, _sum)
    share = enter_percent(
        evaluation, "G15.percent", f"{COUNTY}.G15.migrant_total", eligible,
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


def _sum(*values: Decimal) -> Decimal:
    return arithmetic.total(values)
