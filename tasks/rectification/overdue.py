"""What is past its deadline, with the step that is proposed to a person: nothing is decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tasks.rectification.problems import Problem


@dataclass(frozen=True)
class Proposal:
    """A problem past its deadline: by how many days, and what is proposed.

    `name` is one of `remind`, `supervise` and `talk`; `from_days` is from when on it is
    proposed.
    """

    problem: Problem
    days: int
    name: str
    from_days: int


def proposals(
    problems: Iterable[Problem], day: date, rules: Mapping[str, Any]
) -> tuple[Proposal, ...]:
    """Return what is proposed on `day`, the longest overdue first.

    A problem without a deadline is never overdue, and a closed one no more. `rules` is the
    file `overdue` of the conventions.
    """
    found = (_proposal(each, day, rules) for each in problems if not each.is_closed)
    late = [each for each in found if each is not None]
    return tuple(sorted(late, key=lambda each: -each.days))


def _proposal(problem: Problem, day: date, rules: Mapping[str, Any]) -> Proposal | None:
    if problem.deadline is None:
        return None
    days = (day - problem.deadline).days
    for each in sorted(rules["proposals"], key=lambda one: -one["from_days"]):
        if days >= each["from_days"]:
            return Proposal(problem, days, each["name"], each["from_days"])
    return None
