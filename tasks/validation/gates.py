"""The gate every return passes: which issues it has, and where it then stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasks.layouts import Layout
from tasks.model import Issue, Returns, RuleOutcome, Severity, Status
from tasks.validation.batch import Batch, batch_of
from tasks.validation.book import WORDING, References, Rule, rules_of
from tasks.validation.findings import (
    Failure,
    Wording,
    code_failures,
    engine_failures,
    issue_of,
)
from tasks.validation.outcomes import (
    Obstacles,
    blanks_of,
    keeps,
    outcome_of,
    refusals_of,
)

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
) -> Checked:
    """Return issues and outcomes of every rule for each submission of `targets`.

    `returns` may hold further submissions, which are only looked at for comparison.
    `suites` are the parsed files of one edition by name. Issues of staging count.
    """
    batch = batch_of(returns, layouts, references.codes)
    rules = rules_of(suites, references)
    refusals = refusals_of(batch, staging_issues)
    sentences = suites[WORDING]
    obstacles = Obstacles(batch, refusals, blanks_of(batch), sentences["not_checked"])
    reasons = _reasons(rules, targets, obstacles)
    found = [
        failure
        for failure in _failures(rules, batch, targets)
        if not reasons.get((failure.submission, failure.rule.name))
    ]
    beaten: dict[str, set[object]] = {}
    for failure in found:
        beaten.setdefault(failure.rule.name, set()).add(failure.spot(batch))
    told = [failure for failure in found if keeps(failure, batch, refusals, beaten)]
    wording = _wording(suites, batch)
    issues = [*staging_issues, *(issue_of(failure, wording) for failure in told)]
    return Checked(
        issues=_by_submission(issues, targets, batch),
        outcomes=_outcomes(rules, targets, told, reasons, obstacles),
    )


def _failures(rules: Sequence[Rule], batch: Batch, targets: Collection[str]) -> list[Failure]:
    engine = [rule for rule in rules if rule.type]
    code = [rule for rule in rules if rule.check]
    return [*engine_failures(engine, batch, targets), *code_failures(code, batch, targets)]


def _reasons(
    rules: Sequence[Rule], targets: Collection[str], obstacles: Obstacles
) -> dict[tuple[str, str], str]:
    """Return by submission and rule why the rule cannot be run at all."""
    return {
        (submission, rule.name): obstacles.before(rule, submission)
        for submission in targets
        for rule in _rules_for(rules, submission, obstacles.batch)
    }


def _outcomes(
    rules: Sequence[Rule],
    targets: Collection[str],
    told: Sequence[Failure],
    reasons: Mapping[tuple[str, str], str],
    obstacles: Obstacles,
) -> dict[str, tuple[RuleOutcome, ...]]:
    by_rule: dict[tuple[str, str], list[Failure]] = {}
    for failure in told:
        by_rule.setdefault((failure.submission, failure.rule.name), []).append(failure)
    return {
        submission: tuple(
            outcome_of(
                rule,
                submission,
                by_rule.get((submission, rule.name), ()),
                reasons[submission, rule.name] or obstacles.after(rule, submission),
            )
            for rule in _rules_for(rules, submission, obstacles.batch)
        )
        for submission in sorted(targets)
    }


def _rules_for(rules: Sequence[Rule], submission: str, batch: Batch) -> list[Rule]:
    form = submission.split("/")[3]
    return [rule for rule in rules if batch.form_of(rule.table) == form]


def _wording(suites: Mapping[str, Any], batch: Batch) -> Wording:
    marks = {
        (submission, mark.table, mark.row, mark.field): mark.text
        for submission, found in batch.returns.marks.items()
        for mark in found
    }
    row_names = {
        suite["table"]: suite["row_name"] for suite in suites.values() if "row_name" in suite
    }
    return Wording(suites[WORDING], row_names, batch, marks)


def _by_submission(
    issues: Sequence[Issue], targets: Collection[str], batch: Batch
) -> dict[str, tuple[Issue, ...]]:
    found: dict[str, list[Issue]] = {submission: [] for submission in sorted(targets)}
    for issue in issues:
        if issue.submission in found:
            found[issue.submission].append(issue)
    return {
        submission: tuple(sorted(mine, key=lambda issue: _place(issue, batch)))
        for submission, mine in found.items()
    }


def _place(issue: Issue, batch: Batch) -> tuple[object, ...]:
    """Return what issues are sorted by: gravity, then as one reads the workbook."""
    layout = batch.layouts.get(issue.submission.split("/")[3])
    titles = [sheet.title for sheet in layout.sheets] if layout else []
    sheet = titles.index(issue.sheet) if issue.sheet in titles else len(titles)
    letters = issue.cell.rstrip("0123456789")
    row = int(issue.cell[len(letters) :] or 0)
    return ORDER[issue.severity], sheet, issue.sheet, row, len(letters), letters, issue
