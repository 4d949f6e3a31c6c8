"""One broken return for every rule on a school, its classes and its pupils."""

from __future__ import annotations

from tests.builders.broken import Broken, row, school, without
from tests.builders.returns import a_school_return


def _large_school() -> Broken:
    """Return a school of 2040 pupils in classes of 34."""
    many = {f"primary_{n}": {"male": 180, "female": 160, "last_year": 340} for n in range(1, 7)}
    return school(
        "基本情况!C6",
        *("special-rooms-enough", "teachers-per-student-plausible"),
        *("conditions-teaching-area-plausible",),
        students=many,
        classes=[
            {"grade": grade, "class_name": f"（{n}）班", "students": 34}
            for grade in many
            for n in range(1, 11)
        ],
        school={"last_year_students": 2040, "entrants": 340, "service_area_entrants": 340},
        changes={"primary": {"start": 2040, "enrolled": 340, "graduated": 340, "end": 2040}},
        cohorts={"primary": {"cohort_intake": 340, "cohort_graduates": 340}},
    )


def of_school() -> dict[str, Broken]:
    """Return what breaks the rules of the sheet 基本情况."""
    senior = ("junior", "senior")
    return {
        "school-filled": school("基本情况!C8", school={"built_year": None}),
        "school-senior-filled": school(
            "基本情况!C10", levels=senior, school={"senior_students": None}
        ),
        "school-senior-not-taught": school("基本情况!C10", school={"senior_students": 5}),
        "school-code-form": school(
            "基本情况!C4", "school-code-own", school={"school_code": "21139990012"}
        ),
        "school-code-own": school("基本情况!C4", school={"school_code": "2113990000"}),
        "school-agrees-with-roster": school("基本情况!C5", school={"school_name": "另一所学校"}),
        "school-year-form": school("基本情况!C7", school={"school_year": "2024—2025学年"}),
        "school-built-year-plausible": school("基本情况!C8", school={"built_year": 98}),
        "school-not-negative": school("基本情况!C12", school={"service_area_entrants": -1}),
        "school-nearby-entrants": school("基本情况!C12", school={"service_area_entrants": 81}),
        "school-entrants-agree": school("基本情况!C13", school={"entrants": 81}),
        "school-last-year-agrees": school("基本情况!C11", school={"last_year_students": 481}),
        "school-students-year-on-year": school(
            "基本情况!C11",
            school={"last_year_students": 300},
            changes={"primary": {"start": 300, "other_increase": 180}},
        ),
        "school-boarders-declared": school("学生!E4", students={"primary_1": {"boarding": 3}}),
        "school-size-standard": _large_school(),
    }


def of_classes() -> dict[str, Broken]:
    """Return what breaks the rules of the sheet 班级."""
    return {
        "classes-listed": without(school("班级!A4"), "classes"),
        "classes-filled": row(school("班级!C4"), "classes", 0, students=None),
        "classes-grade-known": row(school("班级!A16"), "classes", 12, grade="primary_9"),
        "classes-grade-not-taught": row(school("班级!A16"), "classes", 12, grade="junior_1"),
        "classes-name-unique": row(school("班级!B5"), "classes", 1, class_name="（1）班"),
        "classes-students-positive": row(
            school("班级!C16", "special-rooms-enough"),
            "classes",
            12,
            class_name="（3）班",
            students=0,
        ),
        "classes-size-impossible": row(school("班级!C4"), "classes", 0, students=400),
        "classes-size-implausible": row(
            school("班级!C4", "students-classes-agree", "classes-size-standard-primary"),
            "classes",
            0,
            students=66,
        ),
        "classes-size-standard-primary": row(
            school("班级!C4", "students-classes-agree"), "classes", 0, students=46
        ),
        "classes-size-standard-junior": row(
            school("班级!C4", "students-classes-agree", levels=("junior",)),
            "classes",
            0,
            students=51,
        ),
    }


def of_pupils() -> dict[str, Broken]:
    """Return what breaks the rules of the sheet 学生."""
    return {
        "students-filled": school("学生!F5", students={"primary_2": {"migrant": None}}),
        "students-not-taught": school("学生!F10", students={"junior_1": {"migrant": 4}}),
        "students-not-negative": school("学生!G5", students={"primary_2": {"left_behind": -2}}),
        "students-part-of-total": school("学生!F5", students={"primary_2": {"migrant": 81}}),
        "students-grade-empty": school(
            "学生!D9",
            students={
                "primary_6": {
                    "male": 0,
                    "female": 0,
                    "migrant": 0,
                    "left_behind": 0,
                    "disabled": 0,
                    "last_year": 0,
                }
            },
            classes=a_school_return()["classes"][:10],
            changes={"primary": {"other_decrease": 80, "end": 400}},
        ),
        "students-sexes-balanced": school(
            "学生!B5", students={"primary_2": {"male": 70, "female": 10}}
        ),
        "students-classes-agree": school(
            "学生!B5", "changes-end-agrees", students={"primary_2": {"male": 42}}
        ),
        "students-roll-forward": school("学生!I5", students={"primary_2": {"last_year": 60}}),
        "students-intake-agrees": school("学生变动!C4", students={"primary_1": {"last_year": 79}}),
    }


def of_changes() -> dict[str, Broken]:
    """Return what breaks the rules of the sheet 学生变动."""
    return {
        "changes-filled": school("学生变动!D4", changes={"primary": {"resumed": None}}),
        "changes-not-taught": school("学生变动!D5", changes={"junior": {"resumed": 1}}),
        "changes-not-negative": school("学生变动!D4", changes={"primary": {"resumed": -1}}),
        "changes-balance": school("学生变动!N4", changes={"primary": {"resumed": 2}}),
        "changes-end-agrees": school(
            "学生变动!N4", changes={"primary": {"resumed": 2, "end": 481}}
        ),
        "changes-graduates-agree": school(
            "学生变动!G4", changes={"primary": {"graduated": 79, "completed": 1}}
        ),
        "changes-none-withdrawn": school(
            "学生变动!J4", changes={"primary": {"withdrawn": 1, "suspended": 0}}
        ),
        "changes-transfers-plausible": school(
            "学生变动!E4", changes={"primary": {"transferred_in": 103, "transferred_out": 103}}
        ),
    }


def of_cohorts() -> dict[str, Broken]:
    """Return what breaks the rules of the sheet 巩固率."""
    return {
        "cohorts-filled": school("巩固率!C4", cohorts={"primary": {"cohort_transferred_in": None}}),
        "cohorts-not-taught": school("巩固率!C5", cohorts={"junior": {"cohort_transferred_in": 1}}),
        "cohorts-not-negative": school(
            "巩固率!C4",
            cohorts={"primary": {"cohort_transferred_in": -1}},
        ),
        "cohorts-part-of-intake": school("巩固率!E4", cohorts={"primary": {"cohort_died": 81}}),
        "retention-above-hundred": school(
            "巩固率!F4", cohorts={"primary": {"cohort_transferred_in": 1}}
        ),
        "retention-implausible": school(
            "巩固率!F4", cohorts={"primary": {"cohort_transferred_in": 40}}
        ),
        "retention-standard": school(
            "巩固率!F5", levels=("junior",), cohorts={"junior": {"cohort_transferred_in": 12}}
        ),
    }
