"""What the issues of staging speak of: their cell named as the rules name theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tasks.layouts import Sheet
from tasks.model import Issue, Submission
from tasks.validation.batch import Batch
from tasks.validation.findings import PRIVATE_TYPES, Wording
from tasks.validation.items import row_of
from tasks.validation.outcomes import WHOLE_SHEET, field_at


def with_items(issues: Iterable[Issue], wording: Wording) -> Iterator[Issue]:
    """Yield issues of staging with the item they speak of and what was found.

    What a pupil's cell held is not told; a cell whose sheet is not known is named by its form.
    """
    batch = wording.batch
    tables = {
        (submission, origin.sheet): table
        for (submission, table), origin in batch.returns.origins.items()
    }
    for issue in issues:
        table = tables.get((issue.submission, issue.sheet), "")
        item = issue.item or (_item(issue, table, wording) if table else _form(issue))
        found = issue.found or _found(issue, table, wording)
        yield replace(issue, item=item, found=found)


def _form(issue: Issue) -> str:
    return Submission.parse(issue.submission).form if issue.submission else ""


def _item(issue: Issue, table: str, wording: Wording) -> str:
    batch = wording.batch
    sheet = batch.sheet(table)
    origin = batch.returns.origins[issue.submission, table]
    column, row = field_at(origin, issue.cell, sheet.first_row)
    if column == WHOLE_SHEET:
        return table
    parts = [table, column]
    if row is not None:
        names = _row_at(batch, table, issue.submission, row)
        parts.append(row_of(names, row, sheet, wording.row_keys.get(table, ())))
    return ".".join(parts)


def _row_at(batch: Batch, table: str, submission: str, row: int) -> dict[str, object]:
    frame = batch.frame(table)
    found = frame[(frame["_submission"] == submission) & (frame["_row"] == row)]
    return {} if found.empty else {str(key): value for key, value in found.iloc[0].items()}


def _found(issue: Issue, table: str, wording: Wording) -> str:
    sentences = wording.sentences
    if not table:
        return str(sentences["nothing_read"])
    sheet = wording.batch.sheet(table)
    if _has_pupils(sheet):
        return str(sentences["hidden"])
    origin = wording.batch.returns.origins[issue.submission, table]
    column, _ = field_at(origin, issue.cell, sheet.first_row)
    return str(sentences["nothing_read" if column == WHOLE_SHEET else "blank"])


def _has_pupils(sheet: Sheet) -> bool:
    return any(field.type in PRIVATE_TYPES for field in sheet.fields)
