"""What the receipt of a file says: its issues in order, and those of one cause together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasks.errors import SubmissionError
from tasks.intake.opened import Refused
from tasks.model import Issue, Repair, Severity, Status

SEVERITIES = (Severity.CRITICAL, Severity.WARNING, Severity.INFO)
NUMBER = re.compile(r"\d+(?:\.\d+)?")
CELL = re.compile(r"([A-Z]*)(\d*)")
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
LONGEST_NAME = 60
OTHER = "other"


@dataclass(frozen=True)
class Receipt:
    """What became of one file.

    `received` is the moment as people read it, `not_checked` gives what was not checked
    and why, `late_days` is 0 for a file in time, `submission` is empty for a file that
    could not be assigned.
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

    @property
    def rows_accepted(self) -> int:
        """Return the rows that were read and not refused."""
        return self.rows_read - self.rows_refused

    @property
    def is_unread(self) -> bool:
        """Tell whether the file as a whole was not taken in."""
        return not self.rows_read and not self.rules_run


@dataclass(frozen=True)
class IssueGroup:
    """Issues that have one cause: the first and the last of them in the order of the sheet."""

    first: Issue
    last: Issue
    count: int


def receipt_name(file_name: str, status: Status, attempt: int, wording: Mapping[str, Any]) -> str:
    """Return the file name of a receipt, such as `回执_第1次_退回_学校报表.xlsx`."""
    words = wording["receipt"]
    stem = file_name.rsplit(".", 1)[0] if "." in file_name.lstrip(".") else file_name
    name = UNSAFE.sub("_", stem)[:LONGEST_NAME]
    text = words["file_name"]
    return str(text.format(attempt=attempt, status=words["status_short"][status], name=name))


def refusal(
    error: SubmissionError, submission: str, file_name: str, wording: Mapping[str, Any]
) -> Issue:
    """Return the one issue of a file that could not be taken in."""
    reason, parts = OTHER, {}
    if isinstance(error, Refused):
        reason, parts = error.reason, error.parts
    words = wording["refusals"].get(reason) or wording["refusals"][OTHER]
    parts = {"file": file_name, **parts}
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
    """Return issues that share rule, sheet and message (numbers apart) as one, critical first."""
    found: dict[tuple[str, str, str, str], list[Issue]] = {}
    for issue in issues:
        message = issue.message.replace(issue.found, "…") if issue.found else issue.message
        pattern = NUMBER.sub("…", message)
        key = issue.severity, issue.sheet, issue.rule, pattern
        found.setdefault(key, []).append(issue)
    groups = [IssueGroup(same[0], same[-1], len(same)) for same in found.values()]
    return sorted(groups, key=lambda group: (SEVERITIES.index(group.first.severity), -group.count))
