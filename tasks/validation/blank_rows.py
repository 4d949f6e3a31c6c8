"""Rows of a list in which nothing that is asked for stands: one issue for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tasks.validation.batch import Batch
from tasks.validation.book import NOT_NULL
from tasks.validation.failure import Failure
from tasks.validation.findings import Wording


def gathered(failures: Sequence[Failure], wording: Wording) -> list[Failure]:
    """Return the failures, those of the blank rows of a list as one a rule and submission.

    A row is blank where each of the columns that a rule wants filled is. The one failure
    stands at the first blank row and names them all.
    """
    is_filling = [failure for failure in failures if _is_filling(failure, wording.batch)]
    blank = _blank_rows(is_filling)
    told = []
    for failure in failures:
        rows = blank.get((failure.rule.name, failure.submission), frozenset())
        if failure.row not in rows:
            told.append(failure)
        elif failure.row == min(rows) and failure.column == failure.rule.columns[0]:
            told.append(_whole(failure, sorted(rows), wording.sentences))
    return told


def _is_filling(failure: Failure, batch: Batch) -> bool:
    """Tell whether a failure is a cell of a list that several columns want filled."""
    rule = failure.rule
    is_filling = rule.type == NOT_NULL and len(rule.columns) > 1
    return is_filling and failure.row is not None and batch.sheet(failure.table).kind == "list"


def _blank_rows(failures: Sequence[Failure]) -> dict[tuple[str, str], frozenset[int]]:
    """Return the blank rows by rule and submission."""
    columns: dict[tuple[str, str, int], set[str]] = {}
    wanted = {failure.rule.name: set(failure.rule.columns) for failure in failures}
    for failure in failures:
        assert failure.row is not None
        place = (failure.rule.name, failure.submission, failure.row)
        columns.setdefault(place, set()).add(failure.column)
    found: dict[tuple[str, str], set[int]] = {}
    for (rule, submission, row), names in columns.items():
        if names >= wanted[rule]:
            found.setdefault((rule, submission), set()).add(row)
    return {place: frozenset(rows) for place, rows in found.items()}


def _whole(failure: Failure, rows: Sequence[int], sentences: Mapping[str, Any]) -> Failure:
    words = sentences["blank_rows"]
    rule = replace(
        failure.rule,
        message=words["message"],
        message_if_marked="",
        found=words["found"],
        expected=words["expected"],
        guidance=words["guidance"],
    )
    names = {**failure.names, "rows": ranges(rows), "rows_blank": len(rows), "key": ""}
    return replace(failure, rule=rule, names=names)


def ranges(rows: Iterable[int]) -> str:
    """Return row numbers as people write them: 5—9、12."""
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and row == runs[-1][-1] + 1:
            runs[-1][1:] = [row]
        else:
            runs.append([row])
    return "、".join("—".join(map(str, run)) for run in runs)
