"""Mean, spread and 差异系数 of a county, and what one school does to them, in exact decimals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from tasks.rounding import DIGITS

SETTLED = DIGITS - 10
"""Digits kept of a quotient, so that three thirds are one when a limit is compared."""


@dataclass(frozen=True)
class Spread:
    """How one indicator is spread: `cv` is None where the mean is zero."""

    mean: Decimal
    sd: Decimal
    cv: Decimal | None


def ratio(part: Decimal, whole: Decimal, times: Decimal | int = 1) -> Decimal:
    """Return `part` ÷ `whole` × `times`, settled."""
    with localcontext() as context:
        context.prec = DIGITS
        return settled(part * times / whole)


def settled(value: Decimal) -> Decimal:
    """Return `value` without its last digits."""
    with localcontext() as context:
        context.prec = SETTLED
        return +value


def spread(values: Sequence[Decimal], students: Sequence[Decimal]) -> Spread | None:
    """Return mean, deviation and coefficient, every school weighing its students.

    None where there are no students.
    """
    with localcontext() as context:
        context.prec = DIGITS
        everyone = sum(students, Decimal(0))
        if not everyone:
            return None
        pairs = list(zip(values, students, strict=True))
        mean = sum((value * weight for value, weight in pairs), Decimal(0)) / everyone
        squares = sum((weight * (value - mean) ** 2 for value, weight in pairs), Decimal(0))
        sd = (squares / everyone).sqrt()
        cv = settled(sd / mean) if mean else None
    return Spread(settled(mean), settled(sd), cv)


def without(
    values: Sequence[Decimal], students: Sequence[Decimal], left_out: int
) -> Decimal | None:
    """Return the coefficient of all schools but one."""
    rest = [at for at in range(len(values)) if at != left_out]
    found = spread([values[at] for at in rest], [students[at] for at in rest])
    return found.cv if found else None


def derivative(
    values: Sequence[Decimal], students: Sequence[Decimal], at: int, per_students: Decimal
) -> Decimal | None:
    """Return how fast the coefficient grows with the amount of one school.

    With x = X·f/P for a school of P students and amount X, mean m, deviation S, P_N students in
    all: dm/dX = f/P_N and dS/dX = f/P_N · (x − m)/S, because deviations weighted by students
    add up to nothing. So d(S/m)/dX = f/(P_N·m) · ((x − m)/S − S/m). None where all schools are
    equal, or the mean is zero: there the coefficient has no slope.
    """
    found = spread(values, students)
    if found is None or not found.sd or found.cv is None:
        return None
    with localcontext() as context:
        context.prec = DIGITS
        pace = per_students / (sum(students, Decimal(0)) * found.mean)
        return settled(pace * ((values[at] - found.mean) / found.sd - found.cv))


def share_of_spread(
    values: Sequence[Decimal], students: Sequence[Decimal], at: int
) -> Decimal | None:
    """Return which part of the squared deviation one school makes; all parts add up to one."""
    found = spread(values, students)
    if found is None or not found.sd:
        return None
    with localcontext() as context:
        context.prec = DIGITS
        weight = students[at] / sum(students, Decimal(0))
        return settled(weight * (values[at] - found.mean) ** 2 / found.sd**2)
