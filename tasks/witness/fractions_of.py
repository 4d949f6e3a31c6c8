"""Exact fractions: sums, shares and roots that lose no digit before the last step."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from tasks.rounding import DIGITS, exact

PERCENT = 100
SPARE_DIGITS = 10
"""Digits a root is computed to beyond those that are kept."""

Value = Fraction | None


def fraction(value: Any) -> Value:
    """Return the number that stood in a cell, None where the cell was empty."""
    if value is None:
        return None
    plain = value.item() if hasattr(value, "item") else value
    return Fraction(exact(plain))


def all_of(values: Iterable[Value]) -> Value:
    """Return the sum, None where one of the values is missing."""
    total = Fraction(0)
    for value in values:
        if value is None:
            return None
        total += value
    return total


def known(values: Iterable[Value]) -> list[Fraction]:
    """Return the values that are there."""
    return [value for value in values if value is not None]


def any_of(values: Iterable[Value]) -> Value:
    """Return the sum of what is there, None where something is asked for and nothing is there."""
    asked = list(values)
    found = known(asked)
    return None if asked and not found else sum(found, Fraction(0))


def how_many(values: Iterable[Value], test: Any) -> Value:
    """Return how many of the known values pass, None where values are asked for and none known."""
    asked = list(values)
    found = known(asked)
    return None if asked and not found else Fraction(sum(1 for value in found if test(value)))


def share(part: Value, whole: Value, times: int = PERCENT) -> Value:
    """Return `part` of `whole` times `times`, None where one is missing or `whole` is zero."""
    if part is None or not whole:
        return None
    return part * times / whole


def root(value: Fraction) -> Fraction:
    """Return the square root: exactly where it is a fraction, else to all digits kept."""
    above, below = math.isqrt(value.numerator), math.isqrt(value.denominator)
    if above * above == value.numerator and below * below == value.denominator:
        return Fraction(above, below)
    with localcontext() as context:
        context.prec = DIGITS + SPARE_DIGITS
        return Fraction((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())


def decimal(value: Value) -> Decimal | None:
    """Return a fraction as a decimal number of `DIGITS` digits."""
    if value is None:
        return None
    with localcontext() as context:
        context.prec = DIGITS
        return Decimal(value.numerator) / Decimal(value.denominator)
