"""The rules of one edition, read from the suites that people maintain."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tasks.layouts import CodeList
from tasks.model import Severity
from tasks.validation.gate import Gate, gate_of

WORDING = "wording"
"""Name of the file among the suites that holds sentences and no rules."""

ARGUMENTS = ("min_value", "max_value", "strict_min", "strict_max", "value_set", "regex")
REFERENCES = ("standard", "standard_rows", "codes")
NULL = "expect_column_values_to_be_null"
NOT_NULL = "expect_column_values_to_not_be_null"
PAIR = "expect_column_pair_values_a_to_be_greater_than_b"
UNIQUE = "expect_compound_columns_to_be_unique"


@dataclass(frozen=True)
class References:
    """How a suite reaches what stands elsewhere.

    `standard` gives an entry of the season's regime by its path, `rows` the lines of a table
    of a standard such as `fitness_2014/weights`.
    """

    standard: Callable[[str], Any]
    rows: Callable[[str], Sequence[Mapping[str, str]]]
    codes: Mapping[str, CodeList]

    def resolved(self, value: Any) -> Any:
        """Return `value` with every reference replaced by what it points at."""
        if isinstance(value, Mapping):
            if len(value) == 1 and next(iter(value)) in REFERENCES:
                return self._target(*next(iter(value.items())))
            return {name: self.resolved(part) for name, part in value.items()}
        if isinstance(value, list):
            return [self.resolved(part) for part in value]
        return value

    def _target(self, kind: str, path: str) -> Any:
        if kind == "standard":
            return self.standard(path)
        if kind == "standard_rows":
            return self.rows(path)
        return list(self.codes[path].codes)


@dataclass(frozen=True)
class Rule:
    """One rule: a Great Expectations type or the name of a check in code, and its sentences.

    `reads` gives by table the columns the rule rests on, `reads_last_year` those of the return
    of a year ago, `reads_of_all` those of every school of the county. A failure of a rule named
    in `unless` at the same cell stands for a failure of this one. `gate` says after which
    others the rule has its turn.
    """

    name: str
    table: str
    severity: Severity
    message: str
    guidance: str
    columns: tuple[str, ...]
    type: str = ""
    check: str = ""
    whole: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    arguments: Mapping[str, Any] = field(default_factory=dict)
    reads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reads_last_year: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reads_of_all: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    gate: Gate = Gate.CELL
    found: str = "{value}"
    expected: str = ""
    message_if_marked: str = ""
    clause: str = ""
    unless: tuple[str, ...] = ()


def rules_of(suites: Mapping[str, Any], references: References) -> tuple[Rule, ...]:
    """Return every rule of the suites, its references resolved, in the order of the files."""
    return tuple(
        _rule(suite, entry, references)
        for name, suite in suites.items()
        if name != WORDING
        for entry in suite["expectations"]
    )


def table_of(suite: Mapping[str, Any], entry: Mapping[str, Any]) -> str:
    """Return the table a rule speaks of: its own, else that of its suite."""
    return str(entry.get("table", suite.get("table", "")))


def columns_of(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the columns a rule speaks of."""
    return tuple(entry.get("columns", [entry["column"]] if "column" in entry else []))


def _rule(suite: Mapping[str, Any], entry: Mapping[str, Any], references: References) -> Rule:
    table, columns = table_of(suite, entry), columns_of(entry)
    given = {name: entry[name] for name in ARGUMENTS if name in entry} | entry.get("with", {})
    return Rule(
        name=entry["rule"],
        table=table,
        severity=Severity(entry["severity"]),
        message=entry["message"],
        guidance=entry["guidance"],
        columns=columns,
        type=entry.get("type", ""),
        check=entry.get("check", ""),
        whole=entry.get("whole", ""),
        where=references.resolved(entry.get("where", {})),
        arguments=references.resolved(given),
        reads=_reads(entry, table, columns),
        reads_last_year=_columns_by_table(entry, "reads_last_year"),
        reads_of_all=_columns_by_table(entry, "reads_of_all"),
        gate=gate_of(entry, table),
        found=entry.get("found", "{value}"),
        expected=entry.get("expected", ""),
        message_if_marked=entry.get("message_if_marked", ""),
        clause=str(references.resolved(entry.get("clause", ""))),
        unless=tuple(entry.get("unless", ())),
    )


def _reads(
    entry: Mapping[str, Any], table: str, columns: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    reads = _columns_by_table(entry, "reads")
    own = columns + ((entry["whole"],) if "whole" in entry else ())
    return reads | {table: tuple(dict.fromkeys(reads.get(table, ()) + own))}


def _columns_by_table(entry: Mapping[str, Any], key: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(columns) for name, columns in entry.get(key, {}).items()}
