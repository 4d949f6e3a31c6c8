"""From a query on the receipt to the school's answer, the county's decision, and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from upath import UPath

from tasks import catalogue
from tasks.intake.opened import Opened
from tasks.model import Decision, Status
from tasks.receipts.marking import marked_workbook
from tasks.receipts.receipt import Receipt
from tasks.steps.returns.explanations import kind_titles, open_memory, take_answers
from tasks.steps.season.seasons import Season
from tasks.store import Store
from tests.builders.explanations import a_query, submission
from tests.builders.workbooks import a_workbook, edited, receipt_wording

KEY = submission()
SHEET = "填写说明"
KINDS = kind_titles()
ANSWER = {"说明类型": "学生转入转出", "说明": "九月转入2人", "说明人": "教务处"}


@pytest.fixture
def memory(tmp_path: Path, monkeypatch):
    store = Store(UPath(tmp_path))
    monkeypatch.setattr("tasks.steps.returns.explanations.attempts_of", lambda store, key: {})
    season = Season("2025", "139901", "某县", "2025/139901/bureau/roster/1", None)
    return lambda: (store, open_memory(store, season))


def receipt(said, *issues) -> bytes:
    made = Receipt(
        "某县一小", "义务教育学校数据报表", "学校报表.xlsx", KEY, "10月8日", Status.QUERIED,
        issues=issues, explanations=said, explanation_kinds=KINDS, rows_read=1, rules_run=1,
    )  # fmt: skip
    return marked_workbook(a_workbook(), made, receipt_wording())


def answered(content: bytes, **texts: str) -> bytes:
    """Return the receipt after the school wrote its answers into the first open row."""

    def write(book):
        for row in book[SHEET].iter_rows():
            titles = [cell.value for cell in row]
            if "说明类型" in titles:
                below = row[0].row + 1
                for title, text in texts.items():
                    book[SHEET].cell(below, titles.index(title) + 1, text)
                return

    return edited(content, write)


def dropped(memory, content: bytes, sha256: str = "a" * 64) -> int:
    store, _ = memory()
    return take_answers(store, KEY, Opened(content), sha256, "2025-10-08T09:00:00+08:00")


def test_an_answer_on_the_receipt_explains_its_query(memory):
    handed_out = receipt(memory()[1].of(KEY, [a_query()]), a_query())
    assert dropped(memory, handed_out) == 0

    assert dropped(memory, answered(handed_out, **ANSWER)) == 1

    (found,) = memory()[1].of(KEY, [a_query()])
    assert str(found.state) == "explained"
    assert (found.explanation.kind, found.explanation.text) == ("pupils_moved", "九月转入2人")
    assert found.explanation.decision is Decision.OPEN


def test_the_next_receipt_has_it_and_dropping_that_says_nothing_new(memory):
    dropped(memory, answered(receipt((), a_query()), **ANSWER))
    again = receipt(memory()[1].of(KEY, [a_query()]), a_query())

    texts = [cell for row in Opened(again).rows(SHEET) for cell in row]
    assert "九月转入2人" in texts
    assert dropped(memory, again, "b" * 64) == 0


def test_a_changed_value_lapses_and_the_old_words_are_not_given_for_the_new_value(memory):
    dropped(memory, answered(receipt((), a_query()), **ANSWER))
    changed = a_query(found="52", message="一年级1班有52人，请核对")

    again = receipt(memory()[1].of(KEY, [changed]), changed)

    texts = [str(cell) for row in Opened(again).rows(SHEET) for cell in row if cell]
    assert any("失效" in text and "46" in text for text in texts)
    assert dropped(memory, again, "b" * 64) == 0
    (found,) = memory()[1].of(KEY, [changed])
    assert str(found.state) == "lapsed"


def test_every_kind_of_explanation_can_be_chosen_by_its_title():
    assert len(set(KINDS.values())) == len(catalogue.code_lists()["explanation_kinds"].codes)
