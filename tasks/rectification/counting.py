"""How many problems there are and where they stand, and how long they are overdue, as facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tasks.model import Fact
from tasks.rectification.overdue import Proposal
from tasks.rectification.problems import Problem, State

SCOPE, NAME, WHOLE = "county.rectification", "county.name", "all"
PARTIES = ("school", "both", "county")
COUNTED: Mapping[str, tuple[State, ...]] = {
    "found": tuple(State),
    "open": (State.OPEN, State.REOPENED),
    "in_progress": (State.IN_PROGRESS,),
    "closed_by_data": (State.CLOSED_BY_DATA,),
    "closed_by_decision": (State.CLOSED_BY_DECISION,),
}
CARRIED, DAYS = "carried_over", "days_overdue"


def count_facts(
    problems: Sequence[Problem], edition: str, words: Mapping[str, Mapping[str, str]]
) -> list[Fact]:
    """Return the counts of problems by who can solve them and by state, and of all together.

    Ids are `county.rectification.<party>.<count>`. `words` gives title, unit and formula by
    the name that an id ends with.
    """
    found = []
    for party in (*PARTIES, WHOLE):
        mine = [each for each in problems if party in (each.party, WHOLE)]
        inputs = tuple(dict.fromkeys(each.fact for each in mine if each.fact)) or (NAME,)
        counts = {
            name: sum(each.state in states for each in mine) for name, states in COUNTED.items()
        }
        counts[CARRIED] = sum(each.opened_in < edition for each in mine)
        found += [
            _fact(f"{SCOPE}.{party}.{name}", count, words[name], inputs)
            for name, count in counts.items()
        ]
    return found


def overdue_facts(
    proposed: Iterable[Proposal], day: date, words: Mapping[str, Mapping[str, str]]
) -> list[Fact]:
    """Return by how many days each problem is overdue on `day`."""
    return [
        _fact(
            f"{SCOPE}.{each.problem.id}.{DAYS}",
            each.days,
            {**words[DAYS], "formula": words[DAYS]["formula"].format(
                day=day, deadline=each.problem.deadline)},
            (each.problem.fact or NAME,),
        )
        for each in proposed
    ]  # fmt: skip


def _fact(name: str, count: int, words: Mapping[str, Any], inputs: tuple[str, ...]) -> Fact:
    return Fact(
        name, words["title"], Decimal(count), str(count), words["unit"], words["formula"], inputs,
        places=0,
    )  # fmt: skip
