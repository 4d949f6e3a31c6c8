"""What the rules ask of cells: the same question once, of each content a cell may have once.

Whether a cell is between two bounds does not depend on its row, its school or the rule that
asks. So one expectation serves all rules with the same type and arguments, and a content that
thousands of cells share is judged once. Only pairs and rows that must differ are asked about
one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tasks.validation.book import NOT_NULL, NULL, PAIR, UNIQUE, Rule

LABEL = "_label"
BLANK, FILLED = "blank", "filled"
NUMBERS, TEXTS, KEYS = "Float64", "string", "Int64"
"""Of which type the contents are that a question is about."""

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Values = npt.NDArray[Any]


@dataclass(frozen=True)
class Cells:
    """The cells of a column that a rule asks about.

    `labels` are the numbers of their rows in the table; `content` says by cell which of the
    `contents` it has, -1 for none that could fail. The contents are one array; two where each
    has a value it may not exceed; several where these must be unique together.
    """

    rule: Rule
    column: str
    labels: Whole
    content: Whole
    contents: tuple[Values, ...]


@dataclass(frozen=True)
class Question:
    """One condition and all cells that have to meet it; each of their contents is asked once."""

    number: int
    kind: str
    asked: tuple[Cells, ...]

    @property
    def rule(self) -> Rule:
        """Return one of the rules that ask; they have type and arguments in common."""
        return self.asked[0].rule

    @property
    def rules(self) -> list[Rule]:
        """Return the rules that ask."""
        return list({cells.rule.name: cells.rule for cells in self.asked}.values())

    @property
    def columns(self) -> list[str]:
        """Return what the columns of the contents are called: no two questions share a name."""
        return [f"_{self.number}_{place}" for place in range(len(self.asked[0].contents))]

    def contents(self, length: int) -> dict[str, Any]:
        """Return by column what is asked about, followed by what meets every condition."""
        lines = np.unique(self._lines, return_index=True)[1]
        more = [self._untold] * (length - len(lines))
        return {
            name: self._typed(np.append(values[lines], more) if more else values[lines])
            for name, values in zip(self.columns, self._together, strict=True)
        }

    @property
    def _untold(self) -> Any:
        """Return what no rule of this question minds: nothing, if it does not ask for something."""
        if self.kind == KEYS:
            return -1
        if self.kind == NUMBERS:
            return np.nan
        return FILLED if self.rule.type == NOT_NULL else None

    def _typed(self, values: Values) -> Any:
        if self.kind == KEYS:
            return pd.arrays.IntegerArray(values, values < 0)
        return pd.array(values, dtype=self.kind)

    def failed(self, lines: Collection[int]) -> Iterator[tuple[Rule, str, list[int]]]:
        """Yield rule, column and labels of all cells whose content is on one of some lines."""
        is_bad = np.isin(self._lines, list(lines))
        begin = 0
        for cells in self.asked:
            end = begin + len(cells.contents[0])
            bad = np.append(is_bad[begin:end], False)
            labels = cells.labels[bad[cells.content]]
            if len(labels):
                yield cells.rule, cells.column, labels.tolist()
            begin = end

    @property
    def length(self) -> int:
        """Return of how many lines the contents are."""
        return int(self._lines.max()) + 1

    @cached_property
    def _together(self) -> list[Values]:
        return [
            np.concatenate(parts)
            for parts in zip(*(each.contents for each in self.asked), strict=True)
        ]

    @cached_property
    def _lines(self) -> Whole:
        """Return, for all contents of all cells, on which line of the question each stands."""
        first = self._together[0]
        if self.rule.type in (PAIR, UNIQUE):
            return np.arange(len(first))
        return pd.factorize(first, use_na_sentinel=False)[0].astype(np.int64)


def questions_of(rules: Sequence[Rule], tables: Mapping[str, pd.DataFrame]) -> list[Question]:
    """Return what the rules ask; those whose table has no row that fits `where` ask nothing."""
    known = {name: _Table(frame) for name, frame in tables.items()}
    same: dict[tuple[str, str, str, int], list[Cells]] = {}
    for number, rule in enumerate(rules):
        if rule.table not in known:
            continue
        for kind, cells in _asked(rule, number, known[rule.table]):
            key = (rule.type, str(sorted(rule.arguments.items())), kind, len(cells.contents))
            same.setdefault(key, []).append(cells)
    return [
        Question(number, kind, tuple(asked))
        for number, ((_, _, kind, _), asked) in enumerate(same.items())
    ]


class _Table:
    """A table of which each condition and each column is looked at once."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self._fitting: dict[str, Flags] = {}
        self._contents: dict[str, tuple[Whole, Values]] = {}

    @cached_property
    def labels(self) -> Whole:
        """Return the numbers of the rows."""
        return self.frame[LABEL].to_numpy(dtype=np.int64)

    @cached_property
    def _is_number(self) -> dict[str, bool]:
        is_number, is_bool = pd.api.types.is_numeric_dtype, pd.api.types.is_bool_dtype
        kinds = self.frame.dtypes.items()
        return {str(name): is_number(kind) and not is_bool(kind) for name, kind in kinds}

    def kind(self, columns: Sequence[str]) -> str:
        """Return the type that columns have in common."""
        return NUMBERS if all(self._is_number[column] for column in columns) else TEXTS

    def fitting(self, where: Mapping[str, Any]) -> Flags:
        """Return which rows fit a condition."""
        key = str(where)
        if key not in self._fitting:
            self._fitting[key] = _fits(self.frame, where)
        return self._fitting[key]

    def contents(self, column: str) -> tuple[Whole, Values]:
        """Return by row which content a column has there, -1 for blank; and the contents."""
        if column not in self._contents:
            numbers, contents = pd.factorize(self.frame[column])
            kind = float if self._is_number[column] else object
            self._contents[column] = numbers.astype(np.int64), np.asarray(contents, dtype=kind)
        return self._contents[column]


def _asked(rule: Rule, number: int, table: _Table) -> Iterator[tuple[str, Cells]]:
    """Yield the cells that a rule asks about, and of which kind their contents are.

    A column that is blank in every row has nothing to be asked about, unless about blanks.
    """
    fitting = table.fitting(rule.where)
    if not fitting.any():
        return
    labels, each = table.labels[fitting], np.arange(int(fitting.sum()))
    if rule.type == UNIQUE:
        yield KEYS, Cells(rule, rule.columns[-1], labels, each, _keys(rule, number, table, fitting))
        return
    kind = TEXTS if rule.type in (NULL, NOT_NULL) else table.kind(rule.columns)
    for column in rule.columns:
        numbers, contents = table.contents(column)
        numbers = numbers[fitting]
        if rule.type == PAIR:
            pairs = (_at(numbers, contents), _at(*_fit(table.contents(rule.whole), fitting)))
            yield kind, Cells(rule, column, labels, each, pairs)
        elif rule.type in (NULL, NOT_NULL):
            yield kind, Cells(rule, column, labels, *_filled(numbers))
        elif (numbers >= 0).any():
            yield kind, Cells(rule, column, labels, *_distinct(numbers, contents))


def _filled(numbers: Whole) -> tuple[Whole, tuple[Values]]:
    """Return filled and blank as the contents of a column, as far as there are such cells."""
    kinds, content = np.unique(numbers < 0, return_inverse=True)
    return content, (np.array([None if blank else FILLED for blank in kinds], dtype=object),)


def _distinct(numbers: Whole, contents: Values) -> tuple[Whole, tuple[Values]]:
    """Return what stands in a column, each content once; a blank cell has none."""
    present, content = np.unique(numbers, return_inverse=True)
    blank = int(present[0] < 0)
    return content - blank, (contents[present[blank:]],)


def _fit(column: tuple[Whole, Values], fitting: Flags) -> tuple[Whole, Values]:
    return column[0][fitting], column[1]


def _at(numbers: Whole, contents: Values) -> Values:
    """Return the contents in the order of some rows, those of blank cells missing."""
    missing: Any = np.nan if contents.dtype == float else None
    return np.append(contents, missing)[numbers]


def _keys(rule: Rule, number: int, table: _Table, fitting: Flags) -> tuple[Values, ...]:
    """Return what must be unique together: numbers of the rule and of the contents by column.

    Rules do not meet each other, as their numbers differ. A number below 0 is missing.
    """
    columns = ("_submission", *rule.columns)
    contents = [table.contents(column)[0][fitting] for column in columns]
    return np.full(int(fitting.sum()), number), *contents


def _fits(frame: pd.DataFrame, where: Mapping[str, Any]) -> Flags:
    """Return which rows fit: columns that are filled, blank, one value or one of several."""
    fits = np.ones(len(frame), dtype=bool)
    for name, wanted in where.items():
        if wanted in (FILLED, BLANK):
            fits &= (frame[name].notna() if wanted == FILLED else frame[name].isna()).to_numpy(
                dtype=bool
            )
        else:
            fits &= (
                frame[name]
                .isin(wanted if isinstance(wanted, list) else [wanted])
                .to_numpy(dtype=bool)
            )
    return fits
