"""How far each county of the list is, and whether that is enough for a roll-up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tasks.model import Findings
from tasks.province.terms import Listed, Terms


class State(StrEnum):
    """How far a county is; each state has all that those before it have."""

    NO_ROSTER = "no_roster"
    RETURNS_MISSING = "returns_missing"
    RECEIVED = "received"
    EVALUATED = "evaluated"
    DRAFT = "draft"
    FINAL = "final"
    SEALED = "sealed"
    REFUSED = "refused"


RELEASED = (State.FINAL, State.SEALED)


@dataclass(frozen=True)
class Package:
    """The package of a county whose figures are used, after its hashes were checked.

    `findings` are what the package says. `name` is that of the zip, `content` the one hash of
    all its files, `path` where in it the facts lie; `approval` tells who released it and when,
    empty for a draft.
    """

    findings: Findings
    key: str
    name: str
    number: int
    content: str
    path: str
    regime_title: str
    approval: str = ""


@dataclass(frozen=True)
class Standing:
    """One county of the list and how far it is.

    `owing` is how many returns are missing or sent back, `newer` that what stands now is no
    longer what was released, `wrong` why its package is not used.
    """

    listed: Listed
    state: State
    owing: int = 0
    newer: bool = False
    wrong: str = ""
    package: Package | None = None

    @property
    def is_released(self) -> bool:
        """Tell whether the county has a final version whose figures may be used."""
        return self.state in RELEASED and self.package is not None


def released(standings: Iterable[Standing]) -> list[Standing]:
    """Return the counties that are evaluated this year and have a final version."""
    return [each for each in standings if each.listed.evaluated and each.is_released]


def missing(standings: Iterable[Standing]) -> list[Standing]:
    """Return the counties that are evaluated this year and have no final version."""
    return [each for each in standings if each.listed.evaluated and not each.is_released]


def is_due(terms: Terms, standings: Sequence[Standing], day: date) -> bool:
    """Tell whether so many counties have a final version that there is a roll-up."""
    return len(released(standings)) >= terms.needed(day)
