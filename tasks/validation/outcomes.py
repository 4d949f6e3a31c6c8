"""Why a rule could not be run for a submission: never silence, always a reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from tasks.layouts import Sheet
from tasks.model import BUREAU, Issue, Origin, RuleOutcome, Severity, Verdict
from tasks.validation.batch import NO, YES, Batch, owner_of
from tasks.validation.book import NOT_NULL, NULL, Rule
from tasks.validation.findings import Failure

CELL = re.compile(r"([A-Z]+)([0-9]+)")
SCHOOL_CONTEXT = frozenset({"_kind", "_senior", "_taught"})


@dataclass(frozen=True)
class Refusals:
    """What staging did not understand: single cells, and columns that lack one of them.

    `columns` gives by submission and table the columns with a refused cell; a column `*`
    stands for the whole table.
    """

    cells: frozenset[tuple[str, str, int | None, str]]
    columns: Mapping[tuple[str, str], frozenset[str]]

    def touch(self, submission: str, table: str, columns: Iterable[str]) -> bool:
        """Tell whether any of some columns of a table has a refused cell."""
        refused = self.columns.get((submission, table), frozenset())
        return "*" in refused or not refused.isdisjoint(columns)


def refusals_of(batch: Batch, issues: Sequence[Issue]) -> Refusals:
    """Return what the critical issues of staging say could not be read."""
    sheets = {
        (submission, origin.sheet): (table, origin)
        for (submission, table), origin in batch.returns.origins.items()
    }
    cells: set[tuple[str, str, int | None, str]] = set()
    columns: dict[tuple[str, str], set[str]] = {}
    for issue in issues:
        if issue.severity is not Severity.CRITICAL:
            continue
        if (issue.submission, issue.sheet) not in sheets:
            continue
        table, origin = sheets[issue.submission, issue.sheet]
        column, row = _field_at(origin, batch.sheet(table), issue.cell)
        columns.setdefault((issue.submission, table), set()).add(column)
        cells.add((issue.submission, table, row, column))
    frozen = {place: frozenset(names) for place, names in columns.items()}
    return Refusals(frozenset(cells), frozen)


def _field_at(origin: Origin, sheet: Sheet, cell: str) -> tuple[str, int | None]:
    """Return field and row of a cell; `*` if it is not the cell of one value."""
    found = CELL.fullmatch(cell)
    if not found:
        return "*", None
    letters, row = found[1], int(found[2])
    for name, address in origin.cells.items():
        if address == cell:
            return name, None
        if address == letters and row >= sheet.first_row:
            return name, row
    return "*", None


def blanks_of(batch: Batch) -> dict[tuple[str, str], frozenset[str]]:
    """Return by submission and table the columns that owe a value and lack one somewhere."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for table, frame in batch.tables.items():
        sheet = batch.sheet(table)
        owing = (frame["_taught"] != NO).fillna(True)
        for field in sheet.fields:
            if not (field.required and field.is_staged):
                continue
            owed = owing & (frame["_senior"] == YES) if field.applies_to else owing
            blank = frame["_submission"][(owed & frame[field.name].isna()).fillna(False)]
            for submission in blank.unique():
                place = (submission, table)
                computed = _computed_from(sheet, field.name)
                found[place] = found.get(place, frozenset()) | {field.name} | computed
    return found


def _computed_from(sheet: Sheet, name: str) -> set[str]:
    return {
        field.name
        for field in sheet.fields
        if any(name in parts for parts in field.computed.values())
    }


@dataclass(frozen=True)
class Obstacles:
    """Everything that may keep a rule from being run."""

    batch: Batch
    refusals: Refusals
    blanks: Mapping[tuple[str, str], frozenset[str]]
    sentences: Mapping[str, str]

    def before(self, rule: Rule, submission: str) -> str:
        """Return why a rule cannot be run at all for a submission, or nothing."""
        for table, columns in rule.reads.items():
            source = self._source(submission, table)
            if source is None:
                return self._missing(rule, table)
            if rule.check and self.refusals.touch(source, table, columns):
                return self._say("refused", table)
            if self.refusals.touch(source, table, ("*",)):
                return self._say("refused", table)
        unknown = (submission, rule.table) in self.batch.of_unknown_type
        if unknown and not SCHOOL_CONTEXT.isdisjoint(rule.where):
            return self.sentences["unknown_type"]
        return ""

    def after(self, rule: Rule, submission: str) -> str:
        """Return why a rule that found nothing cannot be called met, or nothing."""
        for table, columns in rule.reads.items():
            source = self._source(submission, table)
            if source is None:
                continue
            if self.refusals.touch(source, table, columns):
                return self._say("refused", table)
            if rule.type in (NOT_NULL, NULL):
                continue
            if not self.blanks.get((source, table), frozenset()).isdisjoint(columns):
                return self._say("blank", table)
        return ""

    def _source(self, submission: str, table: str) -> str | None:
        """Return the submission that brings a table: its own, a sibling's or the bureau's."""
        if (submission, table) in self.batch.returns.origins:
            return submission
        if self.batch.form_of(table) == submission.split("/")[3]:
            return None
        senders = self.batch.handed_in(table)
        return senders.get(owner_of(submission)) or senders.get(BUREAU)

    def _missing(self, rule: Rule, table: str) -> str:
        form = self.batch.form_of(table)
        if form == self.batch.form_of(rule.table):
            return self._say("missing_table", table)
        return self.sentences["missing_form"].format(form=self.batch.layouts[form].title)

    def _say(self, sentence: str, table: str) -> str:
        return self.sentences[sentence].format(sheet=self.batch.sheet(table).title)


def outcome_of(
    rule: Rule, submission: str, failures: Sequence[Failure], reason: str
) -> RuleOutcome:
    """Return what became of a rule: not met if anything failed, else why it was not checked."""
    if failures:
        return RuleOutcome(submission, rule.name, Verdict.NOT_MET, "", len(failures))
    if reason:
        return RuleOutcome(submission, rule.name, Verdict.NOT_CHECKED, reason)
    return RuleOutcome(submission, rule.name, Verdict.MET)


def keeps(
    failure: Failure, batch: Batch, refusals: Refusals, beaten: Mapping[str, set[object]]
) -> bool:
    """Tell whether a failure is told: not at a refused cell, not where another stands for it."""
    if failure.place in refusals.cells and pd.isna(failure.found):
        return False
    return not any(failure.spot(batch) in beaten.get(name, ()) for name in failure.rule.unless)
