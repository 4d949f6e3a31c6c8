"""The workbook that answers a file: the file itself, marked; else its values; else none of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tasks.errors import StoreError, SubmissionError
from tasks.steps.discretion import trace
from tasks.steps.returns.books import open_book
from tasks.steps.wording import receipt_wording

if TYPE_CHECKING:
    from tasks.receipts.receipt import Receipt

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """A receipt as a workbook; `kind` ends its name. `alone` has no sheet of the school."""

    content: bytes
    kind: str
    alone: bytes


def answer_to(content: bytes, receipt: Receipt) -> Answer:
    """Return the receipt of a file, in the school's own workbook wherever that can be marked.

    A receipt is due to every file: what cannot be marked is answered without it.
    """
    from tasks.receipts.marking import receipt_workbook
    from tasks.receipts.receipt import XLSX

    alone = receipt_workbook(receipt, receipt_wording())
    if receipt.is_unread:
        return Answer(alone, XLSX, alone)
    try:
        marked, kind = _marked(content, receipt)
    except StoreError:
        raise
    except SubmissionError:
        return Answer(alone, XLSX, alone)
    except Exception as error:
        log.error("%s could not be marked: %s", receipt.submission, trace(error))
        return Answer(alone, XLSX, alone)
    return Answer(marked, kind, alone)


def _marked(content: bytes, receipt: Receipt) -> tuple[bytes, str]:
    from tasks.receipts.converting import converted_workbook
    from tasks.receipts.marking import kind_of, marked_workbook
    from tasks.receipts.markup import Unmarkable
    from tasks.receipts.receipt import XLSX

    words = receipt_wording()
    book = open_book(content, receipt.file_name)
    told = replace(receipt, remarks=tuple(words["remarks"][name] for name in book.remarks))
    try:
        return marked_workbook(content, told, words), kind_of(content)
    except Unmarkable:
        return converted_workbook(book, told, words), XLSX
