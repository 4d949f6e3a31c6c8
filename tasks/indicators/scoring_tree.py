"""A scored indicator tree: groups, items and their rules, read from YAML and checked once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from tasks.indicators.entries import wrong
from tasks.indicators.scoring_rule_data import Rule, read_rule
from tasks.rounding import exact

ID = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
ONE = Decimal(1)
GROUP_KEYS = {"title", "points", "items", "pass_share", "evidence"}
LEAF_KEYS = {"title", "points", "rule", "standard", "pass_share", "evidence"}
ROOT_KEYS = GROUP_KEYS | {"pass_mark", "places", "steps", "standard"}
ORIGIN_KEYS = {"clause", "source", "confirmed", "note", "province_may_add"}
ORIGIN_ENDS = ("_source", "_confirmed")
PROPORTIONAL = "proportional"


@dataclass(frozen=True)
class Item:
    """A group or an item of the tree; an item has a rule, a group has what stands under it.

    `points` are None where nobody has set any. `pass_share` is the share of them that an
    item must reach to be met.
    """

    id: str
    title: str
    points: Decimal | None
    pass_share: Decimal
    clause: str
    standard: str = ""
    evidence: tuple[str, ...] = ()
    rule: Rule | None = None
    items: tuple[Item, ...] = ()

    def walk(self) -> Iterator[Item]:
        """Yield this one and all below it, each before what stands under it."""
        yield self
        for item in self.items:
            yield from item.walk()

    @property
    def leaves(self) -> tuple[Item, ...]:
        """Return the items below it that have a rule, in the order of the tree."""
        return tuple(item for item in self.walk() if item.rule is not None)


@dataclass(frozen=True)
class Tree:
    """A scheme: the whole of it bears the id of the part, and the points that must be reached."""

    whole: Item
    pass_mark: Decimal
    places: int


@dataclass(frozen=True)
class _Above:
    """What an entry takes from the entries around it where it does not say it itself."""

    clause: str
    pass_share: Decimal
    steps: str


def read_tree(part_id: str, data: Mapping[str, Any]) -> Tree:
    """Return the tree that a file describes.

    Where the total is known and the points of the items are not, nothing has points. Raises
    `CatalogueError` with file and line where the points of the items do not add up
    to those of their group, where only some have points, or where an entry is not known.
    """
    _refuse_unknown(data, ROOT_KEYS)
    steps = str(data.get("steps", PROPORTIONAL))
    root = _item(part_id, data, _Above("", ONE, steps))
    _check_ids(root, data)
    lacking = {item.points is None for item in root.walk() if item is not root}
    if len(lacking) > 1 or (root.points is None and False in lacking):
        raise wrong(data, "some items have points and others have none")
    root = replace(root, points=None) if True in lacking else root
    mark = _number(data, "pass_mark")
    if mark is None:
        raise wrong(data, "pass_mark is missing")
    if root.points is not None and mark > root.points:
        raise wrong(data, f"pass_mark {mark} is more than all points {root.points}")
    places = data.get("places", max(_places(item.points) for item in root.walk()))
    return Tree(root, mark, int(places))


def _item(name: str, data: Mapping[str, Any], above: _Above) -> Item:
    if not isinstance(data, Mapping) or "title" not in data:
        raise wrong(data, f"{name} has no title")
    if ("rule" in data) == ("items" in data):
        raise wrong(data, f"{name} needs either a rule or items")
    share = _number(data, "pass_share")
    below = _Above(
        str(data.get("clause", above.clause)), above.pass_share if share is None else share,
        above.steps,
    )  # fmt: skip
    if not 0 < below.pass_share <= 1:
        raise wrong(data, f"pass_share {below.pass_share} of {name} is no share")
    return _leaf(name, data, below) if "rule" in data else _group(name, data, below)


def _leaf(name: str, data: Mapping[str, Any], own: _Above) -> Item:
    _refuse_unknown(data, LEAF_KEYS)
    rule = read_rule("", data["rule"], own.steps)
    return Item(
        name, str(data["title"]), _points(name, data), own.pass_share, own.clause,
        str(data.get("standard", "")), tuple(data.get("evidence", ())), rule,
    )  # fmt: skip


def _group(name: str, data: Mapping[str, Any], own: _Above) -> Item:
    _refuse_unknown(data, ROOT_KEYS)
    if not data["items"]:
        raise wrong(data, f"{name} has no items")
    items = tuple(_item(each, below, own) for each, below in data["items"].items())
    points = _points(name, data)
    given = [item.points for item in items if item.points is not None]
    if points is not None and len(given) == len(items) and sum(given) != points:
        raise wrong(data, f"the items of {name} have {sum(given)} points together, not {points}")
    return Item(
        name, str(data["title"]), points, own.pass_share, own.clause,
        str(data.get("standard", "")), tuple(data.get("evidence", ())), None, items,
    )  # fmt: skip


def _points(name: str, data: Mapping[str, Any]) -> Decimal | None:
    points = _number(data, "points")
    if points is not None and points <= 0:
        raise wrong(data, f"{name} has {points} points")
    return points


def _check_ids(root: Item, data: Mapping[str, Any]) -> None:
    seen: set[str] = set()
    for item in root.walk():
        if item.id in seen:
            raise wrong(data, f"{item.id} stands twice")
        if not ID.fullmatch(item.id):
            raise wrong(data, f"{item.id} is no id")
        seen.add(item.id)


def _number(data: Mapping[str, Any], name: str) -> Decimal | None:
    found = data.get(name)
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise wrong(data, f"{name} {found} is no number")
    return exact(found)


def _places(points: Decimal | None) -> int:
    return 0 if points is None else len(f"{points:f}".partition(".")[2])


def _refuse_unknown(data: Mapping[str, Any], known: set[str]) -> None:
    for name in data:
        if name not in known | ORIGIN_KEYS and not str(name).endswith(ORIGIN_ENDS):
            raise wrong(data, f"{name} is not known here")
