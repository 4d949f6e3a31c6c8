"""Teachers of a demo school, by level."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from tasks.demo.chance import Chance, split_evenly
from tasks.demo.schools import School

STREAM = 3
PER_PUPILS = 100
ARTS = ("pe_teachers", "music_teachers", "fine_art_teachers")


def teacher_rows(school: School, recipe: Mapping[str, Any], seed: int) -> list[dict[str, Any]]:
    """Return the row of each level; qualifications and titles add up to the teachers."""
    chance = Chance(seed, school.number, STREAM)
    return [_row(school, level, recipe["teachers"], chance) for level in school.levels]


def _row(school: School, level: str, wanted: Mapping[str, Any], chance: Chance) -> dict[str, Any]:
    students = school.students(level)
    above = _per_pupils(school, "above_qualified", students, chance)
    arts = _per_pupils(school, "pe_art_teachers", students, chance)
    teachers = max(above + chance.share_of(above, wanted["below_share"]), arts)
    backbone = min(_per_pupils(school, "backbone", students, chance), teachers)
    return {
        "level": level,
        "full_time_teachers": teachers,
        **_qualifications(level, teachers, above, wanted, chance),
        **_titles(teachers, wanted["titles"]),
        "backbone": backbone,
        **dict(zip(ARTS, split_evenly(arts, len(ARTS)), strict=True)),
        "certified": teachers,
        "trained_360h": teachers,
        **_rotation(teachers, backbone, wanted, chance),
    }


def _per_pupils(school: School, name: str, students: int, chance: Chance) -> int:
    """Return a whole number of teachers that reaches the drawn number per 100 pupils."""
    return math.ceil(students * chance.between(school.ranges[name]) / PER_PUPILS)


def _qualifications(
    level: str, teachers: int, above: int, wanted: Mapping[str, Any], chance: Chance
) -> dict[str, int]:
    """Return teachers by qualification; `above` of them are above the required one.

    That is 专科 and more for primary teachers, 本科 and more for junior teachers.
    """
    master = chance.share_of(above, wanted["master_share"][level])
    if level == "primary":
        bachelor = chance.share_of(above - master, wanted["bachelor_share"])
        college, below = above - master - bachelor, teachers - above
    else:
        bachelor = above - master
        college, below = teachers - above, 0
    return {
        "doctorate": 0,
        "master": master,
        "bachelor": bachelor,
        "junior_college": college,
        "below_junior_college": below,
    }


def _titles(teachers: int, shares: Mapping[str, float]) -> dict[str, int]:
    found = {name: int(teachers * share) for name, share in shares.items()}
    return {**found, "title_junior_or_none": teachers - sum(found.values())}


def _rotation(
    teachers: int, backbone: int, wanted: Mapping[str, Any], chance: Chance
) -> dict[str, int]:
    eligible = chance.share_of(teachers, wanted["rotation_eligible_share"])
    rotated = math.ceil(eligible * chance.between(wanted["rotated_share"]))
    of_them = math.ceil(rotated * chance.between(wanted["rotated_backbone_share"]))
    return {
        "rotation_eligible": eligible,
        "rotated": rotated,
        "rotated_backbone": min(of_them, backbone),
    }
