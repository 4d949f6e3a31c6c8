"""Compares two attempts at the same form, value by value, wherever the rows now stand."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tasks.layouts import CodeList, Field, Layout, Sheet
from tasks.model import Origin, StagedSubmission, StagedTable
from tasks.spelling import plain_number

if TYPE_CHECKING:
    import pandas as pd

SECONDS_PER_MINUTE = 60
NAMING_TYPES = ("code", "year")
"""Fields of these types say what a row of a list speaks of, where it does not name a pupil."""

Row = Mapping[str, Any]


class Kind(StrEnum):
    """What became of a value or of a whole row of a list."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Change:
    """One value that is another now, or one row of a list that came or went.

    `sheet` and `cell` are where it stands now; a removed row is named by where it stood. Of
    a row that came or went `title`, `before` and `after` are empty. `row_title` names the
    row where it has a name.
    """

    kind: Kind
    sheet: str
    cell: str
    row_title: str = ""
    title: str = ""
    before: str = ""
    after: str = ""


def differences(
    before: StagedSubmission,
    after: StagedSubmission,
    layout: Layout,
    codes: Mapping[str, CodeList],
) -> list[Change]:
    """Return every value of `after` that is not as in `before`, sheet by sheet.

    Rows of a list are told apart by their codes and years, or by the pupil's pseudonym, not
    by where they stand. Values are written as people read them; a pseudonym never is.
    """
    found: list[Change] = []
    for sheet in layout.sheets:
        old, new = before.tables.get(sheet.table), after.tables.get(sheet.table)
        if old is not None and new is not None:
            found += _Comparison(sheet, codes, old.origin, new.origin).changes(old, new)
    return found


@dataclass(frozen=True)
class _Comparison:
    """One sheet of the form, and where its values stood and stand."""

    sheet: Sheet
    codes: Mapping[str, CodeList]
    before: Origin
    after: Origin

    def changes(self, before: StagedTable, after: StagedTable) -> Iterator[Change]:
        """Yield what differs between the rows of the two tables."""
        old, new = _rows(before.frame), _rows(after.frame)
        pairs = _paired(old, new, [self._naming + self._texts, self._naming])
        for number, row in enumerate(new):
            if number in pairs:
                yield from self._in_row(old[pairs[number]], row)
            else:
                yield self._whole_row(Kind.ADDED, row, self.after)
        kept = set(pairs.values())
        for number, row in enumerate(old):
            if number not in kept:
                yield self._whole_row(Kind.REMOVED, row, self.before)

    @property
    def _naming(self) -> tuple[str, ...]:
        """Return the fields that say what a row speaks of; none for the one row of a record."""
        if self.sheet.key:
            return (self.sheet.key.name,)
        if self.sheet.kind == "record":
            return ()
        fields = [field for field in self.sheet.fields if field.is_staged]
        pupils = [field.name for field in fields if field.type == "pseudonym"]
        named = [field.name for field in fields if field.type in NAMING_TYPES or field.length]
        return tuple(pupils or named or [fields[0].name])

    @property
    def _texts(self) -> tuple[str, ...]:
        """Return the fields of a list that hold words, such as the name of a class."""
        is_list = self.sheet.kind == "list"
        fields = self.sheet.fields if is_list else ()
        return tuple(field.name for field in fields if field.is_staged and field.type == "text")

    def _in_row(self, old: Row, new: Row) -> Iterator[Change]:
        for field in self.sheet.fields:
            if not field.is_staged or old.get(field.name) == new.get(field.name):
                continue
            source = self.after.source(field.name, _number(new))
            yield Change(
                Kind.CHANGED,
                source.sheet,
                source.cell,
                self._row_title(new),
                field.title,
                self._shown(field, old.get(field.name)),
                self._shown(field, new.get(field.name)),
            )

    def _whole_row(self, kind: Kind, row: Row, origin: Origin) -> Change:
        first = next(field.name for field in self.sheet.fields if field.is_staged)
        source = origin.source(first, _number(row))
        return Change(kind, source.sheet, source.cell, self._row_title(row))

    def _row_title(self, row: Row) -> str:
        key = self.sheet.key
        if key:
            return self.codes[key.codes].title(str(row[key.name]))
        return ""

    def _shown(self, field: Field, value: Any) -> str:
        if value is None or field.type == "pseudonym":
            return ""
        if field.type == "code":
            return self.codes[field.codes].shown(str(value), field.code_column)
        if field.type == "run_time":
            minutes, seconds = divmod(float(value), SECONDS_PER_MINUTE)
            return f"{minutes:.0f}′{seconds:02.0f}″"
        return plain_number(value) if isinstance(value, (int, float)) else str(value)


def _rows(frame: pd.DataFrame) -> list[Row]:
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def _paired(
    old: Sequence[Row], new: Sequence[Row], ways: Sequence[Sequence[str]]
) -> dict[int, int]:
    """Return for rows of `new` the row of `old` that speaks of the same, by position.

    Each of `ways` names fields that must be equal; rows that the first does not bring
    together are tried with the next. Of equal rows the first belongs to the first.
    """
    pairs: dict[int, int] = {}
    for names in ways:
        waiting: dict[tuple[Any, ...], deque[int]] = defaultdict(deque)
        taken = set(pairs.values())
        for number, row in enumerate(old):
            if number not in taken:
                waiting[tuple(row.get(name) for name in names)].append(number)
        for number, row in enumerate(new):
            same = waiting.get(tuple(row.get(name) for name in names))
            if number not in pairs and same:
                pairs[number] = same.popleft()
    return pairs


def _number(row: Row) -> int | None:
    return None if row["_row"] is None else int(row["_row"])
