"""The indicators of a sheet such as L1 to L7: by school, their spread, and who meets them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from tasks.witness.county import LEVELS, County, School
from tasks.witness.fields import field_of
from tasks.witness.fractions_of import (
    Value,
    all_of,
    any_of,
    fraction,
    how_many,
    known,
    root,
    share,
)
from tasks.witness.parts import Part, share_of
from tasks.witness.reliefs import added_by_relief

OF_SCHOOL, NOTHING = "school", "nothing"

Sheet = Mapping[str, Mapping[str, Any]]
"""The indicators of a sheet by id: numerator, scale, per_students, split, minimum."""


@dataclass(frozen=True)
class Spread:
    """Weighted mean, standard deviation and coefficient of variation."""

    mean: Value = None
    sd: Value = None
    cv: Value = None


def spread_of(pairs: Sequence[tuple[Fraction, Fraction]]) -> Spread:
    """Return the spread of (amount, pupils) pairs.

    The mean is all of it over all pupils; the variance is the mean of the squares less the
    square of the mean, exactly, so that no difference from the mean is formed.
    """
    pupils = sum((count for _, count in pairs), Fraction(0))
    if not pupils:
        return Spread()
    mean = sum((amount for amount, _ in pairs), Fraction(0)) / pupils
    squares = sum((amount * amount / count for amount, count in pairs if count), Fraction(0))
    sd = root(squares / pupils - mean * mean)
    return Spread(mean, sd, sd / mean if mean else None)


def is_collected(indicator: Mapping[str, Any]) -> bool:
    """Tell whether the forms ask for what an indicator is computed from."""
    return "not_collected" not in indicator


def amount_of(county: County, part: Part, name: str, indicator: Mapping[str, Any]) -> Value:
    """Return how much of the resource of the indicator `name` a part has, in its own unit.

    What a relief lets count besides is in it.
    """
    if not is_collected(indicator):
        return None
    more = [
        _share_of(county, part.school, part.level, amount) if is_shared else amount
        for amount, is_shared in added_by_relief(county, part, name)
    ]
    return all_of([_own_amount(county, part, indicator), *more])


def _own_amount(county: County, part: Part, indicator: Mapping[str, Any]) -> Value:
    if indicator.get("split"):
        return all_of(_share_of_whole(county, member, part, indicator) for member in part.members)
    return _scaled(_gathered(county, part, indicator, indicator["numerator"]), indicator)


def _scaled(value: Value, indicator: Mapping[str, Any]) -> Value:
    scale = fraction(indicator.get("scale", 1))
    return None if value is None or scale is None else value * scale


def _gathered(
    county: County, part: Part, indicator: Mapping[str, Any], by_level: Mapping[str, Any]
) -> Value:
    """Return fields added and subtracted, each put together from the school and its sites."""
    terms, together = by_level[part.level], TOGETHER[indicator.get("sites", "total")]
    level = "" if indicator.get("of") == OF_SCHOOL else part.level

    def field(name: str) -> Value:
        return together([field_of(county, member, name, level) for member in part.members])

    plus = all_of(field(name) for name in terms["add"])
    less = all_of(field(name) for name in terms.get("subtract", ()))
    return None if plus is None or less is None else plus - less


def _most(values: Sequence[Value]) -> Value:
    return None if None in values else max(known(values))


TOGETHER: Mapping[str, Callable[[Sequence[Value]], Value]] = {
    "total": all_of,
    "most": _most,
    "own": lambda values: None if None in values else values[0],
}
"""What a school and the sites that are added to it have together."""


def _share_of_whole(
    county: County, school: School, part: Part, indicator: Mapping[str, Any]
) -> Value:
    terms = indicator["numerator"][school.levels[0]]
    plus = all_of(field_of(county, school, name) for name in terms["add"])
    less = all_of(field_of(county, school, name) for name in terms.get("subtract", ()))
    whole = None if plus is None or less is None else _scaled(plus - less, indicator)
    return _share_of(county, school, part.level, whole)


def _share_of(county: County, school: School, level: str, whole: Value) -> Value:
    mine = share_of(county, school, level)
    return None if whole is None or mine is None else whole * mine


def value_of(county: County, part: Part, name: str, indicator: Mapping[str, Any]) -> Value:
    """Return an indicator of one part, per pupil or per hundred pupils, or as its sheet says."""
    amount, divided_by = amount_of(county, part, name, indicator), indicator.get("denominator")
    if divided_by == NOTHING:
        return amount
    if isinstance(divided_by, Mapping):
        whole = _gathered(county, part, indicator, divided_by)
    elif indicator.get("of") == OF_SCHOOL:
        whole = _gathered(county, part, indicator, {part.level: {"add": ["students"]}})
    else:
        whole = part.students(county)
    return share(amount, whole, int(indicator.get("per_students", indicator.get("times", 1))))


def school_values(county: County, parts: Sequence[Part], sheet: Sheet) -> dict[str, Value]:
    """Return the indicators of every part by the id of their fact."""
    found: dict[str, Value] = {}
    for part in parts:
        for name, indicator in sheet.items():
            if is_collected(indicator):
                found[f"{part.scope}.{name}.amount"] = amount_of(county, part, name, indicator)
            found[f"{part.scope}.{name}"] = value_of(county, part, name, indicator)
    return found


def evaluated_values(county: County, parts: Sequence[Part]) -> dict[str, Value]:
    """Return how many parts there are at each level, and their pupils."""
    found: dict[str, Value] = {}
    for level in LEVELS:
        mine = [part for part in parts if part.level == level]
        found[f"county.{level}.schools_evaluated"] = Fraction(len(mine))
        pupils = any_of(part.students(county) for part in mine)
        found[f"county.{level}.evaluated_students"] = pupils
    return found


def balance_values(
    county: County, parts: Sequence[Part], sheet: Sheet, with_exact: bool
) -> dict[str, Value]:
    """Return total, mean, deviation, coefficient and their composite, by level.

    `with_exact` asks for the composite to more decimals as well, as where it is judged.
    """
    found: dict[str, Value] = {}
    for level in LEVELS:
        mine = [part for part in parts if part.level == level]
        scope, coefficients = f"county.{level}", []
        for name, indicator in sheet.items():
            spread, amounts = _balance_of(county, mine, name, indicator)
            found[f"{scope}.{name}.amount"] = amounts
            found |= {f"{scope}.{name}.{key}": value for key, value in vars(spread).items()}
            found[f"{scope}.{name}.cv_exact"] = spread.cv
            coefficients.append(spread.cv)
        composite = share(all_of(coefficients), Fraction(len(sheet)), 1)
        found[f"{scope}.composite"] = composite
        if with_exact:
            found[f"{scope}.composite_exact"] = composite
    return found


def _balance_of(
    county: County, parts: Sequence[Part], name: str, indicator: Mapping[str, Any]
) -> tuple[Spread, Value]:
    amounts = [amount_of(county, part, name, indicator) for part in parts]
    students = [part.students(county) for part in parts]
    per = int(indicator.get("per_students", 1))
    pairs = [
        (amount * per, count)
        for amount, count in zip(amounts, students, strict=True)
        if amount is not None and count
    ]
    return spread_of(pairs), any_of(amounts)


def shares_met(
    county: County, parts: Sequence[Part], sheet: Sheet, rule: Mapping[str, Any], name: str
) -> dict[str, Value]:
    """Return how many parts meet each indicator, and how many meet the school rule `rule`.

    `name` is what the rule's facts are called after, such as `resources`.
    """
    found: dict[str, Value] = {}
    for level in LEVELS:
        mine = [part for part in parts if part.level == level]
        everyone = Fraction(len(mine))
        for indicator, data in sheet.items():
            if _limit(data, level) is not None:
                values = [value_of(county, part, indicator, data) for part in mine]
                met = how_many(values, partial(_is_met, data, level))
                _enter(found, f"county.{level}.{indicator}", met, everyone)
        passing = sum(_meets_rule(county, part, sheet, rule) for part in mine)
        _enter(found, f"county.{level}.{name}", Fraction(passing), everyone)
    return found


def _enter(found: dict[str, Value], scope: str, met: Value, everyone: Fraction) -> None:
    found[f"{scope}.schools_met"] = met
    found[f"{scope}.schools_met_percent"] = share(met, everyone)


def _limit(indicator: Mapping[str, Any], level: str) -> Value:
    """Return the number a value is held against; None where none is set."""
    if level in indicator.get("standard_unset", ()):
        return None
    return fraction(indicator.get("minimum", indicator.get("maximum", {})).get(level))


def _is_met(
    indicator: Mapping[str, Any], level: str, value: Fraction, of: Fraction = Fraction(1)
) -> bool:
    """Tell whether a value meets its standard, or comes as near to it as the share `of`."""
    limit = _limit(indicator, level)
    assert limit is not None
    return value * of <= limit if "maximum" in indicator else value >= limit * of


def _meets_rule(county: County, part: Part, sheet: Sheet, rule: Mapping[str, Any]) -> bool:
    """Tell whether enough indicators are met and the others near enough, all being known."""
    allowed = _may_miss(rule, len(sheet))
    floor, missed = fraction(rule.get("rest_not_below")), 0
    for name, indicator in sheet.items():
        value, limit = value_of(county, part, name, indicator), _limit(indicator, part.level)
        if value is None or limit is None:
            return False
        if not _is_met(indicator, part.level, value):
            missed += 1
            if floor is not None and not _is_met(indicator, part.level, value, floor):
                return False
    return bool(sheet) and allowed is not None and missed <= allowed


def _may_miss(rule: Mapping[str, Any], indicators: int) -> int | None:
    """Return how many indicators a school may miss; None where no rule is set."""
    found = []
    if rule.get("at_most_missed") is not None:
        found.append(int(rule["at_most_missed"]))
    if rule.get("at_least") is not None:
        found.append(int(rule.get("of") or indicators) - int(rule["at_least"]))
    return min(found, default=None)
