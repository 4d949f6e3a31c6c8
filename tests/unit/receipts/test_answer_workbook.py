"""Which workbook answers a file: its own, a copy of its values, or none of it."""

from __future__ import annotations

import pytest

from tasks.errors import StoreError, SubmissionError
from tasks.steps.returns import marking
from tests.builders.receipts import a_lived_in_workbook, a_receipt, an_issue
from tests.builders.workbooks import loaded, receipt_wording

OWN = {"班级", "学生"}
QUERY = an_issue(cell="C4")


class Read:
    """A file as the reader opened it."""

    titles = ("班级",)
    hidden_sheets = frozenset[str]()
    remarks = ("macros",)

    def rows(self, title):
        return [["班级名称", "人数"], ["一班", 61.0]]


@pytest.fixture
def answer(monkeypatch):
    monkeypatch.setattr(marking, "open_book", lambda content, name: Read())
    return marking.answer_to


def said(content):
    return {cell.value for row in loaded(content)["回执"] for cell in row}


def test_an_xlsx_file_is_answered_in_itself(answer):
    found = answer(a_lived_in_workbook(), a_receipt(QUERY))

    assert found.kind == "xlsx"
    assert set(loaded(found.content).sheetnames) > OWN
    assert receipt_wording()["remarks"]["macros"] in said(found.content)


def test_what_is_handed_out_elsewhere_holds_no_sheet_of_the_school(answer):
    found = answer(a_lived_in_workbook(), a_receipt(QUERY))

    assert not OWN & set(loaded(found.alone).sheetnames)


def test_another_format_is_answered_in_a_copy(answer):
    found = answer(b"class,pupils\n1,61\n", a_receipt(QUERY, file_name="a.csv"))

    assert found.kind == "xlsx"
    assert loaded(found.content)["班级"]["B2"].value == 61
    assert receipt_wording()["receipt"]["converted"] in said(found.content)


def test_a_file_that_was_not_read_is_answered_without_it(answer):
    found = answer(a_lived_in_workbook(), a_receipt(rows_read=0, rules_run=0))

    assert found.content == found.alone


@pytest.mark.parametrize("trouble", [SubmissionError("refused"), RuntimeError("a bug of ours")])
def test_a_file_that_cannot_be_opened_still_gets_its_receipt(answer, monkeypatch, trouble):
    def stumble(content, name):
        raise trouble

    monkeypatch.setattr(marking, "open_book", stumble)

    found = answer(a_lived_in_workbook(), a_receipt(QUERY))

    assert found.content == found.alone


def test_storage_that_fails_is_no_fault_of_the_file(answer, monkeypatch):
    def fail(content, name):
        raise StoreError("gone")

    monkeypatch.setattr(marking, "open_book", fail)

    with pytest.raises(StoreError):
        answer(a_lived_in_workbook(), a_receipt(QUERY))
