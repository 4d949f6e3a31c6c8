"""Returns that pass every rule. A test names only the values it is about.

`a_school_return("primary", teachers={"primary": {"backbone": 40}})` changes one cell of a
sheet with given rows; `conditions={"books": 0}` one cell of a record; a list of rows
replaces the rows of a list sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from tasks import catalogue
from tasks.model import BUREAU

Row = dict[str, Any]
Tables = dict[str, list[Row]]

SCHOOL = "2113999001"
TYPES = {
    ("primary",): ("211", "小学"),
    ("junior",): ("311", "初级中学"),
    ("primary", "junior"): ("312", "九年一贯制学校"),
    ("junior", "senior"): ("341", "完全中学"),
    ("primary", "junior", "senior"): ("345", "十二年一贯制学校"),
}
LEVELS = ("primary", "junior")
GRADES = {
    "primary": tuple(f"primary_{number}" for number in range(1, 7)),
    "junior": tuple(f"junior_{number}" for number in range(1, 4)),
}
CLASS_SIZE = {"primary": 40, "junior": 45}
PUPILS = {
    "primary": {"male": 41, "female": 39},
    "junior": {"male": 46, "female": 44},
}
SENIOR_STUDENTS = 300
TEACHERS: dict[str, Row] = {
    "primary": {
        "full_time_teachers": 30, "doctorate": 0, "master": 2, "bachelor": 24,
        "junior_college": 4, "below_junior_college": 0, "title_full_senior": 0,
        "title_associate_senior": 6, "title_intermediate": 12, "title_junior_or_none": 12,
        "backbone": 6, "pe_teachers": 3, "music_teachers": 2, "fine_art_teachers": 2,
        "certified": 30, "trained_360h": 30, "rotation_eligible": 10, "rotated": 3,
        "rotated_backbone": 1,
    },
    "junior": {
        "full_time_teachers": 25, "doctorate": 0, "master": 3, "bachelor": 21,
        "junior_college": 1, "below_junior_college": 0, "title_full_senior": 1,
        "title_associate_senior": 6, "title_intermediate": 10, "title_junior_or_none": 8,
        "backbone": 5, "pe_teachers": 2, "music_teachers": 1, "fine_art_teachers": 1,
        "certified": 25, "trained_360h": 25, "rotation_eligible": 8, "rotated": 2,
        "rotated_backbone": 1,
    },
}  # fmt: skip
CONDITIONS: dict[str, Row] = {
    "primary": {
        "site_area_m2": 14400.0, "teaching_area_m2": 3000.0, "indoor_sports_area_m2": 500.0,
        "sports_ground_area_m2": 4000.0, "equipment_value_wan_yuan": 120.0, "books": 15000,
        "computers": 60, "multimedia_rooms": 14,
    },
    "junior": {
        "site_area_m2": 10800.0, "teaching_area_m2": 2300.0, "indoor_sports_area_m2": 400.0,
        "sports_ground_area_m2": 3000.0, "equipment_value_wan_yuan": 90.0, "books": 11000,
        "computers": 40, "multimedia_rooms": 9,
    },
    "senior": {
        "site_area_m2": 13000.0, "teaching_area_m2": 3200.0, "indoor_sports_area_m2": 500.0,
        "sports_ground_area_m2": 4500.0, "equipment_value_wan_yuan": 120.0, "books": 15000,
        "computers": 60, "multimedia_rooms": 12,
    },
}  # fmt: skip
COUNTY: dict[str, Row] = {
    "county": {
        "population_wan": 38.2, "rural_population_wan": 21.5, "townships": 12, "villages": 186,
        "gdp_per_capita_yuan": 52300, "revenue_per_capita_yuan": 4100,
        "rural_income_per_capita_yuan": 21800, "urban_income_per_capita_yuan": 41200,
        "staff_primary": 1500, "staff_junior": 1100,
    },
    "guarantee": {
        "layout_planned": "yes", "layout_planned_note": "布局规划已经县政府批准实施",
        "four_unifications": "yes", "four_unifications_note": "四项标准已统一",
        "teacher_pay_yuan": 98500.0, "civil_servant_pay_yuan": 96200.0,
        "performance_pay_approved": "yes", "posts_allocated": "yes",
        "posts_allocated_note": "由县教育局统筹分配", "nearby_primary_percent": 100.0,
        "nearby_junior_percent": 98.5, "good_senior_quota": 800,
        "good_senior_quota_allotted": 480, "good_senior_quota_rural": 260,
        "left_behind_system": "yes", "migrant_eligible": 900, "migrant_in_public": 820,
        "migrant_in_bought_places": 30,
    },
    "quality": {
        "disabled_children": 120, "disabled_enrolled": 118, "disabled_in_special_schools": 40,
        "charters": "yes", "training_funds_yuan": 1650000.0,
        "public_funds_budget_yuan": 26000000.0, "it_teaching": "yes",
        "moral_education": "good", "curriculum": "yes", "no_excessive_workload": "yes",
    },
    "vetoes": {
        "entrance_exams": "no", "illegal_school_choice": "no", "key_schools_or_classes": "no",
        "posts_kept_vacant": "no", "major_accident": "no", "fraud": "no",
    },
    "government": {
        "migrant_in_planning": "yes", "quota_allotted_last_year_percent": 58.0,
        "primary_enrolment_percent": 100.0, "junior_gross_enrolment_percent": 101.2,
        "primary_dropout_percent": 0.0, "junior_dropout_percent": 0.4,
        "responsibility_mechanism": "yes", "funds_separate_line": "yes",
        "weak_school_plan": "yes", "rural_transfer_share_percent": 56.0,
        "subject_teachers_complete": "yes",
    },
}  # fmt: skip
UNIT_COSTS: dict[str, Row] = {
    "above_qualified_teacher": {"buy_yuan": 110000.0, "move_yuan": 6000.0, "most_per_school": 8.0},
    "backbone_teacher": {"buy_yuan": 60000.0, "move_yuan": 8000.0, "most_per_school": 5.0},
    "pe_art_teacher": {"buy_yuan": 105000.0, "move_yuan": 6000.0, "most_per_school": 6.0},
    "teaching_area_m2": {"buy_yuan": 3200.0},
    "sports_area_m2": {"buy_yuan": 450.0},
    "equipment_yuan": {"buy_yuan": 1.0, "move_yuan": 0.2},
    "multimedia_room": {"buy_yuan": 45000.0, "most_per_school": 12.0},
    "titled_teacher": {"buy_yuan": 140000.0, "move_yuan": 8000.0},
    "computer": {"buy_yuan": 4000.0, "move_yuan": 150.0},
    "book": {"buy_yuan": 25.0, "move_yuan": 1.0},
}
GOVERNMENT_ITEMS = tuple(f"W{number}" for number in range(1, 18))
HISTORY_YEARS = range(2019, 2025)
CLOSED = {"code": "2113999901", "name": "某县老街小学"}
"""A school that was merged into `SCHOOL` years ago."""

SUBJECTS = ("chinese", "mathematics", "science", "physical_education", "arts", "moral_education")
DECLARATIONS = (
    "charter", "it_teaching", "moral_education", "curriculum", "workload", "daily_exercise",
    "no_key_class", "no_entrance_exam", "no_paid_tutoring", "left_behind_care",
)  # fmt: skip
ANSWERS = (
    "nearby_enrolment", "conditions_gap", "teachers_gap", "school_choice",
    "government_effort", "overall",
)  # fmt: skip
SHARES = (
    ("parent", 320), ("deputy", 75), ("principal", 75), ("teacher", 75), ("resident", 75),
)  # fmt: skip


def a_roster_row(*levels: str, code: str = SCHOOL, **changes: Any) -> Row:
    """Return the line of one school in the roster."""
    school_type, title = TYPES[levels or ("primary",)]
    return {
        "school_code": code,
        "school_name": f"某县第{code[-3:]}{title}",
        "school_type": school_type,
        "owner": "7",
        "urban_rural": "121",
        "counted": "yes",
        "parent_school": None,
        "folder": f"{code}_{title}",
    } | changes


def a_school_return(*levels: str, code: str = SCHOOL, **changes: Any) -> Tables:
    """Return the tables of a school that teaches `levels` (primary, junior, senior)."""
    levels = levels or ("primary",)
    taught = [level for level in LEVELS if level in levels]
    tables: Tables = {
        "school": [_school(levels, taught, code)],
        "classes": _classes(taught),
        "students": [_grade(grade, level in taught) for level in LEVELS for grade in GRADES[level]],
        "changes": [_changes(level, level in taught) for level in LEVELS],
        "cohorts": [_cohort(level, level in taught) for level in LEVELS],
        "teachers": [
            {"level": level} | (TEACHERS[level] if level in taught else {}) for level in LEVELS
        ],
        "conditions": [_sum_of(levels)],
        "special_rooms": _rooms(taught),
        "funds": [_funds(taught)],
        "declarations": [
            {"item": item, "answer": "yes", "evidence": "自查材料"} for item in DECLARATIONS
        ],
        "fitness_counts": [],
    }
    counts = changes.pop("fitness_counts", {})
    tables = _changed(tables, changes)
    tables["fitness_counts"] = [_tested(level, tables["students"], taught) for level in LEVELS]
    return _changed(tables, {"fitness_counts": counts})


def a_fitness_return(
    *levels: str, pupils: Mapping[str, Mapping[str, int]] | None = None, **changes: Any
) -> Tables:
    """Return the fitness rows of a school, every pupil with 80 points in each item.

    `pupils` gives the number of pupils by grade and sex, by default those of
    `a_school_return(*levels)`.
    """
    if pupils is None:
        pupils = {grade: PUPILS[level] for level in levels or ("primary",) if level in LEVELS
                  for grade in GRADES[level]}  # fmt: skip
    rows = [
        _pupil(grade, sex, number)
        for grade, by_sex in pupils.items()
        for sex, count in by_sex.items()
        for number in range(1, count + 1)
    ]
    return _changed({"fitness": rows}, changes)


def a_county_return(**changes: Any) -> Tables:
    """Return the tables of the county bureau's own return."""
    tables: Tables = {name: [dict(row)] for name, row in COUNTY.items()}
    tables["monitoring"] = [
        {"subject": subject, "level": "3", "between_school_rate": 0.11} for subject in SUBJECTS
    ]
    tables["three_year_funds"] = [
        {
            "year": 2021 + step,
            "education_spending_qian_yuan": 412000.0 * 1.05**step,
            "local_revenue_qian_yuan": 980000.0 * 1.03**step,
            "operating_per_primary_pupil_yuan": 12100.0 * 1.04**step,
            "operating_per_junior_pupil_yuan": 15600.0 * 1.04**step,
            "public_per_primary_pupil_yuan": 1850.0 * 1.03**step,
            "public_per_junior_pupil_yuan": 2350.0 * 1.03**step,
            "pay_per_teacher_yuan": 91000.0 * 1.03**step,
        }
        for step in range(4)
    ]
    tables["reliefs"] = []
    return _changed(tables, changes)


def a_survey_return(
    shares: Sequence[tuple[str, int]] = SHARES, visits: int = 30, **changes: Any
) -> Tables:
    """Return 620 questionnaires and 30 visits, all valid, all satisfied."""
    asked = [("questionnaire", who) for who, count in shares for _ in range(count)]
    asked += [("visit", "parent")] * visits
    rows = [
        {"questionnaire_number": f"W{number:05d}", "method": method, "respondent": who}
        | {"valid": "yes"} | dict.fromkeys(ANSWERS, "satisfied")
        for number, (method, who) in enumerate(asked, 1)
    ]  # fmt: skip
    return _changed({"survey": rows}, changes)


def a_relief(**changes: Any) -> Row:
    """Return one row of the sheet 放宽条款 that passes every rule."""
    return {
        "school_code": SCHOOL, "clause": "pe_art_teachers", "level": "primary",
        "counted_amount": 2.0, "reason": "乡村小规模学校，教师走教", "plan": "体育艺术教师补充方案",
        "deadline": "2028-08-31", "evidence": "走教安排表",
    } | changes  # fmt: skip


def a_scores_return(**changes: Any) -> Tables:
    """Return self scores of every item of the government's work."""
    rows = [{"item": item, "self_score": 5.0, "evidence": "自评材料"} for item in GOVERNMENT_ITEMS]
    return _changed({"scores": rows}, changes)


def a_history_return(schools: Mapping[str, Sequence[str]] | None = None, **changes: Any) -> Tables:
    """Return six years of pupils, the same every year, and the merger of one school.

    `schools` gives the levels taught by school code.
    """
    taught = schools or {SCHOOL: ("primary",)}
    rows = [
        {"year": year, "school_code": code, "school_name": f"某县第{code[-3:]}学校",
         "grade": grade, "students": _entrants(level)}
        for code, levels in taught.items()
        for year in HISTORY_YEARS
        for level in levels if level in LEVELS
        for grade in GRADES[level]
    ]  # fmt: skip
    rows += [
        {"year": 2019, "school_code": CLOSED["code"], "school_name": CLOSED["name"],
         "grade": grade, "students": 12}
        for grade in GRADES["primary"]
    ]  # fmt: skip
    merged = {
        "year": 2020, "change": "merged", "old_code": CLOSED["code"], "old_name": CLOSED["name"],
        "new_code": next(iter(taught)), "new_name": "某县第001学校", "share_percent": 100.0,
    }  # fmt: skip
    return _changed({"history_students": rows, "successions": [merged]}, changes)


def a_plan_return(**changes: Any) -> Tables:
    """Return unit costs of every resource and one bound."""
    bound = {"school_code": SCHOOL, "resource": "sports_area_m2", "most": 0.0}
    rows = [{"resource": resource} | costs for resource, costs in UNIT_COSTS.items()]
    return _changed({"unit_costs": rows, "plan_bounds": [bound]}, changes)


def a_county(
    schools: Mapping[str, Sequence[str]] | None = None,
) -> tuple[list[Row], dict[tuple[str, str], Tables]]:
    """Return roster and values, for `returns_of`, of a county that has handed in everything.

    `schools` gives the levels taught by school code.
    """
    schools = schools or {
        "2113999001": ("primary",),
        "3113999002": ("junior",),
        "3113999003": ("primary", "junior"),
    }
    roster = [a_roster_row(*levels, code=code) for code, levels in schools.items()]
    values: dict[tuple[str, str], Tables] = {}
    for code, levels in schools.items():
        values[code, "school_return"] = a_school_return(*levels, code=code)
        values[code, "fitness_return"] = a_fitness_return(*levels)
    values[BUREAU, "county_return"] = a_county_return()
    values[BUREAU, "survey_return"] = a_survey_return()
    values[BUREAU, "scores_return"] = a_scores_return()
    values[BUREAU, "history_return"] = a_history_return(schools)
    first = next(iter(schools))
    values[BUREAU, "plan_return"] = a_plan_return(plan_bounds={"school_code": first})
    return roster, values


def _changed(tables: Tables, changes: Mapping[str, Any]) -> Tables:
    for table, change in changes.items():
        rows = tables[table]
        if not isinstance(change, Mapping):
            tables[table] = [dict(row) for row in change]
        elif len(rows) == 1:
            rows[0] = rows[0] | change
        else:
            key = next(iter(rows[0]))
            tables[table] = [row | change.get(row[key], {}) for row in rows]
    return tables


def _students(level: str) -> int:
    return sum(PUPILS[level].values()) * len(GRADES[level])


def _entrants(level: str) -> int:
    return sum(PUPILS[level].values())


def _school(levels: Sequence[str], taught: Sequence[str], code: str) -> Row:
    school_type, title = TYPES[tuple(levels)]
    entrants = sum(_entrants(level) for level in taught)
    return {
        "school_code": code,
        "school_name": f"某县第{code[-3:]}{title}",
        "school_type": school_type,
        "school_year": "2025—2026学年",
        "built_year": 1998,
        "boarding_school": "no",
        "senior_students": SENIOR_STUDENTS if "senior" in levels else None,
        "last_year_students": sum(_students(level) for level in taught),
        "service_area_entrants": entrants,
        "entrants": entrants,
    }


def _classes(taught: Sequence[str]) -> list[Row]:
    return [
        {"grade": grade, "class_name": f"（{number}）班", "students": CLASS_SIZE[level]}
        for level in taught
        for grade in GRADES[level]
        for number in (1, 2)
    ]


def _grade(grade: str, is_taught: bool) -> Row:
    if not is_taught:
        return {"grade": grade}
    pupils = PUPILS[grade.split("_")[0]]
    others = {"boarding": 0, "migrant": 4, "left_behind": 2, "disabled": 1}
    return {"grade": grade} | pupils | others | {"last_year": sum(pupils.values())}


def _changes(level: str, is_taught: bool) -> Row:
    if not is_taught:
        return {"level": level}
    students, entrants = _students(level), _entrants(level)
    return {
        "level": level, "start": students, "enrolled": entrants, "resumed": 1,
        "transferred_in": 3, "other_increase": 0, "graduated": entrants, "completed": 0,
        "suspended": 1, "withdrawn": 0, "died": 0, "transferred_out": 3, "other_decrease": 0,
        "end": students,
    }  # fmt: skip


def _cohort(level: str, is_taught: bool) -> Row:
    if not is_taught:
        return {"level": level}
    return {
        "level": level,
        "cohort_intake": _entrants(level),
        "cohort_transferred_in": 2,
        "cohort_transferred_out": 2,
        "cohort_died": 0,
        "cohort_graduates": _entrants(level),
    }


def _tested(level: str, students: Sequence[Row], taught: Sequence[str]) -> Row:
    """Return every pupil of a level as tested and good; pupils nobody told count as none."""
    if level not in taught:
        return {"level": level}
    numbers = [
        row[sex] or 0 for row in students if row["grade"] in GRADES[level] for sex in PUPILS[level]
    ]
    tested = max(0, sum(numbers))
    return {
        "level": level, "fitness_tested": tested, "fitness_excellent": 0, "fitness_good": tested,
        "fitness_passed": 0, "fitness_failed": 0,
    }  # fmt: skip


def _sum_of(levels: Sequence[str]) -> Row:
    return {name: sum(CONDITIONS[level][name] for level in levels) for name in CONDITIONS["junior"]}


def _rooms(taught: Sequence[str]) -> list[Row]:
    return [
        {"room_kind": kind, "room_name": f"{title}{number}", "area_m2": area}
        for number, _ in enumerate(taught, 1)
        for kind, title, area in (("music", "音乐教室", 100.0), ("art", "美术教室", 95.0))
    ]


def _funds(taught: Sequence[str]) -> Row:
    students = sum(_students(level) for level in taught)
    disabled = sum(len(GRADES[level]) for level in taught)
    return {
        "public_funds_yuan": students * 1000.0,
        "funded_students": students,
        "special_education_funds_yuan": disabled * 8500.0,
        "special_education_students": disabled,
        "training_funds_yuan": students * 65.0,
    }


@cache
def _eighty_points() -> dict[tuple[str, str], dict[str, float]]:
    folder = catalogue.EXPECTATIONS / "standards" / "fitness_2014"
    found: dict[tuple[str, str], dict[str, float]] = {}
    for row in catalogue.read_csv(folder / "scores.csv"):
        if row["score"] == "80":
            found.setdefault((row["sex"], row["grade"]), {})[row["item"]] = float(row["threshold"])
    return found


def _pupil(grade: str, sex: str, number: int) -> Row:
    years = 7 + [name for names in GRADES.values() for name in names].index(grade)
    height = 88.0 + 5.0 * years
    return {
        "grade": grade,
        "class_number": f"{years:02d}{1 + number % 2:02d}",
        "class_name": f"（{1 + number % 2}）班",
        "pupil": f"p-{grade}-{sex}-{number:03d}",
        "sex": sex,
        "height_cm": height,
        "weight_kg": round((15.0 + 0.4 * (years - 7)) * (height / 100) ** 2, 1),
        "exemption": None,
    } | _eighty_points()[sex, grade]
