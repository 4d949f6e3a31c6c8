"""The schools of the demo county: who they are, and how many pupils each class has."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasks.demo.chance import Chance, apportion, split_evenly
from tasks.layouts import CodeList

SENIOR = "senior"
FEWEST_SCHOOLS = 3
SIZES = 1
"""Names the stream of chance that the number of pupils is drawn from."""


@dataclass(frozen=True)
class School:
    """One invented school. `classes` has the sizes of its classes by grade taught.

    `ranges` gives for each resource the smallest and the largest value it may take.
    `grade_levels` has every grade of its levels, taught or not.
    `number` is its place among the schools drawn, and names its stream of chance.
    `built_year` is drawn where the recipe does not say it.
    """

    number: int
    code: str
    name: str
    type: str
    kind: str
    owner: str
    urban_rural: str
    levels: tuple[str, ...]
    classes: Mapping[str, tuple[int, ...]]
    grade_levels: Mapping[str, str]
    ranges: Mapping[str, Any]
    senior_students: int | None = None
    boarding: bool = False
    parent: str = ""
    built_year: int | None = None

    def students(self, level: str | None = None) -> int:
        """Return the number of pupils of one level, or of all compulsory levels."""
        return sum(sum(self.classes[grade]) for grade in self.grades(level))

    def grades(self, level: str | None = None) -> list[str]:
        """Return the grades that are taught, lowest first."""
        return [grade for grade in self.classes if level in (None, self.grade_levels[grade])]

    def class_count(self) -> int:
        """Return the number of classes of all compulsory levels."""
        return sum(len(sizes) for sizes in self.classes.values())


def draw_schools(
    recipe: Mapping[str, Any],
    codes: Mapping[str, CodeList],
    seed: int,
    count: int,
    pupils: int | None,
) -> list[School]:
    """Return `count` schools in the order of the roster.

    They have `pupils` compulsory pupils together, or what the recipe gives where `pupils`
    is None. Raises `ValueError` for fewer than three schools or too few pupils.
    """
    if count < FEWEST_SCHOOLS:
        raise ValueError(f"a county needs {FEWEST_SCHOOLS} schools, not {count}")
    plans = [_Plan(recipe, codes, number, seed) for number in range(count)]
    wanted = [plan.weights() for plan in plans]
    if pupils is None:
        sizes = [[max(1, round(weight)) for weight in weights] for weights in wanted]
        scale = 1.0
    else:
        flat = [weight for weights in wanted for weight in weights]
        shares = iter(apportion(flat, pupils))
        sizes = [[next(shares) for _ in weights] for weights in wanted]
        scale = pupils / sum(flat)
    schools = [plan.school(numbers, scale) for plan, numbers in zip(plans, sizes, strict=True)]
    order = list(recipe["roster_order"])
    return sorted(schools, key=lambda school: (order.index(school.type), school.number))


def ranges_of(ranges: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return one group of ranges, with those of the group that it is like."""
    group = dict(ranges[name])
    like = group.pop("like", None)
    return group if like is None else {**ranges_of(ranges, like), **group}


class _Plan:
    """What the recipe says about the school drawn as number `number`."""

    def __init__(
        self, recipe: Mapping[str, Any], codes: Mapping[str, CodeList], number: int, seed: int
    ) -> None:
        templates = recipe["schools"]
        self.round, place = divmod(number, len(templates))
        self.template = templates[place]
        self.recipe, self.codes, self.number = recipe, codes, number
        self.type = codes["school_types"].rows[self.template["type"]]
        self.chance = Chance(seed, number, SIZES)
        self.name = self._name()
        self.code = self._code(self.template["type"], number)

    def _name(self) -> str:
        if self.round == 0:
            return str(self.template["name"])
        first, second = self.recipe["names"]["first"], self.recipe["names"]["second"]
        number = self.number - len(self.recipe["schools"])
        lap, place = divmod(number, len(first) * len(second))
        town = first[place % len(first)] + second[place // len(first)]
        again = "" if lap == 0 else f"{lap + 1}"
        return f"{self.recipe['county']['name']}{town}{again}{self.template['kind']}"

    def grades(self) -> Iterator[tuple[str, str]]:
        """Yield grade and level of the grades taught."""
        levels = self.type["levels"].split()
        for grade, row in self.codes["grades"].rows.items():
            if row["level"] in levels and grade in self.template.get("grades", [grade]):
                yield grade, row["level"]

    def grade_levels(self) -> dict[str, str]:
        """Return the level of every grade of the levels of this school."""
        levels = self.type["levels"].split()
        grades = self.codes["grades"].rows.items()
        return {grade: row["level"] for grade, row in grades if row["level"] in levels}

    def weights(self) -> list[float]:
        """Return how many pupils each grade would have, in fractions of a pupil."""
        spread = self.recipe["size_spread"]
        return [
            self.template["classes"][level]
            * (
                self.crowded.get(grade)
                or self.template["class_size"][level]
                * self.chance.between((1 - spread, 1 + spread))
            )
            for grade, level in self.grades()
        ]

    @property
    def crowded(self) -> Mapping[str, int]:
        """Return the size of the classes that are too large, by grade."""
        found: Mapping[str, int] = self.template.get("crowded", {})
        return found

    def school(self, sizes: Sequence[int], scale: float) -> School:
        """Return the school with as many pupils in each grade as `sizes` says."""
        grades = list(self.grades())
        senior = self.template.get(SENIOR)
        parent = self.template.get("parent", "")
        return School(
            number=self.number,
            code=self.code,
            name=self.name,
            type=self.template["type"],
            kind=self.type["kind"],
            owner=self.template.get("owner", self.recipe["default_owner"]),
            urban_rural=self.template["urban_rural"],
            levels=tuple(self.type["levels"].split()),
            classes={
                grade: self._classes(grade, level, size)
                for (grade, level), size in zip(grades, sizes, strict=True)
            },
            grade_levels=self.grade_levels(),
            ranges=self._ranges(),
            senior_students=None if senior is None else max(1, round(senior * scale)),
            boarding=bool(self.template.get("boarding", False)),
            parent=self._parent(parent) if parent else "",
            built_year=self.template.get("built_year"),
        )

    def _ranges(self) -> Mapping[str, Any]:
        """Return the ranges of the type, with those that make this one school different."""
        name = self.recipe["range_of_type"][self.template["type"]]
        return {**ranges_of(self.recipe["ranges"], name), **self.template.get("resources", {})}

    def _parent(self, parent: str) -> str:
        """Return the code of the parent school, which is of the same round as this one."""
        templates = self.recipe["schools"]
        place = next(n for n, template in enumerate(templates) if template["name"] == parent)
        return self._code(templates[place]["type"], self.round * len(templates) + place)

    def _code(self, type_code: str, number: int) -> str:
        prefix = self.recipe["code_prefix"][type_code]
        return f"{prefix}{self.recipe['county']['code'][:4]}{number + 1:04d}"

    def _classes(self, grade: str, level: str, size: int) -> tuple[int, ...]:
        limit = self.recipe["largest_class"][level]
        largest = self.template["class_size"][level] * (1 + self.recipe["size_spread"])
        per_class = self.crowded.get(grade) or min(limit, math.ceil(largest))
        return tuple(split_evenly(size, max(1, math.ceil(size / per_class))))


def roster_rows(schools: Sequence[School], county: str) -> list[dict[str, Any]]:
    """Return the roster, one row a school, as the form 学校名录 has them.

    A school's folder is its name without that of the county.
    """
    return [
        {
            "school_code": school.code,
            "school_name": school.name,
            "school_type": school.type,
            "owner": school.owner,
            "urban_rural": school.urban_rural,
            "counted": "no" if school.parent else "yes",
            "parent_school": school.parent or None,
            "folder": school.name.removeprefix(county),
        }
        for school in schools
    ]
