"""What the receipt of a file says: its issues in order, and those of one cause together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from tasks.errors import SubmissionError
from tasks.model import Explanation, Issue, Repair, Severity, Status

SEVERITIES = (Severity.CRITICAL, Severity.WARNING, Severity.INFO)
NUMBER = re.compile(r"\d+(?:\.\d+)?")
CELL = re.compile(r"([A-Z]*)(\d*)")
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
LONGEST_NAME = 60
OTHER = "other"
UNEXPLAINED, ACCEPTED, LAPSED = "unexplained", "accepted", "lapsed"
XLSX = "xlsx"


class Change(Protocol):
    """A cell that differs from the attempt before; `title` is what people call the value.

    `kind` names the sentence for a whole row that came or went; `row_title` names the row.
    """

    @property
    def kind(self) -> str:
        """Return what became of the cell, or of its row."""

    @property
    def row_title(self) -> str:
        """Return the name of the row, where it has one."""

    @property
    def sheet(self) -> str:
        """Return the title of the sheet."""

    @property
    def cell(self) -> str:
        """Return the address of the cell."""

    @property
    def title(self) -> str:
        """Return what stands beside or above the cell."""

    @property
    def before(self) -> str:
        """Return what stood there in the attempt before."""

    @property
    def after(self) -> str:
        """Return what stands there now."""


class Said(Protocol):
    """One query with what is known of its explanation; `missing` names what it still lacks."""

    @property
    def query(self) -> Issue:
        """Return the issue that asks for an explanation."""

    @property
    def state(self) -> str:
        """Return where the query stands: the name of a sentence."""

    @property
    def explanation(self) -> Explanation | None:
        """Return the explanation that counts, of a lapsed one the one with the old value."""

    @property
    def missing(self) -> Sequence[str]:
        """Return the names of what an incomplete explanation lacks."""

    @property
    def since(self) -> str:
        """Return the year from which an explanation is offered, empty for this year's."""

    @property
    def is_explained(self) -> bool:
        """Tell whether the school has said what it had to."""


@dataclass(frozen=True)
class Unexplained:
    """A query to which nothing was said."""

    query: Issue
    state: str = UNEXPLAINED
    explanation: Explanation | None = None
    missing: tuple[str, ...] = ()
    since: str = ""
    is_explained: bool = False


@dataclass(frozen=True)
class Receipt:
    """What became of one file.

    `received` is the moment as people read it, `not_checked` gives what was not checked
    and why, `late_days` is 0 for a file in time, `submission` is empty for a file that
    could not be assigned. `explanations` has for each query what was said to it, and
    `explanation_kinds` the kinds to choose from, title by code; `evidence_kinds` are the
    titles of those that need evidence. `changes` are the cells that differ from the attempt
    before, None where there is none. `remarks` are sentences about how the file was read.
    `remainder` is the name of the form that asks for what the file does not have, empty where
    it has all; `stands` is the other attempt that counts, 0 if none does.
    """

    school_name: str
    form_title: str
    file_name: str
    submission: str
    received: str
    status: Status
    attempt: int = 1
    rows_read: int = 0
    rows_refused: int = 0
    issues: tuple[Issue, ...] = ()
    repairs: tuple[Repair, ...] = ()
    not_checked: tuple[tuple[str, str], ...] = ()
    rules_run: int = 0
    late_days: int = 0
    explanations: Sequence[Said] = ()
    explanation_kinds: Mapping[str, str] = field(default_factory=dict)
    evidence_kinds: tuple[str, ...] = ()
    changes: Sequence[Change] | None = None
    remarks: tuple[str, ...] = ()
    remainder: str = ""
    stands: int = 0

    @property
    def rows_accepted(self) -> int:
        """Return the rows that were read and not refused."""
        return self.rows_read - self.rows_refused

    @property
    def queries(self) -> list[Said]:
        """Return every query with what was said to it, in the order of the issues."""
        said: dict[Issue, Said] = {each.query: each for each in self.explanations}
        queries = [each for each in in_order(self.issues) if each.severity is Severity.WARNING]
        return [said.get(query) or Unexplained(query) for query in queries]

    @property
    def is_unread(self) -> bool:
        """Tell whether the file as a whole was not taken in."""
        return not self.rows_read and not self.rules_run


@dataclass(frozen=True)
class IssueGroup:
    """Issues that have one cause: the first and the last of them in the order of the sheet.

    `is_mixed` tells whether their messages differ in more than numbers.
    """

    first: Issue
    last: Issue
    count: int
    is_mixed: bool = False


def receipt_name(
    file_name: str, status: Status, attempt: int, wording: Mapping[str, Any], kind: str = XLSX
) -> str:
    """Return the file name of a receipt, such as `回执_第1次_退回_学校报表.xlsx`."""
    words = wording["receipt"]
    stem = file_name.rsplit(".", 1)[0] if "." in file_name.lstrip(".") else file_name
    name = UNSAFE.sub("_", stem)[:LONGEST_NAME]
    text = words["file_name"]
    return str(
        text.format(attempt=attempt, status=words["status_short"][status], name=name, kind=kind)
    )


def refusal(
    error: SubmissionError, submission: str, file_name: str, wording: Mapping[str, Any]
) -> Issue:
    """Return the one issue of a file that could not be taken in.

    An error with a `reason` names the entry of the wording that says why, and its `parts`
    fill the blanks.
    """
    reason = getattr(error, "reason", OTHER)
    parts = {"file": file_name, **getattr(error, "parts", {})}
    words = wording["refusals"].get(reason) or wording["refusals"][OTHER]
    return Issue(
        submission=submission,
        sheet="",
        cell="",
        rule=f"file-{reason.replace('_', '-')}",
        severity=Severity.CRITICAL,
        message=words["message"].format(**parts),
        expected=words["expected"].format(**parts),
        guidance=words["guidance"].format(**parts),
    )


def in_order(issues: Iterable[Issue]) -> list[Issue]:
    """Return issues, critical first, by sheet as they came, then down the sheet."""
    listed = list(issues)
    sheets = {sheet: number for number, sheet in enumerate(dict.fromkeys(i.sheet for i in listed))}

    def place(issue: Issue) -> tuple[int, int, int, int, str, str]:
        match = CELL.match(issue.cell)
        letters, digits = match.groups() if match else ("", "")
        return (
            SEVERITIES.index(issue.severity),
            sheets[issue.sheet],
            int(digits or 0),
            len(letters),
            letters,
            issue.rule,
        )

    return sorted(listed, key=place)


def grouped(issues: Sequence[Issue]) -> list[IssueGroup]:
    """Return issues that one rule raises in one sheet with one advice as one, critical first.

    Numbers do not tell causes apart.
    """
    found: dict[tuple[str, str, str, str], list[Issue]] = {}
    for issue in issues:
        advice = NUMBER.sub("…", issue.guidance)
        found.setdefault((issue.severity, issue.sheet, issue.rule, advice), []).append(issue)
    groups = [
        IssueGroup(same[0], same[-1], len(same), len(set(map(_pattern, same))) > 1)
        for same in found.values()
    ]
    return sorted(groups, key=lambda group: (SEVERITIES.index(group.first.severity), -group.count))


def _pattern(issue: Issue) -> str:
    """Return what a message says beside its numbers and the value it is about."""
    message = issue.message.replace(issue.found, "…") if issue.found else issue.message
    return NUMBER.sub("…", message)
