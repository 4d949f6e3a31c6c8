"""What a screen answers: how unusual a school's numbers are, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tasks.model import Source

SMALLEST_CHANCE = 1e-12
"""Smaller chances are not told apart: no model of ours is that good."""


@dataclass(frozen=True)
class Signal:
    """One test of one school by one screen, whether it stands out or not.

    `p_value` is the chance of numbers at least as unusual when nothing but chance and the
    habits of the other schools is at work. `numbers` fill the screen's sentence of evidence
    and never hold a value of a pupil; `sources` are the cells the numbers were read from.
    """

    school: str
    screen: str
    p_value: float
    numbers: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, order=True)
class Unscreened:
    """A school that a screen could not test; `reason` names a sentence of the wording."""

    school: str
    screen: str
    reason: str


@dataclass(frozen=True)
class Screened:
    """The answers of one or several screens."""

    signals: tuple[Signal, ...] = ()
    unscreened: tuple[Unscreened, ...] = ()


def signal(
    school: object,
    screen: str,
    p_value: float,
    numbers: Mapping[str, object],
    sources: Iterable[Source] = (),
) -> Signal:
    """Return the answer of a test, its chance kept within what can be told apart."""
    chance = min(1.0, max(float(p_value), SMALLEST_CHANCE))
    texts = {name: str(value) for name, value in numbers.items()}
    return Signal(str(school), screen, chance, texts, tuple(sources))


def together(parts: Iterable[Screened]) -> Screened:
    """Return all answers of several screens, in order."""
    found = list(parts)
    return Screened(
        tuple(each for part in found for each in part.signals),
        tuple(each for part in found for each in part.unscreened),
    )
