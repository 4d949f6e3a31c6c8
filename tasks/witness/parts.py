"""Which schools are evaluated at which level, with which sites and which share of a school."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tasks.witness.county import LEVELS, SENIOR, County, School
from tasks.witness.fractions_of import Value, all_of, fraction

MERGED = "merged"


@dataclass(frozen=True)
class Part:
    """One school at one level, with the sites that are added to it."""

    school: School
    level: str
    members: tuple[School, ...]

    @property
    def scope(self) -> str:
        """Return how the ids of its facts begin."""
        return f"{self.school.scope}.{self.level}"

    def students(self, county: County) -> Value:
        """Return the pupils of the school and its sites at this level."""
        return all_of(county.students(member, self.level) for member in self.members)


def rules_in_force(county: County) -> list[Mapping[str, Any]]:
    """Return the rules that leave schools out, with those that hang on a setting."""
    regime = county.standards["regime"]
    asked = regime.get("not_evaluated_by_setting", ())
    chosen = [rule for rule in asked if county.is_set(rule["setting"], rule["when"])]
    return [*regime["not_evaluated"], *chosen]


def parts_of(county: County, rules: Any, merging: Mapping[str, Any]) -> list[Part]:
    """Return the parts that are evaluated.

    `rules` are those that leave schools out, `merging` the regime's `merged_sites`.
    """
    homes = {school.code: home for school, home in _sites(county, rules, merging)}
    found = []
    for level in LEVELS:
        for school in county.schools:
            members = [school, *(s for s in county.schools if homes.get(s.code) == school.code)]
            taught = tuple(member for member in members if level in member.levels)
            stays = school.counted and school.has_a_place and not _left_out(county, school, rules)
            if taught and stays:
                found.append(Part(school, level, taught))
    return [part for part in found if not _is_empty(part.students(county), rules)]


def _sites(county: County, rules: Any, merging: Mapping[str, Any]) -> Iterator[tuple[School, str]]:
    """Yield every site that is added to a school, with the code of that school."""
    by_code = {school.code: school for school in county.schools}
    for school in county.schools:
        home = _home(school, by_code)
        if school.counted or home is None or not school.has_a_place:
            continue
        if _of_excluded_kind(school, rules):
            continue
        stays_out = merging["small_teaching_points"] != MERGED
        if not (stays_out and _is_small(county, school, rules)):
            yield school, home.code


def _home(school: School, by_code: Mapping[str, School]) -> School | None:
    """Return the nearest school above a site that counts as one."""
    above, steps = by_code.get(school.parent), len(by_code)
    while above is not None and not above.counted and steps:
        above, steps = by_code.get(above.parent), steps - 1
    return above if above is not None and above.counted else None


def _left_out(county: County, school: School, rules: Any) -> bool:
    return _of_excluded_kind(school, rules) or _is_small(county, school, rules)


def _names_schools(rule: Mapping[str, Any]) -> bool:
    return bool(rule.get("school_kinds") or rule.get("owners"))


def _names(rule: Mapping[str, Any], school: School) -> bool:
    """Tell whether a rule is about a school: of its kinds and of its owners, where it says so."""
    kinds, owners = rule.get("school_kinds", ()), [str(code) for code in rule.get("owners", ())]
    fits = (not kinds or school.kind in kinds) and (not owners or school.owner in owners)
    return _names_schools(rule) and fits


def _of_excluded_kind(school: School, rules: Any) -> bool:
    return any(_names(rule, school) for rule in rules if rule.get("students_below") is None)


def _is_small(county: County, school: School, rules: Any) -> bool:
    students = county.all_students(school)
    limits = [
        fraction(rule["students_below"])
        for rule in rules
        if rule.get("students_below") is not None and _names(rule, school)
    ]
    return students is not None and any(limit and students < limit for limit in limits)


def _is_empty(students: Value, rules: Any) -> bool:
    limits = [
        fraction(rule["students_below"])
        for rule in rules
        if rule.get("students_below") is not None and not _names_schools(rule)
    ]
    return students is not None and any(limit and students < limit for limit in limits)


def weights_of(county: County, school: School) -> Mapping[str, Fraction]:
    """Return what a pupil of each level weighs; empty where nothing is shared."""
    taught = (*school.levels, SENIOR) if school.senior else school.levels
    if len(taught) < len(LEVELS):
        return {}
    rule = county.standards["regime"]["splitting"]
    given = rule["weights"].get(school.type) or rule["other_combined_types"]
    found = {level: fraction(weight) for level, weight in given.items()}
    return {level: weight for level, weight in found.items() if weight is not None}


def share_of(county: County, school: School, level: str) -> Value:
    """Return which part of what a school owns in common belongs to a level; None if unknown."""
    weights = weights_of(county, school)
    if level not in weights:
        return Fraction(1)
    heads = {
        each: county.number("school", school.code, "senior_students")
        if each == SENIOR
        else county.students(school, each)
        for each in weights
    }
    weighted = {
        each: None if count is None else count * weights[each] for each, count in heads.items()
    }
    everyone, mine = all_of(weighted.values()), weighted[level]
    return None if not everyone or mine is None else mine / everyone
