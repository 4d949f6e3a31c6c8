"""The rules of scored items: what was missed, what the miss costs, what may still change."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from tasks.witness.fractions_of import PERCENT, Value, fraction, share
from tasks.witness.numbers import YEAR, Numbers

LEVEL = "{level}"
AT_MOST, ANSWER, GROWTH, ALL_OF = "at_most", "answer", "growth", "all_of"
STEPS: Mapping[str, Callable[[Fraction], Fraction]] = {
    "started": lambda steps: Fraction(math.ceil(steps)),
    "completed": lambda steps: Fraction(math.floor(steps)),
    "proportional": lambda steps: steps,
}

Rule = Mapping[str, Any]


@dataclass(frozen=True)
class Look:
    """What one look at a number or an answer showed.

    `missed` is None where it cannot be told; `cost` is None where a miss costs all points.
    `stays` says that a miss cannot be undone by what is still missing.
    """

    missed: bool | None
    cost: Value = None
    is_open: bool = False
    stays: bool = True


@dataclass(frozen=True)
class Looks:
    """All looks of the rule of one item, and the numbers that were computed for them."""

    found: Sequence[Look]
    values: Mapping[str, Value]


UNKNOWN = Look(None, is_open=True)


def looks_of(numbers: Numbers, item: str, rule: Rule, steps: str) -> Looks:
    """Return what the rule of an item sees; `steps` is how steps count unless it says."""
    values: dict[str, Value] = {}
    inner = rule["rules"].items() if rule["kind"] == ALL_OF else [("", rule)]
    own = str(rule.get("steps", steps))
    found = [
        look
        for name, each in inner
        for look in _seen(numbers, _joined(item, name), each, str(each.get("steps", own)), values)
    ]
    return Looks(found, values)


def _joined(*names: str) -> str:
    return ".".join(filter(None, names))


def _seen(
    numbers: Numbers, prefix: str, rule: Rule, steps: str, values: dict[str, Value]
) -> Iterator[Look]:
    for level in rule.get("levels", ("",)):
        name = _joined(f"county.{prefix}", str(level))
        if rule["kind"] == GROWTH:
            yield from _growth(numbers, name, rule, str(level), values)
        elif "ratio" in rule:
            yield _ratio(numbers, f"{name}.ratio", rule, str(level), steps, values)
        else:
            for fact in rule.get("facts", [rule.get("fact")]):
                filled = str(fact).replace(LEVEL, str(level))
                if rule["kind"] == ANSWER:
                    yield _answer(numbers, filled, rule)
                else:
                    is_open, value = numbers.is_open(filled), numbers.number(filled)
                    yield _limited(numbers, value, is_open, rule, str(level), steps)


def _answer(numbers: Numbers, fact: str, rule: Rule) -> Look:
    given, wanted = numbers.answer(fact), rule["expected"]
    if given is None:
        return UNKNOWN
    expected = [wanted] if isinstance(wanted, str) else [str(each) for each in wanted]
    return Look(given not in expected, fraction(rule.get("points_off")))


def _ratio(
    numbers: Numbers, name: str, rule: Rule, level: str, steps: str, values: dict[str, Value]
) -> Look:
    """Look at a quotient of two numbers; where there is nobody, nothing may be asked."""
    ratio = rule["ratio"]
    part, whole = (str(ratio[each]).replace(LEVEL, level) for each in ("part", "whole"))
    is_known = not numbers.is_open(whole)
    if ratio.get("nobody_is_met") and is_known and numbers.number(whole) == 0:
        return Look(missed=False)
    times = fraction(ratio.get("times", 1))
    quotient = share(numbers.number(part), numbers.number(whole), 1)
    value = None if quotient is None or times is None else quotient * times
    values[name] = value
    return _limited(numbers, value, numbers.is_open(part, whole), rule, level, steps)


def _limited(
    numbers: Numbers, value: Value, is_open: bool, rule: Rule, level: str, steps: str
) -> Look:
    """Hold a number against its limit, which may be another number of the county."""
    if "limit_fact" in rule:
        other = str(rule["limit_fact"]).replace(LEVEL, level)
        limit, is_open = numbers.number(other), is_open or numbers.is_open(other)
    else:
        given = rule["limit"]
        limit = fraction(given[level] if isinstance(given, Mapping) else given)
    if value is None or limit is None:
        return UNKNOWN
    beyond = value - limit if rule["kind"] == AT_MOST else limit - value
    stays = not (is_open and rule.get("may_turn", True))
    return Look(beyond > 0, _cost(rule, max(beyond, Fraction(0)), steps), is_open, stays)


def _cost(rule: Rule, beyond: Fraction, steps: str) -> Value:
    each, unit = fraction(rule.get("points_off_per")), fraction(rule.get("unit", 1))
    if each is None or unit is None:
        return fraction(rule.get("points_off"))
    return STEPS[steps](beyond / unit) * each


def _growth(
    numbers: Numbers, name: str, rule: Rule, level: str, values: dict[str, Value]
) -> Iterator[Look]:
    """Look at each of the last years: did it grow, or faster than what it is held against."""
    series, increases = str(rule["fact"]).replace(LEVEL, level), int(rule["increases"])
    other = str(rule.get("than", "")).replace(LEVEL, level)
    years = numbers.years(series)[-increases - 1 :]
    is_whole = len(years) == increases + 1 and years[-1] - years[0] == increases
    if not is_whole or (other and not set(years) <= set(numbers.years(other))):
        yield UNKNOWN
        return
    off = fraction(rule.get("points_off_per_year"))
    for before, year in pairwise(years):
        rate = _rate(numbers, series, before, year)
        values[f"{name}.growth.{year}"] = rate
        least: Value = Fraction(0)
        if other:
            least = _rate(numbers, other, before, year)
            values[f"{name}.than_growth.{year}"] = least
        if rate is None or least is None:
            yield UNKNOWN
        else:
            yield Look(rate <= least if other else rate < 0, off)


def _rate(numbers: Numbers, series: str, before: int, year: int) -> Value:
    old, new = (numbers.number(series.replace(YEAR, str(each))) for each in (before, year))
    times = share(new, old)
    return None if times is None else times - PERCENT
