"""Schools that come or go in the numbers while no row of 学校沿革 says so."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tasks.history.pupils import History
from tasks.history.queries import Query
from tasks.history.rules import Rules
from tasks.history.successions import Lineage
from tasks.model import Source


def unexplained(
    history: History, lineage: Lineage, roster: Collection[str], rules: Rules
) -> tuple[Query, ...]:
    """Return a query for each school that appeared or vanished without a word."""
    if not history.years:
        return ()
    return (
        *_appeared(history, lineage, roster, rules),
        *_vanished(history, lineage, roster, rules),
    )


def _appeared(
    history: History, lineage: Lineage, roster: Collection[str], rules: Rules
) -> Iterator[Query]:
    start = min(history.years)
    for code, first in sorted(history.first_seen.items()):
        before = max((year for year in history.years if year < first), default=start)
        is_new = code in roster and first > start
        if (
            is_new
            and code in lineage.predecessors(code, before)
            and not lineage.doubt(code, before)
        ):
            message = rules.say(
                "successions.appeared", school=history.names.get(code, code), year=first
            )
            yield Query(code, "", "succession-appeared", message, (), _cells(history, first, code))


def _vanished(
    history: History, lineage: Lineage, roster: Collection[str], rules: Rules
) -> Iterator[Query]:
    doubtful = {code for step in lineage.steps for code in step.doubts} | set(lineage.never_sure)
    for code, last in sorted(history.last_seen.items()):
        is_gone = code not in roster and code not in doubtful
        if is_gone and code in lineage.successors(code, last):
            message = rules.say(
                "successions.vanished", school=history.names.get(code, code), year=last
            )
            yield Query(code, "", "succession-vanished", message, (), _cells(history, last, code))


def _cells(history: History, year: int, code: str) -> tuple[Source, ...]:
    return tuple(
        source
        for count in history.counts.values()
        if (count.year, count.school) == (year, code)
        for source in count.sources
    )
