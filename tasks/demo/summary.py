"""The first sheet of a demo school's return: who it is, and its numbers as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tasks.demo.chance import Chance
from tasks.demo.schools import School

STREAM = 7


def school_row(
    school: School,
    recipe: Mapping[str, Any],
    changes: Sequence[Mapping[str, Any]],
    school_year: str,
    seed: int,
) -> dict[str, Any]:
    """Return the basic facts; pupils of last year and entrants agree with `changes`."""
    chance = Chance(seed, school.number, STREAM)
    wanted = recipe["enrolment"]
    drawn_year = chance.whole(*wanted["built_year"])
    entrants = sum(row["enrolled"] for row in changes)
    return {
        "school_code": school.code,
        "school_name": school.name,
        "school_type": school.type,
        "school_year": school_year,
        "built_year": school.built_year or drawn_year,
        "boarding_school": "yes" if school.boarding else "no",
        "senior_students": school.senior_students,
        "last_year_students": sum(row["start"] for row in changes),
        "service_area_entrants": chance.share_of(entrants, wanted["nearby_share"]),
        "entrants": entrants,
    }
