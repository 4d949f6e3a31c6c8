"""The survey: how many are to be asked, who was, and how each group answered each question."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tasks import catalogue
from tasks.errors import CatalogueError
from tasks.indicators.survey_plan import questionnaires_needed, sampling_plan, shares_of
from tasks.model import BUREAU, Verdict
from tests.builders.county import a_small_county, findings_of, judged, set_county
from tests.builders.returns import a_survey_return

GROUPS = ("deputy", "principal", "teacher", "parent", "resident")
ROLE = {"regime": {"settings": {"survey_sample_role": {"value": "condition"}}}}


@pytest.mark.parametrize(
    ("population_wan", "permille", "needed"),
    [
        ("39.99", "1.5", 600),
        ("40", "1.5", 600),
        ("40.01", "1.5", 601),
        ("52.4", "1.5", 786),
        ("52.47", "1.5", 788),
        ("52.4", "1", 600),
        ("100", "1", 1000),
        ("39.99", "3", 600),
        ("0", "1.5", 600),
    ],
)
def test_a_county_asks_its_share_of_people_and_a_small_one_a_fixed_number(
    population_wan, permille, needed
):
    found = questionnaires_needed(Decimal(population_wan), Decimal(permille), Decimal(40), 600)

    assert found == needed


@pytest.mark.parametrize(
    ("total", "shares"),
    [
        (600, (75, 75, 75, 300, 75)),
        (601, (75, 75, 75, 301, 75)),
        (603, (76, 75, 75, 302, 75)),
        (0, (0, 0, 0, 0, 0)),
        (1, (0, 0, 0, 1, 0)),
    ],
)
def test_half_goes_to_parents_and_the_rest_in_equal_shares(total, shares):
    assert tuple(shares_of(total, GROUPS, "parent", Decimal(50)).values()) == shares


def test_the_shares_add_up_and_differ_by_one_at_most():
    for total in range(400):
        for percent in (50, 60, 100):
            shares = shares_of(total, GROUPS, "parent", Decimal(percent))
            others = [number for group, number in shares.items() if group != "parent"]
            assert sum(shares.values()) == total
            assert shares["parent"] * 100 >= total * percent
            assert max(others) - min(others) <= 1


def a_county(population_wan, shares=(("parent", 12), ("teacher", 8)), **overlay):
    roster, values = a_small_county("primary")
    set_county(values, "county", population_wan=population_wan)
    values[BUREAU, "survey_return"] = a_survey_return(shares, 2)
    return roster, values


def test_the_plan_rests_on_the_population():
    facts = findings_of(*a_county(52.4)).facts

    assert facts["county.R.plan.total"].value == 786
    assert facts["county.R.plan.total"].inputs == ("county.population_wan",)
    assert facts["county.population_wan"].sources[0].sheet == "县情"
    assert "1.5‰" in facts["county.R.plan.total"].formula
    assert "600份" in facts["county.R.plan.total"].formula
    assert facts["county.R.plan.parent"].inputs == ("county.R.plan.total",)
    plan = sampling_plan(facts, catalogue.code_lists()["respondents"])
    assert [(title, fact.printed) for title, fact in plan] == [
        ("人大代表政协委员", "99"), ("校长", "98"), ("教师", "98"), ("家长", "393"),
        ("其他群众", "98"),
    ]  # fmt: skip


def test_the_share_of_people_is_a_setting():
    overlay = {"regime": {"settings": {"survey_sample": {"value": "1"}}}}
    facts = findings_of(*a_county(80), overlay=overlay).facts

    assert facts["county.R.plan.total"].value == 800
    assert "1‰" in facts["county.R.plan.total"].formula


def test_without_the_population_there_is_no_plan_and_a_reason():
    facts = findings_of(*a_county(None)).facts

    for name in ("total", *GROUPS):
        assert facts[f"county.R.plan.{name}"].value is None
        assert facts[f"county.R.plan.{name}"].note == "表中此格未填"
    assert facts["county.R.sample.size.result"].printed == "未核对"
    assert facts["county.R.sample.size.result"].note == "表中此格未填"


def test_a_sample_that_misses_the_plan_is_a_hint_and_no_failure():
    county = a_county(52.4, (("parent", 9), ("teacher", 11)))
    found = findings_of(*county)

    result = found.facts["county.R.sample.size.result"]
    assert (result.printed, result.note) == ("提示", "20份，少于786份")
    parents = found.facts["county.R.sample.parents.result"]
    assert (parents.printed, parents.note) == ("提示", "45.0%，少于50%")
    assert found.facts["county.R.sample.valid.result"].printed == "符合"
    assert found.facts["county.R.sample.valid.result"].note == ""
    assert [each for each in found.judgements if each.item.startswith("R.sample")] == []
    assert judged(found, "R").verdict is Verdict.MET
    assert judged(found, "recognition").verdict is Verdict.MET


def test_the_sample_is_judged_where_the_standard_makes_it_a_condition():
    found = findings_of(*a_county(52.4), overlay=ROLE)

    assert judged(found, "R.sample.size").verdict is Verdict.NOT_MET
    assert judged(found, "R.sample.size").distance == 766
    assert judged(found, "R.sample.valid").verdict is Verdict.MET
    assert judged(found, "R").verdict is Verdict.MET
    assert judged(found, "recognition").verdict is Verdict.NOT_MET


@pytest.mark.parametrize(
    ("parents", "others", "invalid", "misses"),
    [
        (300, 300, 0, set()),
        (300, 300, 180, set()),
        (300, 300, 181, {"valid"}),
        (299, 301, 0, {"parents"}),
        (300, 299, 0, {"size"}),
    ],
)
def test_each_rule_of_the_sample_is_kept_at_its_limit(parents, others, invalid, misses):
    roster, values = a_county(10, (("parent", parents), ("resident", others)))
    for row in values[BUREAU, "survey_return"]["survey"][:invalid]:
        row["valid"] = "no"
    found = findings_of(roster, values, overlay=ROLE)

    missed = {
        each.item.removeprefix("R.sample.")
        for each in found.judgements
        if each.item.startswith("R.sample") and each.verdict is Verdict.NOT_MET
    }
    assert missed == misses


def test_a_role_that_is_none_is_an_error_of_the_standard():
    reward = {"regime": {"settings": {"survey_sample_role": {"value": "reward"}}}}
    with pytest.raises(CatalogueError, match="survey_sample_role: reward"):
        findings_of(*a_county(10), overlay=reward)


def test_each_group_answers_each_question():
    roster, values = a_county(10, (("parent", 12), ("principal", 4)))
    rows = values[BUREAU, "survey_return"]["survey"]
    rows[0]["school_choice"] = "dissatisfied"
    rows[1]["school_choice"] = "mostly_satisfied"
    rows[2]["school_choice"] = None
    rows[12]["overall"] = "dissatisfied"
    facts = findings_of(roster, values).facts

    assert facts["county.R.parent.school_choice_answered"].value == 11
    assert facts["county.R.parent.school_choice_satisfied"].value == 10
    assert facts["county.R.parent.school_choice_percent"].printed == "90.9"
    assert facts["county.R.parent.school_choice_percent"].title == "家长：择校治理满意度"
    assert facts["county.R.principal.percent"].printed == "75.0"
    assert facts["county.R.principal.overall_percent"].printed == "75.0"
    assert facts["county.R.school_choice_answered"].value == 15
    assert facts["county.R.parent.questionnaires"].sources[0].cell == "B4:J21"
    groups = [facts[f"county.R.{group}.questionnaires"].value for group in GROUPS]
    assert groups == [0, 4, 0, 12, 0]


def test_a_group_that_nobody_asked_has_no_rate_and_a_reason():
    facts = findings_of(*a_county(10)).facts

    assert facts["county.R.deputy.questionnaires"].value == 0
    assert facts["county.R.deputy.percent"].value is None
    assert facts["county.R.deputy.overall_percent"].note == "分母为0，无法计算"


def test_without_the_survey_its_numbers_say_so_and_the_plan_stands():
    roster, values = a_county(52.4)
    found = findings_of(roster, values, owed={(BUREAU, "survey_return")})

    assert found.facts["county.R.plan.total"].value == 786
    assert found.facts["county.R.teacher.nearby_enrolment_percent"].value is None
    assert found.facts["county.R.teacher.nearby_enrolment_percent"].note.startswith("未收到")
    assert found.facts["county.R.sample.valid.result"].printed == "未核对"
    assert judged(found, "R").verdict is Verdict.NOT_CHECKED
