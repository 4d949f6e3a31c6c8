"""The regime of basic balance: whom it leaves out, what it splits, the composite, its parts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tasks.model import Verdict
from tests.builders.county import a_small_county, a_varied_county, judged, set_county, set_school
from tests.builders.regimes import BALANCE, found_by, overlay_of
from tests.builders.returns import a_roster_row, a_school_return

SCHOOL, NINE_YEAR, OTHER = "2113999001", "3123999004", "2113999002"
INDICATORS = [f"X{number}" for number in range(1, 9)]


def a_county_of_two(**changes):
    """Return a primary school and a second one that differs only in its line of the roster."""
    roster, values = a_small_county("primary")
    values[OTHER, "school_return"] = a_school_return("primary", code=OTHER)
    return [*roster, a_roster_row("primary", code=OTHER, **changes)], values


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"owner": "10"}, "民办学校不参加"),
        ({"owner": "3"}, "省、市直属学校不参加"),
        ({"owner": "6"}, "省、市直属学校不参加"),
        ({"owner": "1"}, "中央部门和高等学校附属学校不参加"),
        ({"owner": "9"}, "企业办学校不参加"),
        ({"school_type": "218"}, "教学点不参加"),
        ({"school_type": "514"}, "特殊教育学校不参加"),
        ({"school_type": "321"}, "职业学校不参加"),
    ],
)
def test_each_kind_that_does_not_take_part_is_listed_with_its_clause(changes, reason):
    found = found_by(BALANCE, *a_county_of_two(**changes))
    left_out = [each for each in found.exclusions if each.school == OTHER]

    assert reason in {each.reason for each in left_out}
    assert all(each.clause for each in left_out)
    assert f"s.{OTHER}.primary.X1" not in found.facts
    assert found.facts["county.primary.schools_evaluated"].value == 1


def test_schools_of_the_county_take_part():
    found = found_by(BALANCE, *a_county_of_two())

    assert found.exclusions == ()
    assert found.facts["county.primary.schools_evaluated"].value == 2


def test_the_eight_indicators_are_amount_by_pupils():
    facts = found_by(BALANCE, *a_small_county("primary")).facts

    assert [facts[f"s.{SCHOOL}.primary.{name}"].printed for name in INDICATORS] == [
        "5.21", "9.38", "2500.00", "12.50", "31.25", "0.063", "0.063", "0.038",
    ]  # fmt: skip


def test_five_resources_are_split_and_teachers_are_not():
    facts = found_by(BALANCE, *a_varied_county()).facts
    split = [name for name in INDICATORS if f"s.{NINE_YEAR}.{name}.whole" in facts]
    amounts = [facts[f"s.{NINE_YEAR}.{level}.X5.amount"].value for level in ("primary", "junior")]

    assert split == ["X1", "X2", "X3", "X4", "X5"]
    whole = Decimal(26000)
    assert round(sum(amounts), 20) == whole
    assert amounts[0].quantize(Decimal("0.01")) == (whole * 480 / 777).quantize(Decimal("0.01"))


def unequal(books: int):
    roster, values = a_county_of_two()
    set_school(
        values,
        OTHER,
        "conditions",
        teaching_area_m2=500.0,
        sports_ground_area_m2=0.0,
        indoor_sports_area_m2=0.0,
        equipment_value_wan_yuan=0.0,
        computers=0,
        books=books,
    )
    teachers = dict.fromkeys(("doctorate", "master", "bachelor", "junior_college"), 0)
    titles = dict.fromkeys(("title_full_senior", "title_associate_senior", "title_intermediate"), 0)
    values[OTHER, "school_return"]["teachers"][0].update(teachers | titles)
    return roster, values  # fmt: skip


def test_only_the_composite_is_held_against_the_limit():
    found = found_by(BALANCE, *unequal(books=15000))
    single = found.facts["county.primary.X2.cv"].value
    composite = found.facts["county.primary.composite"].value

    assert single == 1
    assert composite > Decimal("0.65")
    assert judged(found, "composite", level="primary").verdict is Verdict.NOT_MET
    assert judged(found, "composite", level="primary").distance == composite.quantize(
        Decimal("0.001")
    ) - Decimal("0.65")
    assert "综合差异系数" in judged(found, "balance", level="primary").reason
    assert not [one for one in found.judgements if one.item.endswith(".cv")]
    assert judged(found, "balance").verdict is Verdict.NOT_MET


def test_a_large_single_coefficient_passes_with_a_small_composite():
    roster, values = a_county_of_two()
    set_school(values, OTHER, "conditions", sports_ground_area_m2=0.0)
    found = found_by(BALANCE, roster, values)

    assert found.facts["county.primary.X2.cv"].value > Decimal("0.65")
    assert judged(found, "balance", level="primary").verdict is Verdict.MET


def limit_at(number: str):
    return {"regime": {"balance": {"maximum": {"primary": Decimal(number)}}}}


@pytest.mark.parametrize(("part", "verdict"), [("0.001", Verdict.NOT_MET), ("0", Verdict.MET)])
def test_a_composite_exactly_at_its_limit_is_met(part, verdict):
    county = unequal(books=15000)
    shown = Decimal(found_by(BALANCE, *county).facts["county.primary.composite"].printed)
    found = found_by(BALANCE, *county, limit_at(str(shown - Decimal(part))))

    assert judged(found, "composite", level="primary").verdict is verdict


def test_a_missing_amount_leaves_the_composite_open():
    roster, values = a_county_of_two()
    set_school(values, OTHER, "conditions", books=None)
    found = found_by(BALANCE, roster, values)

    assert judged(found, "composite", level="primary").verdict is Verdict.NOT_CHECKED
    assert judged(found, "balance").verdict is Verdict.NOT_CHECKED
    assert judged(found, "balance").reason


def test_retention_is_computed_for_the_county_and_each_level():
    roster, values = a_varied_county()
    values[SCHOOL, "school_return"]["cohorts"][0].update(cohort_graduates=70)
    facts = found_by(BALANCE, roster, values).facts

    assert facts["county.primary.retention_percent"].printed == "95.8"
    assert facts["county.junior.retention_percent"].printed == "100.0"
    assert facts["county.primary.retention_percent"].title == "小学巩固率"
    assert facts["county.primary.students_per_teacher"].printed == "16.000"


@pytest.mark.parametrize(
    ("item", "table", "field", "wrong"),
    [
        ("W1", "government", "migrant_in_planning", "no"),
        ("W2", "guarantee", "left_behind_system", "no"),
        ("W3", "quality", "disabled_enrolled", 95),
        ("W4", "government", "quota_allotted_last_year_percent", 60.1),
        ("W5", "government", "responsibility_mechanism", "no"),
        ("W6", "government", "funds_separate_line", "no"),
        ("W7", "government", "weak_school_plan", "no"),
        ("W8", "government", "rural_transfer_share_percent", 49.9),
        ("W9", "guarantee", "performance_pay_approved", "no"),
        ("W10", "government", "subject_teachers_complete", "no"),
        ("W12", "quality", "training_funds_yuan", 1_299_999.0),
        ("W13", "quality", "curriculum", "no"),
        ("W16", "vetoes", "key_schools_or_classes", "yes"),
        ("W16", "vetoes", "illegal_school_choice", "yes"),
        ("W17", "quality", "no_excessive_workload", "no"),
    ],
)
def test_each_government_item_is_met_and_missed_once(item, table, field, wrong):
    roster, values = a_small_county("primary", "junior")
    assert judged(found_by(BALANCE, roster, values), item).verdict is Verdict.MET
    set_county(values, table, **{field: wrong})

    judgement = judged(found_by(BALANCE, roster, values), item)

    assert judgement.verdict is Verdict.NOT_MET
    assert judgement.reason


@pytest.mark.parametrize(
    ("item", "field", "number"), [("W10", "full_time_teachers", 20), ("W11", "rotated", 0)]
)
def test_items_of_teachers_are_counted_from_the_schools(item, field, number):
    roster, values = a_small_county("primary", "junior")
    values[SCHOOL, "school_return"]["teachers"][0][field] = number
    values[SCHOOL, "school_return"]["teachers"][1][field] = number

    assert judged(found_by(BALANCE, roster, values), item).verdict is Verdict.NOT_MET


def test_retention_below_the_provincial_number_misses_its_item():
    roster, values = a_small_county("primary", "junior")
    values[SCHOOL, "school_return"]["cohorts"][0]["cohort_graduates"] = 78
    judgement = judged(found_by(BALANCE, roster, values), "W14")

    assert judgement.verdict is Verdict.NOT_MET
    assert "小学巩固率97.5%" in judgement.reason


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("education_spending_qian_yuan", "义务教育预算内经费拨款"),
        ("operating_per_primary_pupil_yuan", "小学生均预算内教育事业费"),
        ("operating_per_junior_pupil_yuan", "初中生均预算内教育事业费"),
        ("public_per_primary_pupil_yuan", "小学生均预算内公用经费"),
        ("public_per_junior_pupil_yuan", "初中生均预算内公用经费"),
        ("pay_per_teacher_yuan", "教职工年人均工资"),
    ],
)
def test_one_year_of_decline_is_named_in_the_reason(field, words):
    roster, values = a_small_county("primary", "junior")
    rows = values["bureau", "county_return"]["three_year_funds"]
    rows[2][field] = rows[1][field] - 1
    found = found_by(BALANCE, roster, values)
    judgement = judged(found, "W6")

    assert judgement.verdict is Verdict.NOT_MET
    assert f"{words}{rows[2]['year']}年" in judgement.reason


def test_a_missing_year_of_funds_leaves_the_item_open():
    roster, values = a_small_county("primary", "junior")
    del values["bureau", "county_return"]["three_year_funds"][0]
    judgement = judged(found_by(BALANCE, roster, values), "W6")

    assert judgement.verdict is Verdict.NOT_CHECKED
    assert "需要连续4年" in judgement.reason


def test_satisfaction_as_a_reference_decides_nothing_and_says_so():
    roster, values = a_small_county("primary", "junior")
    for row in values["bureau", "survey_return"]["survey"]:
        row["overall"] = "dissatisfied"
    as_reference = {"regime": {"settings": {"satisfaction_role": {"value": "reference"}}}}
    condition = found_by(BALANCE, roster, values)
    reference = found_by(BALANCE, roster, values, as_reference)

    assert judged(condition, "recognition").verdict is Verdict.NOT_MET
    assert judged(condition, "overall").verdict is Verdict.NOT_MET
    assert judged(reference, "recognition").verdict is Verdict.NOT_MET
    assert "仅供参考" in judged(reference, "recognition").standard
    assert judged(reference, "overall").verdict is Verdict.NOT_CHECKED


@pytest.mark.parametrize(("item", "field"), [("V5", "major_accident"), ("V6", "fraud")])
def test_a_veto_stops_recognition(item, field):
    roster, values = a_small_county("primary", "junior")
    assert judged(found_by(BALANCE, roster, values), "vetoes").verdict is Verdict.MET
    set_county(values, "vetoes", **{field: "yes"})
    found = found_by(BALANCE, roster, values)

    assert judged(found, item).verdict is Verdict.NOT_MET
    assert judged(found, "overall").verdict is Verdict.NOT_MET


@pytest.mark.parametrize("item", ["W14", "P1"])
def test_retention_of_more_than_everybody_is_not_checked(item):
    roster, values = a_small_county("primary", "junior")
    for row in values[SCHOOL, "school_return"]["cohorts"]:
        row.update(cohort_transferred_out=row["cohort_intake"])
    found = found_by(BALANCE, roster, values, overlay_of(BALANCE, "hebei"))

    assert judged(found, item).verdict is Verdict.NOT_CHECKED
    assert "核对转入、转出" in judged(found, item).reason
