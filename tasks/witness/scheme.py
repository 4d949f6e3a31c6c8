"""The points of a scored scheme: of its items, its groups, and the whole of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tasks.model import BUREAU
from tasks.witness.fractions_of import Value, fraction, known
from tasks.witness.numbers import Numbers
from tasks.witness.scheme_rules import Look, looks_of

BODIES = ("self_score", "re_score", "provincial_score")
"""Who gives points, the one that has the last word last."""
SCORE = "score"
JUDGED, PROPORTIONAL = "judged", "proportional"
NOTHING = Fraction(0)

Entry = Mapping[str, Any]
Given = Mapping[str, Mapping[str, Value]]
"""What each body gave, by item."""


@dataclass(frozen=True)
class Worth:
    """What an item comes to at least and at most; None where it has no points."""

    least: Value
    most: Value

    @property
    def score(self) -> Value:
        """Return the points, None as long as they are not settled."""
        return self.most if self.least == self.most else None


def scheme_values(numbers: Numbers, name: str, tree: Entry) -> dict[str, Value]:
    """Return the points of the scheme called `name` and of all below it, by id of the fact.

    `tree` is its file. The scores of three bodies are added up group by group; what is
    computed for a rule, such as a rate of growth, is there too.
    """
    given, has_points = _given(numbers), _has_points(tree)
    found: dict[str, Value] = {}
    entered: dict[str, Value] = {}
    worths: list[Worth] = []
    for item, entry in _leaves(tree):
        worth, computed = _of_item(numbers, item, entry, tree, given, has_points)
        found |= computed
        found[f"county.{item}.{SCORE}"] = worth.score
        entered |= {f"county.{item}.{body}": given.get(item, {}).get(body) for body in BODIES}
        worths.append(worth)
    if has_points:
        found[f"county.{name}.least_score"] = sum(known(w.least for w in worths), NOTHING)
        found[f"county.{name}.most_score"] = sum(known(w.most for w in worths), NOTHING)
    return found | _sums(name, tree, found | entered)


def _leaves(entry: Entry) -> Iterator[tuple[str, Entry]]:
    for name, below in entry["items"].items():
        if "rule" in below:
            yield str(name), below
        else:
            yield from _leaves(below)


def _has_points(tree: Entry) -> bool:
    """Tell whether the whole has points and every item has its own."""
    return tree.get("points") is not None and all(
        entry.get("points") is not None for _, entry in _leaves(tree)
    )


def _given(numbers: Numbers) -> Given:
    """Return the lines of the score sheet; the first line of an item counts."""
    found: dict[str, Mapping[str, Value]] = {}
    for row in numbers.county.rows("scores", BUREAU):
        item = str(row.get("item") or "").strip()
        found.setdefault(item, {body: fraction(row.get(body)) for body in BODIES})
    return found


def _of_item(
    numbers: Numbers, item: str, entry: Entry, tree: Entry, given: Given, has_points: bool
) -> tuple[Worth, Mapping[str, Value]]:
    points = fraction(entry["points"]) if has_points else None
    if entry["rule"]["kind"] == JUDGED:
        return _judged(points, given.get(item, {})), {}
    looks = looks_of(numbers, item, entry["rule"], str(tree.get("steps", PROPORTIONAL)))
    if points is None:
        return Worth(None, None), looks.values
    is_open = any(look.is_open for look in looks.found)
    most = _left(points, [look for look in looks.found if look.stays])
    return Worth(NOTHING if is_open else most, most), looks.values


def _judged(points: Value, given: Mapping[str, Value]) -> Worth:
    if points is None:
        return Worth(None, None)
    last = next(iter(known(given.get(body) for body in reversed(BODIES))), None)
    return Worth(NOTHING, points) if last is None or not 0 <= last <= points else Worth(last, last)


def _left(points: Fraction, looks: Sequence[Look]) -> Fraction:
    lost = [points if look.cost is None else look.cost for look in looks if look.missed]
    return max(points - sum(lost, NOTHING), NOTHING)


def _sums(name: str, entry: Entry, below: Mapping[str, Value]) -> dict[str, Value]:
    """Return for a group, and all groups in it, the sums of what is known below it.

    `below` has the points of the items.
    """
    found: dict[str, Value] = {}
    for child, inner in entry["items"].items():
        if "rule" not in inner:
            found |= _sums(str(child), inner, below)
    everything = {**below, **found}
    for column in (*BODIES, SCORE):
        parts = known(everything[f"county.{child}.{column}"] for child in entry["items"])
        found[f"county.{name}.{column}"] = sum(parts, NOTHING) if parts else None
    return found
