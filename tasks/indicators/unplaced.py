"""Schools that the roster or their own return leaves without a place in the evaluation."""

from __future__ import annotations

from collections.abc import Iterable

from tasks.indicators.evaluation import COUNTY, Evaluation
from tasks.indicators.indicator import LEVELS
from tasks.indicators.raw_facts import number_of
from tasks.indicators.schools import School
from tasks.model import Exclusion, Judgement, Verdict

ITEM = "unplaced"


def enter_unplaced(evaluation: Evaluation, orphans: Iterable[Exclusion] = ()) -> None:
    """List every school whose type or owner is no code, and pupils of a level it does not teach.

    So are `orphans`, sites of which nobody knows where they belong. They are in no calculation;
    nothing that counts all schools can be met because of it.
    """
    found = [each for school in evaluation.schools for each in _unplaced(evaluation, school)]
    found += orphans
    if not found:
        return
    evaluation.exclusions.extend(found)
    say = evaluation.regime.say
    names = {school.code: school.name for school in evaluation.schools}
    reason = say("list_join").join(
        say("unplaced.one", name=names[each.school], reason=each.reason) for each in found
    )
    judgement = Judgement(
        COUNTY, "", ITEM, Verdict.NOT_CHECKED, f"{COUNTY}.{ITEM}.result", say("unplaced.standard"),
        say("unplaced.clause"), reason,
    )  # fmt: skip
    evaluation.judgements.append(judgement)
    evaluation.conclude(f"{COUNTY}.{ITEM}", say("unplaced.title"), judgement)


def judge_unplaced(evaluation: Evaluation) -> list[Judgement]:
    """Return the judgement that schools without a place leave open, if there are any."""
    return [one for one in evaluation.judgements if (one.subject, one.item) == (COUNTY, ITEM)]


def _unplaced(evaluation: Evaluation, school: School) -> list[Exclusion]:
    say = evaluation.regime.say
    items, clause = say("resource_items"), say("unplaced.clause")
    if school.is_unplaced:
        reason = say("unplaced.code", type=school.type, owner=school.owner)
        return [Exclusion(school.code, "", items, reason, clause)]
    found = []
    title = evaluation.codes["school_types"].title(school.type)
    for level in LEVELS:
        students = 0 if level in school.levels else _pupils(evaluation, school, level)
        if students:
            reason = say(
                "unplaced.level", type=title, students=students,
                level=evaluation.codes["levels"].title(level),
            )  # fmt: skip
            found.append(Exclusion(school.code, level, items, reason, clause))
    return found


def _pupils(evaluation: Evaluation, school: School, level: str) -> int:
    grades = evaluation.codes["grades"].rows
    return sum(
        int(number_of(row[name]))
        for row in evaluation.readings.rows(school.code, "students")
        for name in ("male", "female")
        if row[name] is not None and row["grade"] in grades
        if grades[row["grade"]]["level"] == level
    )
