"""Draws the schools to visit, so that anybody can draw them again from the published seed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tasks.screening.design import Chances, SampleSchool, chances
from tasks.screening.ranking import Rank

HEXADECIMAL = 16
RANDOM, RISK, COVERAGE = "random", "risk", "coverage"
CERTAIN, CERTAIN_BY_RISK = "certain", "certain_by_risk"
REASONS = (RANDOM, RISK, COVERAGE, CERTAIN, CERTAIN_BY_RISK)


@dataclass(frozen=True)
class Line:
    """One school in the list the draw goes down, with the stretch that is its own.

    The stretch goes from `start` to before `end`, is as long as the school's chance, and is
    made of the part by lot, by score and for coverage, in this order. `reason` is the part
    that a drawn number fell into, or why the chance is one; empty if not drawn.
    """

    school: SampleSchool
    chances: Chances
    start: Fraction
    end: Fraction
    number: Fraction | None
    reason: str

    @property
    def drawn(self) -> bool:
        """Tell whether the school is in the sample."""
        return self.number is not None


@dataclass(frozen=True)
class Sample:
    """The draw: its seed, the first number drawn, and every school of the county in order."""

    seed: str
    digest: str
    first: Fraction
    lines: tuple[Line, ...]

    @property
    def drawn(self) -> tuple[Line, ...]:
        """Return the schools to visit, in the order of the list."""
        return tuple(line for line in self.lines if line.drawn)


def seed_of(plan: Mapping[str, Any], date: str, county: str) -> str:
    """Return the text that is published before the draw, from its date and the county."""
    return str(plan["seed"]).format(date=date, county=county)


def first_number(seed: str, digits: int) -> Fraction:
    """Return the first number, 0 or more and below 1, from the SHA-256 of the seed."""
    digest = hashlib.sha256(seed.encode()).hexdigest()
    return Fraction(int(digest[:digits], HEXADECIMAL), HEXADECIMAL**digits)


def site_sample(
    schools: Sequence[SampleSchool], ranks: Sequence[Rank], plan: Mapping[str, Any], seed: str
) -> Sample:
    """Return the schools to visit.

    The chances of the schools are laid end to end; the first number is taken from the seed,
    each further one is one more. Every stretch as long as one therefore holds exactly one,
    which is what covers each kind, and each school is drawn with exactly its chance.
    """
    scores: dict[str, Decimal] = {rank.school: rank.score for rank in ranks}
    first = first_number(seed, plan["seed_digits"])
    lines, start = [], Fraction(0)
    for school, own in zip(schools, chances(schools, scores, plan), strict=True):
        end = start + own.total
        number = first + (start - first).__ceil__()
        drawn = number < end
        lines.append(
            Line(
                school=school,
                chances=own,
                start=start,
                end=end,
                number=number if drawn else None,
                reason=_reason(own, number - start) if drawn else "",
            )
        )
        start = end
    return Sample(seed, hashlib.sha256(seed.encode()).hexdigest(), first, tuple(lines))


def _reason(own: Chances, along: Fraction) -> str:
    """Return the part of a school's stretch that a number fell into."""
    if own.total == 1:
        return CERTAIN_BY_RISK if own.risk > own.coverage else CERTAIN
    if along < own.random:
        return RANDOM
    return RISK if along < own.random + own.risk else COVERAGE
