"""What earlier years make us ask: a value with its sentence and its cells, never an accusation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tasks.model import Source

COUNTY = "county"
"""Stands where a school's code stands, when the whole county is meant."""


@dataclass(frozen=True, order=True)
class Query:
    """One thing about earlier years that somebody should look at.

    `subject` is a school code or `COUNTY`; `level` may be empty; `facts` are the ids of the
    facts it speaks of and `sources` the cells; `message` is what people read.
    """

    subject: str
    level: str
    rule: str
    message: str
    facts: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()

    def __str__(self) -> str:
        return self.message


def without_twins(queries: Iterable[Query]) -> tuple[Query, ...]:
    """Return each query once, in the order given."""
    return tuple(dict.fromkeys(queries))
