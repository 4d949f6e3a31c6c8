"""Bad data gives a reason: never a crash, never a school that is silently gone."""

from __future__ import annotations

import pytest

from tasks.model import Verdict
from tests.builders.county import a_small_county, judged
from tests.builders.regimes import BALANCE, found_by
from tests.builders.returns import a_roster_row, a_school_return

SCHOOL, OTHER = "2113999001", "2113999002"
REGIMES = pytest.mark.parametrize("regime", ["quality_2017", BALANCE])
PART = {"quality_2017": "resources", BALANCE: "basic_standard"}


def with_another(*levels, changes=None, **roster_line):
    roster, values = a_small_county("primary")
    levels = levels or ("primary",)
    values[OTHER, "school_return"] = a_school_return(*levels, code=OTHER, **(changes or {}))
    return [*roster, a_roster_row(*levels, code=OTHER, **roster_line)], values


def reasons_of(found, level=""):
    return [one.reason for one in found.exclusions if (one.school, one.level) == (OTHER, level)]


@REGIMES
@pytest.mark.parametrize(
    "line", [{"school_type": None}, {"school_type": "999"}, {"owner": None}, {"owner": "77"}]
)
def test_a_school_that_the_roster_does_not_place_leaves_the_county_open(regime, line):
    found = found_by(regime, *with_another(**line))

    assert len(reasons_of(found)) == 1
    assert "不在代码表中" in reasons_of(found)[0]
    assert judged(found, "unplaced").verdict is Verdict.NOT_CHECKED
    for part in (PART[regime], "balance", "overall"):
        assert judged(found, part).verdict is not Verdict.MET
        assert judged(found, part).reason
    assert judged(found, "balance").verdict is Verdict.NOT_CHECKED


@REGIMES
def test_a_roster_without_such_schools_has_nothing_to_say_about_it(regime):
    found = found_by(regime, *with_another())

    assert not [one for one in found.judgements if one.item == "unplaced"]
    assert "county.unplaced.result" not in found.facts


@REGIMES
def test_pupils_of_a_level_that_the_school_does_not_teach_are_named(regime):
    roster, values = with_another("primary", "junior", school_type="211")
    found = found_by(regime, roster, values)

    assert "初中学生270人，未计入" in reasons_of(found, "junior")[0]
    assert judged(found, PART[regime]).verdict is not Verdict.MET


@REGIMES
def test_a_school_without_pupils_is_listed_and_breaks_nothing(regime):
    roster, values = with_another()
    for row in values[OTHER, "school_return"]["students"]:
        row.update(male=0, female=0)
    found = found_by(regime, roster, values)

    assert reasons_of(found, "primary") == ["本学段没有在校生，无法计算生均值"]
    assert found.facts["county.primary.schools_evaluated"].value == 1


@REGIMES
@pytest.mark.parametrize("table", ["students", "teachers", "cohorts", "classes", "conditions"])
def test_a_level_without_rows_is_not_checked_with_a_reason(regime, table):
    roster, values = with_another()
    values[OTHER, "school_return"][table] = []
    found = found_by(regime, roster, values)
    empty = [fact.id for fact in found.facts.values() if fact.value is None and not fact.note]

    assert empty == []
    if table in ("students", "teachers", "conditions"):
        open_ones = [
            one
            for one in found.judgements
            if one.subject == OTHER and one.verdict is Verdict.NOT_CHECKED and one.reason
        ]
        assert open_ones
        assert judged(found, "balance").verdict is Verdict.NOT_CHECKED


@REGIMES
def test_a_county_without_schools_is_not_checked(regime):
    _, values = a_small_county("primary")
    given = {key: tables for key, tables in values.items() if key[0] == "bureau"}
    found = found_by(regime, [], given)

    assert judged(found, "overall").verdict is Verdict.NOT_CHECKED
    assert judged(found, PART[regime]).reason == "没有参加评估的学校"


@REGIMES
def test_a_school_that_is_its_own_parent_is_not_lost(regime):
    roster, values = with_another(counted="no", parent_school=OTHER)
    found = found_by(regime, roster, values)

    assert "没有所属学校" in reasons_of(found)[0]
    for part in (PART[regime], "balance", "overall"):
        assert judged(found, part).verdict is not Verdict.MET
    assert judged(found, "balance").verdict is Verdict.NOT_CHECKED


def test_a_site_of_a_school_that_is_left_out_says_so():
    roster, values = a_small_county("primary")
    third = "2113999003"
    left_out = a_roster_row("primary", code=third, school_type="514", school_name="某特教学校")
    site = a_roster_row("primary", code=OTHER, counted="no", parent_school=third)
    for code in (OTHER, third):
        values[code, "school_return"] = a_school_return("primary", code=code)
    found = found_by("quality_2017", [*roster, left_out, site], values)

    assert reasons_of(found) == ["不计校数，所属学校（某特教学校）不参加计算，随之不参加"]


@REGIMES
def test_a_blank_number_of_girls_leaves_what_is_divided_by_pupils_open(regime):
    roster, values = with_another()
    values[OTHER, "school_return"]["students"][0]["female"] = None
    found = found_by(regime, roster, values)
    pupils = found.facts[f"s.{OTHER}.primary.students"]

    assert pupils.value is None
    assert "1格" in pupils.note
    assert judged(found, "balance").verdict is Verdict.NOT_CHECKED
    if regime == "quality_2017":
        assert judged(found, "resources", OTHER, "primary").verdict is Verdict.NOT_CHECKED


def test_pupils_without_classes_have_no_largest_class():
    roster, values = with_another()
    values[OTHER, "school_return"]["classes"] = []
    facts = found_by("quality_2017", roster, values).facts

    for name in ("classes", "largest_class"):
        fact = facts[f"s.{OTHER}.primary.{name}"]
        assert (fact.value, fact.note) == (None, "没有逐班填报教学班")
