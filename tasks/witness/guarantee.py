"""The numbers of the county's items, such as those of government guarantee, counted again."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from tasks.model import BUREAU
from tasks.witness.county import LEVELS, SCHOOL_RETURN, County, School
from tasks.witness.fields import field_of
from tasks.witness.fractions_of import (
    Value,
    all_of,
    any_of,
    fraction,
    how_many,
    known,
    share,
)
from tasks.witness.parts import Part
from tasks.witness.quality import retention_values, share_values

YUAN_OF_WAN = 10_000
ROOM_KINDS = ("music", "art")

REPORTED: Mapping[str, Sequence[str]] = {
    "nearby": ("nearby_primary_percent", "nearby_junior_percent"),
    "quota": ("good_senior_quota", "good_senior_quota_allotted", "good_senior_quota_rural"),
    "care": ("migrant_eligible", "migrant_in_public", "migrant_in_bought_places"),
}
"""What the county reports of an item and is printed as it stands, by the kind of the item."""


def everyone(school: School) -> bool:
    """Choose every school of the roster."""
    return True


def item_values(
    county: County, parts: Sequence[Part], items: Mapping[str, Mapping[str, Any]]
) -> dict[str, Value]:
    """Return the numbers of the items of one sheet by the id of their fact."""
    by_kind: Mapping[str, Callable[[str, Mapping[str, Any]], dict[str, Value]]] = {
        "rooms": lambda name, item: _rooms(county, parts, name, item),
        "school_size": lambda name, item: _sizes(county, parts, name, item),
        "class_size": lambda _, item: _classes(county, item),
        "small_schools": lambda _, item: _small(county, item),
        "special_education": lambda _, item: _special(county, item),
        "share": lambda _, item: _teachers(county, item),
        "rotation": lambda *_: _rotation(county),
        "nearby": lambda _, item: _nearby(county, item),
        "quota": lambda _, item: _quota(county, item),
        "care": lambda *_: _care(county),
    }
    found: dict[str, Value] = {}
    for name, item in items.items():
        kind = item.get("kind", "")
        for key, value in by_kind[kind](name, item).items() if kind in by_kind else ():
            found[f"county.{name}.{key}"] = value
        for field in REPORTED.get(kind, ()):
            found[f"county.{field}"] = _of_bureau(county, field)
        if kind == "retention":
            found |= retention_values(county, name, item)
        if kind == "county_share":
            found |= share_values(county, name, item)
    return found


def _by_school(parts: Sequence[Part]) -> list[list[Part]]:
    codes = dict.fromkeys(part.school.code for part in parts)
    return [[part for part in parts if part.school.code == code] for code in codes]


def _rooms(
    county: County, parts: Sequence[Part], name: str, item: Mapping[str, Any]
) -> dict[str, Value]:
    schools = _by_school(parts)
    needed = [_rooms_needed(county, levels, item) for levels in schools]
    large = {
        kind: [
            _large_rooms(county, levels, kind, _least_m2(county, levels, kind, name, item))
            for levels in schools
        ]
        for kind in ROOM_KINDS
    }
    apart = county.setting("music_and_art_rooms") == "apart"
    short = 0
    for wanted, *given in zip(needed, *large.values(), strict=True):
        if wanted is None or None in given:
            continue
        rooms = known(given)
        short += any(count < wanted for count in rooms) if apart else sum(rooms) < 2 * wanted
    return {
        "rooms_needed": any_of(needed),
        "music_rooms": any_of(large["music"]),
        "art_rooms": any_of(large["art"]),
        "schools": Fraction(len(schools)),
        "schools_short": Fraction(short),
    }


def _rooms_needed(county: County, levels: Sequence[Part], item: Mapping[str, Any]) -> Value:
    classes = all_of(
        county.classes(member, part.level) for part in levels for member in part.members
    )
    return None if classes is None else Fraction(math.ceil(classes / item["classes_per_room"]))


def _least_m2(
    county: County, levels: Sequence[Part], kind: str, name: str, item: Mapping[str, Any]
) -> Fraction:
    """Return how large a room of a school must be to count."""
    reliefs = county.reliefs_of(levels[0].school.code, name)
    given = [fraction(item["minimum_m2"][kind]), *(each.limits.get(kind) for each in reliefs)]
    return min(known(given))


def _large_rooms(county: County, levels: Sequence[Part], kind: str, least: Fraction) -> Value:
    members = {member.code for part in levels for member in part.members}
    if not all(county.has(code, SCHOOL_RETURN) for code in members):
        return None
    areas = [
        fraction(row.get("area_m2"))
        for code in members
        for row in county.rows("special_rooms", code)
        if row.get("room_kind") == kind
    ]
    return Fraction(sum(1 for area in known(areas) if area >= least))


def _sizes(
    county: County, parts: Sequence[Part], name: str, item: Mapping[str, Any]
) -> dict[str, Value]:
    """Count the schools that have more pupils than the standard, or a relief, lets them have."""
    added = county.setting("size_of_merged_sites") == "added"
    beyond: dict[str, list[Value]] = {kind: [] for kind in (*LEVELS, "combined")}
    for levels in _by_school(parts):
        kind = levels[0].level if len(levels) == 1 else "combined"
        each = [
            part.students(county) if added else county.students(part.school, part.level)
            for part in levels
        ]
        reliefs = county.reliefs_of(levels[0].school.code, name)
        limits = [fraction(item["maximum"][kind]), *(it.limits.get("size") for it in reliefs)]
        beyond[kind].append(all_of([*each, -max(known(limits))]))
    found: dict[str, Value] = {}
    total = Fraction(0)
    for kind, given in beyond.items():
        over = how_many(given, lambda pupils: pupils > 0)
        found[f"{kind}_over_limit"] = over
        total += over or 0
    return found | {"over_limit": total}


def _classes(county: County, item: Mapping[str, Any]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    schools_over = Fraction(0)
    for level in LEVELS:
        most = fraction(item["maximum"][level])
        schools = [
            county.class_sizes(school, level)
            for school in county.schools
            if school.kind in item["school_kinds"] and level in school.levels
        ]
        over: list[Value] = [
            Fraction(sum(1 for size in sizes if most is not None and size > most))
            if sizes
            else None
            for sizes in schools
        ]
        schools_over += sum(1 for count in known(over) if count)
        found[f"{level}_over_limit"] = any_of(over)
        found[f"{level}_largest"] = max((size for sizes in schools for size in sizes), default=None)
    return found | {"schools_over_limit": schools_over}


def _small(county: County, item: Mapping[str, Any]) -> dict[str, Value]:
    limit = fraction(item["funded_as"]) or Fraction(0)
    asked = [
        school
        for school in county.schools
        if school.kind in item["school_kinds"]
        and (item["schools_with_senior_stage"] or not school.senior)
    ]
    sizes = {school.code: county.all_students(school) for school in asked}
    small = [code for code, size in sizes.items() if size is not None and 0 < size < limit]
    unread = [code for code, size in sizes.items() if size is None]
    funded = [county.number("funds", code, "funded_students") for code in small]
    return {
        "schools": how_many(sizes.values(), lambda size: 0 < size < limit),
        "students": any_of(sizes[code] for code in (*small, *unread)),
        "public_funds_yuan": any_of(
            county.number("funds", code, "public_funds_yuan") for code in (*small, *unread)
        ),
        "schools_short": Fraction(sum(1 for count in known(funded) if count < limit)),
    }


def _special(county: County, item: Mapping[str, Any]) -> dict[str, Value]:
    only = county.setting("special_education_funds") == "special_schools"
    codes = [
        school.code
        for school in county.schools
        if not only or school.kind in item["school_kinds"]
    ]  # fmt: skip
    students = any_of(county.number("funds", code, "special_education_students") for code in codes)
    yuan = any_of(county.number("funds", code, "special_education_funds_yuan") for code in codes)
    return {
        "students": students,
        "funds_yuan": yuan,
        "funds_wan_yuan": None if yuan is None else yuan / YUAN_OF_WAN,
        "per_student_yuan": share(yuan, students, 1),
    }


def _teachers(county: County, item: Mapping[str, Any]) -> dict[str, Value]:
    name = {"trained_360h": "trained"}.get(item["part"], item["part"])
    part = any_of(county.by_level("teachers", item["part"], everyone))
    whole = any_of(county.by_level("teachers", item["whole"], everyone))
    return {name: part, "teachers": whole, "percent": share(part, whole)}


def _rotation(county: County) -> dict[str, Value]:
    fields = {"eligible": "rotation_eligible", "rotated": "rotated", "backbone": "rotated_backbone"}
    found = {
        name: any_of(county.by_level("teachers", field, everyone)) for name, field in fields.items()
    }
    return found | {
        "percent": share(found["rotated"], found["eligible"]),
        "backbone_percent": share(found["backbone"], found["rotated"]),
    }


def _nearby(county: County, item: Mapping[str, Any]) -> dict[str, Value]:
    """Return who of the newcomers of day schools lives nearby, where the item says which."""
    if "from_schools" not in item:
        return {}
    asked = item["from_schools"]
    found: dict[str, Value] = {}
    fields = {"nearby": "service_area_entrants", "entrants": "entrants"}
    for level in item["minimum_percent"]:
        schools = [
            school
            for school in county.schools
            if school.levels == (level,) and _is_asked(county, school, asked)
        ]
        sums = {
            name: any_of(field_of(county, school, field) for school in schools)
            for name, field in fields.items()
        }
        found |= {f"{level}_{name}": value for name, value in sums.items()}
        found[f"{level}_from_schools_percent"] = share(sums["nearby"], sums["entrants"])
    return found


def _is_asked(county: County, school: School, asked: Mapping[str, Any]) -> bool:
    answers = [row.get("boarding_school") for row in county.rows("school", school.code)]
    return (
        school.area in asked["areas"]
        and school.owner_kind in asked["owner_kinds"]
        and school.kind in asked["school_kinds"]
        and answers[:1] == [asked["boarding"]]
    )


def _of_bureau(county: County, field: str) -> Value:
    return county.number("guarantee", BUREAU, field)


def _quota(county: County, item: Mapping[str, Any]) -> dict[str, Value]:
    quota, allotted, rural = (
        _of_bureau(county, f"good_senior_quota{end}") for end in ("", "_allotted", "_rural")
    )
    junior = [school for school in county.schools if "junior" in school.levels]
    country = [school for school in junior if school.area in item["rural_areas"]]
    pupils = any_of(county.students(school, "junior") for school in junior)
    rural_pupils = any_of(county.students(school, "junior") for school in country)
    return {
        "allotted_percent": share(allotted, quota),
        "rural_percent": share(rural, allotted),
        "junior_students": pupils,
        "rural_students": rural_pupils,
        "rural_students_percent": share(rural_pupils, pupils),
    }


def _care(county: County) -> dict[str, Value]:
    places = [_of_bureau(county, f"migrant_in_{kind}") for kind in ("public", "bought_places")]
    total = all_of(places)
    return {
        "migrant_total": total,
        "percent": share(total, _of_bureau(county, "migrant_eligible")),
    }
