"""What can be bought or moved, what it costs, and what it does to the indicators."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pandas as pd

from tasks.errors import CatalogueError
from tasks.planning.rules import LEVELS, Indicator, Rules
from tasks.rounding import exact

BUY, MOVE = "buy", "move"
Groups = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Resource:
    """Something a school can have one more of.

    `buy` and `move` are the columns of a return that one unit changes; of alternatives in a
    column's place the first that has any is taken. `in_field` is what one unit counts there.
    """

    id: str
    title: str
    verbs: Mapping[str, str]
    unit: str
    whole: bool
    step: Decimal
    in_field: Decimal
    table: str
    by_level: bool
    buy: Groups
    move: Groups
    among: str = ""

    def columns(self, kind: str) -> Groups:
        """Return the columns that buying or moving one unit changes."""
        return self.buy if kind == BUY else self.move

    def effect(self, kind: str, indicator: Indicator, level: str) -> Decimal:
        """Return by how much one unit changes the amount of an indicator at a level."""
        terms = indicator.terms[level]
        found = Decimal(0)
        for group in self.columns(kind):
            effects = {terms.get(field, Decimal(0)) for field in group}
            if len(effects) > 1:
                message = f"{self.id}: {', '.join(group)} do not count alike in {indicator.id}"
                raise CatalogueError(message, "expectations/planning/resources.yml")
            found += effects.pop() * self.in_field
        return found

    def places(self) -> int:
        """Return the decimals in which amounts of it are shown."""
        return max(0, -int(self.step.normalize().as_tuple().exponent))


@dataclass(frozen=True)
class Price:
    """What one unit costs in yuan; `move` is None where it cannot be moved."""

    buy: Decimal
    move: Decimal | None
    most: Decimal | None
    is_example: bool


@dataclass(frozen=True)
class Prices:
    """The unit costs, and how much more a school may get of each resource.

    A bound that the bureau wrote for one school goes before the one for every school.
    """

    by_resource: Mapping[str, Price]
    bounds: Mapping[tuple[str, str], Decimal]

    def most(self, school: str, resource: str) -> Decimal | None:
        """Return how many units more a school may get, None for any number."""
        return self.bounds.get((school, resource), self.by_resource[resource].most)

    @property
    def examples(self) -> tuple[str, ...]:
        """Return the resources whose cost is one of the examples."""
        return tuple(name for name, price in self.by_resource.items() if price.is_example)


def read_resources(data: Mapping[str, Any], rules: Rules) -> dict[str, Resource]:
    """Return the resources that an indicator of the regime asks for, by id.

    The first column that buying changes is what a resource is for.
    """
    asked = {
        field
        for indicator in rules.indicators.values()
        for terms in indicator.terms.values()
        for field in terms
    }
    found = {name: _resource(name, entry) for name, entry in data.items()}
    wanted = {name: each for name, each in found.items() if asked & set(each.buy[0])}
    for resource in wanted.values():
        _check(resource, rules)
    return wanted


def _check(resource: Resource, rules: Rules) -> None:
    """Refuse a resource of whose columns it is not clear what they count."""
    for indicator in rules.indicators.values():
        for level, kind in itertools.product(LEVELS, (BUY, MOVE)):
            resource.effect(kind, indicator, level)


def _resource(name: str, data: Mapping[str, Any]) -> Resource:
    return Resource(
        id=name,
        title=data["title"],
        verbs=data["verbs"],
        unit=data["unit"],
        whole=bool(data["whole"]),
        step=exact(data["step"]),
        in_field=exact(data.get("in_field", 1)),
        table=data["table"],
        by_level=bool(data["by_level"]),
        buy=tuple(map(tuple, data["buy"])),
        move=tuple(map(tuple, data.get("move", ()))),
        among=data.get("among", ""),
    )


def read_prices(
    costs: Mapping[str, Any],
    unit_costs: pd.DataFrame | None = None,
    plan_bounds: pd.DataFrame | None = None,
) -> Prices:
    """Return the costs and bounds: the examples of `costs`, the bureau's before them.

    `unit_costs` has a row for each `resource` with `buy_yuan`, `move_yuan`, `most_per_school`;
    a row without `buy_yuan` leaves the example. `plan_bounds` has a row for each `school_code`
    and `resource` with the `most` that the school may get.
    """
    prices = {name: _price(data) for name, data in costs["resources"].items()}
    for row in _rows(unit_costs):
        if row.get("buy_yuan") is not None:
            given = _price(row)
            prices[str(row["resource"])] = replace(given, is_example=False)
    bounds = {
        (str(row["school_code"]), str(row["resource"])): exact(row["most"])
        for row in _rows(plan_bounds)
        if row.get("most") is not None
    }
    return Prices(prices, bounds)


def _price(data: Mapping[str, Any]) -> Price:
    move, most = data.get("move_yuan"), data.get("most_per_school")
    return Price(
        exact(data["buy_yuan"]),
        None if move is None else exact(move),
        None if most is None else exact(most),
        is_example=True,
    )


def _rows(frame: pd.DataFrame | None) -> Iterator[dict[str, Any]]:
    """Yield the rows of a frame, NA as None."""
    for row in [] if frame is None else frame.to_dict("records"):
        yield {str(name): _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value
