"""Explaining a query: the sheet for it, what a school wrote there, and what is shown again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import openpyxl
import pytest

from tasks.intake.opened import Opened
from tasks.model import Decision, Explanation, Issue, Severity
from tasks.receipts.answers import answers_in
from tasks.receipts.converting import converted_workbook
from tasks.receipts.distance import Yardstick
from tasks.receipts.marking import receipt_workbook
from tests.builders.receipts import (
    KEY,
    a_lived_in_workbook,
    a_receipt,
    an_issue,
    marked,
)
from tests.builders.workbooks import edited, loaded, receipt_wording

WORDS = receipt_wording()["receipt"]
KINDS = {"pupils_moved": "学生转入转出", "confirmed": "经核对属实"}
QUERY = an_issue(item="classes.students.0301")
OTHER = an_issue(cell="C7", item="classes.students.0302", found="", severity=Severity.WARNING)
KIND, TEXT, AUTHOR, EVIDENCE = "H", "I", "J", "K"


@dataclass(frozen=True)
class Said:
    """What is known of one query, as the memory of explanations gives it."""

    query: Issue
    state: str
    explanation: Explanation | None = None
    missing: tuple[str, ...] = ()
    since: str = ""
    is_explained: bool = False


class Sheets:
    """A workbook as it was opened."""

    def __init__(self, content: bytes) -> None:
        self.book = loaded(content)
        self.titles = tuple(self.book.sheetnames)

    def rows(self, title: str) -> list[list[Any]]:
        return [["" if c is None else c for c in row] for row in self.book[title].values]

    def first_rows(self, title: str) -> list[list[Any]]:
        return self.rows(title)[:10]


def handed_out(*issues: Issue, **changes: Any) -> bytes:
    return marked(a_lived_in_workbook(), *issues, explanation_kinds=KINDS, **changes)


def row_of(sheet: openpyxl.worksheet.worksheet.Worksheet, item: str) -> int:
    return next(cell.row for cell in sheet["A"] if cell.value and item in cell.value)


def filled(content: bytes, item: str, **cells: object) -> bytes:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book["填写说明"]
        for column, value in cells.items():
            sheet[f"{column}{row_of(sheet, item)}"] = value

    return edited(content, fill)


def answers(content: bytes) -> tuple[Explanation, ...]:
    return answers_in(Sheets(content), receipt_wording(), KINDS)


def test_the_kinds_that_need_evidence_are_named_above_the_table():
    def said(content: bytes) -> str:
        return "\n".join(str(cell.value) for row in loaded(content)["填写说明"] for cell in row)

    needed = WORDS["explain"]["needs_evidence"].format(kinds="“学生转入转出”")
    assert needed in said(handed_out(QUERY, evidence_kinds=("学生转入转出",)))
    assert "必须写佐证" not in said(handed_out(QUERY))


def given(**changes: Any) -> Explanation:
    parts = {
        "school": "2113990001",
        "rule": QUERY.rule,
        "item": QUERY.item,
        "found": QUERY.found,
        "kind": "pupils_moved",
        "text": "转入 6 人",
        "author": "张老师",
        "evidence": "转学审批表",
        "given_in": KEY,
    }
    return Explanation(**(parts | changes))


def test_what_a_school_fills_in_is_read_with_the_query_it_speaks_of():
    content = filled(
        handed_out(QUERY, OTHER), "0301", H="学生转入转出", I="转入 6 人", J="张老师", K=2025
    )

    assert answers(content) == (given(school="", given_in="", evidence="2025"),)


def test_a_query_without_an_answer_says_nothing():
    assert answers(handed_out(QUERY, OTHER)) == ()


def test_answers_are_found_after_rows_and_columns_were_inserted():
    def insert(book: openpyxl.Workbook) -> None:
        book["填写说明"].insert_rows(2, 3)
        book["填写说明"].insert_cols(3)
        book["填写说明"].title = "说明"

    content = edited(filled(handed_out(QUERY), "0301", I="转入 6 人"), insert)

    (found,) = answers(content)
    assert (found.rule, found.item, found.found, found.text) == (
        QUERY.rule, QUERY.item, QUERY.found, "转入 6 人",
    )  # fmt: skip


def test_a_kind_that_is_not_in_the_list_is_kept_as_it_stands():
    (found,) = answers(filled(handed_out(QUERY), "0301", H="天气原因"))

    assert found.kind == "天气原因"


@pytest.mark.parametrize(
    "key", ["junheng:", "junheng:[1, 2, 3]", 'junheng:["a"]', "junheng:" + "[" * 9999]
)
def test_a_key_that_was_spoiled_is_passed_over(key):
    content = filled(handed_out(QUERY), "0301", I="转入 6 人")

    def spoil(book: openpyxl.Workbook) -> None:
        sheet = book["填写说明"]
        sheet[f"A{row_of(sheet, '0301')}"] = key

    assert answers(edited(content, spoil)) == ()


def test_only_what_is_to_be_answered_may_be_written_into():
    sheet = loaded(handed_out(QUERY))["填写说明"]
    row = row_of(sheet, "0301")

    assert sheet.protection.sheet
    open_cells = [cell.column_letter for cell in sheet[row] if not cell.protection.locked]
    assert open_cells == [KIND, TEXT, AUTHOR, EVIDENCE]
    assert sheet.column_dimensions["A"].hidden


def test_kinds_are_offered_for_every_query():
    sheet = loaded(handed_out(QUERY, OTHER))["填写说明"]

    (choice,) = sheet.data_validations.dataValidation
    offered = [cell.value for (cell,) in sheet[choice.formula1.replace("$", "")]]
    assert offered == list(KINDS.values())
    rows = [row_of(sheet, "0301"), row_of(sheet, "0302")]
    assert str(choice.sqref) == f"{KIND}{min(rows)}:{KIND}{max(rows)}"


def test_a_receipt_without_queries_asks_for_no_explanation():
    assert "填写说明" not in loaded(handed_out(an_issue(severity=Severity.CRITICAL))).sheetnames
    alone = receipt_workbook(a_receipt(QUERY), receipt_wording())
    assert "填写说明" not in loaded(alone).sheetnames


def shown(*said: Said) -> list[str]:
    """Return what stands in the row of the query, from 目前情况 on."""
    sheet = loaded(handed_out(QUERY, explanations=said))["填写说明"]
    return [cell.value or "" for cell in sheet[row_of(sheet, "0301")]][6:11]


SAID = ["学生转入转出", "转入 6 人", "张老师", "转学审批表"]


@pytest.mark.parametrize(
    ("said", "state", "kept"),
    [
        ((), "还没有说明", False),
        ((Said(QUERY, "explained", given(), is_explained=True),), "已说明，等县教育局核定", True),
        ((Said(QUERY, "accepted", given(), is_explained=True),), "已采纳", True),
        (
            (Said(QUERY, "sent_back", given(comment="请附名单", decision=Decision.SENT_BACK)),),
            "退回，请重新说明或改正。\n请附名单",
            True,
        ),
        ((Said(QUERY, "lapsed", given(found="58")),), "那时填的是“58”", False),
        ((Said(QUERY, "offered", given(), since="2024"),), "2024年对同一个值的说明", True),
        (
            (Said(QUERY, "incomplete", given(), ("author", "evidence")),),
            "还缺：说明人、佐证材料",
            True,
        ),
    ],
)
def test_where_an_explanation_stands_is_shown_and_what_holds_is_kept(said, state, kept):
    found = shown(*said)

    assert state in found[0]
    assert found[1:] == (SAID if kept else [""] * 4)


def test_what_was_shown_again_is_read_again():
    said = Said(QUERY, "explained", given(), is_explained=True)

    assert answers(handed_out(QUERY, explanations=(said,))) == (given(school="", given_in=""),)


def test_an_accepted_explanation_is_greyed_and_its_cell_no_longer_marked():
    accepted = Said(QUERY, "accepted", given(), is_explained=True)
    book = loaded(handed_out(QUERY, OTHER, explanations=(accepted,)))

    counts = "必须改 0 处，需说明 2 处（其中已说明 1 处、已采纳 1 处），未达标 0 处"
    assert counts in {cell.value for row in book["回执"] for cell in row}
    sheet = book["班级"]
    ours = [str(each.sqref) for each in sheet.conditional_formatting for rule in each.rules
            if "junheng" in "".join(rule.formula)]  # fmt: skip
    assert ours == ["C7"]
    levels = {row[3].value: row[1] for row in book["全部问题"].iter_rows(min_row=2)}
    assert levels["C4"].value == "已采纳"
    assert levels["C4"].font.color.rgb == f"FF{WORDS['look']['greyed']}"
    assert levels["C7"].value == "需说明"


def test_answers_are_read_by_the_real_reader_too():
    content = filled(handed_out(QUERY), "0301", H="经核对属实", I="+转入", J="张老师")

    (found,) = answers_in(Opened(content), receipt_wording(), KINDS)

    assert (found.kind, found.text, found.author) == ("confirmed", "+转入", "张老师")


def test_a_converted_copy_can_be_explained_in_as_well():
    class Values(Sheets):
        hidden_sheets = frozenset[str]()

    receipt = a_receipt(QUERY, explanation_kinds=KINDS)
    copy = converted_workbook(Values(a_lived_in_workbook()), receipt, receipt_wording())

    assert len(answers(filled(copy, "0301", I="转入 6 人"))) == 1


@pytest.mark.parametrize(
    ("found", "expected", "apart"),
    [
        ("61", "1–55", "+6"),
        ("61", "1—55人", "+6"),
        ("0", "1—55人", "-1"),
        ("30", "1—55人", ""),
        ("45", "不低于60%", "-15"),
        ("45%", "不低于60%", "-15"),
        ("1,234", "不多于1000人", "+234"),
        ("3.2", "不低于5.15㎡", "-1.95"),
        ("12", "12", ""),
        ("250", "259，或改正各项人数", "-9"),
        ("12", "10位数字", ""),
        ("12", "生均20—50㎡", ""),
        ("12", "必填，没有的填0", ""),
        ("约12", "10", ""),
        ("", "10", ""),
    ],
)
def test_the_difference_is_given_where_both_are_plain_numbers(found, expected, apart):
    assert Yardstick(WORDS["difference"]).difference(found, expected) == apart
