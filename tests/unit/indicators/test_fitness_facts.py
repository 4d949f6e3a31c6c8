"""The fitness facts of schools and county: which groups, against whom, and what is reported."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tasks import catalogue
from tasks.indicators.fitness.listing import fitness_rates
from tasks.model import ExpectedReturn, Findings, Status
from tests.builders import COUNTY, EDITION, returns_of
from tests.builders.county import Values, findings_of, fitness_standard
from tests.builders.fitness import national_standard
from tests.builders.returns import PUPILS, Row, a_county, a_fitness_return

FIRST, SECOND, JUNIOR = "2113999001", "2113999002", "3113999003"
FAILING = {"vital_capacity_ml": 1, "sit_and_reach_cm": -20, "run_50m_s": 19}


def two_schools() -> tuple[list[Row], Values]:
    """Return two primary schools, the first with six pupils of two grades uploaded."""
    roster, values = a_county({FIRST: ("primary",), SECOND: ("primary",)})
    pupils = {"primary_1": {"male": 3, "female": 1}, "primary_6": {"male": 1, "female": 1}}
    rows = a_fitness_return("primary", pupils=pupils)["fitness"]
    rows[0] |= FAILING
    rows[1]["exemption"] = "exempt"
    rows[4]["run_50m_s"] = None
    values[FIRST, "fitness_return"] = {"fitness": rows}
    for code in (FIRST, SECOND):
        values[code, "school_return"]["fitness_counts"] = a_report(480, good=480)
    values[FIRST, "school_return"]["fitness_counts"] = a_report(4, good=3, failed=1)
    return roster, values


def a_report(tested: int | None, **changes: Any) -> list[Row]:
    """Return what a primary school reports of its own tests."""
    names = ("excellent", "good", "passed", "failed")
    counts = {"tested": tested} | dict.fromkeys(names, 0) | changes
    return [{"level": "primary"} | {f"fitness_{name}": count for name, count in counts.items()}]


@pytest.fixture(scope="module")
def found() -> Findings:
    """Return the findings on the two schools."""
    return findings_of(*two_schools())


def printed(found: Findings, *facts: str) -> list[str]:
    """Return facts as they are printed."""
    return [found.facts[fact].printed for fact in facts]


@pytest.mark.parametrize(
    ("group", "students", "enrolled", "scored", "participation", "passed"),
    [
        ("fitness", "480", "6", "4", "0.8", "75.0"),
        ("primary.fitness", "480", "6", "4", "0.8", "75.0"),
        ("fitness.male", "246", "4", "2", "0.8", "50.0"),
        ("fitness.female", "234", "2", "2", "0.9", "100.0"),
        ("fitness.primary_1", "80", "4", "3", "3.8", "66.7"),
        ("fitness.primary_2", "80", "0", "0", "0.0", "—"),
        ("fitness.primary_6", "80", "2", "1", "1.3", "100.0"),
    ],
)
def test_a_school_has_rates_by_level_grade_and_sex(
    found, group, students, enrolled, scored, participation, passed
):
    names = ("students", "enrolled", "scored", "participation_percent", "pass_percent")

    facts = printed(found, *(f"s.{FIRST}.{group}.{name}" for name in names))

    assert facts == [students, enrolled, scored, participation, passed]


def test_exempt_postponed_and_incomplete_pupils_are_counted_beside(found):
    scope = f"s.{FIRST}.fitness.primary_1"

    assert printed(found, f"{scope}.exempt", f"{scope}.postponed", f"{scope}.incomplete") == [
        "1", "0", "0",
    ]  # fmt: skip
    assert printed(found, f"s.{FIRST}.fitness.incomplete") == ["1"]
    assert printed(found, f"s.{FIRST}.fitness.male.incomplete") == ["1"]


def test_participation_is_shown_against_the_students_and_against_the_uploaded(found):
    scope = f"s.{FIRST}.fitness"
    names = ("participation_percent", "tested_of_students_percent", "tested_of_uploaded_percent")

    facts = [found.facts[f"{scope}.{name}"] for name in names]

    assert [fact.printed for fact in facts] == ["0.8", "0.8", "80.0"]
    assert facts[0].formula == facts[1].formula != facts[2].formula
    assert facts[0].inputs == (f"{scope}.scored", f"{scope}.students", f"{scope}.exempt")


def test_the_county_has_rates_by_level_grade_sex_and_both(found):
    groups = ("fitness", "primary.fitness", "fitness.female", "fitness.primary_1",
              "fitness.primary_1.female", "primary.fitness.male")  # fmt: skip

    enrolled = printed(found, *(f"county.{group}.enrolled" for group in groups))
    rates = printed(found, *(f"county.{group}.pass_percent" for group in groups))

    assert enrolled == ["486", "486", "236", "84", "40", "250"]
    assert rates == ["99.8", "99.8", "100.0", "98.8", "100.0", "99.6"]


def test_every_rate_of_the_standard_is_there_for_every_group(found):
    groups = [f"s.{FIRST}.fitness", f"s.{FIRST}.primary.fitness", f"s.{FIRST}.fitness.male",
              f"s.{FIRST}.fitness.primary_6", "county.fitness", "county.primary.fitness",
              "county.primary.fitness.male", "county.fitness.male", "county.fitness.primary_3",
              "county.fitness.primary_3.female"]  # fmt: skip

    for group in groups:
        rates = {f"{group}.{rate.code}_percent" for rate in national_standard().rates}
        assert rates <= set(found.facts)
    assert "s.2113999001.fitness.junior_1.enrolled" not in found.facts


def test_counts_of_the_county_are_the_sums_of_what_they_name_as_inputs(found):
    for group in ("fitness", "primary.fitness", "fitness.male", "fitness.primary_1"):
        for name in ("students", "enrolled", "exempt", "incomplete", "scored"):
            fact = found.facts[f"county.{group}.{name}"]
            assert len(fact.inputs) == 2
            assert fact.value == sum(found.facts[one].value for one in fact.inputs), fact.id


def test_each_count_of_a_grade_names_the_cells_of_that_grade(found):
    def cells(fact: str) -> list[str]:
        return [source.cell for source in found.facts[fact].sources]

    assert cells(f"s.{FIRST}.fitness.enrolled") == ["A2:AC7"]
    assert cells(f"s.{FIRST}.fitness.primary_6.scored") == ["A6:AC7"]
    assert cells(f"s.{FIRST}.fitness.primary_6.students") == ["B9:C9"]
    assert cells(f"s.{FIRST}.fitness.primary_6.pass_percent") == ["A6:AC7"]


def test_every_fact_of_a_level_that_is_taught_leads_to_cells(found):
    def leads_to_cells(fact: str) -> bool:
        one = found.facts[fact]
        return bool(one.sources) or any(map(leads_to_cells, one.inputs))

    mine = [
        fact
        for fact, one in found.facts.items()
        if ".fitness." in fact and ".junior." not in fact and one.value is not None
    ]

    assert len(mine) > 500
    assert [fact for fact in mine if not leads_to_cells(fact)] == []


def test_without_the_school_return_only_the_uploaded_are_measured_against():
    roster, values = two_schools()
    found = findings_of(roster, values, owed={(FIRST, "school_return")})

    scope = f"s.{FIRST}.fitness"
    assert printed(found, f"{scope}.tested_of_uploaded_percent") == ["80.0"]
    assert found.facts[f"{scope}.participation_percent"].value is None
    assert found.facts[f"{scope}.participation_percent"].note == "未收到义务教育学校数据报表"
    assert found.facts["county.fitness.students"].note == "1所学校没有在校生数"
    assert found.facts["county.fitness.participation_percent"].value is None
    assert found.facts["county.fitness.pass_percent"].value is not None


def test_without_a_fitness_return_nothing_is_zero_and_the_county_is_provisional():
    roster, values = two_schools()
    found = findings_of(roster, values, owed={(FIRST, "fitness_return")})

    for group in ("fitness", "fitness.male", "fitness.primary_1"):
        for name in ("students", "scored", "participation_percent", "pass_percent"):
            fact = found.facts[f"s.{FIRST}.{group}.{name}"]
            assert (fact.value, fact.note) == (None, "未收到学生体质健康测试数据")
    assert found.facts["county.fitness.students"].value == 480
    assert found.facts["county.fitness.participation_percent"].printed == "100.0"
    assert "暂算" in found.facts["county.fitness.participation_percent"].note
    assert "暂算" in found.facts["county.fitness.primary_1.male.pass_percent"].note


def test_more_tested_than_students_is_said_and_not_hidden():
    roster, values = two_schools()
    for row in values[SECOND, "school_return"]["students"]:
        if row["grade"] == "primary_1":
            row["male"], row["female"] = 1, 1
    found = findings_of(roster, values)

    fact = found.facts[f"s.{SECOND}.fitness.primary_1.participation_percent"]
    assert fact.printed == "4000.0"
    assert "请核对" in fact.note


def reported(found: Findings, code: str = FIRST, level: str = "primary") -> tuple[Any, str]:
    """Return the answer on what a school reports, and its reason."""
    fact = found.facts[f"s.{code}.{level}.fitness_reported"]
    return fact.value, fact.note


def test_a_report_like_the_computed_counts_agrees(found):
    assert reported(found) == ("一致", "")
    assert found.facts[f"s.{FIRST}.primary.fitness.good_difference"].value == 0


def test_a_report_unlike_the_computed_counts_names_both_numbers():
    roster, values = two_schools()
    values[FIRST, "school_return"]["fitness_counts"] = a_report(4, good=4)
    found = findings_of(roster, values)

    assert reported(found) == (
        "不一致", "良好学生数：填报4人，计算3人；不及格学生数：填报0人，计算1人",
    )  # fmt: skip
    assert found.facts[f"s.{FIRST}.primary.fitness.good_difference"].value == Decimal(1)
    assert found.facts[f"s.{FIRST}.primary.fitness.failed_difference"].value == Decimal(-1)
    assert reported(found, SECOND)[0] == "一致"


@pytest.mark.parametrize(
    ("owed", "change", "reason"),
    [
        ({(FIRST, "fitness_return")}, {}, "未收到学生体质健康测试数据"),
        ({(FIRST, "school_return")}, {}, "未收到义务教育学校数据报表"),
        (set(), {"fitness_tested": None}, "表中此格未填"),
    ],
)
def test_what_is_missing_is_not_compared_and_says_why(owed, change, reason):
    roster, values = two_schools()
    values[FIRST, "school_return"]["fitness_counts"][0].update(change)

    assert reported(findings_of(roster, values, owed=owed)) == ("未核对", reason)


def test_a_difference_that_is_known_is_said_even_if_something_is_missing():
    roster, values = two_schools()
    values[FIRST, "school_return"]["fitness_counts"] = a_report(None, good=2, failed=1)

    assert reported(findings_of(roster, values)) == (
        "不一致", "良好学生数：填报2人，计算3人",
    )  # fmt: skip


def test_the_county_counts_the_schools_that_disagree():
    roster, values = two_schools()
    values[FIRST, "school_return"]["fitness_counts"] = a_report(4, good=4)
    found = findings_of(roster, values, owed={(SECOND, "fitness_return")})

    names = ("schools_agreeing", "schools_disagreeing", "schools_not_compared")
    for scope in ("county.fitness", "county.primary.fitness"):
        assert printed(found, *(f"{scope}.{name}" for name in names)) == ["0", "1", "1"]
    assert printed(found, "county.junior.fitness.schools_disagreeing") == ["0"]


def test_a_difference_is_no_verdict_of_the_evaluation(found):
    roster, values = two_schools()
    values[FIRST, "school_return"]["fitness_counts"] = a_report(480, excellent=480)

    assert findings_of(roster, values).judgements == found.judgements


def listing_of(roster: list[Row], values: Values) -> Any:
    """Return the table of all groups."""
    expected = [
        ExpectedReturn(school, form, f"{EDITION}/{COUNTY}/{school}/{form}/1", Status.ACCEPTED)
        for school, form in values
    ]
    returns = returns_of(roster, values)
    return fitness_rates(returns, expected, fitness_standard(), catalogue.code_lists(), places=1)


def test_the_listing_goes_down_to_the_sexes_of_a_class():
    frame = listing_of(*two_schools())
    mine = frame[(frame["school_code"] == FIRST) & (frame["group"] == "class")]

    assert mine["grade"].value_counts().to_dict() == {"primary_1": 5, "primary_6": 3}
    (both,) = mine[(mine["class_number"] == "0702") & mine["sex"].isna()].to_dict("records")
    assert (both["enrolled"], both["failed"], both["pass_percent"]) == (3, 1, Decimal("66.7"))
    assert both["tested_of_uploaded_percent"] == Decimal("100.0")
    assert both["participation_percent"] is None


def test_the_listing_says_the_same_as_the_facts(found):
    frame = listing_of(*two_schools())
    scopes = {"county": "county.fitness", "school": f"s.{FIRST}.fitness"}
    compared = 0
    for row in frame[frame["school_code"].isna() | (frame["school_code"] == FIRST)].to_dict(
        "records"
    ):
        if row["group"] == "class":
            continue
        parts = [row[n] for n in ("grade", "sex") if isinstance(row[n], str)]
        scope = ".".join([scopes[row["group"]], *parts])
        if not isinstance(row["grade"], str) and isinstance(row["school_level"], str):
            scope = scope.replace(".fitness", ".primary.fitness")
        for name in ("enrolled", "scored", "students"):
            if f"{scope}.{name}" in found.facts:
                assert found.facts[f"{scope}.{name}"].value == row[name], scope
                compared += 1
    assert compared > 60


def test_a_listing_without_pupils_is_empty():
    roster, values = two_schools()
    mine = {key: value for key, value in values.items() if key[1] != "fitness_return"}

    assert listing_of(roster, mine).empty


def test_ids_of_facts_are_short_enough_for_every_grade():
    roster, values = a_county({JUNIOR: ("primary", "junior")})
    found = findings_of(roster, values)

    assert f"s.{JUNIOR}.fitness.junior_3.good_or_better_percent" in found.facts
    assert max(map(len, found.facts)) <= 64
    assert found.facts[f"s.{JUNIOR}.junior.fitness.students"].value == 3 * sum(
        PUPILS["junior"].values()
    )
