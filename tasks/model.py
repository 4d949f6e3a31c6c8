"""The nouns that every stage speaks of: submissions, issues, facts, judgements.

Only values live here. None of them reads a file or knows a number of a standard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

BUREAU = "bureau"
"""Stands where a school's code stands, in the key of a return the county bureau files."""


class Severity(StrEnum):
    """What an issue asks for: a correction, an explanation, or nothing but notice."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


class Status(StrEnum):
    """Where one submission stands after its check."""

    ACCEPTED = "accepted"
    QUERIED = "queried"
    RETURNED = "returned"


class Verdict(StrEnum):
    """The answer to one requirement. `NOT_CHECKED` always carries a reason."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, order=True)
class Submission:
    """One attempt of one school to hand in one form.

    `school` is the 10-digit school code, or `BUREAU` for the county's own returns.
    """

    edition: str
    county: str
    school: str
    form: str
    attempt: int

    def __str__(self) -> str:
        return f"{self.edition}/{self.county}/{self.school}/{self.form}/{self.attempt}"

    @classmethod
    def parse(cls, key: str) -> Submission:
        """Return the submission that `str(submission)` named."""
        edition, county, school, form, attempt = key.split("/")
        return cls(edition, county, school, form, int(attempt))


@dataclass(frozen=True, order=True)
class Source:
    """A cell, or a range of cells, of one received file."""

    submission: str
    sha256: str
    sheet: str
    cell: str

    def __str__(self) -> str:
        return f"{self.submission} {self.sheet}!{self.cell}"


@dataclass(frozen=True)
class Origin:
    """Where the values of one staged table stood in one received file.

    `cells` gives for each field a full address such as `C5` (a record sheet), or a
    column letter such as `C` whose row is the row of the value (all other sheets).
    `elsewhere` gives the cells of single values that stand in another sheet or file, by
    `column:row`, the row of a record being empty.
    """

    submission: str
    sha256: str
    sheet: str
    cells: Mapping[str, str]
    elsewhere: Mapping[str, Source] = field(default_factory=dict)

    def cell(self, column: str, row: int | None = None) -> str:
        """Return the address of one value."""
        address = self.cells[column]
        return address if row is None or address[-1].isdigit() else f"{address}{row}"

    def source(self, column: str, row: int | None = None) -> Source:
        """Return the cell of one value, with the file it stands in."""
        known = self.elsewhere.get(f"{column}:{'' if row is None else row}")
        return known or Source(self.submission, self.sha256, self.sheet, self.cell(column, row))


@dataclass(frozen=True, order=True)
class Issue:
    """One thing somebody must look at, with the cell they must open.

    It is a value: it sorts, compares and prints, and is never raised. `item` names what the
    issue speaks of, wherever it stands: `classes.size_46_50.primary_3`; an explanation is
    bound to it and to `found`.
    """

    submission: str
    sheet: str
    cell: str
    rule: str
    severity: Severity
    message: str
    found: str = ""
    expected: str = ""
    guidance: str = ""
    item: str = ""

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}  {self.message}"


class Decision(StrEnum):
    """What the county says to an explanation."""

    OPEN = "open"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"


@dataclass(frozen=True, order=True)
class Explanation:
    """Why a queried value is right, in a school's own words.

    It speaks of one value (`found`) of one item under one rule, and holds as long as that
    value does. `kind` is a code of `explanation_kinds`; `given_in` is the submission whose
    file brought it. `comment` is what the county says to it.
    """

    school: str
    rule: str
    item: str
    found: str
    kind: str
    text: str
    author: str = ""
    evidence: str = ""
    given_in: str = ""
    decision: Decision = Decision.OPEN
    comment: str = ""


@dataclass(frozen=True, order=True)
class Repair:
    """A value that was understood although it was not written as asked."""

    sheet: str
    cell: str
    found: str
    read_as: str


@dataclass(frozen=True, order=True)
class Mark:
    """A cell without a value, and what stood there: nothing, 无, / or -."""

    table: str
    row: int | None
    field: str
    text: str


@dataclass(frozen=True, order=True)
class RuleOutcome:
    """What became of one rule for one submission; `reason` says why it was not run."""

    submission: str
    rule: str
    verdict: Verdict
    reason: str = ""
    failures: int = 0


@dataclass(frozen=True)
class StagedTable:
    """One table of one submission.

    `frame` has a column for each field of the layout, `_row` with the row of the sheet
    (absent values are NA), and nothing else.
    """

    name: str
    frame: pd.DataFrame
    origin: Origin


@dataclass(frozen=True)
class StagedSubmission:
    """A submission after staging: typed tables, and everything noticed on the way."""

    submission: str
    tables: Mapping[str, StagedTable]
    issues: tuple[Issue, ...] = ()
    repairs: tuple[Repair, ...] = ()
    marks: tuple[Mark, ...] = ()
    rows_read: int = 0
    rows_refused: int = 0


@dataclass(frozen=True)
class Returns:
    """The staged tables of many submissions, one frame a table.

    Every frame carries `_submission`, `_row` and `school_code` beside the fields of the
    layout. `roster` has one row a school. `marks` says of each submission what stood in
    the cells that have no value.
    """

    roster: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    origins: Mapping[tuple[str, str], Origin]
    marks: Mapping[str, tuple[Mark, ...]] = field(default_factory=dict)

    def source(self, table: str, submission: str, column: str, row: int | None = None) -> Source:
        """Return the cell that one value of `tables[table]` stood in."""
        return self.origins[submission, table].source(column, row)


@dataclass(frozen=True, order=True)
class ExpectedReturn:
    """A form that a school or the bureau owes, and what has come of it.

    `status` is None while nothing was handed in; `submission` is the attempt that counts:
    the latest one that was not returned, else the latest one.
    """

    school: str
    form: str
    submission: str | None = None
    status: Status | None = None

    @property
    def usable(self) -> bool:
        """Tell whether the evaluation may use what was handed in."""
        return self.status in (Status.ACCEPTED, Status.QUERIED)


@dataclass(frozen=True)
class Fact:
    """A number or a sentence that may be printed, and where it is from.

    `value` is exact and None where it could not be computed; `note` then says why.
    `formula` is in words. `inputs` are the ids of the facts it was computed from and
    `sources` the cells it was read from. `places` is how many decimals are printed, None
    for a text.
    """

    id: str
    title: str
    value: Decimal | str | None
    printed: str
    unit: str = ""
    formula: str = ""
    inputs: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    note: str = ""
    places: int | None = None


@dataclass(frozen=True)
class Judgement:
    """Whether one subject meets one requirement.

    `subject` is a school code or `county`; `level` is primary, junior or empty;
    `standard` is the printed requirement; `distance` what is missing, in the unit of
    the fact, None where nothing is, or where the requirement has no number. A distance
    that is not checked is provisional: what has not come in yet may close it.
    """

    subject: str
    level: str
    item: str
    verdict: Verdict
    fact: str = ""
    standard: str = ""
    clause: str = ""
    reason: str = ""
    distance: Decimal | None = None


@dataclass(frozen=True, order=True)
class Exclusion:
    """A school, or one level of it, that is left out of a calculation, and why."""

    school: str
    level: str
    items: str
    reason: str
    clause: str = ""


@dataclass(frozen=True, order=True)
class Gap:
    """What a missing or returned return means: which items could not use which school."""

    school: str
    form: str
    items: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Findings:
    """Everything the evaluation of one county found, ready to be printed.

    `facts` are in the order they were made. `expected` says which attempt of which return
    was used, and `gaps` what follows from those that are missing.
    """

    edition: str
    county: str
    county_name: str
    regime: str
    facts: Mapping[str, Fact]
    judgements: tuple[Judgement, ...]
    exclusions: tuple[Exclusion, ...]
    expected: tuple[ExpectedReturn, ...]
    gaps: tuple[Gap, ...]
