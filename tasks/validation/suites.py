"""Great Expectations as the engine: suites built from data, run over many submissions at once."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from tasks.model import Severity
from tasks.validation.book import NOT_NULL, NULL, PAIR, UNIQUE, Rule
from tasks.validation.questions import Question, questions_of

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.datasource.fluent.interfaces import Batch
    from great_expectations.expectations.expectation import Expectation

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


def run(
    rules: Sequence[Rule], tables: Mapping[str, pd.DataFrame]
) -> dict[str, dict[str, list[int]]]:
    """Return by rule, for each failing column, the labels of the rows that failed.

    All rows of a table are looked at together, whoever sent them.
    """
    batches = _batch_definition()
    found: dict[str, dict[str, list[int]]] = {}
    for questions in _of_like_length(questions_of(rules, tables)):
        for question, lines in _failed(batches, questions):
            for rule, column, labels in question.failed(lines):
                found.setdefault(rule.name, {}).setdefault(column, []).extend(labels)
    return found


def build_suite(questions: Sequence[Question]) -> ExpectationSuite:
    """Return the Great Expectations suite of some questions, an expectation for each."""
    import great_expectations as gx

    expectations = [_expectation(question) for question in questions]
    return gx.ExpectationSuite(name="staged", expectations=expectations)


def _of_like_length(questions: Sequence[Question]) -> Iterator[list[Question]]:
    """Yield the questions in groups for one batch each: their contents have as many digits."""
    same: dict[int, list[Question]] = {}
    for question in questions:
        same.setdefault(len(str(question.length)), []).append(question)
    yield from same.values()


def _failed(
    batches: BatchDefinition, questions: Sequence[Question]
) -> Iterator[tuple[Question, list[int]]]:
    """Yield the questions that some line fails, with those lines.

    Lines are asked for only where an expectation failed.
    """
    batch = batches.get_batch({"dataframe": _side_by_side(questions)})
    failed = [question for question, _ in _answers(batch, questions, "BOOLEAN_ONLY")]
    if failed:
        yield from _answers(batch, failed, "COMPLETE")


def _answers(
    batch: Batch, questions: Sequence[Question], form: Any
) -> Iterator[tuple[Question, list[int]]]:
    """Yield the questions whose expectation failed, with the lines if `form` asks for them."""
    by_number = {question.number: question for question in questions}
    answered: Any = batch.validate(build_suite(questions), result_format=form)
    for result in answered.results:
        question = by_number[result.expectation_config.meta["question"]]
        _raise_if_broken(result, question)
        if not result.success:
            yield question, result.result.get("unexpected_index_list") or []


def _side_by_side(questions: Sequence[Question]) -> pd.DataFrame:
    """Return one frame of what is asked about, each question having columns of its own.

    What ends before the longest goes on with cells that no expectation minds.
    """
    longest = max(question.length for question in questions)
    columns = [question.contents(longest) for question in questions]
    return pd.DataFrame({name: values for each in columns for name, values in each.items()})


def _raise_if_broken(result: Any, question: Question) -> None:
    """Raise if an expectation could not be evaluated at all; that is never a failure of a row."""
    told = result.exception_info or {}
    details = [told] if "raised_exception" in told else list(told.values())
    for detail in details:
        if detail.get("raised_exception"):
            rules = ", ".join(rule.name for rule in question.rules)
            raise RuntimeError(f"{rules}: {detail.get('exception_message')}")


def _expectation(question: Question) -> Expectation:
    """Return the expectation of a question; it is as grave as the gravest rule that asks it."""
    import great_expectations.expectations as kinds

    rule = question.rule
    kind = getattr(kinds, "".join(part.capitalize() for part in rule.type.split("_")))
    asked = {each.severity for each in question.rules}
    return kind(
        **_columns(question),
        **rule.arguments,
        severity=next(each.value for each in Severity if each in asked),
        meta={"question": question.number},
    )


def _columns(question: Question) -> dict[str, Any]:
    kind, columns = question.rule.type, question.columns
    if kind == PAIR:
        pair = {"column_A": columns[1], "column_B": columns[0], "or_equal": True}
        return pair | {"ignore_row_if": "either_value_is_missing"}
    if kind == UNIQUE:
        return {"column_list": columns, "ignore_row_if": "any_value_is_missing"}
    return {"column": columns[0]}


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
