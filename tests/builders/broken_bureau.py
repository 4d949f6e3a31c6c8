"""One broken return for every rule on what the bureau hands in."""

from __future__ import annotations

from typing import Any

from tests.builders.broken import Broken, county, row, survey, without
from tests.builders.returns import a_survey_return


def of_county() -> dict[str, Broken]:
    """Return what breaks the rules of the sheet 县情."""

    def facts(cell: str, *also: str, **change: Any) -> Broken:
        return county(f"县情!{cell}", *also, county=change)

    return {
        "county-filled": facts("C6", townships=None),
        "county-not-negative": facts("C12", staff_primary=-1),
        "county-rural-population": facts("C5", rural_population_wan=38.3),
        "county-population-plausible": facts("C4", population_wan=382000.0),
        "county-incomes-plausible": facts("C8", gdp_per_capita_yuan=5),
    }


def of_guarantee() -> dict[str, Broken]:
    """Return what breaks the rules of the sheet 政府保障."""

    def held(cell: str, *also: str, **change: Any) -> Broken:
        return county(f"政府保障!{cell}", *also, guarantee=change)

    return {
        "guarantee-filled": held("C5", layout_planned_note=None),
        "guarantee-not-negative": held("C20", migrant_in_public=-1),
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
    }


def of_quality() -> dict[str, Broken]:
    """Return what breaks the rules of the sheet 教育质量."""

    def taught(cell: str, *also: str, **change: Any) -> Broken:
        return county(f"教育质量!{cell}", *also, quality=change)

    return {
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
    }


def of_monitoring() -> dict[str, Broken]:
    """Return what breaks the rules of the sheet 质量监测."""

    def watched(cell: str, *also: str, **change: Any) -> Broken:
        return county(f"质量监测!{cell}", *also, monitoring=change)

    return {
        "monitoring-filled": watched("B5", mathematics={"level": None}),
        "monitoring-rate-range": watched("C5", mathematics={"between_school_rate": 12.0}),
        "monitoring-level-standard": watched("B5", mathematics={"level": "2"}),
        "monitoring-rate-standard": watched("C5", mathematics={"between_school_rate": 0.15}),
    }


def of_vetoes() -> dict[str, Broken]:
    """Return what breaks the rules of the sheet 否决事项."""

    def vetoed(cell: str, *also: str, **change: Any) -> Broken:
        return county(f"否决事项!{cell}", *also, vetoes=change)

    return {
        "vetoes-answered": vetoed("C4", entrance_exams=None),
        "vetoes-answer-known": vetoed("C4", entrance_exams="perhaps"),
        "vetoes-entrance-exams": vetoed("C4", entrance_exams="yes"),
        "vetoes-school-choice": vetoed("C5", illegal_school_choice="yes"),
        "vetoes-key-schools": vetoed("C6", key_schools_or_classes="yes"),
        "vetoes-vacant-posts": vetoed("C7", posts_kept_vacant="yes"),
        "vetoes-accident": vetoed("C8", major_accident="yes"),
        "vetoes-fraud": vetoed("C9", fraud="yes"),
    }


def of_government() -> dict[str, Broken]:
    """Return what breaks the rules of the sheet 基本均衡政府工作."""

    def worked(cell: str, *also: str, **change: Any) -> Broken:
        return county(f"基本均衡政府工作!{cell}", *also, government=change)

    return {
        "government-filled": worked("C4", migrant_in_planning=None),
        "government-answer-known": worked("C4", migrant_in_planning="perhaps"),
        "government-percent": worked("C13", rural_transfer_share_percent=101.0),
        "government-gross-enrolment": worked("C7", junior_gross_enrolment_percent=79.9),
        "government-enrolment-plausible": worked("C6", primary_enrolment_percent=89.0),
        "government-dropout-plausible": worked("C9", junior_dropout_percent=99.6),
    }


def of_years() -> dict[str, Broken]:
    """Return what breaks the rules of the sheet 三年经费."""

    def funds(cell: str, *also: str, at: int = 1, **change: Any) -> Broken:
        return row(county(f"三年经费!{cell}", *also), "three_year_funds", at, **change)

    return {
        "three-year-funds-rows": without(county("三年经费!A4"), "three_year_funds", keep=3),
        "three-year-funds-filled": funds("C5", local_revenue_qian_yuan=None),
        "three-year-funds-positive": funds("F4", at=0, public_per_primary_pupil_yuan=0.0),
        "three-year-funds-years-follow": funds("A7", at=3, year=2025),
        "three-year-funds-totals-plausible": funds(
            "B7", at=3, education_spending_qian_yuan=412000000.0
        ),
        "three-year-funds-per-pupil-plausible": funds(
            "D7", at=3, operating_per_primary_pupil_yuan=13000000.0
        ),
        "three-year-funds-pay-plausible": funds("H7", at=3, pay_per_teacher_yuan=9943000.0),
        "three-year-funds-spending-grows": funds("B7", at=3, education_spending_qian_yuan=455000.0),
        "three-year-funds-per-pupil-grow": funds("G5", at=1, public_per_junior_pupil_yuan=2350.0),
    }


def of_survey() -> dict[str, Broken]:
    """Return what breaks the rules of the survey."""
    few = Broken("survey_return", a_survey_return((("parent", 599),)), "调查问卷!B4")
    strangers = Broken(
        "survey_return", a_survey_return((("parent", 299), ("resident", 321))), "调查问卷!C4"
    )
    invalid = Broken("survey_return", a_survey_return(), "调查问卷!D4")
    for index in range(200):
        row(invalid, "survey", index, valid="no")
    return {
        "survey-listed": without(survey("调查问卷!A4"), "survey"),
        "survey-filled": survey("调查问卷!B4", method=None),
        "survey-number-unique": survey("调查问卷!A5", at=1, questionnaire_number="W00001"),
        "survey-codes-known": survey("调查问卷!C4", respondent="mayor"),
        "survey-answers-complete": survey("调查问卷!E4", nearby_enrolment=None),
        "survey-visits-complete": survey("调查问卷!J624", at=620, overall=None),
        "survey-sample-size": few,
        "survey-parents-share": strangers,
        "survey-valid-share": invalid,
    }
