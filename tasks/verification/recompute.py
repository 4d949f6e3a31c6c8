"""The county computed once more from rows whose every value is held against its cell first."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tasks.layouts import CodeList
from tasks.verification.evidence import Evidence, Presence
from tasks.verification.published import document_counts, public_counts
from tasks.verification.sheets import UnreadableError
from tasks.verification.values import addresses, is_same, number_in
from tasks.witness.engine import witness

PUPIL_KEYS = 3
SCHOOL, NAMED_SCHOOL = "school_code", "named_school"
"""The code of whoever filed a row, and the school that a row of the bureau itself names."""

SUBMISSION, ROW = "_submission", "_row"
STUDENTS, DOCUMENTS = "students", "evidence"
"""Tables that are counted beside what the second engine computes."""

DIGITS = re.compile(r"\d+(?:\.\d+)?")
Place = tuple[str, str, str]
"""A cell: submission, sheet and address."""


@dataclass(frozen=True)
class RowCheck:
    """Rows as the files now say them, and the cells in which they differ from `recompute.json`.

    `moved` are cells of files that changed, `untrue` cells of unchanged files that the rows
    do not repeat; each with what the rows say and what the cell says. `unread` counts the
    values whose file is not there or could not be read.
    """

    tables: Mapping[str, list[dict[str, Any]]]
    moved: Mapping[Place, tuple[object, object]] = field(default_factory=dict)
    untrue: Mapping[Place, tuple[object, object]] = field(default_factory=dict)
    held: int = 0
    unread: int = 0


class Recomputation:
    """What `recompute.json` of a package gives: rows with their cells, roster, rules, codes."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Take the parsed file."""
        self._data = data
        self.codes = {name: CodeList(name, rows) for name, rows in data["codes"].items()}
        self.roster: list[dict[str, Any]] = data["roster"]
        self.county_name = str(data["county_name"])
        self.regimes: Mapping[str, Any] = data["regimes"]

    def rules(self, regime: str) -> Mapping[str, Any]:
        """Return the rules of one regime, dates being dates."""
        found: Mapping[str, Any] = _dated(self.regimes[regime]["standards"])
        return found

    def check_rows(self, evidence: Evidence) -> RowCheck:
        """Hold every value of every row against its cell; what differs is taken from the cell."""
        moved: dict[Place, tuple[object, object]] = {}
        untrue: dict[Place, tuple[object, object]] = {}
        tables, held, unread = {}, 0, 0
        for name, table in self._data["tables"].items():
            rows = [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
            tables[name] = rows
            for row in rows:
                for column, place, presence, raw in self._cells(name, row, evidence):
                    if presence is Presence.ABSENT:
                        unread += 1
                        continue
                    held += 1
                    if not is_same(raw, row[column], self._codes_of(name, column)):
                        into = untrue if presence is Presence.THERE else moved
                        into[place] = (row[column], raw)
                        row[column] = self._read(name, column, row[column], raw)
        return RowCheck(tables, moved, untrue, held, unread)

    def _cells(
        self, table: str, row: Mapping[str, Any], evidence: Evidence
    ) -> Iterator[tuple[str, Place, Presence, object]]:
        """Yield each column of a row that stood in a cell: the cell, and what is there now."""
        submission = row[SUBMISSION]
        origin = self._data["origins"].get(submission, {}).get(table)
        for column in origin["cells"] if origin else ():
            name = NAMED_SCHOOL if column == SCHOOL and NAMED_SCHOOL in row else column
            if name not in row:
                continue
            number = row.get(ROW)
            key = f"{column}:{'' if number is None else number}"
            other = origin["elsewhere"].get(key)
            address = other["cell"] if other else origin["cells"][column]
            if not other and number is not None and not address[-1].isdigit():
                address = f"{address}{number}"
            sheet = other["sheet"] if other else origin["sheet"]
            owner = other["submission"] if other else submission
            sha256 = other["sha256"] if other else origin["sha256"]
            yield name, (owner, sheet, address), *_at(evidence, owner, sha256, sheet, address)

    def _codes_of(self, table: str, column: str) -> CodeList | None:
        return self.codes.get(self._data["coded"].get(table, {}).get(column, ""))

    def _read(self, table: str, column: str, staged: object, raw: object) -> object:
        codes = self._codes_of(table, column)
        if codes is not None:
            return codes.readings.get(str(raw))
        number = number_in(raw)
        if number is None:
            return None if isinstance(staged, (int, float)) else raw
        return int(number) if isinstance(staged, int) and number == int(number) else float(number)

    def values(self, regime: str, rows: RowCheck) -> dict[str, Decimal | None]:
        """Return every number that the second engine computes under one regime."""
        data = self._data
        pupils: Any = {tuple(line[:PUPIL_KEYS]): line[PUPIL_KEYS] for line in data["pupils"]}
        expected = [(school, form) for school, form, _ in data["expected"]]
        usable = [(school, form) for school, form, is_usable in data["expected"] if is_usable]
        return witness(
            rows.tables, self.roster, usable, self.rules(regime), self.codes,
            datetime.date.fromisoformat(data["snapshot"]), expected=expected,
            pupils=pupils,
        )  # fmt: skip

    def published(self, rows: RowCheck, points: Sequence[Mapping[str, Any]]) -> dict[str, Decimal]:
        """Return what may be counted for everybody, and how many `points` have documents."""
        tables, schools = rows.tables, [str(row["school_code"]) for row in self.roster]
        counts = {
            **public_counts(tables.get(STUDENTS, ()), self._data["pupils"], self.codes),
            **document_counts(tables.get(DOCUMENTS, ()), points, schools),
        }
        return {name: Decimal(count) for name, count in counts.items()}


def _at(
    evidence: Evidence, submission: str, sha256: str, sheet: str, address: str
) -> tuple[Presence, object]:
    found = evidence.find(submission, sha256)
    if found.presence is Presence.ABSENT:
        return Presence.ABSENT, None
    try:
        cells = evidence.cells(found.path, sheet or "")
    except UnreadableError:
        return Presence.ABSENT, None
    wanted = list(addresses(address))
    return found.presence, cells.get(wanted[0]) if len(wanted) == 1 else None


def numbers_in(rules: Any) -> set[Decimal]:
    """Return every number that a tree of rules holds; a share such as 0.85 is 85 percent, too."""
    if isinstance(rules, Mapping):
        return {found for each in rules.values() for found in numbers_in(each)}
    if isinstance(rules, (list, tuple)):
        return {found for each in rules for found in numbers_in(each)}
    if isinstance(rules, bool) or not isinstance(rules, (int, float, str)):
        return set()
    found = {Decimal(each) for each in DIGITS.findall(str(rules))}
    return found | {each * 100 for each in found if isinstance(rules, float)}


def _dated(tree: Any) -> Any:
    """Return a tree of JSON in which `{"date": …}` is that day."""
    if isinstance(tree, dict):
        if set(tree) == {"$date"}:
            return datetime.date.fromisoformat(tree["$date"])
        return {name: _dated(each) for name, each in tree.items()}
    return [_dated(each) for each in tree] if isinstance(tree, list) else tree
