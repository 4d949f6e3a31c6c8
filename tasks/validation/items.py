"""What an issue speaks of, by a name that stays the same over attempts and years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from tasks.layouts import Sheet
from tasks.model import Issue
from tasks.validation.failure import Failure

BETWEEN = "-"
AGAIN = "~"


def item_of(failure: Failure, sheet: Sheet, row_key: Sequence[str]) -> str:
    """Return `table.field`, and below it the row: by its key, else by its number.

    `row_key` are the columns that tell the rows of a list apart. What stands in them are
    codes, names of classes and rooms, or the pseudonym of a pupil.
    """
    parts = [failure.table, failure.column]
    if "key" in failure.names:
        parts.append(str(failure.names["key"]))
    elif failure.row is not None:
        parts.append(row_of(failure.names, failure.row, sheet, row_key))
    return ".".join(filter(None, parts))


def row_of(names: Mapping[str, Any], row: int, sheet: Sheet, row_key: Sequence[str]) -> str:
    """Return the name of one row: what stands in its key, else its number."""
    columns = (sheet.key.name,) if sheet.key else tuple(row_key)
    known = [value for value in map(names.get, columns) if value is not None and not pd.isna(value)]
    return BETWEEN.join("".join(str(value).split()) for value in known) or f"row{row}"


def told_apart(issues: Iterable[Issue]) -> Iterator[Issue]:
    """Yield the issues in their order; of those that speak of the same, the later ones say so."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for issue in issues:
        name = (issue.submission, issue.rule, issue.item)
        seen[name] += 1
        again = seen[name]
        yield issue if again == 1 else replace(issue, item=f"{issue.item}{AGAIN}{again}")
