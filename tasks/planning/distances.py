"""How far each school is from each standard, in things one can count and pay for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from typing import Any

from tasks.model import Findings, Verdict
from tasks.planning.county import County, Unit
from tasks.planning.planned import Planned
from tasks.planning.resources import BUY, Prices, Resource
from tasks.planning.rules import Indicator, Rules, SchoolRule


@dataclass(frozen=True)
class Distance:
    """What one indicator of one school lacks, in units of the resource that is bought for it.

    For a school that shares with its other level it is what the whole school must get.
    `to_floor` is what it lacks of the share of the standard that one indicator may stay at.
    `may_stay` tells whether it is one that is cheapest to leave there. The resource is empty,
    and the costs None, where nothing on the list helps; then the amounts are the indicator's.
    """

    school: str
    level: str
    indicator: str
    value: Planned
    standard: Planned
    resource: str
    to_standard: Planned
    to_floor: Planned
    cost_to_standard: Planned | None
    cost_to_floor: Planned | None
    may_stay: bool = False


@dataclass(frozen=True)
class OtherDistance:
    """A requirement of the school that no resource of the plan touches, in the words of the
    evaluation: rooms for music and art, classes above the limit, certificates."""

    school: str
    level: str
    item: str
    title: str
    standard: str
    reason: str


def distances(
    county: County, rules: Rules, resources: Mapping[str, Resource], prices: Prices
) -> tuple[Distance, ...]:
    """Return every indicator that a school misses, by school and level in the roster's order."""
    found: list[Distance] = []
    for unit in county.units:
        for rule in rules.schools:
            missed = [
                distance
                for name in rule.indicators
                if name in unit.amounts
                and (distance := _distance(unit, rules, rule, name, resources, prices))
            ]
            found += _chosen(missed, rule.missed - len(unit.beyond))
    return tuple(found)


def _distance(
    unit: Unit,
    rules: Rules,
    rule: SchoolRule,
    name: str,
    resources: Mapping[str, Resource],
    prices: Prices,
) -> Distance | None:
    indicator = rules.indicators[name]
    minimum, value = indicator.minimum.get(unit.level), unit.value(indicator)
    if minimum is None or value is None or value >= minimum:
        return None
    amount = unit.amounts[name] or Decimal(0)
    needed = minimum * unit.students / indicator.per_students
    lacking = needed - amount
    to_floor = max(needed * rule.floor - amount, Decimal(0))
    places = rules.value_places
    resource = _cheapest(indicator, unit, resources, prices)
    price = prices.by_resource[resource.id].buy if resource else None

    def real(size: Decimal) -> Planned:
        if resource is None:
            return Planned(size, indicator.amount_unit, indicator.amount_places)
        steps = size / _effect(resource, indicator, unit) / resource.step
        whole = steps.to_integral_value(ROUND_CEILING) * resource.step
        return Planned(whole, resource.unit, resource.places())

    def cost(size: Decimal) -> Planned | None:
        return None if price is None else Planned(real(size).amount * price)

    return Distance(
        school=unit.school,
        level=unit.level,
        indicator=name,
        value=Planned(value, indicator.unit, places),
        standard=Planned(minimum, indicator.unit, places),
        resource=resource.id if resource else "",
        to_standard=real(lacking),
        to_floor=real(to_floor),
        cost_to_standard=cost(lacking),
        cost_to_floor=cost(to_floor),
    )


def _effect(resource: Resource, indicator: Indicator, unit: Unit) -> Decimal:
    return resource.effect(BUY, indicator, unit.level) * unit.part_of(indicator)


def _cheapest(
    indicator: Indicator, unit: Unit, resources: Mapping[str, Resource], prices: Prices
) -> Resource | None:
    """Return the resource that adds to an indicator at the least cost."""
    useful = [
        (prices.by_resource[each.id].buy / effect, each.id)
        for each in resources.values()
        if each.id in prices.by_resource and (effect := _effect(each, indicator, unit)) > 0
    ]
    return resources[min(useful)[1]] if useful else None


def _chosen(missed: Sequence[Distance], allowed: int) -> list[Distance]:
    """Mark the indicators that save most by staying at the floor."""

    def saving(distance: Distance) -> Decimal:
        if distance.cost_to_standard is None or distance.cost_to_floor is None:
            return Decimal("Infinity")
        return distance.cost_to_standard.amount - distance.cost_to_floor.amount

    best = sorted(missed, key=lambda each: (-saving(each), each.indicator))[: max(allowed, 0)]
    return [replace(each, may_stay=each in best) for each in missed]


def other_distances(findings: Findings, standards: Mapping[str, Any]) -> tuple[OtherDistance, ...]:
    """Return what else each school misses, as the evaluation judged it."""
    parts = standards["regime"]["parts"]
    known = set(parts)
    for part in parts.values():
        if part["kind"] in ("school_standards", "balance"):
            known |= set(standards[part["sheet"]])
    return tuple(
        OtherDistance(
            judgement.subject, judgement.level, judgement.item, _title(findings, judgement.fact),
            judgement.standard, judgement.reason,
        )
        for judgement in findings.judgements
        if judgement.verdict is Verdict.NOT_MET
        and f"s.{judgement.subject}.name" in findings.facts
        and judgement.item not in known
    )  # fmt: skip


def _title(findings: Findings, fact: str) -> str:
    return findings.facts[fact].title if fact in findings.facts else ""
