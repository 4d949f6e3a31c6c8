"""Every province and place: its overlay can be laid on, and changes nothing by a slip."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tasks import catalogue
from tasks.errors import CatalogueError
from tasks.indicators.regime import read_regime
from tasks.model import Verdict
from tests.builders.county import a_small_county, a_varied_county, judged, set_county
from tests.builders.regimes import BALANCE, found_by, overlay_of

QUALITY = "quality_2017"
ALL = [
    (path.parents[1].name, path.stem)
    for path in sorted(catalogue.STANDARDS.glob("*/provinces/*.yml"))
    if path.parents[1].name in catalogue.regimes()
]
MET, NOT_MET, NOT_CHECKED = Verdict.MET, Verdict.NOT_MET, Verdict.NOT_CHECKED
SCHOOL = "2113999001"


@pytest.mark.parametrize(("regime", "province"), ALL)
def test_every_overlay_evaluates_a_county(regime, province):
    overlay = overlay_of(regime, province)
    found = found_by(regime, *a_varied_county(), overlay)

    assert overlay["title"]
    assert judged(found, "overall").verdict in Verdict
    unexplained = [
        one
        for one in found.judgements
        if one.verdict is NOT_CHECKED and not (one.reason or one.subject != "county")
    ]
    assert unexplained == []


@pytest.mark.parametrize(
    ("overlay", "message"),
    [
        ({"guarantees": {"G5": {}}}, "no file guarantees"),
        ({"guarantee": {"G5": {"maximum": {"primry": 40}}}}, "guarantee.G5.maximum.primry"),
        ({"guarantee": {"G5": {"most": 40}}}, "guarantee.G5.most"),
        ({"regime": {"balance": {"limit": 0.5}}}, "regime.balance.limit"),
        ({"regime": {"setings": {}}}, "regime.setings"),
        ({"regime": {"settings": {"judged": {"value": "exact"}}}}, "settings.judged"),
        ({"quality": {"Q7": {"labor_percent": 50}}}, "Q7.labor_percent"),
        ({"precondition": {}}, "no file precondition"),
    ],
)
def test_an_entry_that_nothing_has_is_refused(overlay, message):
    with pytest.raises(CatalogueError, match=message):
        read_regime(catalogue.standards(QUALITY), overlay)


def test_a_slip_in_an_overlay_is_named_with_file_and_line(tmp_path):
    path = tmp_path / "somewhere.yml"
    path.write_text("title: 某省\nguarantee:\n  G5:\n    maximum:\n      primry: 40\n", "utf-8")

    with pytest.raises(CatalogueError) as caught:
        read_regime(catalogue.standards(QUALITY), catalogue.read_yaml(path))

    assert caught.value.file == str(path)
    assert caught.value.line == 5


def test_hebei_asks_for_more_retention_enrolment_and_fitness():
    roster, values = a_small_county("primary", "junior")
    values[SCHOOL, "school_return"]["cohorts"][1]["cohort_graduates"] = 86  # of 90
    set_county(values, "quality", disabled_children=100, disabled_enrolled=89)
    found = found_by(BALANCE, roster, values, overlay_of(BALANCE, "hebei"))

    assert judged(found, "P1").verdict is NOT_MET
    assert "初中巩固率95.6%，低于标准97%" in judged(found, "P1").reason
    assert judged(found, "P2").verdict is NOT_MET
    assert judged(found, "P2").distance == 1
    assert judged(found, "P3").verdict is NOT_CHECKED
    assert judged(found, "provincial").verdict is NOT_MET
    assert judged(found, "W3").verdict is NOT_MET
    assert not [one for one in found_by(BALANCE, roster, values).judgements if one.item == "P1"]


def test_hebei_is_content_where_no_child_is_disabled():
    roster, values = a_small_county("primary", "junior")
    set_county(values, "quality", disabled_children=0, disabled_enrolled=0)
    found = found_by(BALANCE, roster, values, overlay_of(BALANCE, "hebei"))

    assert judged(found, "P2").verdict is MET


def test_hebei_prints_its_precondition_and_judges_it_not():
    roster, values = a_small_county("primary")
    found = found_by(QUALITY, roster, values, overlay_of(QUALITY, "hebei"))

    assert "3年以上" in found.facts["standard.precondition.basic_balance"].printed


def test_fujian_lets_a_school_miss_two_and_knows_what_it_does_not_know():
    overlay = overlay_of(BALANCE, "fujian")
    enough, short = ({"equipment_value_wan_yuan": wan, "books": books} for wan, books in
                     ((120.0, 15000), (20.0, 9000)))  # fmt: skip
    classes = [{"grade": "primary_1", "class_name": "1", "students": 46}]
    unknown = found_by(BALANCE, *a_small_county("primary", conditions=enough), overlay)
    missed = found_by(
        BALANCE, *a_small_county("primary", conditions=short, classes=classes), overlay
    )

    assert judged(unknown, "basic_standard", SCHOOL, "primary").verdict is NOT_CHECKED
    assert judged(missed, "basic_standard", SCHOOL, "primary").verdict is NOT_MET
    assert [judged(missed, f"C{n}", SCHOOL, "primary").verdict for n in (6, 7, 8)] == [NOT_MET] * 3
    assert judged(missed, "C1", SCHOOL, "primary").reason == "报表没有此项数据，由省级核查"


def test_three_missed_of_ten_fail_the_sheet_of_ten():
    changes = {"equipment_value_wan_yuan": 10.0, "books": 9600, "computers": 30}
    overlay = overlay_of(BALANCE, "ten_indicator_sheet")
    found = found_by(BALANCE, *a_small_county("primary", conditions=changes), overlay)

    assert judged(found, "basic_standard", SCHOOL, "primary").verdict is NOT_MET
    assert judged(found, "basic_standard", SCHOOL, "primary").standard.endswith("60%")


def test_gansu_takes_satisfaction_as_a_reference_and_hainan_as_a_condition():
    roles = {
        place: read_regime(catalogue.standards(BALANCE), overlay_of(BALANCE, place)).parts
        for place in ("gansu", "hainan")
    }
    found = {
        place: next(part.role for part in parts if part.id == "recognition")
        for place, parts in roles.items()
    }

    assert found == {"gansu": "reference", "hainan": "condition"}


def test_luanchuan_counts_retention_otherwise():
    roster, values = a_small_county("primary", "junior")
    values[SCHOOL, "school_return"]["cohorts"][0].update(
        cohort_transferred_in=10, cohort_transferred_out=0, cohort_graduates=81
    )
    fact = "county.primary.retention_percent"
    national = found_by(BALANCE, roster, values).facts[fact]
    capped = found_by(BALANCE, roster, values, overlay_of(BALANCE, "luanchuan")).facts[fact]

    assert (national.printed, capped.printed) == ("88.8", "90.0")


def test_shenyang_counts_pupils_with_special_needs_everywhere_and_adds_a_veto():
    roster, values = a_small_county("primary")
    values[SCHOOL, "school_return"]["funds"][0].update(special_education_funds_yuan=1.0)
    found = found_by(QUALITY, roster, values, overlay_of(QUALITY, "shenyang"))

    assert judged(found, "G7").verdict is NOT_MET
    assert judged(found_by(QUALITY, roster, values), "G7").verdict is MET
    assert judged(found, "V7").verdict is NOT_CHECKED
    assert "督导人员" in judged(found, "V7").reason
    assert judged(found, "vetoes").verdict is NOT_CHECKED
    assert "50%" in judged(found, "P2").standard


@pytest.mark.parametrize(("place", "numbers"), [("shenyang", "1150"), ("liaoning", "935")])
def test_a_number_that_no_form_asks_about_is_never_met(place, numbers):
    found = found_by(QUALITY, *a_small_county("primary"), overlay_of(QUALITY, place))

    assert numbers in judged(found, "P1").standard
    assert judged(found, "P1").verdict is NOT_CHECKED
    assert judged(found, "G2").standard == "城乡“四统一”"
    assert judged(found, "overall").verdict is not MET


def test_the_example_of_points_gives_a_score():
    roster, values = a_small_county("primary", "junior")
    set_county(values, "government", rural_transfer_share_percent=48.0, weak_school_plan="no")
    found = found_by(BALANCE, roster, values, overlay_of(BALANCE, "points_example"))
    facts = found.facts

    assert facts["county.W8.score"].value == 3
    assert facts["county.W7.score"].value == 0
    assert facts["standard.government.pass_mark"].value == 85
    assert [facts[f"standard.A{n}.points"].value for n in range(1, 5)] == [20, 25, 25, 30]
    assert facts["county.government.most_score"].value == Decimal(93)


def test_a_sheet_of_a_place_adds_items_to_the_scheme():
    roster, values = a_small_county("primary", "junior")
    set_county(values, "government", primary_dropout_percent=0.7, junior_dropout_percent=1.8)
    found = found_by(BALANCE, roster, values, overlay_of(BALANCE, "scored_sheet"))

    assert judged(found, "W18").verdict is MET
    assert judged(found, "W19").verdict is NOT_MET
    assert judged(found, "W20").verdict is NOT_CHECKED


def test_the_tool_of_modernisation_counts_classes_by_its_own_size():
    classes = [
        {"grade": "primary_1", "class_name": str(number), "students": 41 if number == 1 else 40}
        for number in range(1, 10)
    ]
    overlay = overlay_of(BALANCE, "modernisation_monitoring")
    found = found_by(BALANCE, *a_small_county("primary", classes=classes), overlay)

    assert found.facts[f"s.{SCHOOL}.primary.C2"].printed == "88.9"
    assert judged(found, "C2", SCHOOL, "primary").verdict is NOT_MET
    assert judged(found, "C1", SCHOOL, "primary").verdict is MET


def test_a_city_that_asks_for_more_changes_the_numbers_in_force():
    found = read_regime(catalogue.standards(QUALITY), overlay_of(QUALITY, "jiangsu_type_city"))

    assert found.requirement("guarantee.G5").number("maximum.primary") == 40
    assert found.requirement("recognition.R").standard == "社会认可度≥90%"
    assert found.requirement("provincial.P1").standard == "及格率≥90%，优秀率≥10%"
