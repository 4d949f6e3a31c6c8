"""The register of a year: all problems, those of last year with them, each in its state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tasks.rectification.problems import OPINION, WRITTEN, Problem
from tasks.rectification.raising import Ground, Opinion, from_opinions, missed, with_data
from tasks.rectification.states import Known, settled

Place = tuple[int, int, int, bool, str]
"""Where a problem stands in the list: item, level, school, whether reviewers named it, number."""


@dataclass(frozen=True)
class Given:
    """What people handed in this year: rows of the register and opinions, the oldest first."""

    rows: Sequence[Problem] = ()
    opinions: Sequence[Opinion] = ()


def register(
    ground: Ground, given: Given, last_year: Iterable[Problem] = ()
) -> tuple[Problem, ...]:
    """Return every problem of a year in the order of items, levels and schools.

    Of several rows of one problem the latest counts. A problem of last year that was open is
    carried over; one that was closed is back only where the data or reviewers say so.
    """
    rows = {each.id: each for each in given.rows}
    last = {each.id: each for each in last_year}
    anew = {each.id: each for each in from_opinions(ground, given.opinions)}
    raised = {each.id: each for each in missed(ground)} | anew
    carried = {number: each for number, each in last.items() if not each.is_closed}
    everything = {**carried, **rows, **raised}
    found = [
        settled(
            Known(
                with_data(ground, each), rows.get(number), last.get(number),
                is_raised_anew=number in anew,
            ),
            ground.findings.edition,
            ground.words["history"],
        )
        for number, each in everything.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=_order(ground)))


def carried_over(problems: Iterable[Problem], edition: str) -> list[Problem]:
    """Return the problems that were found in an earlier year than `edition`."""
    return [each for each in problems if each.opened_in < edition]


def register_rows(
    problems: Iterable[Problem], schools: Mapping[str, str], county_name: str
) -> list[dict[str, object]]:
    """Return the rows of the bureau's form 问题整改台账: what is closed stands there, too."""
    return [_row(each, schools, county_name) for each in problems]


def _row(problem: Problem, schools: Mapping[str, str], county_name: str) -> dict[str, object]:
    name = schools.get(problem.school, problem.school) if problem.school else county_name
    own = (
        "source", "item", "level", "description", "data_state", "advice", "history", *WRITTEN,
    )  # fmt: skip
    found: dict[str, object] = {field: getattr(problem, field) or None for field in own}
    opened = int(problem.opened_in) if problem.opened_in else None
    return found | {
        "problem_id": problem.id,
        "school_code": problem.school or None,
        "school_name": name,
        "handling": str(problem.handling) if problem.handling else None,
        "state": str(problem.state),
        "opened_in": opened,
    }


def _order(ground: Ground) -> Callable[[Problem], Place]:
    items = list(ground.standards["responsibility"]["items"])
    levels, schools = list(ground.codes["levels"].codes), list(ground.schools)

    def place(problem: Problem) -> Place:
        return (
            _at(items, problem.item) if problem.item else len(items) + 1,
            _at(levels, problem.level) if problem.level else -1,
            _at(schools, problem.school) if problem.school else -1,
            problem.source == OPINION,
            problem.id,
        )

    return place


def _at(known: Sequence[str], name: str) -> int:
    return known.index(name) if name in known else len(known)
