"""Site, rooms, funds and self-check of a demo school."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from tasks.demo.chance import Chance
from tasks.demo.schools import SENIOR, School

STREAM = 4
YUAN_PER_WAN = 10_000
PER_PUPILS = 100


def conditions_row(school: School, recipe: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Return areas, equipment, books and computers of the whole school.

    A pupil of a higher level counts more, as the shared resources are divided later.
    """
    chance = Chance(seed, school.number, STREAM)
    weighted = _weighted_pupils(school, recipe["pupil_weights"][school.type])

    def drawn(name: str) -> float:
        return weighted * chance.between(school.ranges[name])

    teaching, sports = drawn("teaching_area_m2"), drawn("sports_area_m2")
    indoor = round(sports * chance.between(school.ranges["indoor_sports_area_share"]), 1)
    return {
        "site_area_m2": round(drawn("site_area_m2"), 1),
        "teaching_area_m2": round(teaching + indoor, 1),
        "indoor_sports_area_m2": indoor,
        "sports_ground_area_m2": round(sports - indoor, 1),
        "equipment_value_wan_yuan": round(drawn("equipment_yuan") / YUAN_PER_WAN, 2),
        "books": round(drawn("books")),
        "computers": math.ceil(drawn("computers")),
        "multimedia_rooms": math.ceil(drawn("multimedia_rooms") / PER_PUPILS),
    }


def _weighted_pupils(school: School, weights: Mapping[str, float]) -> float:
    numbers = {level: school.students(level) for level in school.levels}
    numbers[SENIOR] = school.senior_students or 0
    return sum(numbers[level] * weight for level, weight in weights.items())


def special_room_rows(school: School, recipe: Mapping[str, Any], seed: int) -> list[dict[str, Any]]:
    """Return the music and art rooms, so many of each kind as the classes need."""
    chance = Chance(seed, school.number, STREAM + 1)
    wanted = recipe["special_rooms"]
    rooms = math.ceil(school.class_count() / wanted["classes_a_room"])
    area = chance.between(school.ranges["special_room_area_m2"])
    return [
        {
            "room_kind": kind,
            "room_name": f"{name}{number}",
            "area_m2": round(area + chance.between((0, wanted["spread_m2"])), 1),
        }
        for kind, name in wanted["names"].items()
        for number in range(1, rooms + 1)
    ]


def funds_row(
    school: School, recipe: Mapping[str, Any], disabled: int, seed: int
) -> dict[str, Any]:
    """Return the funds of last year; `disabled` is the number of pupils in ordinary classes."""
    chance = Chance(seed, school.number, STREAM + 2)
    wanted = recipe["funds"]
    special = school.students() if school.kind == "special_education" else disabled
    funded = max(school.students(), wanted["funded_at_least"])
    yuan = sum(
        school.students(level) * chance.between(wanted["yuan_a_pupil"][level])
        for level in school.levels
    )
    public = round(yuan * funded / school.students(), 2)
    return {
        "public_funds_yuan": public,
        "funded_students": funded,
        "special_education_funds_yuan": round(
            special * chance.between(wanted["special_yuan_a_pupil"]), 2
        ),
        "special_education_students": special,
        "training_funds_yuan": round(public * chance.between(wanted["training_share"]), 2),
    }


def declaration_rows(
    recipe: Mapping[str, Any], expected: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the self-check: every item answered as it should be, with its evidence."""
    evidence = recipe["declarations"]["evidence"]
    return [
        {"item": item, "answer": answer, "evidence": evidence.get(item)}
        for item, answer in expected.items()
    ]
