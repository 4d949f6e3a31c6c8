"""One broken return for every rule: what is wrong with it, and the cell that must be named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.builders_returns import (
    Tables,
    a_county_return,
    a_fitness_return,
    a_school_return,
    a_survey_return,
)

FEW = {"primary_1": {"male": 2, "female": 1}}
FEW_JUNIOR = {"junior_1": {"male": 2, "female": 1}}
PUPILS_OF_GRADE = 80


@dataclass(frozen=True)
class Broken:
    """A return that breaks a rule at `cell`, and whatever else follows from it in `also`."""

    form: str
    tables: Tables
    cell: str
    also: frozenset[str] = frozenset()
    levels: tuple[str, ...] = ("primary",)
    school_type: str = ""
    sibling: Tables | None = None


def school(cell: str, *also: str, levels: tuple[str, ...] = ("primary",), **changes: Any) -> Broken:
    """Return a school return with some cells changed."""
    tables = a_school_return(*levels, **changes)
    return Broken("school_return", tables, cell, frozenset(also), levels)


def row(broken: Broken, table: str, index: int, **change: Any) -> Broken:
    """Return the broken return with one row of a list changed, or added below the last."""
    rows = broken.tables[table]
    if index == len(rows):
        rows.append(dict(rows[0]))
    rows[index] = rows[index] | change
    return broken


def fitness(
    cell: str, *also: str, levels: tuple[str, ...] = ("primary",), at: int = 0, **change: Any
) -> Broken:
    """Return a fitness return of three pupils, the pupil `at` changed."""
    pupils = FEW_JUNIOR if levels == ("junior",) else FEW
    broken = Broken(
        "fitness_return", a_fitness_return(pupils=pupils), cell, frozenset(also), levels
    )
    return row(broken, "fitness", at, **change)


def county(cell: str, *also: str, **changes: Any) -> Broken:
    """Return a county return with some cells changed."""
    return Broken("county_return", a_county_return(**changes), cell, frozenset(also))


def survey(cell: str, *also: str, at: int = 0, **change: Any) -> Broken:
    """Return a survey with one questionnaire changed."""
    broken = Broken("survey_return", a_survey_return(), cell, frozenset(also))
    return row(broken, "survey", at, **change)


def _without(broken: Broken, table: str, keep: int = 0) -> Broken:
    broken.tables[table] = broken.tables[table][:keep]
    return broken


def of_school() -> dict[str, Broken]:
    """Return what breaks the rules of the sheets 基本情况 and 班级."""
    # 2040 pupils in classes of 45 and fewer
    many = {f"primary_{n}": {"male": 180, "female": 160, "last_year": 340} for n in range(1, 7)}
    large = school(
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
    senior = ("junior", "senior")
    classes = "班级"
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
        "school-size-standard": large,
        "classes-listed": _without(
            school("班级!A4", "students-classes-agree"), "classes"
        ),
        "classes-filled": row(school("班级!C4"), "classes", 0, students=None),
        "classes-grade-known": row(
            school("班级!A16", "special-rooms-enough"), "classes", 12, grade="primary_9"
        ),
        "classes-grade-not-taught": row(
            school("班级!A16", "special-rooms-enough"), "classes", 12, grade="junior_1"
        ),
        "classes-name-unique": row(
            school("班级!B5"), "classes", 1, class_name="（1）班"
        ),
        "classes-students-positive": row(
            school(f"{classes}!C16", "special-rooms-enough"),
            "classes", 12, class_name="（3）班", students=0,
        ),
        "classes-size-impossible": row(
            school("班级!C4", "students-classes-agree"), "classes", 0, students=400
        ),
        "classes-size-implausible": row(
            school("班级!C4", "students-classes-agree", "classes-size-standard-primary"),
            "classes", 0, students=66,
        ),
        "classes-size-standard-primary": row(
            school("班级!C4", "students-classes-agree"), "classes", 0, students=46
        ),
        "classes-size-standard-junior": row(
            school("班级!C4", "students-classes-agree", levels=("junior",)),
            "classes", 0, students=51,
        ),
    }  # fmt: skip


def of_pupils() -> dict[str, Broken]:
    """Return what breaks the rules of the sheets 学生, 学生变动 and 巩固率."""
    rolled = {"last_year": 60}
    return {
        "students-filled": school("学生!F5", students={"primary_2": {"migrant": None}}),
        "students-not-taught": school("学生!F10", students={"junior_1": {"migrant": 4}}),
        "students-not-negative": school("学生!G5", students={"primary_2": {"left_behind": -2}}),
        "students-part-of-total": school("学生!F5", students={"primary_2": {"migrant": 81}}),
        "students-grade-empty": school(
            "学生!D9",
            students={"primary_6": {"male": 0, "female": 0, "migrant": 0, "left_behind": 0,
                                    "disabled": 0, "last_year": 0}},
            classes=a_school_return()["classes"][:10],
            changes={"primary": {"other_decrease": 80, "end": 400}},
        ),
        "students-sexes-balanced": school(
            "学生!B5", students={"primary_2": {"male": 70, "female": 10}}
        ),
        "students-classes-agree": school(
            "学生!B5", "changes-end-agrees", students={"primary_2": {"male": 42}}
        ),
        "students-roll-forward": school("学生!I5", students={"primary_2": rolled}),
        "students-intake-agrees": school(
            "学生变动!C4", students={"primary_1": {"last_year": 79}}
        ),
        "changes-filled": school("学生变动!D4", changes={"primary": {"resumed": None}}),
        "changes-not-taught": school("学生变动!D5", changes={"junior": {"resumed": 1}}),
        "changes-not-negative": school(
            "学生变动!D4", "changes-balance", changes={"primary": {"resumed": -1}}
        ),
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
        "cohorts-filled": school("巩固率!C4", cohorts={"primary": {"cohort_transferred_in": None}}),
        "cohorts-not-taught": school("巩固率!C5", cohorts={"junior": {"cohort_transferred_in": 1}}),
        "cohorts-not-negative": school(
            "巩固率!C4", "retention-above-hundred",
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
    }  # fmt: skip


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
            **(none | {"full_time_teachers": 10, "bachelor": 10, "title_intermediate": 10,
                       "certified": 10, "trained_360h": 10}),
        ),
        "teachers-none": teachers("B4", **none),
        "teachers-certified-standard": teachers("P4", certified=29),
        "teachers-trained-standard": teachers("Q4", trained_360h=29),
    }  # fmt: skip


def of_conditions() -> dict[str, Broken]:
    """Return what breaks the rules of 办学条件, 音乐美术教室, 经费 and 自查项目."""

    def conditions(cell: str, *also: str, **change: Any) -> Broken:
        return school(f"办学条件!{cell}", *also, conditions=change)

    def rooms(cell: str, *also: str, index: int = 0, **change: Any) -> Broken:
        return row(school(f"音乐美术教室!{cell}", *also), "special_rooms", index, **change)

    def funds(cell: str, *also: str, **change: Any) -> Broken:
        return school(f"经费!{cell}", *also, funds=change)

    special = Broken(
        "school_return",
        a_school_return("primary", "junior", school={"school_type": "514"},
                        funds={"special_education_funds_yuan": 8000.0}),
        "经费!C6",
        levels=("primary", "junior"),
        school_type="514",
    )  # fmt: skip
    tiny = {f"primary_{n}": {"male": 8, "female": 8, "last_year": 16} for n in range(1, 7)}
    small = school(
        "经费!C5",
        students=tiny,
        classes=[{"grade": grade, "class_name": "（1）班", "students": 16} for grade in tiny],
        school={"entrants": 16, "service_area_entrants": 16, "last_year_students": 96},
        changes={"primary": {"start": 96, "enrolled": 16, "graduated": 16, "end": 96}},
        cohorts={"primary": {"cohort_intake": 16, "cohort_graduates": 16}},
        funds={"funded_students": 96, "public_funds_yuan": 96000.0},
    )  # fmt: skip
    few_books = {"books": 480}
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
        "conditions-books-plausible": conditions("C9", **few_books),
        "conditions-computers-plausible": conditions("C10", computers=4),
        "conditions-multimedia-plausible": conditions("C11", multimedia_rooms=2),
        "special-rooms-filled": rooms("C4", area_m2=None),
        "special-rooms-kind-known": rooms("A6", index=2, room_kind="dance", room_name="舞蹈室"),
        "special-rooms-unique": rooms("B6", index=2),
        "special-rooms-area-positive": rooms("C6", index=2, room_name="音乐教室2", area_m2=0.0),
        "special-rooms-area-plausible": rooms("C6", index=2, room_name="音乐教室2", area_m2=600.0),
        "special-rooms-music-standard": rooms("C6", index=2, room_name="音乐教室2", area_m2=95.9),
        "special-rooms-art-standard": rooms(
            "C6", index=2, room_kind="art", room_name="美术教室2", area_m2=89.9
        ),
        "special-rooms-enough": _without(school("音乐美术教室!A4"), "special_rooms", keep=1),
        "funds-filled": funds("C8", training_funds_yuan=None),
        "funds-not-negative": funds("C8", training_funds_yuan=-1.0),
        "funds-training-in-public": funds("C8", training_funds_yuan=480001.0),
        "funds-per-student-plausible": funds("C4", "funds-training-in-public",
                                             public_funds_yuan=48.0),
        "funds-special-students-agree": funds("C7", special_education_students=5),
        "funds-small-school-standard": small,
        "funds-special-standard": special,
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
    }  # fmt: skip


FITNESS_RANGES = {
    "height": ("J2", "height_cm", 251.0),
    "weight": ("K2", "weight_kg", 13.9),
    "vital-capacity": ("L2", "vital_capacity_ml", 499.0),
    "run-50m": ("M2", "run_50m_s", 4.9),
    "sit-and-reach": ("N2", "sit_and_reach_cm", 41.0),
    "rope-skipping": ("O2", "rope_skipping_per_min", 301.0),
    "sit-ups": ("P2", "sit_ups_per_min", 100.0),
    "shuttle-run": ("Q2", "shuttle_run_50m_x8_s", 44.0),
    "pull-ups": ("R2", "pull_ups", 100.0),
    "run-400m": ("S2", "run_400m_s", 241.0),
    "long-jump": ("T2", "standing_long_jump_cm", 49.0),
    "run-1000m": ("U2", "run_1000m_s", 541.0),
    "run-800m": ("V2", "run_800m_s", 119.0),
}


def of_fitness() -> dict[str, Broken]:
    """Return what breaks the rules of the fitness return."""
    sheet = "体质健康测试"
    ranges = {
        f"fitness-{name}-range": fitness(f"{sheet}!{cell}", **{column: value})
        for name, (cell, column, value) in FITNESS_RANGES.items()
    }
    junior = ("junior",)
    untested = Broken(
        "fitness_return",
        a_fitness_return(pupils={"primary_1": {"male": 41, "female": 38}}),
        f"{sheet}!A2",
        sibling=a_school_return(),
    )
    return ranges | {
        "fitness-listed": _without(fitness(f"{sheet}!A2"), "fitness"),
        "fitness-filled": fitness(f"{sheet}!D2", pupil=None),
        "fitness-grade-known": fitness(f"{sheet}!A2", grade="senior_1"),
        "fitness-grade-not-taught": fitness(
            f"{sheet}!A2", "fitness-items-measured", levels=junior, grade="primary_1"
        ),
        "fitness-sex-known": fitness(f"{sheet}!G2", sex="unknown"),
        "fitness-pupil-unique": fitness(f"{sheet}!D3", at=1, pupil="p-primary_1-male-001"),
        "fitness-boys-items": fitness(f"{sheet}!V2", levels=junior, run_800m_s=200.0),
        "fitness-girls-items": fitness(f"{sheet}!R4", levels=junior, at=2, pull_ups=3.0),
        "fitness-exemption-known": fitness(f"{sheet}!AC2", exemption="ill"),
        "fitness-items-measured": fitness(f"{sheet}!O3", at=1, rope_skipping_per_min=None),
        "fitness-body-mass-plausible": fitness(f"{sheet}!K2", weight_kg=90.0),
        "fitness-pupils-agree": untested,
    }


def of_county() -> dict[str, Broken]:
    """Return what breaks the rules of the county return."""

    def sheet(title: str, table: str) -> Any:
        def broken(cell: str, *also: str, **change: Any) -> Broken:
            return county(f"{title}!{cell}", *also, **{table: change})

        return broken

    facts, held = sheet("县情", "county"), sheet("政府保障", "guarantee")
    taught, vetoed = sheet("教育质量", "quality"), sheet("否决事项", "vetoes")
    watched = sheet("质量监测", "monitoring")
    return {
        "county-filled": facts("C6", townships=None),
        "county-not-negative": facts("C12", staff_primary=-1),
        "county-rural-population": facts("C5", rural_population_wan=38.3),
        "county-population-plausible": facts("C4", population_wan=382000.0),
        "county-incomes-plausible": facts("C8", gdp_per_capita_yuan=5),
        "guarantee-filled": held("C5", layout_planned_note=None),
        "guarantee-not-negative": held("C20", "guarantee-migrants-standard", migrant_in_public=-1),
        "guarantee-percent": held("C13", nearby_primary_percent=101.0),
        "guarantee-quota-allotted": held("C16", good_senior_quota_allotted=801),
        "guarantee-quota-rural": held("C17", good_senior_quota_rural=481),
        "guarantee-migrants": held("C19", migrant_eligible=849),
        "guarantee-pay-plausible": held("C8", "guarantee-pay-standard", teacher_pay_yuan=9800.0),
        "guarantee-layout-standard": held("C4", layout_planned="no"),
        "guarantee-unified-standard": held("C6", four_unifications="no"),
        "guarantee-performance-pay-standard": held("C10", performance_pay_approved="no"),
        "guarantee-posts-standard": held("C11", posts_allocated="no"),
        "guarantee-left-behind-standard": held("C18", left_behind_system="no"),
        "guarantee-nearby-primary-standard": held("C13", nearby_primary_percent=99.9),
        "guarantee-nearby-junior-standard": held("C14", nearby_junior_percent=94.9),
        "guarantee-pay-standard": held("C9", civil_servant_pay_yuan=98500.5),
        "guarantee-quota-standard": held("C16", good_senior_quota_allotted=399),
        "guarantee-migrants-standard": held("C20", migrant_in_public=734),
        "quality-filled": taught("C7", charters=None),
        "quality-not-negative": taught("C6", disabled_in_special_schools=-1),
        "quality-disabled-enrolled": taught("C5", disabled_enrolled=121),
        "quality-disabled-special": taught("C6", disabled_in_special_schools=119),
        "quality-training-in-budget": taught("C8", training_funds_yuan=26000001.0),
        "quality-disabled-standard": taught("C5", disabled_enrolled=113),
        "quality-training-standard": taught("C8", training_funds_yuan=1299999.0),
        "quality-moral-education-standard": taught("C11", moral_education="pass"),
        "quality-charters-standard": taught("C7", charters="no"),
        "quality-it-teaching-standard": taught("C10", it_teaching="no"),
        "quality-curriculum-standard": taught("C12", curriculum="no"),
        "quality-workload-standard": taught("C13", no_excessive_workload="no"),
        "monitoring-filled": watched("B5", mathematics={"level": None}),
        "monitoring-rate-range": watched("C5", mathematics={"between_school_rate": 12.0}),
        "monitoring-level-standard": watched("B5", mathematics={"level": "2"}),
        "monitoring-rate-standard": watched("C5", mathematics={"between_school_rate": 0.15}),
        "vetoes-answered": vetoed("C4", entrance_exams=None),
        "vetoes-answer-known": vetoed("C4", entrance_exams="perhaps"),
        "vetoes-entrance-exams": vetoed("C4", entrance_exams="yes"),
        "vetoes-school-choice": vetoed("C5", illegal_school_choice="yes"),
        "vetoes-key-schools": vetoed("C6", key_schools_or_classes="yes"),
        "vetoes-vacant-posts": vetoed("C7", posts_kept_vacant="yes"),
        "vetoes-accident": vetoed("C8", major_accident="yes"),
        "vetoes-fraud": vetoed("C9", fraud="yes"),
    }


def of_years_and_survey() -> dict[str, Broken]:
    """Return what breaks the rules of 三年经费 and of the survey."""

    def funds(cell: str, *also: str, at: int = 1, **change: Any) -> Broken:
        return row(county(f"三年经费!{cell}", *also), "three_year_funds", at, **change)

    few = Broken("survey_return", a_survey_return((("parent", 599),)), "调查问卷!B4")
    strangers = Broken(
        "survey_return", a_survey_return((("parent", 299), ("resident", 321))), "调查问卷!C4"
    )
    invalid = Broken("survey_return", a_survey_return(), "调查问卷!D4")
    for index in range(200):
        row(invalid, "survey", index, valid="no")
    return {
        "three-year-funds-rows": _without(county("三年经费!A4"), "three_year_funds", keep=2),
        "three-year-funds-filled": funds("C5", local_revenue_qian_yuan=None),
        "three-year-funds-positive": funds(
            "F4", at=0, public_per_primary_pupil_yuan=0.0
        ),
        "three-year-funds-years-follow": funds("A6", at=2, year=2025),
        "three-year-funds-totals-plausible": funds(
            "B6", at=2, education_spending_qian_yuan=412000000.0
        ),
        "three-year-funds-per-pupil-plausible": funds(
            "D6", at=2, operating_per_primary_pupil_yuan=13000000.0
        ),
        "three-year-funds-spending-grows": funds("B6", at=2, education_spending_qian_yuan=433000.0),
        "three-year-funds-per-pupil-grow": funds(
            "G5", at=1, public_per_junior_pupil_yuan=2350.0
        ),
        "survey-listed": _without(survey("调查问卷!A4"), "survey"),
        "survey-filled": survey("调查问卷!B4", method=None),
        "survey-number-unique": survey("调查问卷!A5", at=1, questionnaire_number="W00001"),
        "survey-codes-known": survey("调查问卷!C4", respondent="mayor"),
        "survey-answers-complete": survey("调查问卷!E4", nearby_enrolment=None),
        "survey-visits-complete": survey("调查问卷!J624", at=620, overall=None),
        "survey-sample-size": few,
        "survey-parents-share": strangers,
        "survey-valid-share": invalid,
    }  # fmt: skip


def every_broken_return() -> dict[str, Broken]:
    """Return by rule the return that breaks it."""
    return (
        of_school()
        | of_pupils()
        | of_teachers()
        | of_conditions()
        | of_fitness()
        | of_county()
        | of_years_and_survey()
    )
