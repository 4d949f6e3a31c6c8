"""A scored scheme as the sheet of points needs it: its tree, and what each item is held against."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from tasks.delivery.check_numbers import Numbers
from tasks.rounding import exact

ANSWER, AT_LEAST, AT_MOST = "answer", "at_least", "at_most"
GROWS, GROWS_FASTER, YEARS = "grows", "grows_faster", "years_missing"
"""What a measure asks; the years of a series may be missing."""

JUDGED, ALL_OF, GROWTH = "judged", "all_of", "growth"
COUNTY, LEVEL, YEAR = "county", "{level}", "{year}"
YES_NO = "yes_no"
PROPORTIONAL = "proportional"
SERIAL = re.compile(r"^\d+ ")
"""Fields of the county return are titled with their number in the form: 8 无过重…"""


@dataclass(frozen=True)
class Cost:
    """What a miss costs: all points, a fixed number, or so much for each unit that is lacking."""

    off: Decimal | None = None
    off_per: Decimal | None = None
    unit: Decimal = Decimal(1)
    steps: str = PROPORTIONAL


@dataclass(frozen=True)
class Made:
    """A number that the scheme itself computes of other facts, by a formula of {0} and {1}.

    With `nobody` a whole of zero asks for nothing.
    """

    of: tuple[str, str]
    how: str
    nobody: bool = False


@dataclass(frozen=True)
class Measure:
    """One number or answer of an item, and what it is held against.

    `limit` is a number, or a fact where `limit_fact` names one; `expected` are answers.
    """

    kind: str
    title: str
    fact: str = ""
    made: Made | None = None
    limit: Decimal | None = None
    limit_fact: str = ""
    limit_made: Made | None = None
    expected: tuple[str, ...] = ()
    cost: Cost = field(default_factory=Cost)
    may_turn: bool = True

    @property
    def needed(self) -> Iterator[str]:
        """Yield the facts that must stand somewhere in the workbook."""
        for fact, made in ((self.fact, self.made), (self.limit_fact, self.limit_made)):
            if made:
                yield from made.of
            elif fact:
                yield fact


@dataclass(frozen=True)
class Node:
    """A group or an item of the scheme; an item has measures, or people judge it."""

    id: str
    title: str
    points: Decimal | None
    items: tuple[Node, ...] = ()
    measures: tuple[Measure, ...] = ()
    is_judged: bool = False

    def walk(self) -> Iterator[Node]:
        """Yield this one and all below it, each before what stands under it."""
        yield self
        for item in self.items:
            yield from item.walk()

    @property
    def leaves(self) -> tuple[Node, ...]:
        """Return the items below it that points are given for."""
        return tuple(node for node in self.walk() if not node.items)


def scheme_of(part: str, data: Mapping[str, Any], numbers: Numbers) -> Node:
    """Return the scheme of a part, with the facts that its rules look at.

    Where some item has no points, the whole has none.
    """
    reader = _Reader(numbers, str(data.get("steps", PROPORTIONAL)))
    found = reader.node(part, data)
    below = [node for node in found.walk() if node is not found]
    points = None if any(node.points is None for node in below) else found.points
    return Node(part, found.title, points, found.items)


class _Reader:
    """Reads the entries of a scheme."""

    def __init__(self, numbers: Numbers, steps: str) -> None:
        self._numbers, self._steps = numbers, steps

    def node(self, name: str, data: Mapping[str, Any]) -> Node:
        points = None if data.get("points") is None else exact(data["points"])
        head = name, str(data["title"]), points
        if "items" in data:
            return Node(
                *head, tuple(self.node(each, below) for each, below in data["items"].items())
            )
        rule = data["rule"]
        return Node(*head, (), tuple(self._measures(name, rule)), rule["kind"] == JUDGED)

    def _measures(self, prefix: str, rule: Mapping[str, Any]) -> Iterator[Measure]:
        kind = rule["kind"]
        if kind == ALL_OF:
            for name, inner in rule["rules"].items():
                yield from self._measures(f"{prefix}.{name}", inner)
            return
        if kind == JUDGED:
            return
        for level in rule.get("levels", ("",)):
            for given in rule.get("facts", [rule.get("fact", "")]):
                fact = str(given).replace(LEVEL, level)
                if kind == GROWTH:
                    yield from self._growth(".".join(filter(None, (prefix, level))), rule, fact)
                else:
                    yield self._held(prefix, rule, fact, level)

    def _held(self, prefix: str, rule: Mapping[str, Any], fact: str, level: str) -> Measure:
        made = None
        if "ratio" in rule:
            fact = ".".join(filter(None, (COUNTY, prefix, level, "ratio")))
            made = _ratio(rule["ratio"], level)
        limit = rule.get("limit")
        limit = limit[level] if isinstance(limit, Mapping) else limit
        return Measure(
            rule["kind"], self._title(rule, fact, level), fact, made,
            None if limit is None else exact(limit),
            str(rule.get("limit_fact", "")).replace(LEVEL, level), None,
            self._expected(rule) if rule["kind"] == ANSWER else (), self._cost(rule),
            bool(rule.get("may_turn", True)),
        )  # fmt: skip

    def _title(self, rule: Mapping[str, Any], fact: str, level: str) -> str:
        own = rule.get("title") or rule.get("ratio", {}).get("title", "")
        if not own:
            return SERIAL.sub("", self._numbers.text_title(fact))
        title = self._numbers.lists["levels"].title(level) if level else ""
        return f"{title}{own}"

    def _expected(self, rule: Mapping[str, Any]) -> tuple[str, ...]:
        codes, given = self._numbers.lists[rule.get("codes", YES_NO)], rule["expected"]
        wanted = [given] if isinstance(given, str) else given
        return tuple(codes.title(code) for code in wanted)

    def _cost(self, rule: Mapping[str, Any]) -> Cost:
        off, per = rule.get("points_off"), rule.get("points_off_per")
        return Cost(
            None if off is None else exact(off), None if per is None else exact(per),
            exact(rule.get("unit", 1)), str(rule.get("steps", self._steps)),
        )  # fmt: skip

    def _growth(self, prefix: str, rule: Mapping[str, Any], series: str) -> Iterator[Measure]:
        years, than = self._years(series), str(rule.get("than", ""))
        last = years[-rule["increases"] - 1 :]
        off = rule.get("points_off_per_year")
        cost, may_turn = Cost(None if off is None else exact(off)), bool(rule.get("may_turn", True))
        is_whole = len(last) > rule["increases"] and last[-1] - last[0] == rule["increases"]
        if not is_whole or (than and not set(last) <= set(self._years(than))):
            yield Measure(YEARS, str(rule.get("title", "")), cost=cost, may_turn=may_turn)
            return
        for before, year in pairwise(last):
            fact = f"{COUNTY}.{prefix}.growth.{year}"
            measure = Measure(
                GROWS_FASTER if than else GROWS, self._numbers.text_title(fact), fact,
                _growth(series, before, year), None, "", None, (), cost, may_turn,
            )  # fmt: skip
            yield measure if not than else _against(measure, prefix, than, before, year)

    def _years(self, series: str) -> list[int]:
        before, _, after = series.partition(YEAR)
        names = [name for name in self._numbers.names_under(before) if name.endswith(after)]
        middles = [name[len(before) : len(name) - len(after)] for name in names]
        return sorted(int(middle) for middle in middles if middle.isdigit())


def _ratio(data: Mapping[str, Any], level: str) -> Made:
    of = (str(data["part"]).replace(LEVEL, level), str(data["whole"]).replace(LEVEL, level))
    return Made(of, f"{{0}}/{{1}}*{data.get('times', 1)}", bool(data.get("nobody_is_met", False)))


def _growth(series: str, before: int, year: int) -> Made:
    new, old = (series.replace(YEAR, str(each)) for each in (year, before))
    return Made((new, old), "({0}-{1})/{1}*100")


def _against(measure: Measure, prefix: str, than: str, before: int, year: int) -> Measure:
    limit_fact = f"{COUNTY}.{prefix}.than_growth.{year}"
    return replace(measure, limit_fact=limit_fact, limit_made=_growth(than, before, year))


def schemes_of(standards: Mapping[str, Any], numbers: Numbers) -> Sequence[Node]:
    """Return the schemes of all scored parts of a regime; none without the code lists."""
    parts = standards["regime"]["parts"]
    return [
        scheme_of(name, standards[part["sheet"]], numbers)
        for name, part in parts.items()
        if part["kind"] == "scored" and numbers.lists and standards.get(part["sheet"])
    ]
