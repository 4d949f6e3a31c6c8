"""Questions the text leaves open, answered both ways; what schools say beside the county."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tasks import catalogue
from tasks.model import Findings, Verdict
from tests.builders.county import (
    a_small_county,
    a_varied_county,
    findings_of,
    judged,
    set_county,
    set_school,
)
from tests.builders.returns import a_roster_row, a_school_return

FIRST, SECOND, JUNIOR, NINE_YEAR = "2113999001", "2113999002", "3113999003", "3123999004"
SPECIAL = "5143999009"


def set_to(name: str, answer: str) -> dict[str, Any]:
    """Return an overlay that answers one question."""
    return {"regime": {"settings": {name: {"value": answer}}}}


# 表Ⅰ and special education


def with_a_special_school() -> tuple[Any, Any]:
    roster, values = a_small_county("primary")
    roster.append(a_roster_row("primary", code=SPECIAL, school_type="514"))
    values[SPECIAL, "school_return"] = a_school_return("primary", code=SPECIAL)
    return roster, values


@pytest.mark.parametrize(("answer", "students"), [("within", 960), ("apart", 480)])
def test_special_schools_are_within_the_basic_facts_or_apart(answer, students):
    overlay = set_to("special_education_in_basic_facts", answer)
    found = findings_of(*with_a_special_school(), overlay=overlay)

    assert found.facts["county.primary.students"].value == students
    assert found.facts["county.students"].value == students
    for name in ("classes", "full_time_teachers"):
        each = found.facts[f"s.{FIRST}.primary.{name}"].value
        assert found.facts[f"county.primary.{name}"].value == each * (students // 480)
    assert found.facts["county.schools.special_education"].value == 1


def test_by_default_special_schools_are_within():
    assert findings_of(*with_a_special_school()).facts["county.primary.students"].value == 960


# Schools for children in need of correction


@pytest.mark.parametrize(("answer", "evaluated"), [(None, 3), ("evaluated", 3), ("left_out", 2)])
def test_a_special_regime_school_is_evaluated_unless_it_is_left_out(answer, evaluated):
    roster, values = a_varied_county()
    next(line for line in roster if line["school_code"] == FIRST)["school_type"] = "371"
    overlay = set_to("special_regime_schools", answer) if answer else None
    found = findings_of(roster, values, overlay=overlay)

    assert found.facts["county.primary.schools_evaluated"].value == evaluated
    reasons = [each.reason for each in found.exclusions if each.school == FIRST]
    assert any("工读学校" in reason for reason in reasons) == (answer == "left_out")


# Q4: funds for training, of the county and of each school


def trained(first_yuan: float, answer: str | None = None) -> Findings:
    """Return what is found where one school spends so much of 480000 yuan on training."""
    roster, values = a_varied_county()
    set_school(values, FIRST, "funds", training_funds_yuan=first_yuan)
    overlay = set_to("training_funds_scope", answer) if answer else None
    return findings_of(roster, values, overlay=overlay)


def test_the_share_of_each_school_is_shown_and_decides_nothing_by_default():
    found = trained(23_999.0)

    assert found.facts[f"s.{FIRST}.Q4.percent"].value < 5  # type: ignore[operator]
    assert found.facts[f"s.{SECOND}.Q4.percent"].value == Decimal("6.5")
    assert found.facts["county.Q4.schools_below"].value == 1
    assert judged(found, "Q4").verdict is Verdict.MET
    assert [each.subject for each in found.judgements if each.item == "Q4"] == ["county"]


@pytest.mark.parametrize(("yuan", "verdict"), [(24_000.0, "met"), (23_999.0, "not_met")])
def test_each_school_must_reach_the_share_where_the_regime_asks_it(yuan, verdict):
    found = trained(yuan, "each_school")

    assert judged(found, "Q4", FIRST).verdict == verdict
    assert judged(found, "Q4", SECOND).verdict is Verdict.MET
    assert judged(found, "Q4").verdict == verdict
    if verdict == "not_met":
        assert "1所学校未达标：某县第001小学" in judged(found, "Q4").reason
        assert "低于标准5%" in judged(found, "Q4", FIRST).reason


def test_the_county_must_reach_the_share_as_well():
    roster, values = a_varied_county()
    set_county(values, "quality", training_funds_yuan=1.0)
    found = findings_of(roster, values, overlay=set_to("training_funds_scope", "each_school"))

    assert judged(found, "Q4").verdict is Verdict.NOT_MET
    assert judged(found, "Q4", FIRST).verdict is Verdict.MET


def test_a_school_whose_return_is_missing_leaves_the_question_open():
    overlay = set_to("training_funds_scope", "each_school")
    owed = [(SECOND, "school_return")]
    roster, values = a_varied_county()
    found = findings_of(roster, values, overlay=overlay, owed=owed)

    assert judged(found, "Q4").verdict is Verdict.NOT_CHECKED
    assert judged(found, "Q4", SECOND).verdict is Verdict.NOT_CHECKED
    assert judged(findings_of(roster, values, owed=owed), "Q4").verdict is Verdict.MET


# G13: nearby enrolment, by the returns of the schools


def enrolled(
    reported: float | None = None, boarding: str | None = "no", urban_rural: str = "121",
    owner: str = "7",
) -> Findings:  # fmt: skip
    """Return what is found of two primary schools that took in 76 of 80 and 80 of 80."""
    roster, values = a_varied_county()
    for code, nearby in ((FIRST, 76), (SECOND, 80)):
        set_school(values, code, "school", service_area_entrants=nearby, entrants=80,
                   boarding_school="no")  # fmt: skip
    set_school(values, SECOND, "school", boarding_school=boarding)
    roster[1].update(urban_rural=urban_rural, owner=owner)
    if reported is not None:
        set_county(values, "guarantee", nearby_primary_percent=reported)
    return findings_of(roster, values)


def test_the_share_of_nearby_enrolment_is_computed_from_day_schools_in_towns():
    fact = enrolled(97.5).facts["county.G13.primary_from_schools_percent"]

    assert (fact.value, fact.printed) == (Decimal("97.5"), "97.5")
    assert fact.note == "1所一贯制学校的招生不分学段，未计入"
    assert fact.inputs == ("county.G13.primary_nearby", "county.G13.primary_entrants")


@pytest.mark.parametrize(
    "change", [{"boarding": "yes"}, {"urban_rural": "220"}, {"owner": "10"}]
)  # fmt: skip
def test_boarding_rural_and_private_schools_are_not_in_it(change):
    assert enrolled(**change).facts["county.G13.primary_from_schools_percent"].value == 95


def test_a_boarding_school_of_both_levels_is_not_missed_in_it():
    roster, values = a_varied_county()
    set_school(values, NINE_YEAR, "school", boarding_school="yes")
    fact = findings_of(roster, values).facts["county.G13.primary_from_schools_percent"]

    assert "一贯制" not in fact.note


def test_the_county_is_asked_to_look_where_it_reports_another_share():
    found = enrolled(100.0)

    assert "与县级填报的100.0%不同，请核对" in (
        found.facts["county.G13.primary_from_schools_percent"].note
    )
    assert judged(found, "G13").verdict is Verdict.MET


def test_a_school_that_does_not_say_whether_it_boards_is_not_counted():
    fact = enrolled(boarding=None).facts["county.G13.primary_from_schools_percent"]

    assert fact.value == 95
    assert "1所学校没有填报是否寄宿制，未计入" in fact.note


def test_without_such_schools_there_is_no_share():
    found = findings_of(*a_small_county("junior", "senior"))
    fact = found.facts["county.G13.primary_from_schools_percent"]

    assert fact.value is None
    assert fact.note


def test_no_regime_asks_a_question_without_words():
    for name in ("quality_2017", "balance_2012", "strong_county_example"):
        files = catalogue.standards(name)
        asked = files["regime"].get("settings", {})
        answers = files["wording"]["answers"]
        assert [
            (question, option)
            for question, data in asked.items()
            for option in data["options"]
            if option not in answers.get(question, {})
        ] == []
