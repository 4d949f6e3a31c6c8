"""What is known of a county on one day: where its returns stand, and what was released."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

MISSING, UNCHECKED, RETURNED, QUERIED, ACCEPTED = (
    "missing", "unchecked", "returned", "queried", "accepted",
)  # fmt: skip
FINAL, SEALED, REFUSED = "final", "sealed", "refused"


@dataclass(frozen=True)
class Return:
    """One form of one school, or of the bureau, on one day.

    `is_asked` tells that it must come, and did not come of free will. `state` is that of the
    latest attempt, `submission` its key and `arrived` when it came, in China. `usable` tells
    whether any attempt stands, be it an earlier one. `unexplained`, `undecided` and `sent_back`
    count the queries of the latest attempt that wait for the school, wait for the county, and
    whose explanation the county sent back; `sent_back_mark` names the last ones, `decided` is
    the day of the county's latest decisions.
    """

    school: str
    form: str
    title: str
    due: date
    is_asked: bool = True
    state: str = MISSING
    submission: str = ""
    attempt: int = 0
    arrived: datetime | None = None
    usable: bool = False
    unexplained: int = 0
    undecided: int = 0
    sent_back: int = 0
    sent_back_mark: str = ""
    decided: date | None = None

    @property
    def is_owed(self) -> bool:
        """Tell whether the school still has to hand the form in."""
        return not self.usable and self.state in (MISSING, RETURNED)


@dataclass(frozen=True)
class Release:
    """A version of the dossiers that was released as final, sealed, or sent back instead."""

    kind: str
    subject: str
    day: date


Told = tuple[str, str, date]
"""Kind, subject and day, in China, of an event of the chain."""


def releases(events: Iterable[Told]) -> tuple[Release, ...]:
    """Return the last release of each kind, in the order of time.

    What was sent back is told only while nothing was released after it.
    """
    found: dict[str, Release] = {}
    for kind, subject, day in events:
        released = _released(kind, subject)
        if released:
            found.pop(released, None)
            found[released] = Release(released, subject, day)
        if released == FINAL:
            found.pop(REFUSED, None)
    return tuple(found.values())


def _released(kind: str, subject: str) -> str:
    if kind == "generated":
        return FINAL if subject.endswith(f"/{FINAL}") else ""
    return {"sealed": SEALED, "returned": REFUSED}.get(kind, "")
