"""Great Expectations as the engine: suites built from data, run over many submissions at once."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from tasks.validation.book import NOT_NULL, NULL, PAIR, UNIQUE, Rule

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.expectations.expectation import Expectation

LABEL = "_label"
COLUMN, VALUE, WHOLE = "_column", "_value", "_whole"
BLANK, FILLED = "blank", "filled"
QUIETED = ("great_expectations", "great_expectations.data_context.types.base")
"""Loggers that speak of every function they register and every folder they make."""
TYPES = (
    NOT_NULL,
    NULL,
    PAIR,
    UNIQUE,
    "expect_column_values_to_be_between",
    "expect_column_values_to_be_in_set",
    "expect_column_values_to_match_regex",
)
"""The types a suite may name: those that say which row failed."""


@dataclass(frozen=True)
class Group:
    """Rules that look at the same rows and columns of a table, and so share a suite.

    In `frame` one row is one cell of a column the rules speak of: `_label` is the number of
    the row in the table, `_column` the column, `_value` what stands there and `_whole` the
    value it may not exceed. Rules on unique values keep the columns of the table.
    """

    name: str
    rules: tuple[Rule, ...]
    frame: pd.DataFrame


def groups_of(rules: Sequence[Rule], tables: Mapping[str, pd.DataFrame]) -> list[Group]:
    """Return the rules in groups; those whose table has no row that fits `where` are left out."""
    sorted_by: dict[tuple[str, str, tuple[str, ...], str, bool], list[Rule]] = {}
    for rule in rules:
        key = (rule.table, str(rule.where), rule.columns, rule.whole, rule.type == UNIQUE)
        sorted_by.setdefault(key, []).append(rule)
    groups = []
    for same in sorted_by.values():
        first = same[0]
        frame = tables.get(first.table)
        fitting = None if frame is None else frame[_fits(frame, first.where)]
        if fitting is not None and len(fitting):
            cells = fitting if first.type == UNIQUE else _cells(fitting, first)
            groups.append(Group(f"{first.table}: {first.name}", tuple(same), cells))
    return groups


def build_suite(name: str, rules: Sequence[Rule]) -> ExpectationSuite:
    """Return the Great Expectations suite of some rules of one group."""
    import great_expectations as gx

    return gx.ExpectationSuite(name=name, expectations=[_expectation(rule) for rule in rules])


def run(
    rules: Sequence[Rule], tables: Mapping[str, pd.DataFrame]
) -> dict[str, dict[str, list[int]]]:
    """Return by rule, for each failing column, the labels of the rows that failed.

    All rows of a table are one batch, whoever sent them. Rows are asked for only where an
    expectation failed.
    """
    batch = _batch_definition()
    found: dict[str, dict[str, list[int]]] = {}
    for group in groups_of(rules, tables):
        for rule, rows in _run_group(batch, group):
            columns = found.setdefault(rule.name, {})
            for row in rows:
                column = row.get(COLUMN, rule.columns[-1])
                columns.setdefault(column, []).append(int(row[LABEL]))
    return found


def _run_group(
    batch: BatchDefinition, group: Group
) -> list[tuple[Rule, Sequence[Mapping[str, Any]]]]:
    failed = [rule for rule, _ in _failed(batch, group, group.rules, "BOOLEAN_ONLY")]
    if not failed:
        return []
    names = [name for name in (LABEL, COLUMN) if name in group.frame]
    rows = {"result_format": "COMPLETE", "unexpected_index_column_names": names}
    return _failed(batch, group, failed, rows)


def _failed(
    batch: BatchDefinition, group: Group, rules: Sequence[Rule], form: Any
) -> list[tuple[Rule, Sequence[Mapping[str, Any]]]]:
    """Return the rules that failed, with the rows if `form` asks for them."""
    suite = build_suite(group.name, rules)
    results = batch.get_batch({"dataframe": group.frame}).validate(suite, result_format=form)
    by_name = {rule.name: rule for rule in rules}
    failed = []
    for result in results.results:
        _raise_if_broken(result)
        if not result.success:
            rule = by_name[_rule_name(result)]
            failed.append((rule, result.result.get("unexpected_index_list") or []))
    return failed


def _raise_if_broken(result: Any) -> None:
    """Raise if an expectation could not be evaluated at all; that is never a failure of a row."""
    told = result.exception_info or {}
    details = [told] if "raised_exception" in told else list(told.values())
    for detail in details:
        if detail.get("raised_exception"):
            raise RuntimeError(f"{_rule_name(result)}: {detail.get('exception_message')}")


def _rule_name(result: Any) -> str:
    return str(result.expectation_config.meta["rule"])


def _expectation(rule: Rule) -> Expectation:
    import great_expectations.expectations as kinds

    kind = getattr(kinds, "".join(part.capitalize() for part in rule.type.split("_")))
    return kind(
        **_columns(rule),
        **rule.arguments,
        severity=rule.severity.value,
        meta={"rule": rule.name, "columns": list(rule.columns), "where": dict(rule.where)},
    )


def _columns(rule: Rule) -> dict[str, Any]:
    if rule.type == PAIR:
        pair = {"column_A": WHOLE, "column_B": VALUE, "or_equal": True}
        return pair | {"ignore_row_if": "either_value_is_missing"}
    if rule.type == UNIQUE:
        columns = ["_submission", *rule.columns]
        return {"column_list": columns, "ignore_row_if": "any_value_is_missing"}
    return {"column": VALUE}


def _cells(frame: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """Return the cells of the columns a rule speaks of, one below the other."""
    parts = []
    for column in rule.columns:
        cells = {LABEL: frame[LABEL], COLUMN: column, VALUE: frame[column]}
        if rule.whole:
            cells[WHOLE] = frame[rule.whole]
        parts.append(pd.DataFrame(cells))
    cells = pd.concat(parts, ignore_index=True)
    mixed = cells[VALUE].dtype == object
    return cells.assign(**{VALUE: cells[VALUE].astype("string")}) if mixed else cells


def _fits(frame: pd.DataFrame, where: Mapping[str, Any]) -> pd.Series:
    """Return which rows fit: columns that are filled, blank, one value or one of several."""
    fits = pd.Series(True, index=frame.index)
    for name, wanted in where.items():
        if wanted in (FILLED, BLANK):
            fits &= frame[name].notna() if wanted == FILLED else frame[name].isna()
        else:
            fits &= frame[name].isin(wanted if isinstance(wanted, list) else [wanted])
    return fits


def _batch_definition() -> BatchDefinition:
    """Return a definition whose batch is whatever frame it is given."""
    _quiet()
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    _quiet()  # one of its modules sets its own level when it is imported
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    context.enable_analytics(False)
    asset = context.data_sources.add_pandas("staged").add_dataframe_asset("cells")
    return asset.add_batch_definition_whole_dataframe("all")


def _quiet() -> None:
    for name in QUIETED:
        logging.getLogger(name).setLevel(logging.WARNING)
