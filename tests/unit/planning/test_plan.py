"""The search for the cheapest plan: against brute force, its bounds, its types, its tables."""

from __future__ import annotations

import io
import itertools
import random
from dataclasses import fields, replace
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

from tasks import catalogue
from tasks.errors import CatalogueError
from tasks.model import Fact
from tasks.planning import tables
from tasks.planning.coefficients import derivative, share_of_spread, spread, without
from tasks.planning.county import County, LeftOut, Unit
from tasks.planning.distances import distances
from tasks.planning.influence import influences
from tasks.planning.moves import After
from tasks.planning.plan import Outcome, plan_for
from tasks.planning.planned import Planned
from tasks.planning.program import build
from tasks.planning.resources import Price, Prices, read_prices
from tasks.planning.rules import BalanceRule, SchoolRule
from tasks.planning.search import Limits
from tasks.planning.spare import without_spare
from tasks.planning.whole_steps import moves_of, whole_steps
from tasks.planning.workbook import workbook
from tests.builders.planning import (
    a_drawn_county,
    example_prices,
    planning_data,
    planning_resources,
    planning_rules,
)

MOST = 5
COSTS = {"backbone_teacher": (20, 7), "pe_art_teacher": (90, 11)}
OWN = ("bachelor", "full_time_teachers", "certified", "trained_360h", "title_intermediate",
       "title_junior_or_none")  # fmt: skip


def limits():
    return Limits.read(planning_data("search"))


def words():
    return catalogue.read_yaml(catalogue.TEMPLATES / "planning" / "wording.yml")


def a_plan(county, rules=None, prices=None):
    rules = rules or planning_rules()
    resources = planning_resources(rules)
    return plan_for(county, rules, resources, prices or example_prices(), limits())


def two_indicators(missed=1, on="each", limit="0.5"):
    """Return rules on backbone and PE teachers of primary schools alone."""
    every = planning_rules()
    known = {name: every.indicators[name] for name in ("L2", "L3")}
    balance = BalanceRule(("L2", "L3"), {"primary": Decimal(limit)}, on, True, 3)
    rule = SchoolRule(("L2", "L3"), missed, Decimal("0.85"))
    return replace(every, indicators=known, schools=(rule,), balance=(balance,))


def cheap_prices(most=MOST):
    prices = {
        name: Price(Decimal(buy), Decimal(move), Decimal(most), False)
        for name, (buy, move) in COSTS.items()
    }
    return Prices(prices, {})


def a_small_county(seed, schools=3):
    """Return primary schools with few teachers of either kind."""
    draw = random.Random(seed)
    units, own = [], {}
    for number in range(1, schools + 1):
        code = f"211399900{number}"
        students = Decimal(draw.randint(150, 500))
        amounts = {"L2": Decimal(draw.randint(0, 7)), "L3": Decimal(draw.randint(0, 6))}
        units.append(Unit(code, "primary", students, amounts, Decimal(1), True))
        own |= {(code, "primary", field): Decimal(60) for field in OWN}
        own |= {(code, "primary", "backbone"): amounts["L2"]}
        own |= {(code, "primary", "pe_teachers"): amounts["L3"]}
    names = {unit.school: unit.school for unit in units}
    return County("139901", "示例县", "2025", "quality_2017", names, tuple(units), own, ())


def brute_force(county, rules):
    """Return the least cost of any whole moves, None where none pass."""
    best = None
    options = [_options(county, rules, name, resource)
               for name, resource in zip(("L2", "L3"), COSTS, strict=True)]  # fmt: skip
    for (first, one), (second, other) in itertools.product(*(each.items() for each in options)):
        misses = [(not a) + (not b) for a, b in zip(first, second, strict=True)]
        if max(misses) <= rules.schools[0].missed:
            cost = one + other
            best = cost if best is None else min(best, cost)
    return best


def _options(county, rules, name, resource):
    """Return the least cost of one resource by which schools then reach the standard."""
    buy, move = COSTS[resource]
    indicator, rule = rules.indicators[name], rules.schools[0]
    units = county.units
    start = [int(unit.amounts[name]) for unit in units]
    minimum = indicator.minimum["primary"]
    found: dict[tuple[bool, ...], int] = {}
    shifts = itertools.product(range(-7, MOST + 1), repeat=len(units) - 1)
    for most_shifted in shifts:
        shift = (*most_shifted, -sum(most_shifted))
        if any(has + by < 0 or by > MOST for has, by in zip(start, shift, strict=True)):
            continue
        for bought in itertools.product(range(MOST + 1), repeat=len(units)):
            if any(b + max(s, 0) > MOST for b, s in zip(bought, shift, strict=True)):
                continue
            cost = buy * sum(bought) + move * sum(max(s, 0) for s in shift)
            values = [
                Decimal(has + by + b) * 100 / unit.students
                for has, by, b, unit in zip(start, shift, bought, units, strict=True)
            ]
            reached = tuple(value >= minimum for value in values)
            if found.get(reached, cost + 1) <= cost:
                continue
            if any(value < minimum * rule.floor for value in values):
                continue
            cv = spread(values, [unit.students for unit in units]).cv
            if cv is not None and rules.balance[0].accepts(cv, "primary"):
                found[reached] = cost
    return found


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("limit", ["0.5", "0.2"])
def test_the_cost_is_near_that_of_brute_force(seed, limit):
    county, rules = a_small_county(seed), two_indicators(limit=limit)
    plan, best = a_plan(county, rules, cheap_prices()), brute_force(county, rules)
    if best is None:
        assert plan.outcome is Outcome.IMPOSSIBLE
        return
    assert plan.outcome in (Outcome.FOUND, Outcome.NOTHING_TO_DO)
    assert best <= plan.cost_yuan.amount <= best * Decimal("1.05")
    assert plan.after.failures() == []


def test_the_same_county_gets_the_same_plan():
    first, second = (a_plan(a_drawn_county(10, 5)) for _ in range(2))
    assert first.moves
    assert first.moves == second.moves


def test_a_county_drawn_at_random_passes_the_exact_check():
    plan = a_plan(a_drawn_county(12, 7))
    assert plan.outcome is Outcome.FOUND
    assert plan.before.failures()
    assert plan.after.failures() == []
    assert plan.gap_percent.amount < 5


@pytest.mark.parametrize(
    ("percent", "margin", "said"),
    [
        ("0.0", "0", "已证明没有费用更低的方案。"),
        ("0.0", "1", "已证明没有费用更低的方案（各项差异系数比限值留有1%的余量）。"),
        ("0.1", "0", "费用与最低费用相差不超过0.1%。"),
    ],
)
def test_a_cost_that_cannot_be_beaten_is_said_to_be_the_least(percent, margin, said):
    plan = replace(
        a_plan(a_drawn_county(12, 7)),
        gap_percent=Planned(Decimal(percent), "%", 1),
        margin_percent=Planned(Decimal(margin), "%"),
    )
    assert said in tables.summary(plan, words())


def test_a_school_that_needs_nothing_gets_nothing():
    county = a_small_county(1)
    short = replace(county.units[0], amounts={"L2": Decimal(1), "L3": Decimal(1)})
    rich = [replace(unit, amounts={"L2": unit.students / 100, "L3": unit.students / 100})
            for unit in county.units[1:]]  # fmt: skip
    plan = a_plan(replace(county, units=(short, *rich)), two_indicators(missed=0), cheap_prices(20))
    assert {move.school for move in plan.moves} == {short.school}


def test_bounds_of_the_bureau_are_kept():
    county, rules = a_small_county(2), two_indicators(missed=0, limit="2")
    free = a_plan(county, rules, cheap_prices(20))
    school, resource = next((m.school, m.resource) for m in free.moves)
    bound = {(school, resource): Decimal(0)}

    plan = a_plan(county, rules, replace(cheap_prices(20), bounds=bound))

    assert free.outcome is Outcome.FOUND
    assert plan.outcome is Outcome.IMPOSSIBLE
    obstacles = [each for each in plan.obstacles if each.school == school]
    assert {(b.school, b.resource) for each in obstacles for b in each.bounds} == {
        (school, resource)
    }
    assert plan.moves == ()


def test_a_limit_nobody_can_keep_is_named_with_the_bounds_that_stop_it():
    county, rules = a_small_county(4), two_indicators(limit="0.01")
    plan = a_plan(county, rules, cheap_prices(0))
    assert plan.outcome is Outcome.IMPOSSIBLE
    assert {each.level for each in plan.obstacles} == {"primary"}
    assert any(not each.school for each in plan.obstacles) or plan.obstacles[0].bounds
    lines = tables.summary(plan, words())
    assert lines[0] == words()["mark"]
    assert any("起作用的上限" in line for line in lines)


def test_a_school_does_not_give_below_its_own_rule():
    plan = a_plan(a_drawn_county(10, 3))
    givers = {move.giver for move in plan.moves if move.giver}
    assert givers
    assert {failure.school for failure in plan.after.failures()} & givers == set()


def test_the_composite_alone_is_limited():
    rules = replace(two_indicators(on="composite", limit="0.2"), schools=())
    county = a_small_county(6)
    plan = a_plan(county, rules, cheap_prices(20))
    assert plan.outcome is Outcome.FOUND
    (composite,) = [each for each in plan.coefficients if each.limit is not None]
    assert not composite.met_before
    assert composite.met_after
    assert plan.gap_percent is None


def test_what_lies_beyond_the_plan_uses_up_what_a_school_may_miss():
    county, rules = a_small_county(1), two_indicators(missed=1, limit="2")
    rule = replace(rules.schools[0], indicators=("L2", "L3", "C5"))
    unit = replace(county.units[0], beyond=("C5",), amounts={"L2": Decimal(2), "L3": Decimal(0)})
    alone = replace(county, units=(unit,))
    plan = a_plan(alone, replace(rules, schools=(rule,)), cheap_prices(20))
    after = plan.after
    assert [after.missed(unit, rule), after.failures()] == [{}, []]


def test_costs_of_the_bureau_go_before_the_examples():
    unit_costs = pd.DataFrame(
        {"resource": ["backbone_teacher", "equipment_yuan"], "buy_yuan": [31000.5, None],
         "move_yuan": [None, None], "most_per_school": [4, None]}
    )  # fmt: skip
    bounds = pd.DataFrame({"school_code": ["1"], "resource": ["sports_area_m2"], "most": [12.5]})
    prices = read_prices(planning_data("costs"), unit_costs, bounds)
    price = prices.by_resource["backbone_teacher"]
    assert (price.buy, price.move, price.most) == (Decimal("31000.5"), None, Decimal(4))
    assert "backbone_teacher" not in prices.examples
    assert "equipment_yuan" in prices.examples
    assert prices.most("1", "sports_area_m2") == Decimal("12.5")
    assert prices.most("2", "sports_area_m2") == Decimal(25000)


def test_a_resource_whose_columns_count_differently_is_refused():
    rules = planning_rules()
    data = dict(planning_data("resources"))
    data["pe_art_teacher"] = data["pe_art_teacher"] | {"buy": [["pe_teachers", "bachelor"]]}
    from tasks.planning.resources import read_resources

    with pytest.raises(CatalogueError, match="do not count alike"):
        read_resources(data, rules)


def test_the_resources_are_those_the_bureau_can_price():
    codes = catalogue.code_lists()["plan_resources"]
    resources = planning_data("resources")
    assert {name: each["title"] for name, each in resources.items()} == {
        code: codes.title(code) for code in codes.codes
    }
    assert {name: each["unit"] for name, each in resources.items()} == {
        code: row["unit"] for code, row in codes.rows.items()
    }
    assert set(resources) == set(planning_data("costs")["resources"])
    assert set(planning_resources()) < set(resources)


VALUES = [Decimal(each) for each in ("4.9", "12.2", "7.3", "0", "9.1")]
STUDENTS = [Decimal(each) for each in (120, 45, 300, 80, 210)]


@pytest.mark.parametrize("at", range(5))
def test_the_slope_is_what_a_small_step_shows(at):
    step, per_students = Decimal("0.00001"), Decimal(100)

    def with_more(size):
        values = list(VALUES)
        values[at] += size * per_students / STUDENTS[at]
        return spread(values, STUDENTS).cv

    slope = derivative(VALUES, STUDENTS, at, per_students)
    measured = (with_more(step) - with_more(-step)) / (2 * step)
    assert abs(slope - measured) < abs(slope) / 10**6


def test_the_parts_of_the_spread_add_up_and_equal_schools_have_none():
    shares = [share_of_spread(VALUES, STUDENTS, at) for at in range(5)]
    assert abs(sum(shares) - 1) < Decimal("1e-30")
    same = [Decimal(3)] * 5
    assert derivative(same, STUDENTS, 0, Decimal(1)) is None
    assert share_of_spread(same, STUDENTS, 0) is None
    assert without([Decimal(3)], [Decimal(9)], 0) is None


def test_the_first_in_rank_is_the_school_without_which_the_coefficient_falls_most():
    county, rules = a_drawn_county(8, 1), planning_rules()
    found = influences(county, rules)
    group = [each for each in found if (each.level, each.indicator) == ("primary", "L4")]
    assert [each.rank for each in group] == list(range(1, len(group) + 1))
    changes = [each.change.amount for each in group]
    assert changes == sorted(changes)
    assert group[0].change.amount < 0


def test_a_plan_number_is_no_fact():
    names = {field.name for field in fields(Fact)}
    planned = Planned(Decimal("411.2"), "㎡")
    assert not isinstance(planned, Fact)
    assert {name for name in names if hasattr(planned, name)} <= {"unit", "places"}
    assert planned.with_unit == "411㎡"


def test_every_measure_says_what_how_much_and_why():
    plan = a_plan(a_drawn_county(8, 1))
    rows = tables.texts(tables.plan_rows(plan, words()))
    assert len(rows) == len(plan.moves)
    assert all(all(row.values()) for row in rows)
    assert {row["why"] for row in rows} != {words()["why"]["other"]}
    total = sum(Decimal(row["cost"]) for row in tables.texts(tables.cost_rows(plan, words())))
    assert total == plan.cost_yuan.amount
    lines = tables.summary(plan, words())
    assert lines[0] == "推演，不是评估数据"
    assert any("虚构" in line for line in lines)


def test_whoever_is_left_out_is_named():
    county = a_drawn_county(6, 1)
    code = next(iter(county.names))
    plan = a_plan(replace(county, left_out=(LeftOut(code, "primary", "未收到学校报表"),)))
    assert any("未收到学校报表" in line for line in tables.summary(plan, words()))


def a_workbook(plan):
    found = influences(plan.county, plan.rules)
    gaps = distances(plan.county, plan.rules, plan.resources, plan.prices)
    return workbook(plan, found, gaps, (), words())


def test_the_workbook_is_marked_on_every_sheet_and_always_the_same():
    plan = a_plan(a_drawn_county(6, 1))
    content = a_workbook(plan)
    assert content == a_workbook(plan)
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == list(words()["sheets"].values())
    assert {sheet.cell(2, 1).value for sheet in book} == {words()["mark"]}
    measures = book[words()["sheets"]["measures"]]
    assert measures.max_row == 4 + len(plan.moves)


def test_what_the_plan_leaves_is_computed_from_its_moves_alone():
    county, rules = a_drawn_county(6, 1), planning_rules()
    plan = a_plan(county)
    again = After(county, rules, plan.resources, plan.moves)
    assert again.failures() == []
    assert After(county, rules, plan.resources, plan.moves[:-1]).failures() != []


def test_rules_say_which_coefficients_they_accept():
    rule = BalanceRule(("L1",), {"primary": Decimal("0.5")}, "each", True, 3)
    assert rule.accepts(Decimal("0.50049"), "primary")
    assert not rule.accepts(Decimal("0.5005"), "primary")
    exact = replace(rule, is_printed=False)
    assert not exact.accepts(Decimal("0.50049"), "primary")
    assert (rule.highest("primary"), exact.highest("primary")) == (
        Decimal("0.5005"), Decimal("0.5"),
    )  # fmt: skip


def test_a_regime_without_resources_is_refused():
    from tasks.planning.rules import has_plan, read_rules

    standards = catalogue.standards("strong_county_example")
    assert not has_plan(standards)
    assert has_plan(catalogue.standards("balance_2012"))
    with pytest.raises(CatalogueError):
        read_rules(standards)


def brute_force_on_the_mean(county, rules):
    """Return the least cost by which the mean of both coefficients keeps its limit."""
    fronts = []
    for name, resource in zip(("L2", "L3"), COSTS, strict=True):
        buy, move = COSTS[resource]
        found: dict[int, Decimal] = {}
        for cost, values in _all_moves(county, rules, name, buy, move):
            cv = spread(values, [unit.students for unit in county.units]).cv
            if cv is not None:
                found[cost] = min(found.get(cost, cv), cv)
        fronts.append(found)
    limit = rules.balance[0].limits["primary"] * 2
    return min(
        one + other
        for (one, first), (other, second) in itertools.product(*(each.items() for each in fronts))
        if first + second <= limit
    )


def _all_moves(county, rules, name, buy, move):
    first, second = county.units
    start = [int(unit.amounts[name]) for unit in county.units]
    shifts = range(-min(start[0], MOST), min(start[1], MOST) + 1)
    for shift, one, other in itertools.product(shifts, range(MOST + 1), range(MOST + 1)):
        gets = (one + max(shift, 0), other + max(-shift, 0))
        if max(gets) <= MOST:
            values = [
                Decimal(start[0] + shift + one) * 100 / first.students,
                Decimal(start[1] - shift + other) * 100 / second.students,
            ]
            yield buy * (one + other) + move * abs(shift), values


@pytest.mark.parametrize("seed", range(6))
def test_the_cost_for_the_mean_of_coefficients_is_near_that_of_brute_force(seed):
    rules = replace(two_indicators(on="composite", limit="0.15"), schools=())
    county = a_small_county(seed, schools=2)
    plan, best = a_plan(county, rules, cheap_prices()), brute_force_on_the_mean(county, rules)
    assert plan.outcome in (Outcome.FOUND, Outcome.NOTHING_TO_DO)
    assert plan.cost_yuan.amount <= best * Decimal("1.05")


def a_program(county, rules):
    return build(county, rules, planning_resources(rules), cheap_prices(20))


def test_what_no_rule_needs_is_taken_out_again():
    county, rules = a_small_county(1), two_indicators(missed=0, limit="2")
    amounts = {"L2": Decimal(20), "L3": Decimal(20)}
    units = tuple(replace(unit, amounts=amounts) for unit in county.units)
    program = a_program(replace(county, units=units), rules)
    spare = dict.fromkeys((slot.buy for slot in program.slots), 3)
    assert without_spare(program, spare) == {}


def test_a_step_that_the_solver_left_out_is_bought():
    county, rules = a_small_county(1), two_indicators(missed=0, limit="2")
    program = a_program(county, rules)
    steps = whole_steps(program, np.zeros(len(program.linear.costs)))
    resources = planning_resources(rules)
    assert After(county, rules, resources, ()).failures()
    assert After(county, rules, resources, moves_of(program, steps)).failures() == []
