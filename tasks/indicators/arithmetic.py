"""Exact decimal arithmetic: quotients and roots to more digits than any form prints."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, localcontext

from tasks.rounding import DIGITS, exact

PERCENT = 100
SETTLED_DIGITS = DIGITS - 10
"""Digits kept of a result, so that three thirds are one when a limit is compared."""


def settled(value: Decimal, digits: int = SETTLED_DIGITS) -> Decimal:
    """Return `value` without the last digits that repeated division leaves behind."""
    with localcontext() as context:
        context.prec = digits
        return +value


def quotient(part: Decimal, whole: Decimal, times: Decimal | int = 1) -> Decimal | None:
    """Return `part` ÷ `whole` × `times`, None where `whole` is zero."""
    if not whole:
        return None
    with localcontext() as context:
        context.prec = DIGITS
        return settled(part * times / whole)


def percent(part: Decimal, whole: Decimal) -> Decimal | None:
    """Return what percentage of `whole` is `part`, None where `whole` is zero."""
    return quotient(part, whole, PERCENT)


def total(values: Iterable[Decimal]) -> Decimal:
    """Return the sum, exactly."""
    with localcontext() as context:
        context.prec = DIGITS
        return sum(values, Decimal(0))


def added(*values: Decimal) -> Decimal:
    """Return the sum of the arguments, exactly."""
    return total(values)


def same(value: Decimal) -> Decimal:
    """Return `value`: for a number that another one simply is."""
    return value


def product(first: Decimal, second: Decimal) -> Decimal:
    """Return the product."""
    with localcontext() as context:
        context.prec = DIGITS
        return settled(first * second)


def root(value: Decimal) -> Decimal:
    """Return the square root."""
    with localcontext() as context:
        context.prec = DIGITS
        return value.sqrt()


def decimals(values: Iterable[Decimal | int | float]) -> list[Decimal]:
    """Return each number as the decimal a person typed."""
    return [exact(value.item() if hasattr(value, "item") else value) for value in values]


__all__ = [
    "PERCENT",
    "added",
    "decimals",
    "percent",
    "product",
    "quotient",
    "root",
    "same",
    "settled",
    "total",
]
