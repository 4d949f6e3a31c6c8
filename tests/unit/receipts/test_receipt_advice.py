"""What a receipt tells a school to do next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tasks.model import Severity, Status
from tasks.receipts.advice import standing, what_next
from tasks.receipts.receipt import ACCEPTED, Receipt, Unexplained
from tests.builders.receipts import a_receipt, an_issue
from tests.builders.workbooks import receipt_wording

WORDS = receipt_wording()["receipt"]


def queried(state: str, status: Status = Status.QUERIED, **said: object) -> Receipt:
    """Return the receipt of a file with one query, and where the query stands."""
    answer = replace(Unexplained(an_issue()), state=state, **said)
    return a_receipt(an_issue(), status=status, explanations=(answer,))


def told(receipt: Receipt) -> str:
    return "\n".join(what_next(receipt, WORDS, is_alone=False))


def test_where_all_is_explained_nothing_is_asked_for_any_more():
    receipt = queried("explained", is_explained=True)

    assert standing(receipt) == "explained"
    assert told(receipt) == "\n".join(WORDS["next_explained"])


def test_where_all_is_accepted_nobody_is_waited_for():
    receipt = queried(ACCEPTED, is_explained=True)

    assert told(receipt) == "\n".join(WORDS["next"]["accepted"])


@pytest.mark.parametrize("state", ["unexplained", "sent_back", "lapsed"])
def test_what_is_not_explained_is_asked_for(state):
    receipt = queried(state)

    assert standing(receipt) == "queried"
    assert told(receipt) == "\n".join(WORDS["next"]["queried"])


def test_an_explanation_that_lacks_something_is_told_on_the_first_sheet():
    assert "1 处说明还不完整" in told(queried("incomplete", missing=("evidence",)))


def test_the_queries_of_a_file_that_was_returned_are_not_forgotten():
    receipt = queried("unexplained", Status.RETURNED)

    assert WORDS["next_further"]["queries"] in told(receipt)
    grave = a_receipt(an_issue(severity=Severity.CRITICAL), status=Status.RETURNED)
    assert WORDS["next_further"]["queries"] not in told(grave)


def test_a_file_that_does_not_count_says_which_one_does():
    assert "第 2 次" in told(a_receipt(status=Status.RETURNED, attempt=3, stands=2))


def test_statistics_that_lack_something_ask_for_their_form_and_not_for_corrections():
    receipt = a_receipt(
        an_issue(severity=Severity.CRITICAL), status=Status.RETURNED, remainder="补充表_第1次.xlsx"
    )

    assert standing(receipt) == "remainder"
    assert "补充表_第1次.xlsx" in told(receipt)
    assert not set(WORDS["next"]["returned"]) & set(what_next(receipt, WORDS, is_alone=False))


def test_a_file_that_was_not_read_is_not_sent_to_the_same_folder_again():
    steps = what_next(a_receipt(status=Status.RETURNED, rows_read=0, rules_run=0), WORDS, False)

    assert steps == WORDS["next_unread"]
    assert not any("同一收件文件夹" in step for step in steps), "it may lie in a wrong one"


def test_every_state_has_its_large_line():
    assert {"explained", "remainder", *Status} <= set(WORDS["status"])
