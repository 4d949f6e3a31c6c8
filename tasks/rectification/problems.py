"""A problem of the register, and the only ways in which it can end.

Data end a problem, or a decision that says who, when and why. What is promised, planned or
reported as done ends nothing, and neither does what could not be checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tasks.model import Verdict

FINDINGS, OPINION = "findings", "opinion"
"""Where a problem is from: the evaluation of data, or the words of a reviewer."""


class State(StrEnum):
    """Where a problem stands. Only data and recorded decisions close one."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    CLOSED_BY_DATA = "closed_by_data"
    CLOSED_BY_DECISION = "closed_by_decision"
    REOPENED = "reopened"


class Handling(StrEnum):
    """What the bureau says of a problem. There is no `done`."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DECIDED = "decided"


CLOSED = (State.CLOSED_BY_DATA, State.CLOSED_BY_DECISION)

WRITTEN = (
    "measure", "owner", "person", "helping_units", "deadline", "progress", "evidence",
    "handling", "decided_on", "decided_by", "decision_reason", "appeal", "appeal_outcome",
)  # fmt: skip
"""The fields that are the bureau's: no evaluation changes what stands there."""

DECISION = ("handling", "decided_on", "decided_by", "decision_reason")


@dataclass(frozen=True)
class Problem:
    """One thing to be put right: what it is, what the bureau wrote of it, where it stands.

    `school` is empty for the county, `item` where reviewers named none. `party` says who can
    solve it: `school`, `county` or `both`. `opened_in` is the year it was found in. `verdict`
    is what the data now say, None where they say nothing of it; `fact` and `standard` are
    what that rests on, `data_state` both in words.
    """

    id: str
    source: str
    item: str = ""
    level: str = ""
    school: str = ""
    description: str = ""
    advice: str = ""
    party: str = ""
    measure: str = ""
    owner: str = ""
    person: str = ""
    helping_units: str = ""
    deadline: date | None = None
    progress: str = ""
    evidence: str = ""
    handling: Handling | None = None
    decided_on: date | None = None
    decided_by: str = ""
    decision_reason: str = ""
    appeal: str = ""
    appeal_outcome: str = ""
    state: State | None = None
    opened_in: str = ""
    history: str = ""
    verdict: Verdict | None = None
    fact: str = ""
    standard: str = ""
    data_state: str = ""

    @property
    def is_closed(self) -> bool:
        """Tell whether data or a decision have ended it."""
        return self.state in CLOSED

    @property
    def is_decided(self) -> bool:
        """Tell whether a decision to close it is recorded: by whom, when, and why."""
        is_recorded = self.decided_on and self.decided_by and self.decision_reason
        return self.handling is Handling.DECIDED and bool(is_recorded)
