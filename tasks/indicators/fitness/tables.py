"""The national fitness standard as lookup tables, read from its catalogue texts.

Measured values and thresholds meet as whole numbers: a run of 10.2 s is 102 tenths.
Of an item where less is better the numbers are negated, so that a ladder always climbs.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, product
from typing import Any, TypeVar

import numpy as np

from tasks.errors import CatalogueError
from tasks.indicators.fitness.rate_rules import Rate, read_rates
from tasks.rounding import exact

BMI = "bmi"
TOTAL_DECIMALS = 1
"""Totals are kept as whole tenths; `read_standard` refuses any other rounding."""

Group = tuple[str, str]
"""A grade and a sex: the pupils that share one table."""

Key = TypeVar("Key")


@dataclass(frozen=True)
class Item:
    """One measured item. `decimals` is the precision its tables are printed with."""

    name: str
    title: str
    unit: str
    decimals: int
    lower_is_better: bool


@dataclass(frozen=True, eq=False)
class Ladder:
    """Rising whole thresholds; `values[n]` belongs to a key that reaches n of them."""

    thresholds: np.ndarray
    values: np.ndarray

    def look_up(self, keys: np.ndarray) -> np.ndarray:
        """Return the value of the highest threshold that each key reaches."""
        return self.values[np.searchsorted(self.thresholds, keys, side="right")]


@dataclass(frozen=True)
class Level:
    """One level of the school-year total; the last one has no minimum."""

    code: str
    title: str
    minimum_tenths: int | None


@dataclass(frozen=True, eq=False)
class FitnessStandard:
    """All that scoring needs to know; every key of a table is a group, or item and group.

    `bmi_levels` gives positions in `bmi_level_codes`. `weights` are percent.
    """

    grades: tuple[str, ...]
    sexes: tuple[str, ...]
    items: tuple[Item, ...]
    weights: Mapping[Group, Mapping[str, int]]
    scores: Mapping[tuple[str, Group], Ladder]
    bonuses: Mapping[tuple[str, Group], Ladder]
    bmi_scores: Mapping[Group, Ladder]
    bmi_levels: Mapping[Group, Ladder]
    bmi_level_codes: tuple[str, ...]
    bmi_decimals: int
    levels: tuple[Level, ...]
    bonus_cap: int
    rates: tuple[Rate, ...]

    @property
    def groups(self) -> list[Group]:
        """Return every grade and sex, grade by grade."""
        return list(product(self.grades, self.sexes))

    @property
    def bonus_items(self) -> tuple[Item, ...]:
        """Return the items that can earn a bonus, in the order of `items`."""
        with_bonus = {name for name, _ in self.bonuses}
        return tuple(item for item in self.items if item.name in with_bonus)


@dataclass(frozen=True)
class _Row:
    """One row of a catalogue table, with the place to name when it is wrong."""

    table: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def whole(self, column: str, decimals: int = 0) -> int:
        """Return a printed number in units of its last decimal."""
        try:
            return _whole(self[column], decimals)
        except (ValueError, ArithmeticError) as error:
            raise self.error(f"{column} must be a number, {decimals} decimals at most") from error

    @property
    def group(self) -> Group:
        return self.cells["grade"], self.cells["sex"]

    def error(self, message: str) -> CatalogueError:
        return CatalogueError(message, f"{self.table}.csv", self.line)


def read_standard(tables: Mapping[str, str], settings: Mapping[str, Any]) -> FitnessStandard:
    """Return the standard that the catalogue texts describe.

    `tables` holds the CSV texts of items, scores, bonus, bmi and weights, lines that
    start with # being remarks; `settings` is the parsed `standard.yml`. Raises
    `CatalogueError` with file and line where they are incomplete or contradict each other.
    """
    try:
        return _standard(tables, settings)
    except KeyError as error:
        raise CatalogueError(f"{error} is missing", "fitness standard") from error


def _standard(tables: Mapping[str, str], settings: Mapping[str, Any]) -> FitnessStandard:
    grades, sexes = (tuple(settings["groups"][name]) for name in ("grades", "sexes"))
    groups = set(product(grades, sexes))
    items = tuple(_item(row) for row in _rows(tables, "items", groups=None))
    by_name = {item.name: item for item in items}
    scores = _ladders(_rows(tables, "scores", groups), by_name, "score")
    bonuses = _ladders(_rows(tables, "bonus", groups), by_name, "bonus")
    _check_bonus(_rows(tables, "bonus", groups), by_name, scores)
    weights = _weights(_rows(tables, "weights", groups))
    codes, decimals = tuple(settings["bmi"]["levels"]), int(settings["bmi"]["decimals"])
    bands = _bands(_rows(tables, "bmi", groups), codes, decimals)
    _check_complete(groups, weights, scores, bands)
    _check_rounding(settings)
    return FitnessStandard(
        grades=grades, sexes=sexes, items=items, weights=weights, scores=scores, bonuses=bonuses,
        bmi_scores={group: _band_ladder(rows, decimals, _score) for group, rows in bands.items()},
        bmi_levels={
            group: _band_ladder(rows, decimals, lambda row: codes.index(row["level"]))
            for group, rows in bands.items()
        },
        bmi_level_codes=codes, bmi_decimals=decimals, levels=_levels(settings),
        bonus_cap=int(settings["total"]["bonus_cap"]), rates=read_rates(settings),
    )  # fmt: skip


def _rows(tables: Mapping[str, str], name: str, groups: set[Group] | None) -> Iterator[_Row]:
    lines = [
        (number, line)
        for number, line in enumerate(tables[name].splitlines(), start=1)
        if line.strip() and not line.startswith("#")
    ]
    reader = csv.DictReader(line for _, line in lines)
    for (number, _), cells in zip(lines[1:], reader, strict=True):
        row = _Row(name, number, cells)
        if None in cells or None in cells.values():
            raise row.error("the row does not have as many cells as the head")
        if groups is not None and row.group not in groups:
            raise row.error("grade and sex are no group of this standard")
        yield row


def _item(row: _Row) -> Item:
    if row["direction"] not in ("higher", "lower"):
        raise row.error("direction must be higher or lower")
    lower = row["direction"] == "lower"
    return Item(row["item"], row["title"], row["unit"], row.whole("decimals"), lower)


def _whole(value: Decimal | str, decimals: int) -> int:
    scaled = exact(value).scaleb(decimals)
    if scaled != int(scaled):
        raise ValueError(value)
    return int(scaled)


def _score(row: _Row) -> int:
    return row.whole("score")


def _gather(rows: Iterator[_Row], key: Callable[[_Row], Key]) -> dict[Key, list[_Row]]:
    gathered: dict[Key, list[_Row]] = {}
    for row in rows:
        gathered.setdefault(key(row), []).append(row)
    return gathered


def _threshold(row: _Row, items: Mapping[str, Item]) -> int:
    if row["item"] not in items:
        raise row.error("the item is not in items.csv")
    item = items[row["item"]]
    threshold = row.whole("threshold", item.decimals)
    return -threshold if item.lower_is_better else threshold


def _ladders(
    rows: Iterator[_Row], items: Mapping[str, Item], column: str
) -> dict[tuple[str, Group], Ladder]:
    ladders = {}
    for key, steps in _gather(rows, lambda row: (row["item"], row.group)).items():
        steps.sort(key=lambda row: row.whole(column))
        thresholds = [_threshold(row, items) for row in steps]
        for row, (lower, upper) in zip(steps[1:], pairwise(thresholds), strict=True):
            if lower >= upper:
                raise row.error(f"a higher {column} must ask for a better result")
        values = [0, *(row.whole(column) for row in steps)]
        ladders[key] = Ladder(np.array(thresholds), np.array(values))
    return ladders


def _check_bonus(
    rows: Iterator[_Row], items: Mapping[str, Item], scores: Mapping[tuple[str, Group], Ladder]
) -> None:
    for row in rows:
        threshold = _threshold(row, items)
        if (row["item"], row.group) not in scores:
            raise row.error("a bonus without scores")
        full = int(scores[row["item"], row.group].thresholds[-1])
        if threshold - full != row.whole("beyond_100_by", items[row["item"]].decimals):
            raise row.error("threshold and beyond_100_by disagree with the full score")


def _weights(rows: Iterator[_Row]) -> dict[Group, dict[str, int]]:
    weights = {}
    for group, parts in _gather(rows, lambda row: row.group).items():
        weights[group] = {row["item"]: row.whole("weight_percent") for row in parts}
        if len(weights[group]) != len(parts) or sum(weights[group].values()) != 100:
            raise parts[0].error("the weights of this group do not add up to 100 percent")
    return weights


def _bands(rows: Iterator[_Row], codes: tuple[str, ...], decimals: int) -> dict[Group, list[_Row]]:
    """Return the bands of each group from the lowest, proved to leave no gap."""
    bands = _gather(rows, lambda row: row.group)
    for band in bands.values():
        band.sort(key=lambda row: row.whole("minimum", decimals) if row["minimum"] else 0)
        if Counter(row["level"] for row in band) != Counter(codes):
            raise band[0].error("the levels of this group are not those of standard.yml")
        if band[0]["minimum"] or band[-1]["maximum"]:
            raise band[0].error("the outer bands of this group must be open")
        for lower, upper in pairwise(band):
            if lower.whole("maximum", decimals) + 1 != upper.whole("minimum", decimals):
                raise upper.error("the bands of this group overlap or leave a gap")
    return bands


def _band_ladder(band: list[_Row], decimals: int, value: Callable[[_Row], int]) -> Ladder:
    minima = [row.whole("minimum", decimals) for row in band[1:]]
    return Ladder(np.array(minima), np.array([value(row) for row in band]))


def _check_complete(
    groups: set[Group],
    weights: Mapping[Group, Mapping[str, int]],
    scores: Mapping[tuple[str, Group], Ladder],
    bands: Mapping[Group, list[_Row]],
) -> None:
    for table, found in (("weights", set(weights)), ("bmi", set(bands))):
        if found != groups:
            raise CatalogueError(f"nothing for {min(groups - found)}", f"{table}.csv")
    asked = {(name, group) for group in groups for name in weights[group] if name != BMI}
    if asked != set(scores):
        raise CatalogueError(
            f"weights and score tables disagree: {min(asked ^ set(scores))}", "scores.csv"
        )


def _check_rounding(settings: Mapping[str, Any]) -> None:
    total, bmi = settings["total"], settings["bmi"]
    if total["decimals"] != TOTAL_DECIMALS or {total["rounding"], bmi["rounding"]} != {"half_up"}:
        raise CatalogueError("totals and BMI are rounded half up, totals to tenths", "standard.yml")


def _levels(settings: Mapping[str, Any]) -> tuple[Level, ...]:
    *above, lowest = settings["levels"]["from_best"]
    levels = [
        Level(entry["code"], entry["title"], _whole(exact(entry["minimum"]), TOTAL_DECIMALS))
        for entry in above
    ]
    minima = [level.minimum_tenths or 0 for level in levels]
    if "minimum" in lowest or any(upper <= lower for upper, lower in pairwise(minima)):
        raise CatalogueError("minima must fall, and the last level has none", "standard.yml")
    return (*levels, Level(lowest["code"], lowest["title"], None))
