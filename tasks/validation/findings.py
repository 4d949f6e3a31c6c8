"""From rows that failed to issues that a school can read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

import pandas as pd

from tasks.layouts import Field, Sheet
from tasks.model import Issue, Origin, Source, Submission
from tasks.rounding import exact
from tasks.validation import suites
from tasks.validation.batch import Batch, owner_of
from tasks.validation.book import UNIQUE, Rule
from tasks.validation.failure import Failure
from tasks.validation.items import item_of
from tasks.validation.rules import CHECKS
from tasks.validation.rules.failures import MOST_TWINS, Twins

SECONDS_PER_MINUTE = 60
ELSEWHERE = ("roster_value", "before")
"""What another list or year says of the field that an issue speaks of."""
PRIVATE_TYPES = ("pseudonym", "private")


@dataclass(frozen=True)
class Wording:
    """The sentences and row names that suites share, and how values are written.

    `row_keys` gives for a list the columns that tell one row from another in every attempt.
    """

    sentences: Mapping[str, Any]
    row_names: Mapping[str, str]
    row_keys: Mapping[str, Sequence[str]]
    batch: Batch
    marks: Mapping[tuple[str, str, int | None, str], str] = field(default_factory=dict)


def engine_failures(
    rules: Sequence[Rule], batch: Batch, targets: Collection[str]
) -> Iterator[Failure]:
    """Yield what Great Expectations finds in the tables of `targets`."""
    tables = {
        name: frame[frame["_submission"].isin(list(targets))]
        for name, frame in batch.tables.items()
    }
    by_name = {rule.name: rule for rule in rules}
    for name, columns in suites.run(rules, tables).items():
        rule = by_name[name]
        for column, labels in columns.items():
            rows = tables[rule.table].set_index("_label", drop=False).loc[sorted(labels)]
            for row in rows.assign(**_twins(rule, rows)).to_dict("records"):
                yield _at_row(rule, column, row)


def code_failures(
    rules: Sequence[Rule], batch: Batch, targets: Collection[str]
) -> Iterator[Failure]:
    """Yield what the rules in code find; those of other submissions are left out."""
    places = _Places(batch)
    for rule in rules:
        rows = CHECKS[rule.check](batch, rule.arguments).to_dict("records")
        failed = [found for found in rows if found["submission"] in targets]
        at = [(found["table"], found["submission"], _number(found["row"])) for found in failed]
        for found, place, names in zip(failed, at, places.names(at), strict=True):
            _, submission, row = place
            where = (submission, found["table"], row, found["column"])
            yield Failure(rule, *where, found=found["found"], names=names | found)


def _number(row: Any) -> int | None:
    return None if pd.isna(row) else int(row)


class _Places:
    """The rows of the sheets by submission and row number."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.known: dict[str, dict[tuple[str, int | None], int]] = {}

    def names(self, places: Sequence[tuple[str, str, int | None]]) -> list[dict[str, Any]]:
        """Return the values of the row at each place, that is table, submission and number."""
        found: dict[tuple[str, int | None], dict[str, Any]] = {}
        for table in {table for table, _, _ in places}:
            at = {self._position(*place) for place in places if place[0] == table}
            positions = sorted(position for position in at if position is not None)
            records = self.batch.frame(table).iloc[positions].to_dict("records")
            found |= {(table, at): one for at, one in zip(positions, records, strict=True)}
        return [found.get((place[0], self._position(*place)), {}) for place in places]

    def _position(self, table: str, submission: str, row: int | None) -> int | None:
        """Return at which position of its frame a row is."""
        if table not in self.known:
            frame = self.batch.frame(table)
            pairs = zip(frame["_submission"].tolist(), frame["_row"].tolist(), strict=True)
            self.known[table] = {(one, _number(at)): n for n, (one, at) in enumerate(pairs)}
        return self.known[table].get((submission, row))


def _twins(rule: Rule, rows: pd.DataFrame) -> dict[str, list[Any]]:
    """Return, where values must be unique, the places of the rows that have the same ones."""
    if rule.type != UNIQUE:
        return {}
    keys = ["_submission", *rule.columns]
    same = {key: list(numbers) for key, numbers in rows.groupby(keys)["_row"]}
    twins = []
    for key, own in zip(rows[keys].itertuples(index=False), rows["_row"], strict=True):
        others = [number for number in same[tuple(key)][: MOST_TWINS + 1] if number != own]
        places = tuple((key[0], number) for number in others[:MOST_TWINS])
        twins.append(Twins(places, len(same[tuple(key)]) - 1))
    return {"twins": twins}


def _at_row(rule: Rule, column: str, row: Mapping[str, Any]) -> Failure:
    number = None if pd.isna(row["_row"]) else int(row["_row"])
    place = (row["_submission"], rule.table, number, column)
    more = {"whole_value": row[rule.whole]} if rule.whole else {}
    return Failure(rule, *place, found=row[column], names={**row, **more})


def issue_of(failure: Failure, wording: Wording) -> Issue:
    """Return the issue a school reads: sheet, cell, item, what was found, what to do."""
    rule, batch = failure.rule, wording.batch
    sheet = batch.sheet(failure.table)
    origin = batch.returns.origins[failure.submission, failure.table]
    place = place_of(origin, failure.column, failure.row)
    mark = wording.marks.get(failure.place, "")
    names = _Names(failure, sheet, wording)
    template = rule.message_if_marked if mark and rule.message_if_marked else rule.message
    return Issue(
        submission=failure.submission,
        sheet=_sheet_named(place, origin, failure.submission, wording),
        cell=place.cell,
        rule=rule.name,
        severity=rule.severity,
        message=template.format_map(names),
        found=rule.found.format_map(names),
        expected=rule.expected.format_map(names),
        guidance=rule.guidance.format_map(names),
        item=item_of(failure, sheet, wording.row_keys.get(failure.table, ())),
    )


def _sheet_named(place: Source, origin: Origin, submission: str, wording: Wording) -> str:
    """Return the title of a sheet; one that only another file has says in which."""
    if place.submission == submission or place.sheet == origin.sheet:
        return place.sheet
    attempt = Submission.parse(place.submission).attempt
    return str(wording.sentences["other_file"]).format(sheet=place.sheet, attempt=attempt)


def place_of(origin: Origin, column: str, row: int | None) -> Source:
    """Return the cell of a value; of a column the file has not, the first cell of the row."""
    return origin.source(column if column in origin.cells else next(iter(origin.cells)), row)


class _Names(dict[str, str]):
    """What `{…}` in a sentence stands for, worked out when it is asked for."""

    def __init__(self, failure: Failure, sheet: Sheet, wording: Wording) -> None:
        super().__init__()
        self.failure, self.sheet, self.wording = failure, sheet, wording

    def __missing__(self, name: str) -> str:
        self[name] = self._text(name)
        return self[name]

    @cached_property
    def _field(self) -> Field | None:
        return self.sheet.by_name.get(self.failure.column)

    def _text(self, name: str) -> str:
        failure, rule = self.failure, self.failure.rule
        if name == "value":
            return self._value()
        if name == "field":
            return self._title(failure.column)
        if name == "whole":
            return self._title(rule.whole)
        if name == "place":
            return self._place()
        if name == "row":
            return str(failure.row)
        if name == "sheet":
            return self.sheet.title
        if name == "clause":
            return rule.clause
        if name == "twins":
            return self._twins(failure.names["twins"])
        if name in failure.names:
            return self._shown(name, failure.names[name])
        return self._argument(rule.arguments[name])

    def _twins(self, twins: Twins) -> str:
        """Return where the twins stand: in this sheet, or in that of another school."""
        sentences, batch, table = self.wording.sentences, self.wording.batch, self.failure.table
        told = []
        for submission, row in twins.places:
            origin = batch.returns.origins[submission, table]
            place = place_of(origin, self.failure.column, row)
            owner = owner_of(submission)
            blanks = {
                "school": batch.school_names.get(owner, owner),
                "sheet": place.sheet,
                "row": row,
                "cell": place.cell,
            }
            is_own = submission == self.failure.submission
            told.append(sentences["twin_here" if is_own else "twin_elsewhere"].format(**blanks))
        listed = "、".join(told)
        if twins.count == len(told):
            return listed
        return str(sentences["twins_more"]).format(twins=listed, count=twins.count)

    def _argument(self, value: Any) -> str:
        if isinstance(value, (list, tuple)):
            return "、".join(str(part) for part in value)
        if self._field and self._field.type == "run_time":
            return shown(value, self._field.type, self.wording.sentences)
        return shown(value, "", self.wording.sentences)

    def _title(self, column: str) -> str:
        if self.sheet.key and column == self.sheet.key.name:
            return self.sheet.key.title
        return self.sheet.by_name[column].title

    def _value(self) -> str:
        mark = self.wording.marks.get(self.failure.place, "")
        if mark and _is_missing(self.failure.found):
            return mark
        own = self.failure.names.get(self.failure.column)
        same = own is self.failure.found or _equal(own, self.failure.found)
        return self._shown(self.failure.column if same else "", self.failure.found)

    def _shown(self, name: str, value: Any) -> str:
        described = self.sheet.by_name.get(name)
        codes = described.codes if described else ""
        if self.sheet.key and name == self.sheet.key.name:
            codes = self.sheet.key.codes
        if described and described.type in PRIVATE_TYPES:
            return str(self.wording.sentences["hidden"])
        lists = self.wording.batch.codes
        codes = codes or self.wording.sentences["code_names"].get(name, "")
        if name in ELSEWHERE:
            codes = self._field.codes if self._field else ""
        if codes and not _is_missing(value) and value in lists[codes].rows:
            return lists[codes].title(value)
        return shown(value, described.type if described else "", self.wording.sentences)

    def _place(self) -> str:
        if self.failure.row is None:
            return ""
        pattern = self.wording.row_names.get(self.failure.table)
        if pattern is None:
            key = self.sheet.key
            pattern = f"{{{key.name}}}" if key else str(self.wording.sentences["row"])
        return pattern.format_map(self)


def shown(value: Any, kind: str, sentences: Mapping[str, Any]) -> str:
    """Return a value as people read it: no needless decimals, running times as 1′02″."""
    if _is_missing(value):
        return str(sentences["blank"])
    if kind == "run_time":
        minutes, seconds = divmod(exact(float(value)), SECONDS_PER_MINUTE)
        whole, _, part = _plain(seconds).partition(".")
        padded = whole.zfill(2) + (f".{part}" if part else "")
        return str(sentences["run_time"]).format(minutes=int(minutes), seconds=padded)
    return value if isinstance(value, str) else _plain(exact(float(value)))


def _plain(number: Decimal) -> str:
    whole = number == number.to_integral_value()
    return f"{number:.0f}" if whole else f"{number.normalize():f}"


def _equal(one: Any, other: Any) -> bool:
    if _is_missing(one) or _is_missing(other):
        return _is_missing(one) and _is_missing(other)
    return bool(one == other)


def _is_missing(value: Any) -> bool:
    return value is None or (not isinstance(value, (list, tuple, dict)) and bool(pd.isna(value)))
