"""What did not pass a gate, and what therefore has to wait."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tasks.model import Severity
from tasks.validation.batch import Batch, computed_from
from tasks.validation.book import Rule
from tasks.validation.failure import Failure
from tasks.validation.gate import GATES, Gate
from tasks.validation.outcomes import WHOLE_SHEET, Obstacles

Place = tuple[str, str]
"""Submission and table."""

GATES_OF_MANY_ROWS = (Gate.CROSS_FORM, Gate.CROSS_YEAR)


class Stops:
    """The cells and sheets that did not pass, each with the first gate that stopped it.

    A failure waits if a cell its rule rests on was stopped at an earlier gate: of its own row,
    of any row where the rule adds up rows of a list, of any row of another table.
    """

    def __init__(self, obstacles: Obstacles) -> None:
        self._obstacles = obstacles
        self._rows: dict[tuple[str, str, int | None], dict[str, Gate]] = {}
        self._tables: dict[Place, dict[str, Gate]] = {}
        for submission, table, row, column in obstacles.refusals.cells:
            self._stop((submission, table), row, column, Gate.FILE)

    @property
    def _batch(self) -> Batch:
        return self._obstacles.batch

    def add(self, failure: Failure) -> None:
        """Stop what a failure names; a sheet that is not as it must be is stopped whole."""
        gate = failure.rule.gate
        column = WHOLE_SHEET if gate is Gate.STRUCTURE else failure.column
        self._stop((failure.submission, failure.table), failure.row, column, gate)

    def _stop(self, place: Place, row: int | None, column: str, gate: Gate) -> None:
        sheet = self._batch.sheet(place[1])
        for name in (column, *computed_from(sheet, column)):
            for known in (
                self._rows.setdefault((*place, row), {}),
                self._tables.setdefault(place, {}),
            ):
                known.setdefault(name, gate)

    def hold(self, failure: Failure) -> bool:
        """Tell whether a failure has to wait for something that was stopped before its gate."""
        rule = failure.rule
        for place, columns, is_own in self._rests_on(rule, failure.submission):
            known = self._tables.get(place, {})
            if is_own and not self._adds_up_rows(rule) and not self._is_stopped_whole(known, rule):
                known = self._rows.get((*place, failure.row), {})
            if self._first(known, columns, rule) is not None:
                return True
        return False

    def before(self, rule: Rule, submission: str) -> tuple[str, Gate] | None:
        """Return table and gate of the first thing that keeps a rule from being run whole."""
        found = [
            (gate, place[1])
            for place, columns, _ in self._rests_on(rule, submission)
            if (gate := self._first(self._tables.get(place, {}), columns, rule)) is not None
        ]
        first = min(found, key=lambda each: each[0].number, default=None)
        return None if first is None else (first[1], first[0])

    def _rests_on(
        self, rule: Rule, submission: str
    ) -> Iterable[tuple[Place, tuple[str, ...], bool]]:
        """Yield submission and table a rule reads, its columns, and whether it is its own.

        A sum over all schools rests on each of them; who looks for twins in the own table of
        the others has not to wait for them.
        """
        for table, columns in rule.reads.items():
            source = self._obstacles.source(submission, table)
            if source is not None:
                yield (source, table), columns, table == rule.table
        for table, columns in rule.reads_of_all.items():
            for source in self._batch.handed_in(table).values() if table != rule.table else ():
                yield (source, table), columns, False

    def _adds_up_rows(self, rule: Rule) -> bool:
        is_list = self._batch.sheet(rule.table).kind == "list"
        return is_list and rule.gate in GATES_OF_MANY_ROWS

    def _is_stopped_whole(self, known: dict[str, Gate], rule: Rule) -> bool:
        """Tell whether a whole sheet was stopped before the gate of a rule."""
        return self._first(known, (), rule) is not None

    def _first(self, known: dict[str, Gate], columns: Sequence[str], rule: Rule) -> Gate | None:
        gates = [known[name] for name in (*columns, WHOLE_SHEET) if name in known]
        earlier = [gate for gate in gates if gate.number < rule.gate.number]
        return min(earlier, key=lambda gate: gate.number, default=None)


def sifted(failures: Sequence[Failure], stops: Stops) -> list[Failure]:
    """Return the failures whose gate was reached, and let `stops` know the critical ones."""
    at: dict[Gate, list[Failure]] = {}
    for failure in failures:
        at.setdefault(failure.rule.gate, []).append(failure)
    told = []
    for gate in GATES:
        reached = [failure for failure in at.get(gate, ()) if not stops.hold(failure)]
        told += reached
        for failure in reached:
            if failure.rule.severity is Severity.CRITICAL:
                stops.add(failure)
    return told
