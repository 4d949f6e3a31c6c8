"""Balance between schools: weighted mean, standard deviation, coefficient of variation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from tasks.indicators.arithmetic import SETTLED_DIGITS, decimals, quotient, root, settled, total
from tasks.rounding import DIGITS

Number = Decimal | int | float

DIGITS_OF_MEAN = SETTLED_DIGITS - 10
"""Digits kept of a mean: fewer than of the values it is made of, whose own last digits are cut."""


@dataclass(frozen=True)
class Balance:
    """How evenly one indicator is spread over the schools of one level.

    `cv` is None where the mean is zero: nobody has any of it.
    """

    mean: Decimal
    sd: Decimal
    cv: Decimal | None


def balance_of(values: Iterable[Number], students: Iterable[Number]) -> Balance | None:
    """Return mean, standard deviation and 差异系数 of `values`, one a school.

    Each school weighs as many students as it has, in the mean and in the spread alike; there
    is no n − 1. Returns None where there are no students. Raises `ValueError` where the two
    are not equally long.
    """
    value, weight = decimals(values), decimals(students)
    if len(value) != len(weight):
        raise ValueError("there must be one number of students for each value")
    everyone = total(weight)
    if not everyone:
        return None
    with localcontext() as context:
        context.prec = DIGITS
        pairs = list(zip(value, weight, strict=True))
        mean = sum((each * share for each, share in pairs), Decimal(0)) / everyone
        squares = sum((share * (each - mean) ** 2 for each, share in pairs), Decimal(0))
        sd = root(squares / everyone)
    mean, sd = settled(mean, DIGITS_OF_MEAN), settled(sd, DIGITS_OF_MEAN)
    return Balance(mean, sd, quotient(sd, mean))


def differential_coefficient(
    values: Iterable[Number], students: Iterable[Number]
) -> Decimal | None:
    """Return the weighted coefficient of variation of `values` (差异系数).

    Zero means every school is equally provided. Returns None where the mean is zero or
    there are no students.
    """
    found = balance_of(values, students)
    return found.cv if found else None


def composite(coefficients: Sequence[Decimal]) -> Decimal | None:
    """Return the arithmetic mean of the coefficients of variation (综合差异系数)."""
    return quotient(total(coefficients), Decimal(len(coefficients)))
