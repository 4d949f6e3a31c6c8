"""Whether the suites of an edition fit its layouts, code lists, standards and rules in code."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from string import Formatter
from typing import Any, Protocol

from tasks.errors import CatalogueError
from tasks.layouts import CodeList, Layout, Sheet
from tasks.model import Severity
from tasks.validation.batch import CONTEXT
from tasks.validation.book import (
    ARGUMENTS,
    NOT_NULL,
    PAIR,
    REFERENCES,
    WORDING,
    columns_of,
    table_of,
)
from tasks.validation.gate import Gate
from tasks.validation.questions import BLANK, FILLED
from tasks.validation.suites import TYPES

SUITE_KEYS = {"table", "row_name", "row_key", "fields", "expectations"}
ENTRY_KEYS = {
    "rule", "type", "check", "table", "column", "columns", "whole", "where", "with", "reads",
    "severity", "message", "message_if_marked", "found", "expected", "guidance", "clause", "unless",
    "gate", "reads_last_year", "reads_of_all", "screening", *ARGUMENTS,
}  # fmt: skip
READS = ("reads", "reads_last_year", "reads_of_all")
SCREENING_KEYS = {"reason", "source", "confirmed"}
NEEDED = ("rule", "severity", "message", "guidance")


class LocatedMapping(Protocol):
    """A mapping of a data file that can say where it stands."""

    def wrong(self, message: str) -> CatalogueError:
        """Return the error that names file and line."""


def verify_suites(
    suites: Mapping[str, Any],
    layouts: Mapping[str, Layout],
    codes: Mapping[str, CodeList],
    rule_names: Collection[str],
    look_up: Callable[[str, str], Any] | None = None,
) -> None:
    """Raise CatalogueError, with file and line, at the first thing in the suites that is wrong.

    `rule_names` are the rules in code. `look_up` gives what a reference (`standard` or
    `standard_rows`, and its path) points at, and raises CatalogueError if it is not there.
    """
    sheets = {name: sheet for layout in layouts.values() for name, sheet in layout.by_table.items()}
    seen: set[str] = set()
    for name, suite in suites.items():
        if name == WORDING:
            continue
        _verify_suite(suite, sheets)
        for entry in suite["expectations"]:
            _verify_entry(suite, entry, sheets, rule_names)
            _verify_references(entry, entry, codes, look_up)
            if entry["rule"] in seen:
                raise entry.wrong(f"rule {entry['rule']} stands twice")
            seen.add(entry["rule"])
    for entry in _entries(suites):
        _refuse_unknown(entry, entry.get("unless", ()), seen, "rule")


def _entries(suites: Mapping[str, Any]) -> Iterator[Any]:
    for name, suite in suites.items():
        if name != WORDING:
            yield from suite["expectations"]


def _verify_suite(suite: Any, sheets: Mapping[str, Sheet]) -> None:
    _refuse_unknown(suite, suite, SUITE_KEYS, "key")
    _refuse_unknown(suite, [suite.get("table", "")], sheets, "table")
    _refuse_unknown(suite, suite.get("row_key", ()), sheets[suite["table"]].columns, "column")
    known = sheets[suite["table"]].by_name
    _refuse_unknown(suite, suite.get("fields", {}), known, "field")
    for name in known:
        if name not in suite.get("fields", {}) and not known[name].computed:
            raise suite.wrong(f"field {name} has no guidance")


def _verify_entry(
    suite: Any, entry: Any, sheets: Mapping[str, Sheet], rule_names: Collection[str]
) -> None:
    _refuse_unknown(entry, entry, ENTRY_KEYS, "key")
    for name in NEEDED:
        if not entry.get(name):
            raise entry.wrong(f"{name} is missing")
    _refuse_unknown(entry, [entry["severity"]], [one.value for one in Severity], "severity")
    table = table_of(suite, entry)
    _refuse_unknown(entry, [table], sheets, "table")
    _verify_kind(entry, rule_names)
    _refuse_unknown(entry, _own_columns(entry), _columns(sheets[table]), "column")
    for other, columns in (pair for key in READS for pair in entry.get(key, {}).items()):
        _refuse_unknown(entry, [other], sheets, "table")
        _refuse_unknown(entry, columns, _columns(sheets[other]), "column")
    _refuse_unknown(entry, [entry["gate"]] if "gate" in entry else [], list(Gate), "gate")
    _verify_screening(entry)
    _verify_where(entry, sheets[table])
    _verify_with(entry, sheets, table)
    _verify_sentences(entry)


def _verify_kind(entry: Any, rule_names: Collection[str]) -> None:
    if ("type" in entry) == ("check" in entry):
        raise entry.wrong("either type or check is needed")
    if "type" in entry:
        _refuse_unknown(entry, [entry["type"]], TYPES, "type")
        if not columns_of(entry):
            raise entry.wrong("column is missing")
        if (entry["type"] == PAIR) != ("whole" in entry):
            raise entry.wrong("whole belongs to a pair of columns, and to nothing else")
    else:
        _refuse_unknown(entry, [entry["check"]], rule_names, "check")
    if "message_if_marked" in entry and entry.get("type") != NOT_NULL:
        raise entry.wrong("message_if_marked is for values that must not be blank")


def _verify_screening(entry: Any) -> None:
    """Refuse a limit of the project's own that does not say why it is where it is."""
    screening = entry.get("screening", {})
    _refuse_unknown(entry, screening, SCREENING_KEYS, "key of screening")
    if screening and not screening.get("reason"):
        raise entry.wrong("screening has no reason")


def _verify_where(entry: Any, sheet: Sheet) -> None:
    where = entry.get("where", {})
    _refuse_unknown(entry, where, (*_columns(sheet), *CONTEXT), "column")
    for wanted in where.values():
        if not isinstance(wanted, (str, list, dict)):
            raise entry.wrong(f"{wanted} is none of a code, a list, {BLANK}, {FILLED}")


def _verify_with(entry: Any, sheets: Mapping[str, Sheet], table: str) -> None:
    """Refuse a table or column that the arguments of a rule in code name and nobody has."""
    given = entry.get("with", {})
    for name in ("table", "other_table", "table_now"):
        _refuse_unknown(entry, [given[name]] if name in given else [], sheets, "table")
    own = _columns(sheets[given.get("table", table)])
    listed = {"column", "columns", "add", "subtract", "equals", "at_most", "last_year", "year",
              "at", "by", "column_then", "limits"}  # fmt: skip
    if "table_now" in given:
        listed.discard("column")
    for name in sorted(listed & set(given)):
        value = given[name]
        several = isinstance(value, (list, Mapping))
        _refuse_unknown(entry, value if several else [value], (*own, *CONTEXT), "column")
    if "other_table" in given:
        other = _columns(sheets[given["other_table"]])
        single = [given[name] for name in ("other_column", "into", "out_of") if name in given]
        _refuse_unknown(entry, [*given.get("other_columns", ()), *single], other, "column")


def _verify_sentences(entry: Any) -> None:
    for name in ("message", "message_if_marked", "found", "expected", "guidance"):
        try:
            list(Formatter().parse(str(entry.get(name, ""))))
        except ValueError as error:
            raise entry.wrong(f"{name}: {error}") from error


def _verify_references(
    entry: Any,
    value: Any,
    codes: Mapping[str, CodeList],
    look_up: Callable[[str, str], Any] | None,
) -> None:
    parts = value if isinstance(value, list) else []
    if isinstance(value, Mapping):
        parts = list(value.values())
        if len(value) == 1 and next(iter(value)) in REFERENCES:
            kind, path = next(iter(value.items()))
            _verify_reference(entry, kind, path, codes, look_up)
    for part in parts:
        _verify_references(entry, part, codes, look_up)


def _verify_reference(
    entry: Any,
    kind: str,
    path: str,
    codes: Mapping[str, CodeList],
    look_up: Callable[[str, str], Any] | None,
) -> None:
    if kind == "codes":
        _refuse_unknown(entry, [path], codes, "list of codes")
    elif look_up is not None:
        try:
            look_up(kind, path)
        except CatalogueError as error:
            raise entry.wrong(str(error)) from error


def _own_columns(entry: Any) -> tuple[str, ...]:
    return (*columns_of(entry), *([entry["whole"]] if "whole" in entry else []))


def _columns(sheet: Sheet) -> tuple[str, ...]:
    computed = tuple(field.name for field in sheet.fields if field.computed)
    return (*sheet.columns, *computed)


def _refuse_unknown(entry: Any, names: Any, known: Any, what: str) -> None:
    for name in names:
        if name not in known:
            raise entry.wrong(f"{what} {name} is not known")


__all__ = ["LocatedMapping", "verify_suites"]
