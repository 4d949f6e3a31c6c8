"""A plan as tables of texts and planned numbers, for the console, the report and the workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from tasks.planning.county import Unit
from tasks.planning.distances import Distance
from tasks.planning.influence import Influence
from tasks.planning.moves import After, Move
from tasks.planning.obstacles import Bound, Obstacle
from tasks.planning.plan import Outcome, Plan
from tasks.planning.planned import Planned
from tasks.planning.resources import MOVE
from tasks.planning.rules import SchoolRule

Cell = str | Planned
Row = dict[str, Cell]
Words = Mapping[str, Any]
PERCENT = 100


def texts(rows: Iterable[Row]) -> list[dict[str, str]]:
    """Return rows with every number as it is shown."""
    return [
        {name: cell.shown if isinstance(cell, Planned) else cell for name, cell in row.items()}
        for row in rows
    ]


def summary(plan: Plan, words: Words) -> list[str]:
    """Return what came out, what it rests on, and who is left out; the mark comes first."""
    county = plan.county
    said = words["outcomes"][plan.outcome].format(
        rules=plan.rules.title, measures=len(plan.moves), cost=plan.cost_yuan.shown
    )
    lines = [words["mark"], said]
    if plan.outcome is Outcome.FOUND:
        lines.append(_nearness(plan, words))
    if plan.outcome is not Outcome.NOTHING_TO_DO:
        examples = [each for each in plan.resources if each in plan.prices.examples]
        names = words["join"].join(plan.resources[each].title for each in examples)
        said = words["example_prices"].format(resources=names) if examples else words["own_prices"]
        lines += [said, *words["assumptions"]]
    lines += [_obstacle(plan, each, words) for each in plan.obstacles]
    for key, titles in (("unset", plan.rules.unset), ("beyond", plan.rules.beyond)):
        if titles:
            lines.append(words[key].format(titles=words["join"].join(dict.fromkeys(titles))))
    return lines + [
        words["left_out"].format(
            name=county.names[each.school], level=words["levels"][each.level], reason=each.reason
        )
        for each in county.left_out
    ]


def _nearness(plan: Plan, words: Words) -> str:
    """Return how near the cost is to the least there can be."""
    if plan.gap_percent is None:
        return str(words["no_gap"])
    said = words["gap" if plan.gap_percent.amount else "least"]
    sentence = said["with_margin" if plan.margin_percent.amount else "alone"]
    gap, margin = plan.gap_percent.with_unit, plan.margin_percent.with_unit
    return str(sentence.format(gap=gap, margin=margin))


def _obstacle(plan: Plan, obstacle: Obstacle, words: Words) -> str:
    said, level = words["obstacles"], words["levels"][obstacle.level]
    names, indicators = plan.county.names, plan.rules.indicators
    title = indicators[obstacle.indicator].short if obstacle.indicator else words["composite"]
    key = "school" if obstacle.school else "county"
    what = said[key].format(
        school=names.get(obstacle.school, ""), level=level, title=title,
        lacking=obstacle.lacking.with_unit,
    )  # fmt: skip
    bounds = words["join"].join(_bound(plan, each, said["bound"]) for each in obstacle.bounds)
    stopped = said["bounds"].format(bounds=bounds) if bounds else said["no_bound"]
    return f"{what}；{stopped}"


def _bound(plan: Plan, bound: Bound, pattern: str) -> str:
    resource = plan.resources[bound.resource]
    most = Planned(bound.most, resource.unit, resource.places()).with_unit
    name = plan.county.names.get(bound.school, bound.school)
    return pattern.format(school=name, resource=resource.title, most=most)


def plan_rows(plan: Plan, words: Words) -> list[Row]:
    """Return a row a measure, school by school: what, how much, its cost and why."""
    order = list(plan.county.names)
    before, after = plan.before, plan.after
    rows: list[Row] = []
    for move in sorted(plan.moves, key=lambda move: (order.index(move.school), move)):
        resource = plan.resources[move.resource]
        rows.append({
            "school": plan.county.names[move.school],
            "level": words["levels"][move.level],
            "measure": words["measures"][move.kind].format(
                verb=resource.verbs[move.kind], title=resource.title,
                giver=plan.county.names.get(move.giver, ""),
            ),
            "amount": Planned(move.amount, resource.unit, resource.places()),
            "unit": resource.unit,
            "cost": Planned(move.cost_yuan(plan.prices)),
            "why": words["join"].join(_reasons(plan, move, before, after, words)),
        })  # fmt: skip
    return rows


def _reasons(plan: Plan, move: Move, before: After, after: After, words: Words) -> Iterator[str]:
    """Yield what a measure is for; where nothing is found, that it helps another."""
    resource, found = plan.resources[move.resource], False
    for unit in plan.county.of(move.school):
        if move.level not in ("", unit.level):
            continue
        for name in unit.amounts:
            if resource.effect(move.kind, plan.rules.indicators[name], unit.level) > 0:
                reason = _reason(plan, unit, name, before, after, words)
                found = found or bool(reason)
                if reason:
                    yield reason
    if not found:
        yield words["why"]["other"]


def _reason(plan: Plan, unit: Unit, name: str, before: After, after: After, words: Words) -> str:
    indicator = plan.rules.indicators[name]
    places, unit_shown = plan.rules.value_places, indicator.unit
    minimum = indicator.minimum.get(unit.level)
    old, new = before.value(unit, name), after.value(unit, name)
    if minimum is not None and old is not None and new is not None and old < minimum:
        reached = "standard" if new >= minimum else "floor"
        if reached == "standard" or old < minimum * _floor(plan, name):
            shown = [Planned(each, unit_shown, places).shown for each in (old, new)]
            return str(words["why"][reached].format(
                title=indicator.short, before=shown[0], after=shown[1],
                minimum=Planned(minimum, unit_shown, places).with_unit,
                floor=Planned(_floor(plan, name) * PERCENT).shown,
            ))  # fmt: skip
    for each in plan.coefficients:
        same = each.level == unit.level and each.indicator in (name, "")
        if same and each.limit is not None and not each.met_before and each.before and each.after:
            title = words["composite"] if not each.indicator else indicator.short
            return str(words["why"]["balance"].format(
                title=title, before=each.before.shown, after=each.after.shown
            ))  # fmt: skip
    return ""


def _floor(plan: Plan, indicator: str) -> Decimal:
    rules: Sequence[SchoolRule] = plan.rules.schools
    return next((rule.floor for rule in rules if indicator in rule.indicators), Decimal(1))


def cost_rows(plan: Plan, words: Words) -> list[Row]:
    """Return a row a resource: how much is bought, how much moved, and the cost."""
    rows: list[Row] = []
    for resource in plan.resources.values():
        mine = [move for move in plan.moves if move.resource == resource.id]
        if not mine:
            continue
        kinds = [[m.amount for m in mine if (m.kind == MOVE) is moved] for moved in (False, True)]
        bought, moved = (
            Planned(sum(each, Decimal(0)), resource.unit, resource.places()) for each in kinds
        )
        cost = sum((move.cost_yuan(plan.prices) for move in mine), Decimal(0))
        rows.append({
            "resource": resource.title, "unit": resource.unit, "bought": bought, "moved": moved,
            "cost": Planned(cost),
        })  # fmt: skip
    return rows


def coefficient_rows(plan: Plan, words: Words) -> list[Row]:
    """Return a row a coefficient: before, after, limit and verdict after."""
    rows: list[Row] = []
    for each in plan.coefficients:
        indicators = plan.rules.indicators
        title = indicators[each.indicator].short if each.indicator else words["composite"]
        verdict = words["met" if each.met_after else "not_met"]
        rows.append({
            "level": words["levels"][each.level],
            "indicator": title,
            "before": each.before or words["none"],
            "after": each.after or words["none"],
            "limit": words["none"] if each.limit is None else Planned(each.limit, "", 2),
            "verdict": words["shown_only"] if each.limit is None else verdict,
        })  # fmt: skip
    return rows


def influence_rows(plan: Plan, found: Iterable[Influence], words: Words) -> list[Row]:
    """Return a row a school and coefficient, the most disturbing school first."""
    return [
        {
            "level": words["levels"][each.level],
            "indicator": plan.rules.indicators[each.indicator].short,
            "rank": Planned(Decimal(each.rank)),
            "school": plan.county.names[each.school],
            "value": each.value,
            "coefficient": each.coefficient or words["none"],
            "change": each.change or words["none"],
            "share": each.share_percent or words["none"],
            "slope": each.slope or words["none"],
        }
        for each in found
    ]


def distance_rows(plan: Plan, found: Iterable[Distance], words: Words) -> list[Row]:
    """Return a row an indicator that a school misses: what it lacks and what that costs."""
    return [
        {
            "school": plan.county.names[each.school],
            "level": words["levels"][each.level],
            "indicator": plan.rules.indicators[each.indicator].short,
            "value": each.value,
            "standard": each.standard,
            "to_standard": each.to_standard,
            "to_floor": each.to_floor,
            "unit": each.to_standard.unit,
            "cost_to_standard": each.cost_to_standard or words["nothing_helps"],
            "cost_to_floor": each.cost_to_floor or words["nothing_helps"],
            "choice": words["stays"].format(
                floor=Planned(_floor(plan, each.indicator) * PERCENT).shown
            ) if each.may_stay else "",
        }
        for each in found
    ]  # fmt: skip


def parameter_rows(plan: Plan, words: Words) -> list[Row]:
    """Return a row a resource: its costs and bound, and whether they are examples."""
    rows: list[Row] = []
    for resource in plan.resources.values():
        price = plan.prices.by_resource.get(resource.id)
        if price is None:
            continue
        move, most = price.move, price.most
        rows.append({
            "resource": resource.title,
            "unit": resource.unit,
            "buy_yuan": Planned(price.buy, "", 2),
            "move_yuan": words["cannot_move"] if move is None else Planned(move, "", 2),
            "most": words["no_most"] if most is None else Planned(most, resource.unit),
            "source": words["sources"]["example" if price.is_example else "own"],
        })  # fmt: skip
    return rows


def bound_lines(plan: Plan, words: Words) -> list[str]:
    """Return a line a bound that the bureau set for one school."""
    return [
        _bound(plan, Bound(school, resource, most), words["school_bound"])
        for (school, resource), most in plan.prices.bounds.items()
        if resource in plan.resources
    ]
