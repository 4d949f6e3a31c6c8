"""The gates every return passes: which issues it has, and where it then stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasks.layouts import Layout
from tasks.model import Issue, Returns, RuleOutcome, Severity, Status, Verdict
from tasks.validation.asked import Asked
from tasks.validation.batch import Batch, batch_of
from tasks.validation.blank_rows import gathered
from tasks.validation.book import WORDING, References, rules_of
from tasks.validation.failure import Failure
from tasks.validation.findings import Wording, issue_of
from tasks.validation.gate import GATES, Gate
from tasks.validation.items import told_apart
from tasks.validation.misread import with_items
from tasks.validation.outcomes import NOBODY, Obstacles, blanks_of, keeps, refusals_of
from tasks.validation.stops import Stops, sifted

ORDER = {Severity.CRITICAL: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True)
class Checked:
    """What the check found of each submission: its issues, gravest first, and every rule."""

    issues: Mapping[str, tuple[Issue, ...]]
    outcomes: Mapping[str, tuple[RuleOutcome, ...]]

    def status(self, submission: str) -> Status:
        """Return where a submission stands."""
        return status_of(self.issues[submission])


def status_of(issues: Iterable[Issue]) -> Status:
    """Return where a submission with these issues stands: the gravest of them decides."""
    severities = {issue.severity for issue in issues}
    if Severity.CRITICAL in severities:
        return Status.RETURNED
    if Severity.WARNING in severities:
        return Status.QUERIED
    return Status.ACCEPTED


def check(
    returns: Returns,
    suites: Mapping[str, Any],
    *,
    layouts: Mapping[str, Layout],
    references: References,
    targets: Collection[str],
    staging_issues: Sequence[Issue] = (),
    previous: Returns | None = None,
    gates: Collection[Gate] = GATES,
    owed: Collection[tuple[str, str]] = NOBODY,
) -> Checked:
    """Return issues and outcomes of every rule for each submission of `targets`.

    `returns` may hold further submissions, which are only looked at for comparison.
    `suites` are the parsed files of one edition by name. Issues of staging count where the
    gate of the file is among `gates`, which say whose rules are told. `previous` are the
    returns that stood a year ago; `owed` lists school and form of every return that must come.
    """
    batch = batch_of(returns, layouts, references.codes, previous)
    rules = rules_of(suites, references)
    wording = _wording(suites, batch)
    sentences = wording.sentences["not_checked"]
    refusals = refusals_of(batch, staging_issues)
    obstacles = Obstacles(batch, refusals, blanks_of(batch), sentences, owed)
    asked = Asked([rule for rule in rules if rule.gate in gates], targets, obstacles)
    stops = Stops(obstacles)
    reached = sifted([*asked.failures(), *asked.failures_below(rules)], stops)
    told = gathered([each for each in _standing(reached, batch) if asked.of(each)], wording)
    read = staging_issues if Gate.FILE in gates else ()
    issues = [*with_items(read, wording), *(issue_of(failure, wording) for failure in told)]
    return Checked(
        issues=_by_submission(issues, targets, batch), outcomes=asked.outcomes(told, stops)
    )


def not_compared(
    submissions: Collection[str],
    suites: Mapping[str, Any],
    *,
    layouts: Mapping[str, Layout],
    references: References,
) -> dict[str, tuple[RuleOutcome, ...]]:
    """Return, for the rules over all schools, that submissions were not held against others."""
    reason = str(suites[WORDING]["not_checked"]["not_compared"])
    rules = [rule for rule in rules_of(suites, references) if rule.gate is Gate.COUNTY]
    return {
        submission: tuple(
            RuleOutcome(submission, rule.name, Verdict.NOT_CHECKED, reason)
            for rule in rules
            if rule.table in layouts[submission.split("/")[3]].by_table
        )
        for submission in submissions
    }


def tables_compared(suites: Mapping[str, Any], references: References) -> frozenset[str]:
    """Return the tables that the rules over all schools look at."""
    return frozenset(
        table
        for rule in rules_of(suites, references)
        if rule.gate is Gate.COUNTY
        for table in (*rule.reads, *rule.reads_of_all)
    )


def in_order(issues: Iterable[Issue], layouts: Mapping[str, Layout]) -> tuple[Issue, ...]:
    """Return the issues of one submission in the order in which they are told."""
    return tuple(sorted(issues, key=lambda issue: _place(issue, layouts)))


def _standing(failures: Sequence[Failure], batch: Batch) -> list[Failure]:
    """Return the failures for which no other one stands."""
    beaten: dict[str, set[object]] = {}
    for failure in failures:
        beaten.setdefault(failure.rule.name, set()).add(failure.spot(batch))
    return [failure for failure in failures if keeps(failure, batch, beaten)]


def _wording(suites: Mapping[str, Any], batch: Batch) -> Wording:
    marks = {
        (submission, mark.table, mark.row, mark.field): mark.text
        for submission, found in batch.returns.marks.items()
        for mark in found
    }
    row_names = {
        suite["table"]: suite["row_name"] for suite in suites.values() if "row_name" in suite
    }
    row_keys = {suite["table"]: suite["row_key"] for suite in suites.values() if "row_key" in suite}
    return Wording(suites[WORDING], row_names, row_keys, batch, marks)


def _by_submission(
    issues: Sequence[Issue], targets: Collection[str], batch: Batch
) -> dict[str, tuple[Issue, ...]]:
    found: dict[str, list[Issue]] = {submission: [] for submission in sorted(targets)}
    for issue in issues:
        if issue.submission in found:
            found[issue.submission].append(issue)
    return {
        submission: tuple(told_apart(in_order(mine, batch.layouts)))
        for submission, mine in found.items()
    }


def _place(issue: Issue, layouts: Mapping[str, Layout]) -> tuple[object, ...]:
    """Return what issues are sorted by: gravity, then as one reads the workbook."""
    layout = layouts.get(issue.submission.split("/")[3])
    titles = [sheet.title for sheet in layout.sheets] if layout else []
    sheet = titles.index(issue.sheet) if issue.sheet in titles else len(titles)
    letters = issue.cell.rstrip("0123456789")
    row = int(issue.cell[len(letters) :] or 0)
    return ORDER[issue.severity], sheet, issue.sheet, row, len(letters), letters, issue
