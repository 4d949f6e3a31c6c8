"""Fitness rows of the pupils of a demo school: invented people with plausible results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from tasks.demo.chance import Chance
from tasks.demo.enrolment import class_names
from tasks.demo.fitness_values import FitnessTables, minutes
from tasks.demo.schools import School
from tasks.layouts import CodeList, Sheet

STREAM = 8
DAYS_A_YEAR = 365
PUPILS_A_SCHOOL = 100_000
CM_PER_M = 100


def fitness_rows(
    school: School,
    recipe: Mapping[str, Any],
    sheet: Sheet,
    codes: Mapping[str, CodeList],
    tables: FitnessTables,
    students: Sequence[Mapping[str, Any]],
    seed: int,
) -> list[dict[str, Any]]:
    """Return one row a pupil, class by class; as many of each grade and sex as `students` says."""
    chance = Chance(seed, school.number, STREAM)
    ability = chance.random.normal(0, recipe["fitness"]["ability_spread_of_school"])
    rows: list[dict[str, Any]] = []
    by_grade = {row["grade"]: row for row in students}
    for grade in school.grades():
        drawn = []
        for sex in ("male", "female"):
            group = _Group(grade, sex, by_grade[grade][sex], recipe, chance)
            drawn += group.rows(tables, sheet, ability)
        chance.random.shuffle(drawn)
        names = class_names(school, grade, recipe["names"])
        _seat(drawn, school.classes[grade], names, codes["grades"].shown(grade, "fitness_code"))
        rows += drawn
    _name(rows, school, recipe["names"], chance)
    _excuse(rows, recipe["fitness"], tables, chance)
    return rows


class _Group:
    """The pupils of one grade and sex of one school."""

    def __init__(
        self, grade: str, sex: str, size: int, recipe: Mapping[str, Any], chance: Chance
    ) -> None:
        self.grade, self.sex, self.size = grade, sex, size
        self.wanted, self.random = recipe["fitness"], chance.random

    def rows(self, tables: FitnessTables, sheet: Sheet, ability: float) -> list[dict[str, Any]]:
        """Return a row for each pupil, without name and class."""
        columns = {
            "birth_date": self._birthdays(),
            **self._body(tables),
            **self._results(tables, sheet, ability),
            **self._eyes(),
        }
        constant = {"grade": self.grade, "sex": self.sex}
        names = tuple(columns)
        lines = zip(*columns.values(), strict=True)
        return [{**constant, **dict(zip(names, line, strict=True))} for line in lines]

    def _birthdays(self) -> list[date]:
        grade, first = next(iter(self.wanted["first_birthday"].items()))
        heights = list(self.wanted["height_cm"][self.sex])
        older = heights.index(self.grade) - heights.index(grade)
        days = self.random.integers(0, DAYS_A_YEAR, self.size).tolist()
        start = first.replace(year=first.year - older)
        return [start + timedelta(days=day) for day in days]

    def _body(self, tables: FitnessTables) -> dict[str, list[float]]:
        low, high = tables.bmi[self.grade, self.sex]
        spread = self.wanted["bmi_spread_share"] * (high - low)
        middle = low + self.wanted["bmi_middle_share"] * (high - low)
        bmi = np.maximum(self.random.normal(middle, spread, self.size), low - spread)
        tall = self.wanted["height_cm"][self.sex][self.grade]
        height = np.round(self.random.normal(tall, self.wanted["height_spread_cm"], self.size), 1)
        weight = np.round(bmi * (height / CM_PER_M) ** 2, 1)
        return {"height_cm": height.tolist(), "weight_kg": weight.tolist()}

    def _results(self, tables: FitnessTables, sheet: Sheet, ability: float) -> dict[str, list[Any]]:
        group = self.grade, self.sex
        shared = self.wanted["shared_share"]
        own = (1 - shared**2) ** 0.5
        person = ability + self.random.normal(0, 1, self.size)
        found: dict[str, list[Any]] = {}
        for item in tables.items[group]:
            luck = self.random.normal(0, 1, self.size)
            mean, spread = self.wanted["score_mean"][item], self.wanted["score_spread"]
            scores = np.clip(
                mean + spread * (shared * person + own * luck), *self.wanted["score_range"]
            )
            results = tables.results(item, group, scores, self.wanted).tolist()
            is_time = sheet.by_name[item].type == "run_time"
            found[item] = [minutes(value) for value in results] if is_time else results
        return found

    def _eyes(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        (worst, best), good = self.wanted["vision"], self.wanted["good_vision"]
        for side in ("left", "right"):
            vision = np.round(self.random.uniform(worst, best, self.size), 1).tolist()
            found[f"{side}_vision"] = vision
            found[f"{side}_plus_lens"] = [0 if sees >= good else -1 for sees in vision]
            found[f"{side}_refraction"] = [0 if sees >= good else 1 for sees in vision]
        return found


def _seat(
    rows: list[dict[str, Any]], sizes: Sequence[int], names: Sequence[str], grade_number: str
) -> None:
    """Give the pupils of one grade their classes, filled one after the other."""
    seats = [
        (f"{grade_number}{number:02d}", name)
        for number, (name, size) in enumerate(zip(names, sizes, strict=True), 1)
        for _ in range(size)
    ]
    for row, (number, name) in zip(rows, seats, strict=True):
        row["class_number"], row["class_name"] = number, name


def _name(
    rows: list[dict[str, Any]], school: School, names: Mapping[str, Any], chance: Chance
) -> None:
    """Give every pupil a label for a name, an address and a number; none is a person's."""
    size = len(rows)
    houses = chance.random.integers(1, 400, size).tolist()
    for place, row in enumerate(rows):
        number = (school.number + 1) * PUPILS_A_SCHOOL + place + 1
        row["pupil"] = names["pupil_number"].format(number=number)
        row["name"] = names["pupil_name"].format(number=number)
        row["address"] = names["address"].format(number=houses[place])


def _excuse(
    rows: list[dict[str, Any]], wanted: Mapping[str, Any], tables: FitnessTables, chance: Chance
) -> None:
    """Leave out the results of a few pupils, who are exempt or postponed."""
    groups = wanted["ethnic_groups"]
    folk = chance.random.choice(list(groups), len(rows), p=list(groups.values())).tolist()
    luck = chance.random.random(len(rows)).tolist()
    exempt = wanted["exempt_share"]
    postponed = exempt + wanted["postponed_share"]
    for row, group, drawn in zip(rows, folk, luck, strict=True):
        row["ethnic_group"] = group
        items = tables.items[row["grade"], row["sex"]]
        if drawn < postponed:
            row["exemption"] = "exempt" if drawn < exempt else "postponed"
            row.update(dict.fromkeys(("height_cm", "weight_kg", *items)))
