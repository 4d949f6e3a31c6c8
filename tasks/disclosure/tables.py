"""The public tables of a county: every count with every margin that is printed beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tasks.disclosure.recovery import Sum

ALL = "all"
"""Stands for the whole of a dimension: the county, all grades, both sexes, all pupils."""

OTHER = "other"
"""Pupils without a level of fitness."""

REST = "rest"
"""Pupils of a school that are not of a group; never printed, but a subtraction away."""


@dataclass(frozen=True)
class Counts:
    """What a county counts of its pupils.

    `students` is by school, grade and sex, `groups` by school and group, `fitness` by grade,
    sex and level. `levels` gives the grades of each level of schools.
    """

    students: Mapping[tuple[str, str, str], int]
    groups: Mapping[tuple[str, str], int]
    fitness: Mapping[tuple[str, str, str], int]
    levels: Mapping[str, Sequence[str]]
    sexes: Sequence[str]
    ratings: Sequence[str]

    @property
    def schools(self) -> list[str]:
        """Return the schools in the order in which they were counted."""
        return list(dict.fromkeys(school for school, _, _ in self.students))

    @property
    def fits(self) -> bool:
        """Tell whether nowhere more pupils have a level of fitness than there are."""
        return all(rated <= self._enrolled.get(cell, 0) for cell, rated in self.rated().items())

    def rated(self) -> dict[tuple[str, str], int]:
        """Return how many pupils have a level of fitness, by grade and sex."""
        found: dict[tuple[str, str], int] = defaultdict(int)
        for (grade, sex, _), count in self.fitness.items():
            found[grade, sex] += count
        return found

    @cached_property
    def _enrolled(self) -> Mapping[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = defaultdict(int)
        for (_, grade, sex), count in self.students.items():
            found[grade, sex] += count
        return dict(found)

    def other(self, grade: str, sex: str) -> int:
        """Return how many pupils of a grade and sex have no level of fitness."""
        cell = (grade, sex)
        return self._enrolled.get(cell, 0) - self.rated().get(cell, 0) if self.fits else 0


@dataclass
class Tables:
    """Counts by the name of their cell, and what adds up to what over all tables."""

    cells: dict[str, int] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)

    def add(self, name: str, parts: Iterable[str]) -> None:
        """Add a total of cells that are there; one that is not there counts for nothing."""
        found = tuple(part for part in parts if part in self.cells)
        if found and name not in self.cells:
            self.cells[name] = sum(map(self.cells.__getitem__, found))
        if found:
            self.sums.append(Sum(name, found))


def students_cell(school: str, grade: str, sex: str) -> str:
    """Return the name of a count of pupils; each part may be `ALL`, a grade also a level."""
    return f"students/{school}/{grade}/{sex}"


def group_cell(school: str, group: str) -> str:
    """Return the name of a count of the pupils of a group."""
    return f"groups/{school}/{group}"


def rest_cell(school: str, group: str) -> str:
    """Return the name of the count of the pupils that are not of a group."""
    return group_cell(school, f"{REST}-{group}")


def fitness_cell(grade: str, sex: str, rating: str) -> str:
    """Return the name of a count of pupils with a level of fitness."""
    return f"fitness/{grade}/{sex}/{rating}"


def public_tables(counts: Counts) -> Tables:
    """Return all cells of the public tables and all margins between them."""
    tables = Tables()
    _add_students(tables, counts)
    _add_groups(tables, counts)
    _add_fitness(tables, counts)
    return tables


def _add_students(tables: Tables, counts: Counts) -> None:
    for key, count in counts.students.items():
        tables.cells[students_cell(*key)] = count
    grades = [*(grade for found in counts.levels.values() for grade in found)]
    for school in counts.schools:
        for grade in grades:
            tables.add(
                students_cell(school, grade, ALL),
                [students_cell(school, grade, sex) for sex in counts.sexes],
            )
        _add_levels(tables, counts, school)
    for grade in (*grades, *counts.levels, ALL):
        for sex in (*counts.sexes, ALL):
            parts = [students_cell(school, grade, sex) for school in counts.schools]
            tables.add(students_cell(ALL, grade, sex), parts)
    for grade in grades:
        _add_sexes(tables, counts, ALL, grade)
    _add_levels(tables, counts, ALL)


def _add_levels(tables: Tables, counts: Counts, school: str) -> None:
    for sex in (*counts.sexes, ALL):
        for level, grades in counts.levels.items():
            parts = [students_cell(school, grade, sex) for grade in grades]
            tables.add(students_cell(school, level, sex), parts)
        parts = [students_cell(school, level, sex) for level in counts.levels]
        tables.add(students_cell(school, ALL, sex), parts)
    for level in (*counts.levels, ALL):
        _add_sexes(tables, counts, school, level)


def _add_sexes(tables: Tables, counts: Counts, school: str, grade: str) -> None:
    parts = [students_cell(school, grade, sex) for sex in counts.sexes]
    tables.add(students_cell(school, grade, ALL), parts)


def _add_groups(tables: Tables, counts: Counts) -> None:
    for group in dict.fromkeys(group for _, group in counts.groups):
        for school in counts.schools:
            own, everybody = group_cell(school, group), students_cell(school, ALL, ALL)
            tables.cells[own] = counts.groups.get((school, group), 0)
            tables.cells[rest_cell(school, group)] = tables.cells[everybody] - tables.cells[own]
        for cell in (group_cell, rest_cell):
            tables.add(cell(ALL, group), [cell(school, group) for school in counts.schools])
        for school in (*counts.schools, ALL):
            parts = [group_cell(school, group), rest_cell(school, group)]
            tables.add(students_cell(school, ALL, ALL), parts)


def _add_fitness(tables: Tables, counts: Counts) -> None:
    if not counts.fitness:
        return
    grades = [each for found in counts.levels.values() for each in found]
    ratings = (*counts.ratings, OTHER)
    for grade in grades:
        for sex in counts.sexes:
            if students_cell(ALL, grade, sex) in tables.cells:
                for rating in counts.ratings:
                    count = counts.fitness.get((grade, sex, rating), 0)
                    tables.cells[fitness_cell(grade, sex, rating)] = count
                tables.cells[fitness_cell(grade, sex, OTHER)] = counts.other(grade, sex)
    for rating in ratings:
        for grade in grades:
            parts = [fitness_cell(grade, sex, rating) for sex in counts.sexes]
            tables.add(fitness_cell(grade, ALL, rating), parts)
        for sex in (*counts.sexes, ALL):
            parts = [fitness_cell(grade, sex, rating) for grade in grades]
            tables.add(fitness_cell(ALL, sex, rating), parts)
        parts = [fitness_cell(ALL, sex, rating) for sex in counts.sexes]
        tables.add(fitness_cell(ALL, ALL, rating), parts)
    for grade in (*grades, ALL):
        for sex in (*counts.sexes, ALL):
            parts = [fitness_cell(grade, sex, rating) for rating in ratings]
            tables.add(total_cell(counts, grade, sex), parts)


def total_cell(counts: Counts, grade: str, sex: str) -> str:
    """Return the name of the total of a line of the fitness table.

    It is the count of pupils itself, unless more were tested than there are.
    """
    return students_cell(ALL, grade, sex) if counts.fits else fitness_cell(grade, sex, ALL)
