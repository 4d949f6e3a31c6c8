"""Each of the fifteen guarantee items, broken once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tasks.model import Verdict
from tests.builders.county import a_small_county, findings_of, judged, set_county, set_school
from tests.builders.returns import GRADES, a_roster_row, a_school_return

SCHOOL = "2113999001"
SPECIAL = "5143999009"


def test_a_county_that_passes_everything_meets_all_items():
    found = findings_of(*a_small_county("primary", "junior"))

    assert [j for j in found.judgements if j.verdict is not Verdict.MET] == []
    assert found.facts["county.guarantee.items_met"].value == 15
    assert found.facts["county.quality.items_met"].value == 9
    assert found.facts["county.overall.result"].printed == "达标"


@pytest.mark.parametrize(
    ("item", "change", "words"),
    [
        ("G1", {"layout_planned": "no"}, "否"),
        ("G2", {"four_unifications": "no"}, "否"),
        ("G8", {"teacher_pay_yuan": 96199.0}, "96199"),
        ("G8", {"performance_pay_approved": "no"}, "否"),
        ("G10", {"posts_allocated": "no"}, "否"),
        ("G13", {"nearby_primary_percent": 99.9}, "99.9"),
        ("G13", {"nearby_junior_percent": 94.9}, "94.9"),
        ("G14", {"good_senior_quota_allotted": 399}, "49.9"),
        ("G15", {"left_behind_system": "no"}, "否"),
        ("G15", {"migrant_in_public": 734}, "84.9"),
    ],
)
def test_an_item_of_the_county_return_is_missed(item, change, words):
    roster, values = a_small_county("primary", "junior")
    set_county(values, "guarantee", **change)
    found = findings_of(roster, values)

    assert judged(found, item).verdict is Verdict.NOT_MET
    assert words in judged(found, item).reason
    assert judged(found, "guarantee").verdict is Verdict.NOT_MET
    assert judged(found, "overall").verdict is Verdict.NOT_MET


@pytest.mark.parametrize(
    ("item", "change"),
    [
        ("G8", {"teacher_pay_yuan": 96200.0}),
        ("G13", {"nearby_junior_percent": 95.0}),
        ("G14", {"good_senior_quota_allotted": 400}),
        ("G15", {"migrant_in_public": 735}),
        ("G15", {"migrant_eligible": 0, "migrant_in_public": 0, "migrant_in_bought_places": 0}),
    ],
)
def test_an_item_is_met_at_its_limit(item, change):
    roster, values = a_small_county("primary", "junior")
    set_county(values, "guarantee", **change)

    assert judged(findings_of(roster, values), item).verdict is Verdict.MET


@pytest.mark.parametrize(
    ("item", "field", "value", "words"),
    [
        ("G9", "trained_360h", 29, "96.7"),
        ("G11", "rotated", 0, "0.0"),
        ("G11", "rotated_backbone", 0, "0.0"),
        ("G12", "certified", 29, "96.7"),
    ],
)
def test_an_item_of_the_teachers_is_missed(item, field, value, words):
    found = findings_of(*a_small_county("primary", teachers={"primary": {field: value}}))

    assert judged(found, item).verdict is Verdict.NOT_MET
    assert words in judged(found, item).reason
    if item != "G11":
        assert judged(found, item, SCHOOL).verdict is Verdict.NOT_MET


def rooms(music: float, art: float) -> list[dict[str, object]]:
    return [
        {"room_kind": "music", "room_name": "音乐教室", "area_m2": music},
        {"room_kind": "art", "room_name": "美术教室", "area_m2": art},
    ]


@pytest.mark.parametrize(
    ("music", "art", "verdict"),
    [
        (96.0, 90.0, Verdict.MET),
        (95.9, 90.0, Verdict.NOT_MET),
        (96.0, 89.9, Verdict.NOT_MET),
    ],
)
def test_a_music_or_art_room_counts_from_its_area_on(music, art, verdict):
    found = findings_of(*a_small_county("primary", special_rooms=rooms(music, art)))

    assert judged(found, "G3", SCHOOL).verdict is verdict
    assert judged(found, "G3").verdict is verdict
    assert found.facts[f"s.{SCHOOL}.music_room_1.area_m2"].value == Decimal(str(music))


def test_a_thirteenth_class_needs_a_second_room_of_each_kind():
    classes = [
        {"grade": GRADES["primary"][n % 6], "class_name": f"{n}", "students": 37} for n in range(13)
    ]
    found = findings_of(*a_small_county("primary", classes=classes))

    assert found.facts[f"s.{SCHOOL}.G3.rooms_needed"].value == 2
    assert judged(found, "G3").verdict is Verdict.NOT_MET
    assert judged(found, "G3", SCHOOL).distance == 2


@pytest.mark.parametrize(("together", "verdict"), [("apart", False), ("together", True)])
def test_music_and_art_rooms_may_be_counted_together(together, verdict):
    two_music = [*rooms(96.0, 10.0), *rooms(96.0, 10.0)]
    found = findings_of(
        *a_small_county("primary", special_rooms=two_music),
        overlay={"regime": {"settings": {"music_and_art_rooms": {"value": together}}}},
    )

    assert (judged(found, "G3").verdict is Verdict.MET) is verdict


def test_without_any_room_none_is_there_rather_than_unknown():
    found = findings_of(*a_small_county("primary", special_rooms=[]))

    assert found.facts[f"s.{SCHOOL}.music_rooms"].value == 0
    assert judged(found, "G3", SCHOOL).verdict is Verdict.NOT_MET


@pytest.mark.parametrize(
    ("levels", "grade", "pupils", "kind"),
    [
        (("primary",), "primary_1", 1601, "primary"),
        (("junior",), "junior_1", 1821, "junior"),
        (("primary", "junior"), "primary_1", 1831, "combined"),
    ],
)
def test_a_school_may_be_as_large_as_its_limit(levels, grade, pupils, kind):
    # the other grades have 400, 180 and 670 pupils
    for size, verdict in ((pupils - 1, Verdict.MET), (pupils, Verdict.NOT_MET)):
        changes = {"students": {grade: {"male": size, "female": 0}}}
        found = findings_of(*a_small_county(*levels, **changes))

        assert judged(found, "G4", SCHOOL).verdict is verdict
        assert judged(found, "G4").verdict is verdict
        over = found.facts[f"county.G4.{kind}_over_limit"].value
        assert over == (verdict is Verdict.NOT_MET)


@pytest.mark.parametrize(("level", "limit"), [("primary", 45), ("junior", 50)])
def test_a_class_may_be_as_large_as_its_limit(level, limit):
    for size, verdict in ((limit, Verdict.MET), (limit + 1, Verdict.NOT_MET)):
        classes = [{"grade": f"{level}_1", "class_name": "（1）班", "students": size}]
        found = findings_of(*a_small_county(level, classes=classes))

        assert judged(found, "G5", SCHOOL, level).verdict is verdict
        assert judged(found, "G5").verdict is verdict
        assert found.facts[f"county.G5.{level}_over_limit"].value == (size > limit)
    assert f"（1）班（{limit + 1}人）" in judged(found, "G5", SCHOOL, level).reason


def with_pupils(pupils: int, funded: int):
    none = {grade: {"male": 0, "female": 0} for grade in GRADES["primary"][1:]}
    first = {"primary_1": {"male": pupils, "female": 0}}
    return findings_of(
        *a_small_county("primary", students=first | none, funds={"funded_students": funded})
    )


@pytest.mark.parametrize(
    ("pupils", "funded", "verdict"),
    [(99, 99, Verdict.NOT_MET), (99, 100, Verdict.MET), (100, 99, Verdict.MET)],
)
def test_a_small_school_is_funded_as_a_larger_one(pupils, funded, verdict):
    found = with_pupils(pupils, funded)

    assert judged(found, "G6").verdict is verdict
    assert found.facts["county.G6.schools"].value == (pupils < 100)
    assert found.facts["county.G6.students"].value == (99 if pupils < 100 else 0)


def test_the_pupils_of_small_schools_are_provisional_while_a_school_is_missing():
    few = {grade: {"male": 8, "female": 0} for grade in GRADES["primary"]}
    roster, values = a_small_county("primary", students=few, funds={"funded_students": 100})
    other = "2113999002"
    roster.append(a_roster_row("primary", code=other, school_type="218"))
    values[other, "school_return"] = a_school_return("primary", code=other)
    found = findings_of(roster, values, owed={(other, "school_return")})

    assert "暂算" in found.facts["county.G6.schools"].note
    assert found.facts["county.G6.students"].value == 48
    assert "暂算" in found.facts["county.G6.students"].note
    assert "暂算" in found.facts["county.G6.public_funds_yuan"].note


def test_a_school_whose_pupils_are_not_known_may_be_small_and_is_not_passed():
    found = findings_of(*a_small_county("primary", students={"primary_1": {"male": None}}))

    assert judged(found, "G6").verdict is Verdict.NOT_CHECKED


def test_the_few_junior_pupils_of_a_complete_secondary_are_no_small_school():
    few = {grade: {"male": 33, "female": 0} for grade in GRADES["junior"]}
    roster, values = a_small_county("junior", students=few, funds={"funded_students": 99})
    assert judged(findings_of(roster, values), "G6").verdict is Verdict.NOT_MET

    set_school(values, SCHOOL, "school", senior_students=600)
    found = findings_of([roster[0] | {"school_type": "341"}], values)
    assert judged(found, "G6").verdict is Verdict.MET
    assert found.facts["county.G6.schools"].value == 0


@pytest.mark.parametrize(("yuan", "verdict"), [(79999.0, Verdict.NOT_MET), (80000.0, Verdict.MET)])
def test_special_education_has_its_own_funds(yuan, verdict):
    roster, values = a_small_county("primary")
    roster.append(a_roster_row("primary", code=SPECIAL, school_type="514"))
    values[SPECIAL, "school_return"] = a_school_return("primary", code=SPECIAL)
    set_school(
        values, SPECIAL, "funds", special_education_funds_yuan=yuan, special_education_students=10
    )
    found = findings_of(roster, values)

    assert judged(found, "G7").verdict is verdict
    assert judged(found, "G7", SPECIAL).verdict is verdict
    assert found.facts["county.G7.students"].value == 10
    assert found.facts["county.G7.funds_wan_yuan"].printed == "8.00"


def test_the_tilt_to_rural_schools_is_shown():
    roster, values = a_small_county("primary", "junior")
    found = findings_of([roster[0] | {"urban_rural": "220"}], values)

    assert found.facts["county.G14.rural_percent"].printed == "54.2"
    assert found.facts["county.G14.rural_students_percent"].printed == "100.0"


def test_a_province_may_ask_for_smaller_classes():
    found = findings_of(
        *a_small_county("primary"), overlay={"guarantee": {"G5": {"maximum": {"primary": 39}}}}
    )

    assert judged(found, "G5").verdict is Verdict.NOT_MET
    assert "39" in judged(found, "G5", SCHOOL, "primary").standard
