"""Why a rule could not be run for a submission: never silence, always a reason."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tasks.model import BUREAU, Issue, Origin, RuleOutcome, Severity, Verdict
from tasks.validation.batch import NO, YES, Batch, computed_from, owner_of
from tasks.validation.book import NOT_NULL, NULL, Rule
from tasks.validation.failure import Failure
from tasks.validation.gate import Gate

CELL = re.compile(r"([A-Z]+)([0-9]+)")
SCHOOL_CONTEXT = frozenset({"_kind", "_senior", "_taught"})
WHOLE_SHEET = "*"
"""Stands for the column where not a cell but a whole sheet could not be read."""
NOBODY: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Refusals:
    """What staging did not understand: single cells, and columns that lack one of them.

    `columns` gives by submission and table the columns with a refused cell; a column
    `WHOLE_SHEET` stands for the whole table.
    """

    cells: frozenset[tuple[str, str, int | None, str]]
    columns: Mapping[tuple[str, str], frozenset[str]]

    def touch(self, submission: str, table: str, columns: Iterable[str]) -> bool:
        """Tell whether any of some columns of a table has a refused cell."""
        refused = self.columns.get((submission, table), frozenset())
        return WHOLE_SHEET in refused or not refused.isdisjoint(columns)


def refusals_of(batch: Batch, issues: Sequence[Issue]) -> Refusals:
    """Return what the critical issues of staging say could not be read."""
    sheets = {
        (submission, origin.sheet): table
        for (submission, table), origin in batch.returns.origins.items()
    }
    cells: set[tuple[str, str, int | None, str]] = set()
    columns: dict[tuple[str, str], set[str]] = {}
    for issue in issues:
        if issue.severity is not Severity.CRITICAL:
            continue
        place = (issue.submission, issue.sheet)
        found = _by_cell(batch, issue, sheets[place]) if place in sheets else _by_item(batch, issue)
        if found is None:
            continue
        table, column, row = found
        columns.setdefault((issue.submission, table), set()).add(column)
        cells.add((issue.submission, table, row, column))
    frozen = {place: frozenset(names) for place, names in columns.items()}
    return Refusals(frozenset(cells), frozen)


def _by_cell(batch: Batch, issue: Issue, table: str) -> tuple[str, str, int | None]:
    """Return table, column and row of the cell of an issue in the sheet of a table."""
    sheet, frame = batch.sheet(table), batch.tables[table]
    rows = frame.loc[frame["_submission"] == issue.submission, "_row"].dropna().astype(int)
    origin = batch.returns.origins[issue.submission, table]
    first = min([sheet.first_row, *rows])
    return table, *field_at(origin, issue.cell, first)


def _by_item(batch: Batch, issue: Issue) -> tuple[str, str, int | None] | None:
    """Return table, column and row of what an issue of another sheet or file speaks of."""
    table, _, rest = issue.item.partition(".")
    column, _, key = rest.partition(".")
    if not column or (issue.submission, table) not in batch.returns.origins:
        return None
    sheet, frame = batch.sheet(table), batch.tables[table]
    if not key:
        return table, column, None
    if sheet.key is None:
        return table, WHOLE_SHEET, None
    rows = frame[(frame["_submission"] == issue.submission) & (frame[sheet.key.name] == key)]
    return table, column, None if rows.empty else int(rows["_row"].iloc[0])


def field_at(origin: Origin, cell: str, first_row: int) -> tuple[str, int | None]:
    """Return field and row of a cell; `WHOLE_SHEET` if it is not the cell of one value.

    `first_row` is the first row of the file's sheet that holds values.
    """
    found = CELL.fullmatch(cell)
    if not found:
        return WHOLE_SHEET, None
    letters, row = found[1], int(found[2])
    for name, address in origin.cells.items():
        if address == cell:
            return name, None
        if address == letters and row >= first_row:
            return name, row
    return WHOLE_SHEET, None


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
                computed = computed_from(sheet, field.name)
                found[place] = found.get(place, frozenset()) | {field.name} | computed
    return found


@dataclass(frozen=True)
class Obstacles:
    """Everything that may keep a rule from being run.

    `owed` lists school and form of every return that must come, as far as that is known.
    """

    batch: Batch
    refusals: Refusals
    blanks: Mapping[tuple[str, str], frozenset[str]]
    sentences: Mapping[str, Any]
    owed: Collection[tuple[str, str]] = NOBODY

    def before(self, rule: Rule, submission: str) -> str:
        """Return why a rule cannot be run at all for a submission, or nothing."""
        if submission not in self._read:
            return str(self.sentences["unread"])
        for table in rule.reads:
            source = self.source(submission, table)
            if source is None:
                return self._missing(rule, table)
            if self.refusals.touch(source, table, (WHOLE_SHEET,)):
                return self._say("refused", table)
        if rule.arguments.get("complete") or self._nobody_came(rule):
            reason = self._incomplete(rule)
            if reason:
                return reason
        unknown = (submission, rule.table) in self.batch.of_unknown_type
        if unknown and not SCHOOL_CONTEXT.isdisjoint(rule.where):
            return str(self.sentences["unknown_type"])
        return self._without_last_year(rule, submission)

    def after(self, rule: Rule, submission: str) -> str:
        """Return why a rule that found nothing cannot be called met, or nothing."""
        for table, columns in rule.reads.items():
            source = self.source(submission, table)
            if source is None:
                continue
            if self.refusals.touch(source, table, columns):
                return self._say("refused", table)
            if rule.type in (NOT_NULL, NULL):
                continue
            if not self.blanks.get((source, table), frozenset()).isdisjoint(columns):
                return self._say("blank", table)
        return self._incomplete(rule)

    def held(self, table: str, gate: Gate) -> str:
        """Return that something at an earlier gate must be put right first."""
        if gate is Gate.FILE:
            return self._say("refused", table)
        named = {"sheet": self.batch.sheet(table).title, "gate": self.sentences["gates"][gate]}
        return str(self.sentences["held"]).format(**named)

    @cached_property
    def _read(self) -> frozenset[str]:
        """Return the submissions of which at least one sheet was there."""
        return frozenset(submission for submission, _ in self.batch.returns.origins)

    def _nobody_came(self, rule: Rule) -> bool:
        return any(not self.batch.handed_in(table) for table in rule.reads_of_all)

    def _incomplete(self, rule: Rule) -> str:
        """Return how many schools a rule on all schools still lacks, or nothing."""
        for table in rule.reads_of_all:
            form, came = self.batch.form_of(table), self.batch.handed_in(table)
            missing = sum(owed == form and school not in came for school, owed in self.owed)
            if missing or not came:
                title = self.batch.layouts[form].title
                sentence = "missing_schools" if missing else "missing_form"
                return str(self.sentences[sentence]).format(form=title, number=missing)
        return ""

    def _without_last_year(self, rule: Rule, submission: str) -> str:
        for table, columns in rule.reads_last_year.items():
            if not self.batch.had_last_year(owner_of(submission), table, columns):
                sheet = self.batch.sheet(table).title
                return str(self.sentences["no_last_year"]).format(sheet=sheet)
        return ""

    def source(self, submission: str, table: str) -> str | None:
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
        return str(self.sentences["missing_form"]).format(form=self.batch.layouts[form].title)

    def _say(self, sentence: str, table: str) -> str:
        return str(self.sentences[sentence]).format(sheet=self.batch.sheet(table).title)


def outcome_of(
    rule: Rule, submission: str, failures: Sequence[Failure], reason: str
) -> RuleOutcome:
    """Return what became of a rule: not met if anything failed, else why it was not checked."""
    if failures:
        return RuleOutcome(submission, rule.name, Verdict.NOT_MET, "", len(failures))
    if reason:
        return RuleOutcome(submission, rule.name, Verdict.NOT_CHECKED, reason)
    return RuleOutcome(submission, rule.name, Verdict.MET)


def keeps(failure: Failure, batch: Batch, beaten: Mapping[str, set[object]]) -> bool:
    """Tell whether a failure is told: not where another one stands for it."""
    return not any(failure.spot(batch) in beaten.get(name, ()) for name in failure.rule.unless)
