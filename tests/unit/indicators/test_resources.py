"""The resource indicators of a school at a level, and the school rule."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tasks.model import Verdict
from tests.builders.county import (
    a_small_county,
    a_varied_county,
    findings_of,
    judged,
    regime,
    set_school,
)
from tests.builders.returns import a_roster_row, a_school_return

SCHOOL = "2113999001"
SITE = "2183999009"
# 480 pupils of a primary school; 270 of a junior one.


def primary(**changes):
    return findings_of(*a_small_county("primary", **changes))


def a_teaching_point(pupils: int, **changes):
    """Return roster line and return of a teaching point with `pupils` in its first grade."""
    tables = a_school_return("primary", code=SITE)
    none = dict.fromkeys(("male", "female"), 0)
    for number, row in enumerate(tables["students"]):
        row.update({"male": pupils, "female": 0} if number == 0 else none)
    row = a_roster_row("primary", code=SITE, school_type="218", **changes)
    return row, tables


def with_site(pupils: int, **changes):
    roster, values = a_small_county("primary")
    row, tables = a_teaching_point(pupils, **changes)
    values[SITE, "school_return"] = tables
    return [*roster, row], values


def test_each_indicator_is_amount_by_pupils():
    facts = primary().facts
    shown = {name: facts[f"s.{SCHOOL}.primary.{name}"].printed for name in
             ("L1", "L2", "L3", "L4", "L5", "L6", "L7")}  # fmt: skip

    assert shown == {
        "L1": "6.25", "L2": "1.25", "L3": "1.46", "L4": "5.21", "L5": "9.38", "L6": "2500.00",
        "L7": "2.92",
    }  # fmt: skip


def test_above_the_required_qualification_is_another_one_in_junior_schools():
    facts = findings_of(*a_small_county("junior")).facts

    assert facts[f"s.{SCHOOL}.junior.L1.amount"].value == 24


def test_a_value_knows_the_cells_it_came_from():
    facts = primary().facts
    amount = facts[f"s.{SCHOOL}.primary.L4.amount"]
    whole = facts[amount.inputs[0]]

    assert [facts[name].sources[0].cell for name in whole.inputs] == ["C5", "C6"]
    assert facts[f"s.{SCHOOL}.primary.students"].sources[0].cell == "B4:C9"


@pytest.mark.parametrize(
    ("backbone", "verdict", "result"),
    [(5, Verdict.MET, "达标"), (4, Verdict.NOT_MET, "未达标"), (0, Verdict.NOT_MET, "未达标")],
)
def test_an_indicator_is_met_from_its_minimum_on(backbone, verdict, result):
    found = primary(teachers={"primary": {"backbone": backbone}})

    assert judged(found, "L2", SCHOOL, "primary").verdict is verdict
    assert found.facts[f"s.{SCHOOL}.primary.L2.result"].printed == result


def test_exactly_the_minimum_is_met():
    found = primary(conditions={"sports_ground_area_m2": 3100.0})

    assert found.facts[f"s.{SCHOOL}.primary.L5"].value == Decimal("7.5")
    assert judged(found, "L5", SCHOOL, "primary").verdict is Verdict.MET


def test_a_hair_below_the_minimum_is_not_met_and_says_so():
    found = primary(conditions={"sports_ground_area_m2": 3099.99})
    judgement = judged(found, "L5", SCHOOL, "primary")

    assert found.facts[f"s.{SCHOOL}.primary.L5"].printed == "7.50"
    assert judgement.verdict is Verdict.NOT_MET
    assert "7.49998" in judgement.reason
    assert judgement.distance == Decimal("7.5") - found.facts[judgement.fact].value


def test_exactly_six_of_seven_and_exactly_the_floor_is_met():
    found = primary(conditions={"sports_ground_area_m2": 2560.0})  # 3060 ÷ 480 = 6.375

    assert found.facts[f"s.{SCHOOL}.primary.L5"].value == Decimal("6.375")
    assert found.facts[f"s.{SCHOOL}.primary.L5.result"].printed == "达到85%"
    assert judged(found, "resources", SCHOOL, "primary").verdict is Verdict.MET


def test_one_indicator_below_the_floor_fails_the_school():
    found = primary(conditions={"sports_ground_area_m2": 2559.99})

    assert found.facts[f"s.{SCHOOL}.primary.indicators_met"].value == 6
    judgement = judged(found, "resources", SCHOOL, "primary")
    assert judgement.verdict is Verdict.NOT_MET
    assert "体育运动场馆" in judgement.reason


def test_two_indicators_missed_fail_the_school_though_both_reach_the_floor():
    found = primary(conditions={"sports_ground_area_m2": 2560.0, "multimedia_rooms": 11})

    assert found.facts[f"s.{SCHOOL}.primary.L7.result"].printed == "达到85%"
    assert judged(found, "resources", SCHOOL, "primary").verdict is Verdict.NOT_MET


def test_the_remark_lists_what_is_met_and_what_is_not():
    found = primary(conditions={"sports_ground_area_m2": 2560.0, "multimedia_rooms": 5})

    assert found.facts[f"s.{SCHOOL}.primary.remark"].printed == (
        "达标：1—4、6；达到85%：5；不足85%：7"
    )


def test_the_shortfall_of_teachers_is_whole_teachers():
    found = primary(teachers={"primary": {"backbone": 3}})

    assert found.facts[f"s.{SCHOOL}.primary.L2.shortfall"].value == 2


def test_a_school_with_value_zero_stays_in_the_balance():
    roster, values = a_varied_county()
    found = findings_of(roster, values)

    assert found.facts["s.2113999002.primary.L2"].value == 0
    assert found.facts["county.primary.schools_evaluated"].value == 3
    assert found.facts["county.primary.L2.cv"].printed == "0.707"


def test_a_level_without_pupils_is_left_out_with_the_reason():
    roster, values = a_small_county("primary", "junior")
    for row in values[SCHOOL, "school_return"]["students"][6:]:
        row.update(male=0, female=0)
    found = findings_of(roster, values)

    assert f"s.{SCHOOL}.junior.L1" not in found.facts
    assert [(item.level, item.reason) for item in found.exclusions] == [
        ("junior", "本学段没有在校生，无法计算生均值")
    ]
    assert found.facts[f"s.{SCHOOL}.primary.share"].value == 1


def test_teachers_are_not_split_and_rooms_are():
    facts = findings_of(*a_small_county("primary", "junior")).facts

    assert facts[f"s.{SCHOOL}.primary.L1.amount"].value == 30
    assert facts[f"s.{SCHOOL}.junior.L1.amount"].value == 24
    parts = [facts[f"s.{SCHOOL}.{level}.L7.amount"].value for level in ("primary", "junior")]
    assert sum(parts) == pytest.approx(Decimal(23))
    assert facts[f"s.{SCHOOL}.primary.L7.amount"].printed == "14.21"


def test_senior_pupils_take_their_part_of_a_complete_secondary():
    facts = findings_of(*a_small_county("junior", "senior")).facts

    # 270 ÷ (270 + 1.2 × 300) of 21 rooms
    assert facts[f"s.{SCHOOL}.junior.L7.amount"].printed == "9.00"


@pytest.mark.parametrize("pupils", [49, 50])
def test_a_teaching_point_takes_part_from_fifty_pupils_on(pupils):
    found = findings_of(*with_site(pupils))

    assert (f"s.{SITE}.primary.L1" in found.facts) is (pupils == 50)
    reasons = [item.reason for item in found.exclusions]
    assert reasons == ([] if pupils == 50 else [
        "教学点在校生49人，不足50人，不参加资源配置7项指标评估"
    ])  # fmt: skip


def test_a_site_that_is_no_school_of_its_own_is_added_to_its_parent():
    found = findings_of(*with_site(20, counted="no", parent_school=SCHOOL))

    assert found.facts[f"s.{SCHOOL}.primary.evaluated_students"].value == 500
    assert found.facts[f"s.{SCHOOL}.primary.students"].value == 480
    assert found.facts[f"s.{SCHOOL}.primary.L1.amount"].value == 60
    assert found.facts[f"s.{SCHOOL}.primary.L7.amount"].value == 28
    assert f"s.{SITE}.primary.L1" not in found.facts
    assert [(item.school, "并入" in item.reason) for item in found.exclusions] == [(SITE, True)]


def test_a_site_without_parent_is_left_out_with_the_reason():
    found = findings_of(*with_site(20, counted="no"))

    assert [(item.school, "所属学校" in item.reason) for item in found.exclusions] == [(SITE, True)]
    assert found.facts[f"s.{SCHOOL}.primary.evaluated_students"].value == 480


def test_small_sites_may_be_left_out_by_setting():
    overlay = {"regime": {"merged_sites": {"small_teaching_points": "left_out"}}}
    found = findings_of(*with_site(20, counted="no", parent_school=SCHOOL), overlay=overlay)

    assert found.facts[f"s.{SCHOOL}.primary.evaluated_students"].value == 480


@pytest.mark.parametrize(("school_type", "word"), [("514", "特殊教育"), ("321", "职业")])
def test_kinds_that_are_not_evaluated_are_listed(school_type, word):
    roster, values = a_varied_county()
    roster[2] = roster[2] | {"school_type": school_type}
    found = findings_of(roster, values)

    listed = [item for item in found.exclusions if item.school == roster[2]["school_code"]]
    assert listed
    assert all(word in item.reason and item.clause for item in listed)
    assert f"s.{roster[2]['school_code']}.junior.L1" not in found.facts


def test_a_private_school_is_evaluated():
    roster, values = a_small_county("primary")
    found = findings_of([roster[0] | {"owner": "10"}], values)

    assert found.facts["county.schools.private"].value == 1
    assert f"s.{SCHOOL}.primary.L1" in found.facts


@pytest.mark.parametrize(
    ("setting", "verdict"), [("printed", Verdict.MET), ("exact", Verdict.NOT_MET)]
)
def test_a_coefficient_is_judged_as_printed_or_as_it_is(setting, verdict):
    # values 1 ± 0.5003: coefficient 0.5003, printed 0.500
    roster, values = a_varied_county()
    roster, values = roster[:2], {key: v for key, v in values.items() if key[0] in
                                  ("2113999001", "2113999002", "bureau")}  # fmt: skip
    set_school(values, "2113999001", "conditions", equipment_value_wan_yuan=150.03)
    set_school(values, "2113999002", "conditions", equipment_value_wan_yuan=49.97)
    found = findings_of(
        roster, values, overlay={"regime": {"settings": {"judged_cv": {"value": setting}}}}
    )

    assert found.facts["county.primary.L6.cv"].printed == "0.500"
    assert found.facts["county.primary.L6.cv_exact"].printed == "0.500300"
    assert judged(found, "L6.cv", level="primary").verdict is verdict


def test_a_coefficient_above_the_limit_fails_the_county_though_the_composite_is_low():
    found = findings_of(*a_varied_county())

    assert judged(found, "L2.cv", level="primary").verdict is Verdict.NOT_MET
    assert "0.707" in judged(found, "L2.cv", level="primary").reason
    assert judged(found, "balance", level="primary").verdict is Verdict.NOT_MET
    assert judged(found, "balance", level="junior").verdict is Verdict.MET
    assert judged(found, "overall").verdict is Verdict.NOT_MET
    assert found.facts["county.primary.composite"].value < Decimal("0.5")
    assert "composite" not in {item.item for item in found.judgements}


def test_the_county_lists_how_many_schools_meet_each_indicator():
    facts = findings_of(*a_varied_county()).facts

    assert facts["county.primary.L2.schools_met"].value == 2
    assert facts["county.primary.L2.schools_met_percent"].printed == "66.7"
    assert facts["county.primary.resources.schools_met"].value == 2


def test_every_input_of_every_fact_is_a_fact_and_no_id_is_too_long():
    facts = findings_of(*a_varied_county()).facts

    assert all(name in facts for fact in facts.values() for name in fact.inputs)
    assert max(map(len, facts)) <= 64
    assert all(fact.note for fact in facts.values() if fact.value is None)


def test_the_same_returns_give_the_same_findings():
    first, second = findings_of(*a_varied_county()), findings_of(*a_varied_county())

    assert list(first.facts.items()) == list(second.facts.items())
    assert first.judgements == second.judgements


def test_a_school_without_pupils_is_no_longer_waited_for():
    assert regime().setting("music_and_art_rooms") == "apart"
    assert replace(judged(primary(), "resources", SCHOOL, "primary")).reason == ""
