"""Which schools and levels the resource indicators are computed for, and which are not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tasks.indicators import arithmetic
from tasks.indicators.evaluation import Evaluation
from tasks.indicators.indicator import LEVELS
from tasks.indicators.regime import NotEvaluated
from tasks.indicators.schools import School
from tasks.indicators.unplaced import enter_unplaced
from tasks.model import Exclusion

MERGED = "merged"


@dataclass(frozen=True)
class Unit:
    """One school at one level, with the sites that are added to it.

    Of the `members` the school itself comes first, where it teaches the level at all; a level
    that only its sites teach is its unit too.
    """

    school: School
    level: str
    members: tuple[School, ...]

    @property
    def scope(self) -> str:
        """Return how the ids of its facts begin."""
        return f"{self.school.scope}.{self.level}"

    def of_members(self, name: str) -> list[str]:
        """Return the ids of the same fact of each member at this level."""
        return [f"{member.scope}.{self.level}.{name}" for member in self.members]


def units_of(evaluation: Evaluation) -> tuple[Unit, ...]:
    """Return the units to evaluate, primary first, each level in the order of the roster.

    Enters the pupils, grades and classes of each with its sites, and lists whoever is left
    out, with the reason.
    """
    sites, orphans = _sites(evaluation)
    enter_unplaced(evaluation, orphans)
    found = []
    for level in LEVELS:
        for school in evaluation.schools:
            members = tuple(
                member for member in (school, *sites.get(school.code, ())) if level in member.levels
            )
            if members and _takes_part(evaluation, school, level):
                found.append(Unit(school, level, members))
    return tuple(unit for unit in found if _has_students(evaluation, unit))


def _sites(evaluation: Evaluation) -> tuple[dict[str, list[School]], list[Exclusion]]:
    """Return the sites that are merged, by the code of the school they belong to, and orphans.

    A site without a school it belongs to is an orphan. One of a school that is left out goes
    with it, and is listed with that reason.
    """
    by_code = {school.code: school for school in evaluation.schools}
    sites: dict[str, list[School]] = {}
    orphans: list[Exclusion] = []
    for school in evaluation.schools:
        if school.counted or school.is_unplaced or _excluding_kind(evaluation, school):
            continue
        parent = _counted_parent(school, by_code)
        rule = evaluation.regime.at("regime.merged_sites")
        if parent is None:
            reason, items = rule["orphan_reason"], evaluation.regime.say("resource_items")
            orphans.append(Exclusion(school.code, "", items, reason, rule["clause"]))
        elif _is_left_out(evaluation, parent):
            reason = evaluation.regime.say("unplaced.with_parent", parent=parent.name)
            _exclude(evaluation, school, "", reason, rule["clause"])
        elif not _left_out_as_small(evaluation, school):
            sites.setdefault(parent.code, []).append(school)
            reason = rule["reason"].format(parent=parent.name)
            _exclude(evaluation, school, "", reason, rule["clause"])
    return sites, orphans


def _is_left_out(evaluation: Evaluation, parent: School) -> bool:
    """Tell whether a school that has sites takes no part itself."""
    rules = (_excluding_kind(evaluation, parent), _small_rule(evaluation, parent))
    return parent.is_unplaced or any(rules)


def _counted_parent(school: School, by_code: Mapping[str, School]) -> School | None:
    seen = set()
    parent = by_code.get(school.parent)
    while parent is not None and not parent.counted and parent.code not in seen:
        seen.add(parent.code)
        parent = by_code.get(parent.parent)
    return parent if parent is not None and parent.counted else None


def _left_out_as_small(evaluation: Evaluation, school: School) -> bool:
    if evaluation.regime.at("regime.merged_sites.small_teaching_points") == MERGED:
        return False
    return _small(evaluation, school)


def _takes_part(evaluation: Evaluation, school: School, level: str) -> bool:
    """Tell whether a counted school is evaluated; list it once where it is not."""
    if school.is_unplaced:
        return False
    kind_rule = _excluding_kind(evaluation, school)
    if kind_rule:
        _exclude(evaluation, school, level, kind_rule.reason, kind_rule.clause)
        return False
    return school.counted and not _small(evaluation, school, level)


def _excluding_kind(evaluation: Evaluation, school: School) -> NotEvaluated | None:
    for rule in evaluation.regime.not_evaluated:
        if rule.students_below is None and rule.names(school.kind, school.owner):
            return rule
    return None


def _small(evaluation: Evaluation, school: School, level: str = "") -> bool:
    rule = _small_rule(evaluation, school)
    if rule is None:
        return False
    students = evaluation.value(f"{school.scope}.students")
    reason = rule.reason.format(students=students, students_below=rule.students_below)
    _exclude(evaluation, school, level, reason, rule.clause)
    return True


def _small_rule(evaluation: Evaluation, school: School) -> NotEvaluated | None:
    students = evaluation.value(f"{school.scope}.students")
    for rule in evaluation.regime.not_evaluated:
        if not rule.is_of_schools or rule.students_below is None:
            continue
        is_named = rule.names(school.kind, school.owner)
        if is_named and students is not None and students < rule.students_below:
            return rule
    return None


def _has_students(evaluation: Evaluation, unit: Unit) -> bool:
    for name in ("students", "grades", "classes"):
        compute = _most if name == "grades" else arithmetic.added
        evaluation.derive(unit.scope, f"evaluated_{name}", unit.of_members(name), compute)
    students = evaluation.value(f"{unit.scope}.evaluated_students")
    for rule in evaluation.regime.not_evaluated:
        if rule.is_of_schools or rule.students_below is None or students is None:
            continue
        if students < rule.students_below:
            _exclude(evaluation, unit.school, unit.level, rule.reason, rule.clause)
            return False
    return True


def _most(*values: Decimal) -> Decimal:
    return max(values)


def _exclude(evaluation: Evaluation, school: School, level: str, reason: str, clause: str) -> None:
    items = evaluation.regime.say("resource_items")
    found = Exclusion(school.code, level, items, reason, clause)
    if found not in evaluation.exclusions:
        evaluation.exclusions.append(found)
