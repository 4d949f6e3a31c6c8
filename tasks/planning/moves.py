"""The moves of a plan in whole steps, and what they make of the county, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from tasks.planning.coefficients import ratio, spread
from tasks.planning.county import County, Unit
from tasks.planning.resources import BUY, MOVE, Prices, Resource
from tasks.planning.rules import COMPOSITE, BalanceRule, Rules, SchoolRule
from tasks.rounding import DIGITS


@dataclass(frozen=True, order=True)
class Move:
    """So much more of one resource for one school: bought, or moved from the school `giver`.

    `amount` is in the unit of the resource; `level` is empty where all levels share it.
    """

    resource: str
    level: str
    school: str
    giver: str
    amount: Decimal

    @property
    def kind(self) -> str:
        """Return buy or move."""
        return MOVE if self.giver else BUY

    def cost_yuan(self, prices: Prices) -> Decimal:
        """Return what it costs."""
        price = prices.by_resource[self.resource]
        each = price.move if self.giver else price.buy
        return self.amount * (each or Decimal(0))


@dataclass(frozen=True, order=True)
class Failure:
    """A rule that is not met: of one school, or (`school` empty) of the county.

    `indicator` is empty for the composite coefficient. `resource` is named where a bound of it
    is passed.
    """

    level: str
    indicator: str
    school: str
    value: Decimal | None
    resource: str = ""


class After:
    """What the county is after some moves: amounts, values, coefficients, rules not met."""

    def __init__(
        self, county: County, rules: Rules, resources: Mapping[str, Resource], moves: Iterable[Move]
    ) -> None:
        self.county, self.rules = county, rules
        self._added: dict[tuple[str, str, str], Decimal] = {}
        for move in moves:
            self._enter(resources[move.resource], move)

    def _enter(self, resource: Resource, move: Move) -> None:
        for school, sign in ((move.school, 1), (move.giver, -1)):
            for unit in self.county.of(school) if school else ():
                if move.level not in ("", unit.level):
                    continue
                for name in unit.amounts:
                    indicator = self.rules.indicators[name]
                    effect = resource.effect(move.kind, indicator, unit.level)
                    self._add(unit, name, sign * effect * move.amount * unit.part_of(indicator))

    def _add(self, unit: Unit, indicator: str, size: Decimal) -> None:
        if size:
            key = (unit.school, unit.level, indicator)
            with localcontext() as context:
                context.prec = DIGITS
                self._added[key] = self._added.get(key, Decimal(0)) + size

    def value(self, unit: Unit, indicator: str) -> Decimal | None:
        """Return an indicator of a school, None where it is not known."""
        added = self._added.get((unit.school, unit.level, indicator), Decimal(0))
        return unit.value(self.rules.indicators[indicator], added)

    def coefficient(self, level: str, indicator: str) -> Decimal | None:
        """Return the coefficient of variation of one indicator at one level."""
        known = [
            (value, unit.students)
            for unit in self.county.at(level)
            if (value := self.value(unit, indicator)) is not None
        ]
        found = spread([value for value, _ in known], [weight for _, weight in known])
        return found.cv if found else None

    def composite(self, rule: BalanceRule, level: str) -> Decimal | None:
        """Return the mean of the coefficients of a rule, None where one has no value."""
        found = [self.coefficient(level, name) for name in rule.indicators]
        known = [each for each in found if each is not None]
        if len(known) < len(found):
            return None
        with localcontext() as context:
            context.prec = DIGITS
            return ratio(sum(known, Decimal(0)), Decimal(len(known)))

    def failures(self) -> list[Failure]:
        """Return every rule that is not met, schools first."""
        found = []
        for unit in self.county.units:
            for rule in self.rules.schools if unit.is_planned else ():
                found += self._failures_of(unit, rule)
        for level in dict.fromkeys(unit.level for unit in self.county.units):
            for limit in self.rules.balance:
                found += self._unbalanced(limit, level)
        return found

    def missed(self, unit: Unit, rule: SchoolRule) -> dict[str, Decimal]:
        """Return the indicators of a unit below their minimum, with their values."""
        found = {}
        for name in rule.indicators:
            if name not in unit.amounts:
                continue
            minimum = self.rules.indicators[name].minimum.get(unit.level)
            value = self.value(unit, name)
            if minimum is not None and value is not None and value < minimum:
                found[name] = value
        return found

    def _failures_of(self, unit: Unit, rule: SchoolRule) -> list[Failure]:
        missed = self.missed(unit, rule)
        low = [
            name
            for name, value in missed.items()
            if value < self.rules.indicators[name].minimum[unit.level] * rule.floor
        ]
        beyond = [name for name in unit.beyond if name in rule.indicators]
        wrong = [*missed, *beyond] if len(missed) + len(beyond) > rule.missed else low
        return [Failure(unit.level, name, unit.school, missed.get(name)) for name in wrong]

    def _unbalanced(self, rule: BalanceRule, level: str) -> list[Failure]:
        if rule.on == COMPOSITE:
            found = {"": self.composite(rule, level)}
        else:
            found = {name: self.coefficient(level, name) for name in rule.indicators}
        return [
            Failure(level, name, "", value)
            for name, value in found.items()
            if value is None or not rule.accepts(value, level)
        ]
