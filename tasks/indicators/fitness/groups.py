"""The groups of pupils that have facts: where their ids begin, and what they are part of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tasks.indicators.evaluation import COUNTY, Evaluation
from tasks.indicators.fitness.pupils import levels_of_grades
from tasks.indicators.schools import School

SCHOOL, LEVEL, GRADE, SEX = "school_code", "school_level", "grade", "sex"


@dataclass(frozen=True)
class Group:
    """Pupils that share some columns, such as the girls of a grade of a county.

    `parts` are the scopes of the groups of the schools that it sums up, where they have
    facts of their own, and `whole` is the scope of the group it is taken out of. Of a
    `brief` group only how many took part, and the rates, are facts.
    """

    scope: str
    key: Mapping[str, str]
    parts: tuple[str, ...] = ()
    whole: str = ""
    brief: bool = False

    @property
    def by(self) -> tuple[str, ...]:
        """Return the columns that its pupils share."""
        return tuple(self.key)


def school_groups(evaluation: Evaluation, school: School) -> Iterator[Group]:
    """Yield the groups of one school: all, by level, by sex, by grade."""
    scope, mine = f"{school.scope}.fitness", {SCHOOL: school.code}
    yield Group(scope, mine)
    for level in school.levels:
        yield Group(f"{school.scope}.{level}.fitness", mine | {LEVEL: level})
    for sex in evaluation.codes["sexes"].codes:
        yield Group(f"{scope}.{sex}", mine | {SEX: sex}, brief=True)
    for grade, level in levels_of_grades(evaluation.codes).items():
        if level in school.levels:
            yield Group(f"{scope}.{grade}", mine | {GRADE: grade}, brief=True)


def county_groups(evaluation: Evaluation, schools: Sequence[School]) -> Iterator[Group]:
    """Yield the groups of the county: all, by level, sex and grade, and by sex in each."""
    scope, sexes = f"{COUNTY}.fitness", evaluation.codes["sexes"].codes
    yield Group(scope, {}, tuple(f"{school.scope}.fitness" for school in schools))
    for sex in sexes:
        parts = tuple(f"{school.scope}.fitness.{sex}" for school in schools)
        yield Group(f"{scope}.{sex}", {SEX: sex}, parts)
    for level in evaluation.codes["levels"].codes:
        at_level = f"{COUNTY}.{level}.fitness"
        mine = tuple(f"{s.scope}.{level}.fitness" for s in schools if level in s.levels)
        yield Group(at_level, {LEVEL: level}, mine)
        for sex in sexes:
            yield Group(f"{at_level}.{sex}", {LEVEL: level, SEX: sex}, whole=at_level)
    for grade, level in levels_of_grades(evaluation.codes).items():
        at_grade = f"{scope}.{grade}"
        mine = tuple(f"{s.scope}.fitness.{grade}" for s in schools if level in s.levels)
        yield Group(at_grade, {GRADE: grade}, mine)
        for sex in sexes:
            yield Group(f"{at_grade}.{sex}", {GRADE: grade, SEX: sex}, whole=at_grade)
