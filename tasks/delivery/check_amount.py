"""How much of a resource a school has, as a formula of the numbers it handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tasks.delivery.check_numbers import LEVELS, Numbers
from tasks.delivery.check_reliefs import is_of_relief
from tasks.delivery.check_sheet import Page
from tasks.model import Fact
from tasks.rounding import exact

Parts = Mapping[tuple[str, str, str], str]
"""The cell that holds the part of one level, by (school, level, indicator)."""

TOTAL = "total"
SHARED = ("share", "whole")


def indicator_in(standards: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the entry of an indicator, whichever sheet of the standards it stands in."""
    for sheet in standards.values():
        if isinstance(sheet, Mapping) and isinstance(sheet.get(name), Mapping):
            found: Mapping[str, Any] = sheet[name]
            if "numerator" in found:
                return found
    return {}


def amount_formula(
    numbers: Numbers, fact: Fact, indicator: Mapping[str, Any], level: str
) -> str | None:
    """Return the formula that adds and subtracts what `fact` was computed from.

    None where one of these numbers is missing.
    """
    terms = indicator["numerator"][level]
    text = ""
    for name in fact.inputs:
        value, field = numbers.value(name), name.rsplit(".", 1)[-1]
        if value is None:
            return None
        text += f"{'-' if field in terms.get('subtract', ()) else '+'}{value:f}"
    text = text.removeprefix("+") or "0"
    scale = exact(indicator.get("scale", 1))
    return f"={text}" if scale == 1 else f"=({text})*{scale:f}"


def level_amount(
    page: Page, fact: Fact, indicator: Mapping[str, Any], name: str, level: str, parts: Parts
) -> str | None:
    """Return the formula of what one level has: its own things, or its parts of what is shared.

    `name` is the indicator's id. A school and its sites that share nothing give it all. What a
    relief lets count besides is added from its cell.
    """
    reliefs = [each for each in fact.inputs if is_of_relief(each)]
    own = tuple(each for each in fact.inputs if not is_of_relief(each))
    given = (indicator, name, level, parts)
    if not reliefs:
        return _own_amount(page.numbers, fact, *given)
    formula = _own_amount(page.numbers, replace(fact, inputs=own), *given)
    added = "".join(f"+{_counted(page, each, fact, level)}" for each in reliefs)
    return None if formula is None else f"{formula}{added}"


def _counted(page: Page, relief: str, fact: Fact, level: str) -> str:
    """Return the cell of an amount that a relief counts; with the share if levels share it."""
    _, code, _, *rest = fact.id.split(".")
    names = [".".join(("s", code, each, *rest)) for each in LEVELS]
    counting = [each for each in names if relief in page.numbers.inputs([each])]
    cell = page.places[relief]
    return cell if len(counting) < 2 else f"{cell}*{page.places[f's.{code}.{level}.share']}"


def _own_amount(
    numbers: Numbers, fact: Fact, indicator: Mapping[str, Any], name: str, level: str, parts: Parts
) -> str | None:
    if any(numbers.value(each) is None for each in fact.inputs):
        return None
    inputs = [each.split(".") for each in fact.inputs]
    if not any(each[-1] in SHARED for each in inputs):
        is_added = indicator.get("sites", TOTAL) == TOTAL
        if not is_added:
            return f"={fact.value:f}" if isinstance(fact.value, Decimal) else None
        return amount_formula(numbers, fact, indicator, level)
    shared = {each[1] for each in inputs if each[-1] == "share"}
    terms = []
    for each in inputs:
        if each[-1] != "whole":
            continue
        whole = amount_formula(numbers, numbers.fact(".".join(each)), indicator, level)
        if whole is None:
            return None
        terms.append(parts[each[1], level, name] if each[1] in shared else f"({whole[1:]})")
    return "=" + "+".join(terms)
