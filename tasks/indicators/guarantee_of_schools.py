"""Government items that are looked at school by school: rooms, size, classes, small schools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal

from tasks.indicators import arithmetic
from tasks.indicators.evaluation import COUNTY, Evaluation
from tasks.indicators.indicator import LEVELS
from tasks.indicators.raw_facts import number_of
from tasks.indicators.regime import Requirement
from tasks.indicators.relief_effects import room_minimum, size_limit, standard_with
from tasks.indicators.school_sums import ROOM_KINDS
from tasks.indicators.schools import School
from tasks.indicators.sites import Unit
from tasks.model import Judgement, Verdict

APART = "apart"
ADDED = "added"
COMBINED = "combined"
SPECIAL_SCHOOLS = "special_schools"


def by_school(units: Sequence[Unit]) -> list[list[Unit]]:
    """Return the levels of each evaluated school together, in the order of first mention."""
    grouped: dict[str, list[Unit]] = {}
    for unit in units:
        grouped.setdefault(unit.school.code, []).append(unit)
    return list(grouped.values())


def enter_rooms(evaluation: Evaluation, item: Requirement, units: Sequence[Unit]) -> None:
    """Enter and judge music and art rooms, of each school and of the county."""
    judged = [_enter_rooms_of(evaluation, item, levels) for levels in by_school(units)]
    scopes = [levels[0].school.scope for levels in by_school(units)]
    for name in ("rooms_needed", "music_rooms", "art_rooms"):
        evaluation.total(
            COUNTY, f"{item.id}.{name}", [f"{scope}.{item.id}.{name}" for scope in scopes]
        )
    evaluation.enter(COUNTY, f"{item.id}.schools", Decimal(len(scopes)))
    judge_all(
        evaluation,
        item,
        judged,
        f"{item.id}.schools_short",
        [f"{s}.{item.id}.rooms_needed" for s in scopes],
    )


def _enter_rooms_of(evaluation: Evaluation, item: Requirement, levels: Sequence[Unit]) -> Judgement:
    school = levels[0].school
    members = list(dict.fromkeys(member for unit in levels for member in unit.members))
    per_room = item.number("classes_per_room")

    def rooms(*classes: Decimal) -> Decimal:
        return (arithmetic.total(classes) / per_room).to_integral_value(ROUND_CEILING)

    classes = [f"{unit.scope}.evaluated_classes" for unit in levels]
    evaluation.derive(
        school.scope, f"{item.id}.rooms_needed", classes, rooms, formula=item.text("formula")
    )
    for kind in ROOM_KINDS:
        _enter_full_size(evaluation, item, school, members, kind)
    facts = [
        f"{school.scope}.{item.id}.{name}" for name in ("rooms_needed", "music_rooms", "art_rooms")
    ]
    values = [evaluation.value(fact) for fact in facts]
    missing = None if None in values else _rooms_missing(evaluation, *values)  # type: ignore[arg-type]
    needed, music, art = map(evaluation.show, facts)
    reason = evaluation.regime.say("reasons.rooms", needed=needed, music=music, art=art)
    return evaluation.judge(
        school.code, "", _relaxed(evaluation, item, school), facts,
        None if missing is None else missing == 0, reason=reason, distance=missing,
    )  # fmt: skip


def _relaxed(evaluation: Evaluation, item: Requirement, school: School) -> Requirement:
    """Return the requirement with the reliefs that were used for a school in its words."""
    standard = standard_with(evaluation, school.code, item.id, item.standard)
    return replace(item, standard=standard)


def _rooms_missing(
    evaluation: Evaluation, needed: Decimal, music: Decimal, art: Decimal
) -> Decimal:
    none = Decimal(0)
    if evaluation.regime.setting("music_and_art_rooms") == APART:
        return max(needed - music, none) + max(needed - art, none)
    return max(needed * len(ROOM_KINDS) - music - art, none)


def _enter_full_size(
    evaluation: Evaluation, item: Requirement, school: School, members: Sequence[School], kind: str
) -> None:
    """Enter how many rooms of a kind, with those of the sites, are large enough to count."""
    least = item.number(f"minimum_m2.{kind}")
    minimum, relaxed = room_minimum(evaluation, school.code, item.id, kind, least)
    inputs = [
        f"{member.scope}.{kind}_room_{number}.area_m2"
        for member in members
        for number in range(1, int(evaluation.value(f"{member.scope}.{kind}_rooms") or 0) + 1)
    ]
    absent = [f"{member.scope}.{kind}_rooms" for member in members]
    missing = [fact for fact in absent if evaluation.value(fact) is None]
    note = evaluation.book[missing[0]].note if missing else ""
    large = Decimal(sum(area >= minimum for area in evaluation.known(inputs)))
    evaluation.enter(
        school.scope, f"{item.id}.{kind}_rooms", None if note else large,
        inputs=[*absent, *relaxed, *inputs], note=note,
    )  # fmt: skip


def judge_all(
    evaluation: Evaluation,
    item: Requirement,
    judged: Sequence[Judgement],
    name: str,
    inputs: Sequence[str],
) -> None:
    """Enter how many schools miss a requirement, and judge that none does."""
    failing = [found for found in judged if found.verdict is Verdict.NOT_MET]
    unknown = sum(found.verdict is Verdict.NOT_CHECKED for found in judged)
    note = evaluation.regime.say("partial", count=unknown) if unknown else ""
    fact = evaluation.enter(COUNTY, name, Decimal(len(failing)), inputs=inputs, note=note)
    if unknown:
        evaluation.incomplete.add(fact.id)
    evaluation.judge(
        COUNTY, "", item, [fact.id], not failing,
        reason=_names(evaluation, failing), distance=fact.value if failing else None,  # type: ignore[arg-type]
    )  # fmt: skip


def _names(evaluation: Evaluation, failing: Sequence[Judgement]) -> str:
    names = {school.code: school.name for school in evaluation.schools}
    say = evaluation.regime.say
    listed = dict.fromkeys(names[found.subject] for found in failing)
    return say("reasons.schools_not_met", count=len(listed), names=say("list_join").join(listed))


def enter_school_size(evaluation: Evaluation, item: Requirement, units: Sequence[Unit]) -> None:
    """Enter and judge the size of each school; count those over their limit."""
    limits: dict[str, dict[str, Decimal]] = {name: {} for name in (*LEVELS, COMBINED)}
    relaxed: dict[str, list[str]] = {name: [] for name in limits}
    judged = []
    for levels in by_school(units):
        school = levels[0].school
        kind = COMBINED if len(levels) > 1 else levels[0].level
        most = item.number(f"maximum.{kind}")
        limit, facts = size_limit(evaluation, school.code, item.id, most)
        fact = _enter_size(evaluation, item, levels)
        limits[kind][fact] = limit
        relaxed[kind] += facts
        judged.append(_judge_size(evaluation, item, school, [fact, *facts], limit))
    for kind, of_kind in limits.items():
        name = f"{item.id}.{kind}_over_limit"
        evaluation.count_over(COUNTY, name, of_kind, relaxed[kind])
    inputs = [f"{COUNTY}.{item.id}.{kind}_over_limit" for kind in limits]
    judge_all(evaluation, item, judged, f"{item.id}.over_limit", inputs)


def _judge_size(
    evaluation: Evaluation, item: Requirement, school: School, facts: list[str], limit: Decimal
) -> Judgement:
    size = evaluation.value(facts[0])
    reason = evaluation.regime.say(
        "reasons.too_large", value=evaluation.show(facts[0]), maximum=limit
    )
    return evaluation.judge(
        school.code, "", _relaxed(evaluation, item, school), facts,
        None if size is None else size <= limit, reason=reason,
        distance=None if size is None else size - limit,
    )  # fmt: skip


def _enter_size(evaluation: Evaluation, item: Requirement, levels: Sequence[Unit]) -> str:
    school = levels[0].school
    added = evaluation.regime.setting("size_of_merged_sites") == ADDED
    name = "evaluated_students" if added else "students"
    inputs = [f"{unit.scope}.{name}" for unit in levels]

    def whole(*students: Decimal) -> Decimal:
        return arithmetic.total(students)

    return evaluation.derive(school.scope, f"{item.id}.students", inputs, whole).id


def enter_class_size(evaluation: Evaluation, item: Requirement) -> None:
    """Judge the classes of every school, and count those over the limit."""
    kinds = item.names("school_kinds")
    judged = []
    for level in LEVELS:
        schools = [s for s in evaluation.schools if s.kind in kinds and level in s.levels]
        facts = [f"{school.scope}.{level}.classes_over_limit" for school in schools]
        judged += [_judge_classes(evaluation, item, school, level) for school in schools]
        evaluation.total(COUNTY, f"{item.id}.{level}_over_limit", facts)
        largest = [f"{school.scope}.{level}.largest_class" for school in schools]
        evaluation.most(COUNTY, f"{item.id}.{level}_largest", largest)
    inputs = [f"{COUNTY}.{item.id}.{level}_over_limit" for level in LEVELS]
    judge_all(evaluation, item, judged, f"{item.id}.schools_over_limit", inputs)


def _judge_classes(
    evaluation: Evaluation, item: Requirement, school: School, level: str
) -> Judgement:
    over = f"{school.scope}.{level}.classes_over_limit"
    largest = f"{school.scope}.{level}.largest_class"
    limit, count = item.number(f"maximum.{level}"), evaluation.value(over)
    size = evaluation.value(largest)
    reason = evaluation.regime.say(
        "reasons.classes", count=evaluation.show(over), maximum=limit,
        largest=evaluation.show(largest), places=_class_places(evaluation, school, level, limit),
    )  # fmt: skip
    return evaluation.judge(
        school.code, level, item, [over], None if count is None else count == 0, reason=reason,
        distance=None if size is None else size - limit,
    )  # fmt: skip


def _class_places(evaluation: Evaluation, school: School, level: str, limit: Decimal) -> str:
    """Return the classes over the limit by name and size."""
    grades = evaluation.codes["grades"]
    say = evaluation.regime.say
    found = [
        say("one_class", grade=grades.title(row["grade"]), name=row["class_name"] or "",
            students=number_of(row["students"]))
        for row in evaluation.readings.rows(school.code, "classes")
        if row["grade"] in grades.rows
        and grades.rows[row["grade"]]["level"] == level
        and row["students"] is not None
        and row["students"] > limit
    ]  # fmt: skip
    return say("list_join").join(found)


def enter_small_schools(evaluation: Evaluation, item: Requirement) -> None:
    """Judge that schools below the size are funded as if they had it."""
    funded_as = item.number("funded_as")
    asked = [school for school in evaluation.schools if _may_be_small(item, school)]
    sizes = [f"{school.scope}.students" for school in asked]
    small = [school for school in asked if _is_small(evaluation, school, funded_as)]
    judged = [_judge_funding(evaluation, item, school, funded_as) for school in small]
    evaluation.count(COUNTY, f"{item.id}.schools", sizes, lambda size: 0 < size < funded_as)
    unread = [school for school in asked if evaluation.value(f"{school.scope}.students") is None]
    for name in ("students", "public_funds_yuan"):
        facts = [f"{school.scope}.{name}" for school in (*small, *unread)]
        evaluation.total(COUNTY, f"{item.id}.{name}", facts)
    inputs = [f"{COUNTY}.{item.id}.schools", *(f"{s.scope}.funded_students" for s in small)]
    unknown = [Judgement(s.code, "", item.id, Verdict.NOT_CHECKED) for s in unread]
    judge_all(evaluation, item, [*judged, *unknown], f"{item.id}.schools_short", inputs)


def _may_be_small(item: Requirement, school: School) -> bool:
    with_senior = bool(item.data["schools_with_senior_stage"])
    return school.kind in item.names("school_kinds") and (with_senior or not school.senior)


def _is_small(evaluation: Evaluation, school: School, limit: Decimal) -> bool:
    size = evaluation.value(f"{school.scope}.students")
    return size is not None and 0 < size < limit


def _judge_funding(
    evaluation: Evaluation, item: Requirement, school: School, funded_as: Decimal
) -> Judgement:
    fact = f"{school.scope}.funded_students"
    found = evaluation.value(fact)
    reason = evaluation.regime.say(
        "reasons.funding", students=evaluation.show(f"{school.scope}.students"),
        value=evaluation.show(fact), funded_as=funded_as,
    )  # fmt: skip
    return evaluation.judge(
        school.code, "", item, [fact], None if found is None else found >= funded_as,
        reason=reason, distance=None if found is None else funded_as - found,
    )  # fmt: skip


def enter_special_education(evaluation: Evaluation, item: Requirement) -> None:
    """Judge the public funds of a pupil in special education."""
    minimum = item.number("minimum_yuan")
    special = [s for s in evaluation.schools if s.kind in item.names("school_kinds")]
    judged = [_judge_special(evaluation, item, school, minimum) for school in special]
    only = evaluation.regime.setting("special_education_funds") == SPECIAL_SCHOOLS
    schools = special if only else list(evaluation.schools)
    ids = [f"{school.scope}.special_education_{{}}" for school in schools]
    evaluation.total(COUNTY, f"{item.id}.students", [text.format("students") for text in ids])
    yuan = evaluation.total(
        COUNTY, f"{item.id}.funds_yuan", [text.format("funds_yuan") for text in ids]
    ).id
    evaluation.derive(COUNTY, f"{item.id}.funds_wan_yuan", [yuan], _in_wan)
    students = f"{COUNTY}.{item.id}.students"
    average = evaluation.derive(
        COUNTY, f"{item.id}.per_student_yuan", [yuan, students], arithmetic.quotient,
        formula=item.text("formula"),
    )  # fmt: skip
    nobody = evaluation.is_complete([students]) and evaluation.value(students) == 0
    _judge_special_of_county(evaluation, item, judged, average.id, nobody)


def _judge_special(
    evaluation: Evaluation, item: Requirement, school: School, minimum: Decimal
) -> Judgement:
    fact = f"{school.scope}.special_education_funds_per_student_yuan"
    found = evaluation.value(fact)
    reason = evaluation.regime.say(
        "reasons.below_minimum", value=evaluation.show_beside(fact, minimum), minimum=minimum,
        unit=evaluation.book[fact].unit,
    )  # fmt: skip
    return evaluation.judge(
        school.code, "", item, [fact], None if found is None else found >= minimum, reason=reason,
        distance=None if found is None else minimum - found,
    )  # fmt: skip


def _judge_special_of_county(
    evaluation: Evaluation,
    item: Requirement,
    judged: Sequence[Judgement],
    average: str,
    nobody: bool,
) -> None:
    minimum, found = item.number("minimum_yuan"), evaluation.value(average)
    failing = [one for one in judged if one.verdict is Verdict.NOT_MET]
    is_met = None if found is None else found >= minimum and not failing
    inputs = [f"{COUNTY}.{item.id}.students"] if nobody else [average]
    evaluation.judge(
        COUNTY, "", item, inputs, True if nobody else is_met, fact=average,
        reason=_names(evaluation, failing) if failing else evaluation.show(average),
        distance=None if found is None else max(minimum - found, Decimal(0)), may_turn=not failing,
    )  # fmt: skip


def _in_wan(yuan: Decimal) -> Decimal | None:
    return yuan.scaleb(-4)
