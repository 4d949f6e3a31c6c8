"""Where a file stands, and what a school does next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tasks.model import Status
from tasks.receipts.receipt import ACCEPTED, Receipt

EXPLAINED, REMAINDER = "explained", "remainder"


def standing(receipt: Receipt) -> str:
    """Return the name of the large line: where the file stands, and what is still to come."""
    if receipt.remainder:
        return REMAINDER
    return EXPLAINED if _is_explained(receipt) else str(receipt.status)


def what_next(receipt: Receipt, words: Mapping[str, Any], is_alone: bool) -> list[str]:
    """Return what the school does next, step by step.

    `words` are the sentences of receipts; `is_alone` tells whether the receipt has none of
    the school's own sheets.
    """
    if receipt.is_unread:
        return list(words["next_unread"])
    return [*_steps(receipt, words, is_alone), *_further(receipt, words["next_further"])]


def _steps(receipt: Receipt, words: Mapping[str, Any], is_alone: bool) -> Sequence[str]:
    by_status = words["next_alone" if is_alone else "next"]
    if receipt.remainder:
        return [text.format(form=receipt.remainder) for text in words["next_remainder"]]
    if _is_explained(receipt):
        settled = all(each.state == ACCEPTED for each in receipt.queries)
        return list(by_status["accepted"] if settled else words["next_explained"])
    return list(by_status[receipt.status])


def _further(receipt: Receipt, words: Mapping[str, str]) -> list[str]:
    further = []
    if receipt.queries and receipt.status is Status.RETURNED:
        further.append(words["queries"])
    incomplete = sum(bool(each.missing) for each in receipt.queries)
    if incomplete:
        further.append(words["incomplete"].format(count=incomplete))
    if receipt.stands:
        further.append(words["stands"].format(attempt=receipt.stands))
    return further


def _is_explained(receipt: Receipt) -> bool:
    """Tell whether a file was taken in and the school has nothing left to say of it."""
    queries = receipt.queries if receipt.status is Status.QUERIED else []
    return bool(queries) and all(each.is_explained for each in queries)
