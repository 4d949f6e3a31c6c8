"""The way of one file from the intake folder to its receipt, without a disk."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from tasks import catalogue
from tasks.errors import SubmissionError
from tasks.intake.identify import identify
from tasks.intake.opened import Opened, Refused
from tasks.model import Issue, Severity, Status
from tasks.receipts.converting import converted_workbook
from tasks.receipts.marking import marked_workbook, receipt_workbook
from tasks.receipts.markup import Unmarkable
from tasks.receipts.receipt import Receipt, refusal
from tasks.receipts.unmarking import content_key
from tests.builders.workbooks import EDITION, receipt_wording, staged

LAYOUTS = {EDITION: catalogue.layouts(EDITION)}
PANIC = "PanicException"
MOST_BYTES = 20_000_000


@dataclass(frozen=True)
class Answer:
    """What a file is answered: why it was refused, or nothing; and the receipt."""

    reason: str
    receipt: bytes


def journey(content: bytes, name: str) -> Answer:
    """Return the answer to a file; raises whatever nobody handled on the way."""
    try:
        opened = Opened(content, name)
        form = identify(opened, LAYOUTS).form
        found = staged(opened, form)
    except SubmissionError as error:
        _raise_if_ours(error)
        words = {"refusals": receipt_wording()["refusals"]}
        issue = refusal(error, "", name, words)
        receipt = _receipt(name, (issue,), 0)
        return Answer(getattr(error, "reason", "other"), receipt_workbook(receipt, _words()))
    return Answer("", _marked(content, opened, _receipt(name, found.issues, found.rows_read)))


def _marked(content: bytes, opened: Opened, receipt: Receipt) -> bytes:
    """Return the file marked, else its values marked, else the receipt alone."""
    try:
        marked = marked_workbook(content, receipt, _words())
        if content_key(marked) != content_key(content):
            raise AssertionError("the marks did not come off again")
        return marked
    except Unmarkable:
        pass
    try:
        return converted_workbook(opened, receipt, _words())
    except SubmissionError:
        return receipt_workbook(receipt, _words())


def is_a_receipt(content: bytes) -> bool:
    """Tell whether somebody could open the answer: its parts are whole, its first sheet ours."""
    title = _words()["receipt"]["sheets"]["summary"]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        is_whole = package.testzip() is None
    return is_whole and len(content) < MOST_BYTES and Opened(content).titles[0] == title


def _raise_if_ours(error: SubmissionError) -> None:
    """Raise what our own reading code stumbled over, which is answered as damage."""
    said = error.parts.get("error", "") if isinstance(error, Refused) else ""
    if said and said != PANIC:
        raise AssertionError(f"the reader stumbled: {said}")


def _words():
    return receipt_wording()


def _receipt(name: str, issues: tuple[Issue, ...], rows: int) -> Receipt:
    returned = any(issue.severity is Severity.CRITICAL for issue in issues)
    return Receipt(
        school_name="云岭县第一小学",
        form_title="学校报表",
        file_name=name,
        submission="",
        received="2025年10月8日 09:00",
        status=Status.RETURNED if returned else Status.ACCEPTED,
        rows_read=rows,
        issues=issues,
    )
