"""One broken return for every rule on what a school has: staff, rooms, funds, evidence."""

from __future__ import annotations

from typing import Any

from tests.builders.broken import Broken, row, school, without
from tests.builders.returns import a_school_return


def of_teachers() -> dict[str, Broken]:
    """Return what breaks the rules of the sheet 教师."""

    def teachers(cell: str, *also: str, level: str = "primary", **change: Any) -> Broken:
        return school(f"教师!{cell}", *also, teachers={level: change})

    none = dict.fromkeys(a_school_return()["teachers"][0], 0)
    del none["level"]
    return {
        "teachers-filled": teachers("L4", backbone=None),
        "teachers-not-taught": teachers("L5", level="junior", backbone=3),
        "teachers-not-negative": teachers("O4", fine_art_teachers=-1),
        "teachers-part-of-full-time": teachers("L4", backbone=31),
        "teachers-rotated-eligible": teachers("S4", rotated=11),
        "teachers-rotated-backbone": teachers("T4", rotated_backbone=4),
        "teachers-qualifications-sum": teachers("B4", bachelor=25),
        "teachers-titles-sum": teachers("B4", title_intermediate=13),
        "teachers-subjects-sum": teachers("B4", pe_teachers=27),
        "teachers-per-student-plausible": teachers(
            "B4",
            **(
                none
                | {
                    "full_time_teachers": 10,
                    "bachelor": 10,
                    "title_intermediate": 10,
                    "certified": 10,
                    "trained_360h": 10,
                }
            ),
        ),
        "teachers-none": teachers("B4", **none),
        "teachers-certified-standard": teachers("P4", certified=29),
        "teachers-trained-standard": teachers("Q4", trained_360h=29),
    }


def of_conditions() -> dict[str, Broken]:
    """Return what breaks the rules of the sheet 办学条件."""

    def conditions(cell: str, *also: str, **change: Any) -> Broken:
        return school(f"办学条件!{cell}", *also, conditions=change)

    return {
        "conditions-filled": conditions("C9", books=None),
        "conditions-not-negative": conditions("C10", computers=-1),
        "conditions-indoor-sports": conditions("C6", indoor_sports_area_m2=3001.0),
        "conditions-grounds-on-site": conditions("C7", site_area_m2=3900.0),
        "conditions-some": conditions("C9", books=0),
        "conditions-teaching-area-plausible": conditions("C5", teaching_area_m2=600.0),
        "conditions-site-area-plausible": conditions("C4", site_area_m2=200000.0),
        "conditions-grounds-plausible": conditions("C7", sports_ground_area_m2=400.0),
        "conditions-equipment-plausible": conditions("C8", equipment_value_wan_yuan=1200000.0),
        "conditions-books-plausible": conditions("C9", books=480),
        "conditions-computers-plausible": conditions("C10", computers=4),
        "conditions-multimedia-plausible": conditions("C11", multimedia_rooms=2),
    }


def of_rooms() -> dict[str, Broken]:
    """Return what breaks the rules of the sheet 音乐美术教室."""

    def rooms(cell: str, *also: str, index: int = 0, **change: Any) -> Broken:
        return row(school(f"音乐美术教室!{cell}", *also), "special_rooms", index, **change)

    return {
        "special-rooms-filled": rooms("C4", area_m2=None),
        "special-rooms-kind-known": rooms("A6", index=2, room_kind="dance", room_name="舞蹈室"),
        "special-rooms-unique": rooms("B6", index=2),
        "special-rooms-area-positive": rooms("C6", index=2, room_name="音乐教室2", area_m2=0.0),
        "special-rooms-area-plausible": rooms("C6", index=2, room_name="音乐教室2", area_m2=600.0),
        "special-rooms-music-standard": rooms("C6", index=2, room_name="音乐教室2", area_m2=95.9),
        "special-rooms-art-standard": rooms(
            "C6", index=2, room_kind="art", room_name="美术教室2", area_m2=89.9
        ),
        "special-rooms-enough": without(school("音乐美术教室!A4"), "special_rooms", keep=1),
    }


def _small_school() -> Broken:
    """Return a school of 96 pupils that is funded as no more."""
    tiny = {f"primary_{n}": {"male": 8, "female": 8, "last_year": 16} for n in range(1, 7)}
    return school(
        "经费!C5",
        students=tiny,
        classes=[{"grade": grade, "class_name": "（1）班", "students": 16} for grade in tiny],
        school={"entrants": 16, "service_area_entrants": 16, "last_year_students": 96},
        changes={"primary": {"start": 96, "enrolled": 16, "graduated": 16, "end": 96}},
        cohorts={"primary": {"cohort_intake": 16, "cohort_graduates": 16}},
        funds={"funded_students": 96, "public_funds_yuan": 96000.0},
    )


def _special_school() -> Broken:
    """Return a school for special education with too little money for its pupils."""
    return Broken(
        "school_return",
        a_school_return(
            "primary",
            "junior",
            school={"school_type": "514"},
            funds={"special_education_funds_yuan": 8000.0},
        ),
        "经费!C6",
        levels=("primary", "junior"),
        school_type="514",
    )


def of_funds() -> dict[str, Broken]:
    """Return what breaks the rules of the sheet 经费."""

    def funds(cell: str, *also: str, **change: Any) -> Broken:
        return school(f"经费!{cell}", *also, funds=change)

    return {
        "funds-filled": funds("C8", training_funds_yuan=None),
        "funds-not-negative": funds("C8", training_funds_yuan=-1.0),
        "funds-training-in-public": funds("C8", training_funds_yuan=480001.0),
        "funds-per-student-plausible": funds(
            "C4", "funds-training-in-public", public_funds_yuan=48.0
        ),
        "funds-special-students-agree": funds("C7", special_education_students=5),
        "funds-small-school-standard": _small_school(),
        "funds-special-standard": _special_school(),
    }


def of_declarations() -> dict[str, Broken]:
    """Return what breaks the rules of the sheet 自查项目."""
    return {
        "declarations-answered": school(
            "自查项目!B5", declarations={"it_teaching": {"answer": None}}
        ),
        "declarations-answer-known": school(
            "自查项目!B5", declarations={"it_teaching": {"answer": "maybe"}}
        ),
        "declarations-evidence": school(
            "自查项目!C5", declarations={"it_teaching": {"evidence": None}}
        ),
        "declarations-done": school("自查项目!B5", declarations={"it_teaching": {"answer": "no"}}),
    }
