"""School rules of every kind, limits from below and above, own denominators: basic standards."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tasks.errors import CatalogueError
from tasks.indicators.indicator import Limit
from tasks.indicators.parts import SchoolRule
from tasks.indicators.school_standards import school_verdict
from tasks.model import Verdict
from tests.builders.county import a_small_county, judged, set_school
from tests.builders.regimes import (
    BALANCE,
    a_sheet,
    an_indicator,
    files_of,
    found_by,
    largest_class,
    of_teachers,
)

MET, NOT_MET, NOT_CHECKED = Verdict.MET, Verdict.NOT_MET, Verdict.NOT_CHECKED
SCHOOL = "2113999001"
FLOOR = Decimal("0.6")
EIGHT_OF_TEN = SchoolRule(8, None, 10, FLOOR)
TWO_MISSED = SchoolRule(None, 2, None, None)
LEAST, MOST = Limit(Decimal(10)), Limit(Decimal(10), is_most=True)
ALL = {"at_most_missed": 0}


def values(*numbers, limit=LEAST):
    return [(None if number is None else Decimal(str(number)), limit) for number in numbers]


@pytest.mark.parametrize(
    ("missed", "verdict"),
    [
        ((10, 10), MET),
        ((6, 6), MET),
        ((6, 5.99), NOT_MET),
        ((6, 6, 6), NOT_MET),
        ((None,), NOT_CHECKED),
        ((None, 5), NOT_MET),
        ((6, 6, None), NOT_CHECKED),
    ],
)
def test_eight_of_ten_and_the_rest_not_below_the_floor(missed, verdict):
    given = values(*missed, *[10] * (10 - len(missed)))

    assert school_verdict(EIGHT_OF_TEN, given) is verdict


@pytest.mark.parametrize(
    ("missed", "verdict"),
    [
        ((0, 0), MET),
        ((0, 0, 9.99), NOT_MET),
        ((0, None), MET),
        ((None, None), MET),
        ((0, 0, None), NOT_CHECKED),
    ],
)
def test_at_most_two_missed_however_far(missed, verdict):
    assert school_verdict(TWO_MISSED, values(*missed, *[10] * 9)) is verdict


def test_both_rules_hold_together_and_a_floor_with_either():
    both = SchoolRule(8, 1, 10, None)
    floored = SchoolRule(None, 2, None, FLOOR)

    assert school_verdict(both, values(9, 9, *[10] * 8)) is NOT_MET
    assert school_verdict(both, values(9, *[10] * 9)) is MET
    assert school_verdict(floored, values(5.9, *[10] * 9)) is NOT_MET


def test_what_must_be_at_most_has_its_floor_on_the_other_side():
    assert school_verdict(EIGHT_OF_TEN, values(16.6, *[10] * 9, limit=MOST)) is MET
    assert school_verdict(EIGHT_OF_TEN, values(16.7, *[10] * 9, limit=MOST)) is NOT_MET


def test_without_a_rule_or_without_a_standard_nothing_is_met():
    assert school_verdict(SchoolRule(None, None, None, None), values(10)) is NOT_CHECKED
    assert school_verdict(TWO_MISSED, [(Decimal(10), None)]) is NOT_CHECKED
    assert school_verdict(TWO_MISSED, []) is NOT_CHECKED


def by_sheet(rule=ALL, county=None, **indicators):
    return found_by(BALANCE, *(county or a_small_county("primary")), a_sheet(rule, **indicators))


@pytest.mark.parametrize(("books", "verdict"), [(20 * 480, MET), (20 * 480 - 1, NOT_MET)])
def test_a_minimum_is_met_from_itself_on(books, verdict):
    roster, given = a_small_county("primary", conditions={"books": books})
    found = by_sheet(county=(roster, given), C1=an_indicator())

    assert judged(found, "C1", SCHOOL, "primary").verdict is verdict
    assert judged(found, "basic_standard", SCHOOL, "primary").verdict is verdict
    assert judged(found, "basic_standard").verdict is verdict
    short = found.facts[f"s.{SCHOOL}.primary.C1.shortfall"].value
    assert short == (0 if verdict is MET else 1)


def test_a_maximum_of_a_fact_is_met_up_to_itself_and_says_by_how_much_it_is_missed():
    classes = [{"grade": "primary_1", "class_name": "1", "students": 48}]
    found = by_sheet(county=a_small_county("primary", classes=classes), C8=largest_class())
    judgement = judged(found, "C8", SCHOOL, "primary")

    assert found.facts[f"s.{SCHOOL}.primary.C8"].value == 48
    assert (judgement.verdict, judgement.distance) == (NOT_MET, 3)
    assert judgement.reason == "48人，高于标准45人"
    assert found.facts[f"s.{SCHOOL}.primary.C8.shortfall"].value == 3
    met = by_sheet(C8=largest_class(maximum={"primary": 48, "junior": 48}))
    assert judged(met, "C8", SCHOOL, "primary").verdict is MET


def test_an_indicator_may_have_its_own_denominator():
    roster, given = a_small_county("primary", teachers={"primary": {"certified": 26}})
    found = by_sheet(county=(roster, given), C5=of_teachers())
    fact = found.facts[f"s.{SCHOOL}.primary.C5"]

    assert fact.printed == "86.67"
    assert [found.facts[name].value for name in fact.inputs] == [26, 30]
    assert judged(found, "C5", SCHOOL, "primary").verdict is NOT_MET
    assert found.facts[f"s.{SCHOOL}.primary.C5.shortfall"].value == 1


def test_a_denominator_of_zero_is_not_checked_with_the_reason():
    nobody = {"full_time_teachers": 0, "certified": 0}
    found = by_sheet(county=a_small_county("primary", teachers={"primary": nobody}),
                     C5=of_teachers())  # fmt: skip

    assert judged(found, "C5", SCHOOL, "primary").reason == "分母为0，无法计算"
    assert judged(found, "basic_standard", SCHOOL, "primary").verdict is NOT_CHECKED


def test_a_school_level_amount_is_divided_by_all_pupils_of_the_school():
    roster, given = a_small_county("primary", "junior")
    set_school(given, SCHOOL, "funds", public_funds_yuan=750_000.0)
    both = ("primary", "junior")
    funds = an_indicator(numerator={level: {"add": ["public_funds_yuan"]} for level in both},
                         of="school", split=False)  # fmt: skip
    found = by_sheet(county=(roster, given), C11=funds)

    assert [found.facts[f"s.{SCHOOL}.{level}.C11"].value for level in both] == [1000, 1000]


def test_a_standard_that_is_not_known_leaves_the_school_open_and_names_it():
    unknown = an_indicator(standard_unset=["primary"], short="体育场地")
    found = by_sheet(rule={"at_most_missed": 1}, C1=an_indicator(), C2=unknown)

    assert judged(found, "C2", SCHOOL, "primary").reason == "本项标准尚未录入，未判定"
    assert judged(found, "basic_standard", SCHOOL, "primary").verdict is NOT_CHECKED
    assert "体育场地" in judged(found, "basic_standard", level="primary").reason


def test_what_no_form_asks_for_is_not_checked_and_says_so():
    entry = an_indicator(not_collected="报表没有实验室数")
    found = by_sheet(C3=entry)

    assert judged(found, "C3", SCHOOL, "primary").verdict is NOT_CHECKED
    assert judged(found, "C3", SCHOOL, "primary").reason == "报表没有实验室数"


def test_a_remark_without_a_floor_does_not_speak_of_one():
    roster, given = a_small_county("primary", conditions={"books": 1})
    found = by_sheet(county=(roster, given), C1=an_indicator(), C5=of_teachers())

    assert found.facts[f"s.{SCHOOL}.primary.remark"].value == "达标：2；未达标：1"
    assert judged(found, "C1", SCHOOL, "primary").reason == "0.00册/生，低于标准20册/生"


@pytest.mark.parametrize(
    ("indicator", "message"),
    [
        (an_indicator(maximum={"primary": 1, "junior": 1}), "not both"),
        (an_indicator(denominator="teachers"), "neither students nor nothing"),
        (an_indicator(sites="largest"), "sites largest"),
        (an_indicator(minimum={"primary": 1}), "minimum.junior"),
        ({k: v for k, v in an_indicator().items() if k != "minimum"}, "neither minimum"),
        (an_indicator(numerator={x: {"add": ["labs"]} for x in ("primary", "junior")}), "labs"),
        (of_teachers(numerator={x: {"add": ["labs"]} for x in ("primary", "junior")}), "labs"),
    ],
)
def test_a_wrong_indicator_is_refused(indicator, message):
    with pytest.raises(CatalogueError, match=message):
        by_sheet(C1=indicator)


@pytest.mark.parametrize(
    "rule", [{"at_least": 2, "of": 3}, {"at_most_missed": 3}, {"at_least": 3}, {}]
)
def test_a_rule_that_does_not_fit_the_sheet_is_refused(rule):
    with pytest.raises(CatalogueError, match="school_rule"):
        by_sheet(rule=rule, C1=an_indicator(), C2=of_teachers())


def test_an_empty_sheet_is_not_checked_and_says_who_must_set_it():
    found = found_by(BALANCE, *a_small_county("primary"))

    assert files_of(BALANCE)["basic_standard"] == {}
    for subject, level in ((SCHOOL, "primary"), ("county", "primary"), ("county", "")):
        judgement = judged(found, "basic_standard", subject, level)
        assert judgement.verdict is NOT_CHECKED
        assert "由省级人民政府教育督导机构确定" in judgement.reason
    assert judged(found, "overall").verdict is NOT_CHECKED
