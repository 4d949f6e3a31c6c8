"""Great Expectations as the engine: suites built from data, run over many submissions at once."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from tasks.validation.book import NOT_NULL, NULL, PAIR, UNIQUE, Rule

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.expectations.expectation import Expectation

LABEL = "_label"
BLANK, FILLED = "blank", "filled"
QUIETED = "great_expectations"
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


def build_suite(name: str, rules: Sequence[Rule]) -> ExpectationSuite:
    """Return the Great Expectations suite of one table: an expectation a rule and column."""
    import great_expectations as gx

    expectations = [
        _expectation(rule, column, place)
        for place, rule in enumerate(rules)
        for column in _targets(rule)
    ]
    return gx.ExpectationSuite(name=name, expectations=expectations)


def run(
    rules: Sequence[Rule], tables: Mapping[str, pd.DataFrame]
) -> dict[str, list[tuple[str, list[int]]]]:
    """Return by rule, for each failing column, the labels of the rows that failed.

    All rows of a table are one batch, whoever sent them. Rows are asked for only where an
    expectation failed.
    """
    logging.getLogger(QUIETED).setLevel(logging.WARNING)
    found: dict[str, list[tuple[str, list[int]]]] = {}
    context = _context()
    for table in dict.fromkeys(rule.table for rule in rules):
        frame = tables.get(table)
        if frame is None or frame.empty:
            continue
        mine = [rule for rule in rules if rule.table == table]
        for rule, column, labels in _run_table(context, table, mine, frame):
            found.setdefault(rule.name, []).append((column, labels))
    return found


def _run_table(
    context: Any, table: str, rules: Sequence[Rule], frame: pd.DataFrame
) -> list[tuple[Rule, str, list[int]]]:
    asset = context.data_sources.add_or_update_pandas(table).add_dataframe_asset(table)
    batch = asset.add_batch_definition_whole_dataframe(table)
    failed = _failed(batch, build_suite(table, rules), frame, "BOOLEAN_ONLY")
    if not failed:
        return []
    again = [_expectation(rules[place], column, place) for place, column, _ in failed]
    rows = {"result_format": "COMPLETE", "unexpected_index_column_names": [LABEL]}
    found = _failed(batch, _suite_of(table, again), frame, rows)
    return [(rules[place], column, labels) for place, column, labels in found]


def _failed(
    batch: BatchDefinition, suite: ExpectationSuite, frame: pd.DataFrame, form: Any
) -> list[tuple[int, str, list[int]]]:
    """Return place, column and labels of what failed, in the order of the suite."""
    results = batch.get_batch({"dataframe": frame}).validate(suite, result_format=form)
    failed = []
    for result in results.results:
        meta = result.expectation_config.meta
        _raise_if_broken(result)
        if not result.success:
            listed = result.result.get("unexpected_index_list") or []
            labels = sorted(int(one[LABEL]) for one in listed)
            failed.append((int(meta["place"]), str(meta["column"]), labels))
    return sorted(failed)


def _raise_if_broken(result: Any) -> None:
    """Raise if an expectation could not be evaluated at all; that is never a failure of a row."""
    told = result.exception_info or {}
    details = [told] if "raised_exception" in told else list(told.values())
    for detail in details:
        if detail.get("raised_exception"):
            rule = result.expectation_config.meta["rule"]
            raise RuntimeError(f"{rule}: {detail.get('exception_message')}")


def _suite_of(name: str, expectations: Sequence[Expectation]) -> ExpectationSuite:
    import great_expectations as gx

    return gx.ExpectationSuite(name=name, expectations=list(expectations))


def _targets(rule: Rule) -> Collection[str]:
    return rule.columns[-1:] if rule.type == UNIQUE else rule.columns


def _expectation(rule: Rule, column: str, place: int) -> Expectation:
    import great_expectations.expectations as kinds

    kind = getattr(kinds, "".join(part.capitalize() for part in rule.type.split("_")))
    return kind(
        **_columns(rule, column),
        **rule.arguments,
        row_condition=_condition(rule.where),
        severity=rule.severity.value,
        meta={"rule": rule.name, "column": column, "place": place},
    )


def _columns(rule: Rule, column: str) -> dict[str, Any]:
    if rule.type == PAIR:
        skipped = "either_value_is_missing"
        pair = {"column_A": rule.whole, "column_B": column, "or_equal": True}
        return pair | {"ignore_row_if": skipped}
    if rule.type == UNIQUE:
        columns = ["_submission", *rule.columns]
        return {"column_list": columns, "ignore_row_if": "any_value_is_missing"}
    return {"column": column}


def _condition(where: Mapping[str, Any]) -> Any:
    """Return the row condition: columns that are filled, blank, one value or one of several."""
    from great_expectations.expectations.row_conditions import Column

    found = None
    for name, wanted in where.items():
        column = Column(name)
        if wanted == FILLED:
            one: Any = column.is_not_null()
        elif wanted == BLANK:
            one = column.is_null()
        else:
            one = column.is_in(wanted if isinstance(wanted, list) else [wanted])
        found = one if found is None else found & one
    return found


def _context() -> Any:
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    context.enable_analytics(False)
    return context
