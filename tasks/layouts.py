"""What a form looks like: the one description that makes the blank workbook and reads it.

Plain values only; `tasks.catalogue` builds them from `templates/workbooks/`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tasks.spelling import heading, without_unit

STAMP_SHEET = "_表样"
"""Name of the hidden sheet that says which form, edition and school a workbook is for."""

RECORD_HEADER_ROW = 3
RECORD_LABEL_COLUMN = "B"
RECORD_VALUE_COLUMN = "C"

HEADER_ROWS_SEARCHED = 10
"""How far down a sheet whose columns are found by their headers is searched for them."""

MOST_HEADER_ROWS = 3
"""How many rows a header may stand in, one below the other."""

TYPES = (
    "text",
    "count",
    "decimal",
    "percent",
    "year",
    "date",
    "code",
    "run_time",
    "pseudonym",
    "private",
)


def column_letter(number: int) -> str:
    """Return the letters of the `number`th column of a sheet, 1 being A."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True)
class CodeList:
    """A list of codes with their titles, and further columns such as `level`.

    `rows` has for each code the whole line of the list.
    """

    name: str
    rows: Mapping[str, Mapping[str, str]]

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes in the order of the list."""
        return tuple(self.rows)

    def title(self, code: str) -> str:
        """Return what people read for `code`."""
        return self.rows[code]["title"]

    def shown(self, code: str, column: str = "title") -> str:
        """Return how `code` is written in a sheet that uses `column` of the list."""
        return self.rows[code][column]

    @cached_property
    def readings(self) -> Mapping[str, str]:
        """Return code by every text that may stand for it: the code, its title, its numbers."""
        found: dict[str, str] = {}
        for column in ("fitness_code", "number", "title", "code"):
            for code, row in self.rows.items():
                if row.get(column):
                    found[row[column]] = code
        return found


@dataclass(frozen=True)
class Field:
    """One thing a sheet asks for. `type` is one of `TYPES`; `unit` is what people read.

    `computed` fields are formulas of the sheet, shown and never read. `applies_to` names
    the schools the field is for (`senior`), empty for all.
    """

    name: str
    title: str
    type: str = "text"
    unit: str = ""
    codes: str = ""
    code_column: str = "title"
    required: bool = True
    optional_column: bool = False
    prefill: str = ""
    length: int | None = None
    help: str = ""
    width: int | None = None
    applies_to: str = ""
    computed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    line: int | None = None

    @property
    def header(self) -> str:
        """Return the header text of the field: its title, with the unit in brackets."""
        return f"{self.title}（{self.unit}）" if self.unit else self.title

    @property
    def is_staged(self) -> bool:
        """Tell whether the value goes on to the staged table."""
        return not self.computed and self.type != "private"


@dataclass(frozen=True)
class Key:
    """The first column of a sheet whose rows are given: one row for each code."""

    name: str
    title: str
    codes: str
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """One sheet of a form, which becomes one staged table.

    `kind` is `record` (one value below the other), `rows` (given rows, named by `key`) or
    `list` (as many rows as are filled in). `match` tells how columns are found: by
    `position`, or by `header` text.
    """

    title: str
    table: str
    kind: str
    one_row_is: str
    fields: tuple[Field, ...]
    key: Key | None = None
    header_row: int = RECORD_HEADER_ROW
    prepared_rows: int = 0
    may_be_empty: bool = False
    match: str = "position"

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """Return the fields by name."""
        return {field.name: field for field in self.fields}

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns of the staged table, the key first."""
        key = (self.key.name,) if self.key else ()
        return key + tuple(field.name for field in self.fields if field.is_staged)

    @cached_property
    def cells(self) -> Mapping[str, str]:
        """Return where each field stands in the blank form: `C5` in a record, else `C`."""
        if self.kind == "record":
            first = self.header_row + 1
            return {
                field.name: f"{RECORD_VALUE_COLUMN}{first + offset}"
                for offset, field in enumerate(self.fields)
            }
        names = ([self.key.name] if self.key else []) + [field.name for field in self.fields]
        return {name: column_letter(number) for number, name in enumerate(names, 1)}

    @property
    def first_row(self) -> int:
        """Return the first row of the sheet that holds values."""
        return self.header_row + 1

    def headers_in(self, row: Sequence[object]) -> Mapping[str, int]:
        """Return the index of each field whose header text stands in `row`, wherever it stands."""
        exact: dict[str, int] = {}
        loose: dict[str, int] = {}
        for index, cell in enumerate(row):
            text = heading(cell)
            if text:
                exact.setdefault(text, index)
                loose.setdefault(without_unit(text), index)
        known = loose | exact
        titles = {each.name: heading(each.title) for each in self.fields}
        return {name: known[title] for name, title in titles.items() if title in known}

    def is_known_by(self, rows: Sequence[Sequence[object]]) -> bool:
        """Tell whether one of the first rows has more than half of the sheet's headers."""
        needed = {field.name for field in self.fields if not field.optional_column}
        near_top = rows[:HEADER_ROWS_SEARCHED]
        return any(len(needed & self.headers_in(row).keys()) * 2 > len(needed) for row in near_top)


@dataclass(frozen=True)
class Layout:
    """One form of one edition. `filled_by` and `title` are what people read."""

    form: str
    title: str
    edition: str
    filled_by: str
    file_name: str
    sheets: tuple[Sheet, ...]

    @cached_property
    def by_table(self) -> Mapping[str, Sheet]:
        """Return the sheets by the name of the table they become."""
        return {sheet.table: sheet for sheet in self.sheets}


@dataclass(frozen=True)
class Stamp:
    """Which form, edition and school a workbook is for; written into its hidden sheet.

    `school` is the school code, or the county code for a return of the bureau. `base` names
    the submission that a remainder form completes.
    """

    form: str
    edition: str
    county: str
    county_name: str
    school: str
    school_name: str = ""
    base: str = ""

    @property
    def season(self) -> str:
        """Return `edition/county`, the season a workbook was made for."""
        return f"{self.edition}/{self.county}"

    def items(self) -> tuple[tuple[str, str], ...]:
        """Return name and text of each part, in the order they stand in the sheet."""
        always = (
            ("form", self.form),
            ("edition", self.edition),
            ("county", self.county),
            ("county_name", self.county_name),
            ("school", self.school),
            ("school_name", self.school_name),
        )
        return (*always, ("base", self.base)) if self.base else always
