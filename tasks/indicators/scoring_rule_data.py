"""The rules of scored items as data: what is measured, against what, and what a miss costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tasks.errors import CatalogueError
from tasks.indicators.entries import wrong
from tasks.rounding import exact

ANSWER, AT_LEAST, AT_MOST = "answer", "at_least", "at_most"
GROWTH, ALL_OF, JUDGED = "growth", "all_of", "judged"
STARTED, COMPLETED, PROPORTIONAL = "started", "completed", "proportional"
STEPS = (STARTED, COMPLETED, PROPORTIONAL)
YES_NO = "yes_no"
LEVEL, YEAR = "{level}", "{year}"
ONE = Decimal(1)

MEASURES = {"fact", "facts", "ratio", "levels", "limit", "limit_fact"}
KEYS = {
    JUDGED: set(),
    ANSWER: {"fact", "facts", "levels", "codes", "expected", "points_off"},
    AT_LEAST: MEASURES | {"points_off", "points_off_per", "unit", "steps"},
    AT_MOST: MEASURES | {"points_off", "points_off_per", "unit", "steps"},
    GROWTH: {"fact", "levels", "than", "increases", "points_off_per_year"},
    ALL_OF: {"rules"},
}
SHARED_KEYS = {"kind", "title", "may_turn", "clause", "source", "confirmed", "note"}


@dataclass(frozen=True)
class Ratio:
    """A quotient of two facts that the rule itself computes: `part` ÷ `whole` × `times`.

    `places` names the decimals in the regime's list. With `nobody_is_met` a `whole` of zero
    asks for nothing.
    """

    part: str
    whole: str
    times: Decimal
    title: str
    unit: str
    places: str
    nobody_is_met: bool


@dataclass(frozen=True)
class Measure:
    """One number that a rule looks at: a fact or a ratio, and its limit or the limit's fact."""

    level: str
    fact: str = ""
    ratio: Ratio | None = None
    limit: Decimal | None = None
    limit_fact: str = ""


@dataclass(frozen=True)
class Rule:
    """How an item is scored. What a miss costs is all points unless the rule says less.

    `name` tells the rules of an `all_of` apart. `title` stands for the titles of the facts
    where those would not read well. `may_turn` is False where what is still
    missing can make a miss only worse, as with a count.
    """

    kind: str
    name: str = ""
    title: str = ""
    measures: tuple[Measure, ...] = ()
    codes: str = YES_NO
    expected: tuple[str, ...] = ()
    points_off: Decimal | None = None
    points_off_per: Decimal | None = None
    unit: Decimal = ONE
    steps: str = PROPORTIONAL
    increases: int = 0
    than: str = ""
    points_off_per_year: Decimal | None = None
    may_turn: bool = True
    rules: tuple[Rule, ...] = ()
    file: str = ""
    line: int | None = None

    def wrong(self, message: str) -> CatalogueError:
        """Return the error that says what is wrong with this rule."""
        return CatalogueError(message, self.file, self.line)


def read_rule(name: str, data: Any, steps: str) -> Rule:
    """Return the rule that an entry describes; `steps` says how steps count unless it does.

    Raises `CatalogueError` with file and line where something is missing or not known.
    """
    if not isinstance(data, Mapping) or data.get("kind") not in KEYS:
        raise wrong(data, f"a rule needs a kind, one of {', '.join(KEYS)}")
    kind = str(data["kind"])
    for key in data:
        if key not in KEYS[kind] | SHARED_KEYS:
            raise wrong(data, f"{key} is not known in a rule of kind {kind}")
    steps = str(data.get("steps", steps))
    if steps not in STEPS:
        raise wrong(data, f"steps {steps} is none of {', '.join(STEPS)}")
    return Rule(
        kind=kind,
        name=name,
        title=str(data.get("title", "")),
        measures=() if kind in (JUDGED, ALL_OF) else tuple(_measures(data, kind)),
        codes=str(data.get("codes", YES_NO)),
        expected=_expected(data) if kind == ANSWER else (),
        points_off=_cost(data, "points_off"),
        points_off_per=_cost(data, "points_off_per"),
        unit=_positive(data, "unit"),
        steps=steps,
        increases=_increases(data) if kind == GROWTH else 0,
        than=str(data.get("than", "")),
        points_off_per_year=_cost(data, "points_off_per_year"),
        may_turn=bool(data.get("may_turn", True)),
        rules=_rules(data, steps) if kind == ALL_OF else (),
        file=str(getattr(data, "file", "")),
        line=getattr(data, "line", None),
    )


def _rules(data: Mapping[str, Any], steps: str) -> tuple[Rule, ...]:
    given = data.get("rules")
    if not isinstance(given, Mapping) or not given:
        raise wrong(data, "all_of needs rules by name")
    found = tuple(read_rule(str(name), rule, steps) for name, rule in given.items())
    for rule in found:
        if rule.kind in (JUDGED, ALL_OF):
            raise rule.wrong(f"a rule of kind {rule.kind} cannot stand in all_of")
    return found


def _measures(data: Mapping[str, Any], kind: str) -> Iterator[Measure]:
    levels = [str(level) for level in data.get("levels", ("",))]
    if sum(key in data for key in ("fact", "facts", "ratio")) != 1:
        raise wrong(data, "a rule needs one of fact, facts, ratio")
    for level in levels:
        limit, limit_fact = _limit(data, kind, level)
        if "ratio" in data:
            yield Measure(level, "", _ratio(data["ratio"], level), limit, limit_fact)
        for fact in data.get("facts", [data["fact"]] if "fact" in data else []):
            if kind == GROWTH and YEAR not in fact:
                raise wrong(data, f"{fact} has no {YEAR}")
            yield Measure(level, _filled(data, fact, level), None, limit, limit_fact)


def _limit(data: Mapping[str, Any], kind: str, level: str) -> tuple[Decimal | None, str]:
    if kind not in (AT_LEAST, AT_MOST):
        return None, ""
    if ("limit" in data) == ("limit_fact" in data):
        raise wrong(data, "a rule needs either limit or limit_fact")
    if "limit_fact" in data:
        return None, _filled(data, data["limit_fact"], level)
    limit = data["limit"]
    if isinstance(limit, Mapping):
        if level not in limit:
            raise wrong(data, f"there is no limit for {level or 'a rule without levels'}")
        limit = limit[level]
    return _exact(data, "limit", limit), ""


def _ratio(data: Any, level: str) -> Ratio:
    known = {"part", "whole", "times", "title", "unit", "places", "nobody_is_met"}
    if not isinstance(data, Mapping) or not {"part", "whole", "title"} <= set(data):
        raise wrong(data, "a ratio needs part, whole and title")
    for key in data:
        if key not in known:
            raise wrong(data, f"{key} is not known in a ratio")
    return Ratio(
        part=_filled(data, data["part"], level),
        whole=_filled(data, data["whole"], level),
        times=_positive(data, "times"),
        title=str(data["title"]),
        unit=str(data.get("unit", "")),
        places=str(data.get("places", "whole")),
        nobody_is_met=bool(data.get("nobody_is_met", False)),
    )


def _filled(data: Mapping[str, Any], fact: object, level: str) -> str:
    if LEVEL in str(fact) and not level:
        raise wrong(data, f"{fact} needs levels")
    return str(fact).replace(LEVEL, level)


def _expected(data: Mapping[str, Any]) -> tuple[str, ...]:
    if "expected" not in data:
        raise wrong(data, "expected is missing")
    given = data["expected"]
    if isinstance(given, Sequence) and not isinstance(given, str):
        return tuple(str(each) for each in given)
    if not isinstance(given, str):
        raise wrong(data, f"expected {given} is no code; write it in quotes")
    return (given,)


def _increases(data: Mapping[str, Any]) -> int:
    found = data.get("increases")
    if isinstance(found, bool) or not isinstance(found, int) or found < 1:
        raise wrong(data, "increases must say over how many years")
    return found


def _cost(data: Mapping[str, Any], name: str) -> Decimal | None:
    return _positive(data, name) if name in data else None


def _positive(data: Mapping[str, Any], name: str) -> Decimal:
    found = _exact(data, name, data.get(name, 1))
    if found <= 0:
        raise wrong(data, f"{name} {found} is not above 0")
    return found


def _exact(data: object, name: str, value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(data, f"{name} {value} is no number")
    return exact(value)
