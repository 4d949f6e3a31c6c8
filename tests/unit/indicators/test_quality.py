"""Quality items, vetoes, survey: each broken once. And what a missing return means."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tasks.model import BUREAU, Verdict
from tests.builders.county import (
    a_small_county,
    a_varied_county,
    findings_of,
    judged,
    set_county,
)
from tests.builders.returns import a_fitness_return, a_survey_return

SCHOOL = "2113999001"
RETURN = (SCHOOL, "school_return")


def county_with(table: str, **changes):
    roster, values = a_small_county("primary", "junior")
    set_county(values, table, **changes)
    return findings_of(roster, values)


@pytest.mark.parametrize(
    ("item", "change"),
    [
        ("Q2", {"disabled_enrolled": 113}),
        ("Q3", {"charters": "no"}),
        ("Q4", {"training_funds_yuan": 1299999.0}),
        ("Q5", {"it_teaching": "no"}),
        ("Q6", {"moral_education": "pass"}),
        ("Q7", {"curriculum": "no"}),
        ("Q8", {"no_excessive_workload": "no"}),
    ],
)
def test_an_item_of_quality_is_missed(item, change):
    found = county_with("quality", **change)

    assert judged(found, item).verdict is Verdict.NOT_MET
    assert judged(found, item).reason
    assert judged(found, "quality").verdict is Verdict.NOT_MET


@pytest.mark.parametrize(
    ("item", "change"),
    [
        ("Q2", {"disabled_enrolled": 114}),
        ("Q2", {"disabled_children": 0, "disabled_enrolled": 0}),
        ("Q4", {"training_funds_yuan": 1300000.0}),
        ("Q6", {"moral_education": "excellent"}),
    ],
)
def test_an_item_of_quality_is_met_at_its_limit(item, change):
    assert judged(county_with("quality", **change), item).verdict is Verdict.MET


@pytest.mark.parametrize(("graduates", "verdict"), [(85, Verdict.NOT_MET), (86, Verdict.MET)])
def test_retention_is_that_of_junior_schools(graduates, verdict):
    # (85 − 2 + 2) ÷ 90 = 94.4 %
    found = findings_of(
        *a_small_county("primary", "junior", cohorts={"junior": {"cohort_graduates": graduates}})
    )

    assert judged(found, "Q1").verdict is verdict
    assert found.facts["county.Q1.graduates"].value == graduates
    assert found.facts[f"s.{SCHOOL}.primary.retention_percent"].printed == "100.0"


def test_more_than_everybody_is_not_retained():
    cohort = {"cohort_intake": 90, "cohort_graduates": 90, "cohort_transferred_out": 9,
              "cohort_transferred_in": 0, "cohort_died": 0}  # fmt: skip
    found = findings_of(*a_small_county("primary", "junior", cohorts={"junior": cohort}))

    assert judged(found, "Q1").verdict is Verdict.NOT_CHECKED
    assert "核对转入、转出" in judged(found, "Q1").reason
    assert found.facts["county.Q1.percent"].printed == "110.0"


def test_the_two_formulas_of_retention_differ():
    changes = {"cohorts": {"junior": {"cohort_transferred_in": 12, "cohort_transferred_out": 2}}}
    county = a_small_county("junior", **changes)
    capped = {"regime": {"settings": {"retention_formula": {"value": "capped"}}}}

    assert findings_of(*county).facts["county.Q1.percent"].printed == "88.9"
    assert findings_of(*county, overlay=capped).facts["county.Q1.percent"].printed == "90.0"


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"level": "2"}, Verdict.NOT_MET),
        ({"between_school_rate": 0.15}, Verdict.NOT_MET),
        ({"between_school_rate": 0.149}, Verdict.MET),
        ({"level": None}, Verdict.NOT_CHECKED),
    ],
)
def test_monitoring_is_judged_subject_by_subject(change, verdict):
    roster, values = a_small_county("junior")
    values[BUREAU, "county_return"]["monitoring"][2].update(change)
    found = findings_of(roster, values)

    assert judged(found, "Q9").verdict is verdict
    assert found.facts["county.Q9.chinese.result"].printed == "达标"
    if verdict is Verdict.NOT_MET:
        assert "科学" in judged(found, "Q9").reason


@pytest.mark.parametrize(
    ("item", "field"),
    [
        ("V1", "entrance_exams"),
        ("V2", "illegal_school_choice"),
        ("V3", "key_schools_or_classes"),
        ("V4", "posts_kept_vacant"),
        ("V5", "major_accident"),
        ("V6", "fraud"),
    ],
)
def test_a_veto_item_stops_the_county(item, field):
    found = county_with("vetoes", **{field: "yes"})

    assert judged(found, item).verdict is Verdict.NOT_MET
    assert found.facts[f"county.{item}.result"].printed == "存在"
    assert judged(found, "overall").verdict is Verdict.NOT_MET


def test_a_school_that_declares_otherwise_contradicts_the_county():
    declarations = {"charter": {"answer": "no"}, "no_key_class": {"answer": "no"}}
    found = findings_of(*a_small_county("primary", declarations=declarations))

    assert judged(found, "Q3").verdict is Verdict.NOT_MET
    assert "1所学校" in judged(found, "Q3").reason
    assert judged(found, "V3").verdict is Verdict.NOT_MET
    assert judged(found, "declaration.charter", SCHOOL).verdict is Verdict.NOT_MET


def asked(**changes):
    roster, values = a_small_county("primary")
    survey = a_survey_return([("parent", 20), ("teacher", 20)], 4)
    for number, row in enumerate(survey["survey"]):
        row.update(changes.get(f"row_{number}", {}))
    values[BUREAU, "survey_return"] = survey
    return roster, values


def answers(count: int, answer: str) -> dict[str, dict[str, str]]:
    return {f"row_{number}": {"overall": answer} for number in range(count)}


@pytest.mark.parametrize(("unhappy", "verdict"), [(6, Verdict.MET), (7, Verdict.NOT_MET)])
def test_recognition_is_the_share_of_satisfied_questionnaires(unhappy, verdict):
    found = findings_of(*asked(**answers(unhappy, "dissatisfied")))

    assert judged(found, "R").verdict is verdict
    assert found.facts["county.R.satisfied"].value == 40 - unhappy
    assert found.facts["county.R.parent.satisfied"].value == 20 - unhappy
    assert found.facts["county.R.visited"].value == 4


@pytest.mark.parametrize(("setting", "percent"), [("counts", "100.0"), ("counts_not", "75.0")])
def test_mostly_satisfied_counts_by_setting(setting, percent):
    overlay = {"regime": {"settings": {"mostly_satisfied": {"value": setting}}}}
    found = findings_of(*asked(**answers(10, "mostly_satisfied")), overlay=overlay)

    assert found.facts["county.R.percent"].printed == percent


def test_an_invalid_questionnaire_is_counted_and_left_out():
    found = findings_of(*asked(row_0={"valid": "no"}))

    assert found.facts["county.R.questionnaires"].value == 40
    assert found.facts["county.R.valid"].value == 39
    assert found.facts["county.R.valid_percent"].printed == "97.5"


def test_fitness_is_counted_by_school_level_and_county():
    roster, values = a_small_county("primary")
    pupils = {"primary_1": {"male": 3, "female": 1}, "primary_6": {"male": 1, "female": 1}}
    rows = a_fitness_return("primary", pupils=pupils)["fitness"]
    rows[0]["vital_capacity_ml"] = None
    rows[1]["exemption"] = "exempt"
    values[SCHOOL, "fitness_return"] = {"fitness": rows}
    facts = findings_of(roster, values).facts

    assert facts[f"s.{SCHOOL}.fitness.enrolled"].value == 6
    assert facts[f"s.{SCHOOL}.fitness.incomplete"].value == 1
    assert facts[f"s.{SCHOOL}.fitness.tested_of_uploaded_percent"].printed == "80.0"
    assert facts["county.fitness.pass_percent"].printed == "100.0"
    assert facts["county.fitness.primary_1.enrolled"].value == 4
    assert facts["county.primary.fitness.scored"].value == 4
    assert facts[f"s.{SCHOOL}.fitness.enrolled"].sources[0].cell == "A2:AC7"


def test_a_missing_school_return_leaves_everything_open_and_says_so():
    roster, values = a_varied_county()
    found = findings_of(roster, values, owed={RETURN})

    facts = found.facts
    assert facts[f"s.{SCHOOL}.primary.L1"].value is None
    assert facts[f"s.{SCHOOL}.primary.L1"].printed == "—"
    assert facts[f"s.{SCHOOL}.primary.L1"].note == "未收到义务教育学校数据报表"
    assert judged(found, "L1", SCHOOL, "primary").verdict is Verdict.NOT_CHECKED
    assert judged(found, "resources", SCHOOL, "primary").verdict is Verdict.NOT_CHECKED
    assert judged(found, "L1.cv", level="primary").verdict is Verdict.NOT_CHECKED
    assert "暂算" in judged(found, "L1.cv", level="primary").reason
    assert facts["county.primary.L1.cv"].value is not None
    gap = next(gap for gap in found.gaps if gap.school == SCHOOL)
    assert gap.items[:2] == ("L1", "L2")
    assert gap.reason


def test_a_coefficient_over_the_limit_is_not_judged_while_a_return_is_not_there():
    roster, values = a_varied_county()
    found = findings_of(roster, values, owed={("3123999004", "school_return")})

    assert found.facts["county.primary.L2.cv"].value > Decimal("0.5")
    assert judged(found, "L2.cv", level="primary").verdict is Verdict.NOT_CHECKED
    assert "高于0.50" in judged(found, "L2.cv", level="primary").reason
    assert "暂算" in judged(found, "L2.cv", level="primary").reason
    assert judged(found, "L2.cv", level="junior").verdict is Verdict.NOT_CHECKED


@pytest.mark.parametrize(
    ("table", "change", "item"),
    [
        ("teachers", {"rotated": 0, "rotated_backbone": 0}, "G11"),
        ("cohorts", {"cohort_graduates": 1}, "Q1"),
    ],
)
def test_a_share_of_all_schools_is_not_missed_by_the_schools_that_are_there(table, change, item):
    roster, values = a_varied_county()
    for (_, form), tables in values.items():
        if form == "school_return":
            for row in tables[table]:
                row.update(change)

    assert judged(findings_of(roster, values), item).verdict is Verdict.NOT_MET
    found = findings_of(roster, values, owed={("3123999004", "school_return")})
    assert judged(found, item).verdict is Verdict.NOT_CHECKED
    assert "低于" in judged(found, item).reason


def test_a_share_of_all_teachers_is_missed_by_a_single_one_whoever_is_missing():
    roster, values = a_varied_county()
    values[SCHOOL, "school_return"]["teachers"][0]["certified"] -= 1
    found = findings_of(roster, values, owed={("3123999004", "school_return")})

    assert judged(found, "G12").verdict is Verdict.NOT_MET
    assert judged(found, "G9").verdict is Verdict.NOT_CHECKED


@pytest.mark.parametrize("item", ["G3", "G4", "G5", "G6", "G9", "G11", "G12", "Q1"])
def test_an_item_over_all_schools_is_not_met_while_one_is_missing(item):
    roster, values = a_varied_county()
    found = findings_of(roster, values, owed={("3123999004", "school_return")})

    assert judged(found, item).verdict is Verdict.NOT_CHECKED
    assert judged(found, item).reason


@pytest.mark.parametrize("item", ["G15", "Q3", "Q5", "Q6", "Q7", "Q8", "V1", "V3"])
def test_what_schools_answer_for_themselves_is_open_while_one_has_not_answered(item):
    roster, values = a_varied_county()
    assert judged(findings_of(roster, values), item).verdict is Verdict.MET

    found = findings_of(roster, values, owed={("3123999004", "school_return")})
    assert judged(found, item).verdict is Verdict.NOT_CHECKED
    assert "暂算" in found.facts[f"county.{item}.schools_disagreeing"].note
    gap = next(gap for gap in found.gaps if gap.form == "school_return")
    assert item in gap.items


def test_without_county_return_its_items_are_not_checked():
    roster, values = a_small_county("junior")
    found = findings_of(roster, values, owed={(BUREAU, "county_return")})

    open_items = {j.item for j in found.judgements if j.verdict is Verdict.NOT_CHECKED}
    assert {"G1", "G8", "G13", "G15", "Q2", "Q3", "Q6", "Q9", "V1", "V6"} <= open_items
    assert judged(found, "overall").verdict is Verdict.NOT_CHECKED
    assert found.facts["county.population_wan"].note == "未收到县级数据报表"
    assert found.facts["county.missing_returns"].value == 1


def test_a_returned_survey_is_not_used():
    roster, values = a_small_county("junior")
    found = findings_of(roster, values, returned={(BUREAU, "survey_return")})

    assert judged(found, "R").verdict is Verdict.NOT_CHECKED
    assert judged(found, "R").reason == "社会认可度调查数据已退回，尚未重报"


def test_missing_fitness_rows_are_a_gap_and_no_zero():
    roster, values = a_small_county("primary", "junior")
    found = findings_of(roster, values, owed={(SCHOOL, "fitness_return")})

    assert found.facts[f"s.{SCHOOL}.fitness.pass_percent"].value is None
    assert found.facts["county.fitness.enrolled"].value is None
    assert judged(found, "overall").verdict is Verdict.MET


def test_an_empty_cell_says_what_stood_there():
    found = findings_of(*a_small_county("primary", conditions={"multimedia_rooms": None}))

    assert judged(found, "L7", SCHOOL, "primary").verdict is Verdict.NOT_CHECKED
    assert judged(found, "L7", SCHOOL, "primary").reason == "表中此格未填"
    assert judged(found, "resources", SCHOOL, "primary").verdict is Verdict.NOT_CHECKED
    assert found.facts[f"s.{SCHOOL}.multimedia_rooms"].sources[0].cell == "C11"


def test_the_basic_situation_counts_schools_classes_and_pupils():
    facts = findings_of(*a_varied_county()).facts
    names = ("primary", "junior", "nine_year", "complete_secondary", "twelve_year", "all")
    kinds = {name: facts[f"county.schools.{name}"].value for name in names}

    assert kinds == {
        "primary": 2, "junior": 1, "nine_year": 1, "complete_secondary": 1, "twelve_year": 0,
        "all": 5,
    }  # fmt: skip
    assert facts["county.primary.students"].value == Decimal(3 * 480)
    assert facts["county.junior.classes"].value == Decimal(3 * 6)
