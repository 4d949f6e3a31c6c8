"""A plan that is carried out makes the evaluation itself say that everything is met."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tasks import catalogue
from tasks.model import Verdict
from tasks.overlays import laid_on
from tasks.planning.apply import applied
from tasks.planning.distances import distances, other_distances
from tasks.planning.moves import Move
from tasks.planning.plan import Outcome
from tasks.rounding import half_up
from tests.builders import returns_of
from tests.builders.county import a_varied_county
from tests.builders.dossiers import given
from tests.builders.planned_returns import a_county_in_need, judged, planned
from tests.builders.planning import planning_resources
from tests.builders.returns import a_county
from tests.sizes import sample

QUALITY, BALANCE = "quality_2017", "balance_2012"
TEN_INDICATORS = {
    "regime": {"school_rule": {"at_least": 2, "of": 3, "rest_not_below": 0.6}},
    "basic_standard": {
        "C1": {"minimum": {"primary": 6, "junior": 8}},
        "C2": {"minimum": {"primary": 35, "junior": 45}},
        "C3": {"minimum": {"primary": 14, "junior": 16}},
    },
}


def verdicts(findings, items=("resources", "balance")):
    return {
        (judgement.level, judgement.item): judgement.verdict
        for judgement in findings.judgements
        if judgement.subject == "county" and judgement.item in items
    }


def carried_out(returns, expected, plan, standards):
    return judged(applied(returns, plan.moves, plan.resources), expected, standards)


@pytest.mark.parametrize("seed", sample(range(3)))
def test_the_evaluation_passes_once_the_plan_is_carried_out(seed):
    standards = catalogue.standards(QUALITY)
    returns, expected, findings, plan = planned(*a_county_in_need(6, seed), standards)
    assert Verdict.NOT_MET in verdicts(findings).values()
    assert plan.outcome is Outcome.FOUND

    after = carried_out(returns, expected, plan, standards)

    assert set(verdicts(after).values()) == {Verdict.MET}
    for each in plan.coefficients:
        name = f"{each.indicator}.cv" if each.indicator else "composite"
        fact = after.facts[f"county.{each.level}.{name}"]
        assert half_up(fact.value, 20) == half_up(each.after.amount, 20)


def test_the_varied_county_needs_little():
    standards = catalogue.standards(QUALITY)
    returns, expected, _, plan = planned(*a_varied_county(), standards)

    assert {move.school for move in plan.moves} == {"2113999002"}
    after = carried_out(returns, expected, plan, standards)
    assert set(verdicts(after).values()) == {Verdict.MET}


def test_a_county_that_passes_needs_nothing():
    plan = planned(*a_county(), catalogue.standards(QUALITY))[3]
    assert plan.outcome is Outcome.NOTHING_TO_DO
    assert plan.moves == ()
    assert plan.cost_yuan.shown == "0"


@pytest.mark.parametrize("seed", sample(range(3)))
def test_the_mean_of_coefficients_is_brought_under_its_limit(seed):
    limits = {"regime": {"balance": {"maximum": {"primary": 0.1, "junior": 0.1}}}}
    standards = laid_on(catalogue.standards(BALANCE), limits)
    returns, expected, findings, plan = planned(*a_county_in_need(6, seed), standards)
    assert Verdict.NOT_MET in verdicts(findings, ("composite",)).values()
    assert plan.outcome is Outcome.FOUND

    after = carried_out(returns, expected, plan, standards)

    assert set(verdicts(after, ("balance",)).values()) == {Verdict.MET}
    assert plan.gap_percent is None


def test_a_sheet_of_a_province_is_met_beside_the_balance():
    standards = laid_on(catalogue.standards(BALANCE), _with_sheet())
    returns, expected, findings, plan = planned(*a_county_in_need(6, 1), standards)
    assert Verdict.NOT_MET in verdicts(findings, ("basic_standard",)).values()

    after = carried_out(returns, expected, plan, standards)

    assert set(verdicts(after, ("basic_standard", "balance")).values()) == {Verdict.MET}


def _with_sheet():
    resources = catalogue.standards(BALANCE)["balance"]
    sheet = {
        name: resources[base] | TEN_INDICATORS["basic_standard"][name]
        for name, base in (("C1", "X1"), ("C2", "X5"), ("C3", "X4"))
    }
    return {"regime": TEN_INDICATORS["regime"], "basic_standard": sheet}


def test_a_school_without_return_stays_out_and_is_named():
    roster, values = a_county_in_need(6, 2)
    missing = roster[0]["school_code"]
    standards = catalogue.standards(QUALITY)
    returns, expected, _, plan = planned(roster, values, standards, missing=(missing,))

    assert {each.school for each in plan.county.left_out} == {missing}
    assert all(each.reason for each in plan.county.left_out)
    assert missing not in {move.school for move in plan.moves} | {m.giver for m in plan.moves}
    after = carried_out(returns, expected, plan, standards)
    judgements = [j for j in after.judgements if j.item == "resources" and j.level]
    assert {j.verdict for j in judgements if j.subject not in ("county", missing)} == {Verdict.MET}


def test_returns_before_the_plan_stay_as_they_were():
    standards = catalogue.standards(QUALITY)
    returns, _, _, plan = planned(*a_varied_county(), standards)
    was = {name: frame.copy() for name, frame in returns.tables.items()}

    applied(returns, plan.moves, plan.resources)

    assert all(frame.equals(was[name]) for name, frame in returns.tables.items())


def test_a_moved_teacher_leaves_one_school_and_joins_the_other():
    roster, values = a_county()
    returns = returns_of(roster, values)
    move = Move("pe_art_teacher", "primary", "2113999001", "3113999003", Decimal(4))

    after = applied(returns, [move], planning_resources()).tables["teachers"]

    before = returns.tables["teachers"]
    total = ["pe_teachers", "music_teachers", "bachelor", "full_time_teachers", "certified"]
    assert after[total].sum().equals(before[total].sum())
    giver = after[(after["school_code"] == "3113999003") & (after["level"] == "primary")].iloc[0]
    assert (giver["pe_teachers"], giver["music_teachers"], giver["full_time_teachers"]) == (
        0,
        1,
        26,
    )


def test_nobody_gives_what_the_return_does_not_show():
    returns = returns_of(*a_county())
    move = Move("backbone_teacher", "primary", "2113999001", "3113999003", Decimal(7))
    with pytest.raises(ValueError, match="backbone"):
        applied(returns, [move], planning_resources())


def test_distances_are_those_the_evaluation_found():
    standards = catalogue.standards(QUALITY)
    _, _, findings, plan = planned(*a_county_in_need(6, 0), standards)
    found = distances(plan.county, plan.rules, plan.resources, plan.prices)
    assert found
    for each in found:
        shortfall = findings.facts[f"s.{each.school}.{each.level}.{each.indicator}.shortfall"].value
        unit = next(unit for unit in plan.county.of(each.school) if unit.level == each.level)
        part = unit.part_of(plan.rules.indicators[each.indicator])
        lacking = each.to_standard.amount - shortfall / part
        assert 0 <= lacking < plan.resources[each.resource].step
        assert each.to_floor.amount <= each.to_standard.amount
    missed = {(j.subject, j.level, j.item) for j in findings.judgements
              if j.item in plan.rules.indicators and j.verdict is Verdict.NOT_MET}  # fmt: skip
    assert {(each.school, each.level, each.indicator) for each in found} == missed


def test_only_one_indicator_of_a_school_may_stay_and_it_saves_most():
    _, _, _, plan = planned(*a_county_in_need(6, 0), catalogue.standards(QUALITY))
    found = distances(plan.county, plan.rules, plan.resources, plan.prices)
    for place in {(each.school, each.level) for each in found}:
        mine = [each for each in found if (each.school, each.level) == place]
        savings = {e.indicator: e.cost_to_standard.amount - e.cost_to_floor.amount for e in mine}
        (stays,) = [each.indicator for each in mine if each.may_stay]
        assert savings[stays] == max(savings.values())


def test_what_no_resource_touches_is_told_in_the_words_of_the_evaluation():
    found = other_distances(given()["findings"], catalogue.standards(QUALITY))
    assert {(each.school, each.item) for each in found} >= {
        ("2113999001", "G5"), ("2113999001", "G12"),
    }  # fmt: skip
    assert all(each.reason and each.standard for each in found)


def test_a_limit_judged_exactly_is_kept_exactly():
    exact = {"regime": {"settings": {"judged_cv": {"value": "exact"}}}}
    standards = laid_on(catalogue.standards(QUALITY), exact)
    returns, expected, _, plan = planned(*a_county_in_need(6, 3), standards)
    after = carried_out(returns, expected, plan, standards)
    assert set(verdicts(after).values()) == {Verdict.MET}


def test_a_plan_number_cannot_enter_the_application_form():
    from tasks.dossiers.assemble import assemble

    arguments = given()
    findings = arguments["findings"]
    planned_number = planned(*a_varied_county(), catalogue.standards(QUALITY))[3].cost_yuan
    fact = next(name for name in findings.facts if name == "county.population_wan")
    with_plan = replace(findings, facts={**findings.facts, fact: planned_number})

    with pytest.raises(AttributeError, match="Planned"):
        dict(assemble(**(arguments | {"findings": with_plan})))
