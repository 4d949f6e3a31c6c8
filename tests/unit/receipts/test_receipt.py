"""The receipt: what it says first, that nothing is hidden, and that it is always the same."""

from string import Formatter

import pytest

from tasks.errors import SubmissionError
from tasks.intake.opened import Refused
from tasks.model import Repair, Severity, Status
from tasks.receipts.marking import receipt_workbook
from tasks.receipts.receipt import Receipt, grouped, in_order, receipt_name, refusal
from tests.builders.receipts import an_issue
from tests.builders.workbooks import loaded, receipt_wording

KEY = "2025/139901/2113990001/school_return/1"


def a_receipt(**changes):
    parts = {
        "school_name": "云岭县第一小学",
        "form_title": "义务教育学校数据报表",
        "file_name": "学校报表.xlsx",
        "submission": KEY,
        "received": "2025-10-12 09:30",
        "status": Status.ACCEPTED,
        "rows_read": 40,
        "rules_run": 96,
    }
    return Receipt(**(parts | changes))


def opened(receipt):
    return loaded(receipt_workbook(receipt, receipt_wording()))


def texts(sheet):
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value]


def test_a_clean_file_is_told_so_with_the_rows_it_had():
    book = opened(a_receipt())

    said = texts(book["回执"])
    assert "已接收 · 合格" in said
    assert "读取 40 行 = 接收 40 行 + 退回 0 行" in said
    assert receipt_wording()["receipt"]["nothing_wrong"] in said
    assert receipt_wording()["receipt"]["no_issues"] in texts(book["全部问题"])


@pytest.mark.parametrize("status", list(Status))
def test_every_status_says_what_to_do_next(status):
    said = texts(opened(a_receipt(status=status))["回执"])

    words = receipt_wording()["receipt"]
    assert words["status"][status] in said
    for number, step in enumerate(words["next_alone"][status], 1):
        assert f"{number}. {step}" in said


def test_rows_read_are_accepted_plus_refused():
    said = texts(opened(a_receipt(rows_read=40, rows_refused=3))["回执"])

    assert "读取 40 行 = 接收 37 行 + 退回 3 行" in said


def test_all_issues_are_listed_critical_first_then_down_the_sheet():
    issues = (
        an_issue(cell="C10"),
        an_issue(cell="C9"),
        an_issue(cell="AA9"),
        an_issue(severity=Severity.INFO, cell="C1"),
        an_issue(severity=Severity.CRITICAL, cell="D20"),
    )
    sheet = opened(a_receipt(issues=issues))["全部问题"]

    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [row[3] for row in rows] == ["D20", "C9", "AA9", "C10", "C1"]
    assert rows[1][1:9] == [
        "需说明",
        "班级",
        "C9",
        "班额 61 超出 1–55，请核对",
        "61",
        "1–55",
        "+6",
        "请核对本班人数",
    ]


def test_issues_of_one_cause_are_one_group_with_count_and_ends():
    issues = [
        an_issue(cell=f"C{row}", message=f"班额 {50 + row}，多出 {row} 人", found=str(50 + row))
        for row in range(12, 6, -1)
    ]
    issues.append(an_issue(severity=Severity.CRITICAL, rule="other", message="另一件事", cell="B4"))

    groups = grouped(in_order(issues))

    assert [(g.count, g.first.cell, g.last.cell) for g in groups] == [
        (1, "B4", "B4"),
        (6, "C7", "C12"),
    ]


def test_issues_of_one_rule_that_name_different_fields_are_one_group_that_says_so():
    issues = [an_issue(cell=f"C{row}", message=f"“{name}”没有填写", found="")
              for row, name in enumerate(("男生", "女生"), 4)]  # fmt: skip
    other = an_issue(cell="C9", message="“男生”没有填写", found="", guidance="问县教育局")

    groups = grouped(in_order([*issues, other]))

    assert [(g.count, g.is_mixed) for g in groups] == [(2, True), (1, False)]
    assert "“男生”没有填写，等" in texts(opened(a_receipt(issues=tuple(issues)))["回执"])


def test_issues_of_different_sheets_are_never_one_group():
    groups = grouped(in_order([an_issue(), an_issue(sheet="学生")]))

    assert len(groups) == 2


def test_a_text_that_looks_like_a_formula_stays_a_text():
    sheet = opened(a_receipt(issues=(an_issue(found="=1+1", message="=HYPERLINK(1)"),)))["全部问题"]

    assert {sheet["E2"].data_type, sheet["F2"].data_type} == {"s"}
    assert sheet["F2"].value == "=1+1"


def test_a_text_with_signs_no_workbook_can_hold_does_no_harm():
    sheet = opened(a_receipt(issues=(an_issue(found="6\x001"),)))["全部问题"]

    assert sheet["F2"].value == "61"


def test_repairs_and_what_was_not_checked_stand_on_the_third_sheet():
    receipt = a_receipt(
        repairs=(Repair("学生", "B4", "１２", "12"), Repair("体质健康测试", "C2", "", "")),
        not_checked=(("与上年人数比较", "没有上年数据"),),
    )
    said = texts(opened(receipt)["读取情况"])

    assert {"B4", "１２", "12", "与上年人数比较", "没有上年数据"} <= set(said)
    assert receipt_wording()["receipt"]["private_repair"] in said
    assert receipt_wording()["receipt"]["all_checked"] not in said


def test_a_late_file_is_told_by_how_many_days():
    assert "逾期 3 天" in texts(opened(a_receipt(late_days=3))["回执"])
    assert "按时" in texts(opened(a_receipt())["回执"])


def test_a_file_that_cannot_be_opened_gets_its_reason_and_what_to_do():
    issue = refusal(Refused("password"), "", "报表.xlsx", receipt_wording())
    unread = {"submission": "", "rows_read": 0, "rules_run": 0}
    book = opened(a_receipt(status=Status.RETURNED, issues=(issue,), **unread))

    said = texts(book["回执"])
    assert "文件设置了打开密码，无法读取" in said
    assert issue.guidance in said
    assert "提交编号" not in said
    assert receipt_wording()["receipt"]["unread"] in said


def test_rules_that_one_reason_kept_from_being_run_stand_together():
    rules = [f"规则{number}" for number in range(23)]
    skipped = tuple((rule, "没有上年数据") for rule in rules)
    book = opened(a_receipt(not_checked=(("必填", "表里有没读懂的内容"), *skipped)))

    said = texts(book["读取情况"])
    assert said.count("没有上年数据") == 3, "one row shows ten rules at most"
    assert said.count("表里有没读懂的内容") == 1
    told = "\n".join(said).split("\n")
    assert [line for line in told if line.startswith("规则")] == rules


def test_a_rule_that_was_not_checked_is_never_called_passed():
    said = texts(opened(a_receipt(not_checked=(("与上年人数比较", "没有上年数据"),)))["回执"])

    assert receipt_wording()["receipt"]["nothing_wrong"] not in said
    assert any("1 条规则没有检查" in text for text in said)


def test_the_receipt_of_a_file_that_was_not_read_never_says_all_was_checked():
    words = receipt_wording()["receipt"]

    said = texts(opened(a_receipt(rows_read=0, rules_run=0))["读取情况"])

    assert said.count(words["nothing_read"]) == 2
    assert words["all_checked"] not in said
    assert words["all_checked"] in texts(opened(a_receipt())["读取情况"])


def test_every_reason_has_a_sentence_whose_blanks_are_filled():
    for reason, words in receipt_wording()["refusals"].items():
        texts = Formatter().parse("".join(words.values()))
        parts = {name: "某处" for _, name, _, _ in texts if name and name != "file"}
        issue = refusal(Refused(reason, **parts), KEY, "报表.xlsx", receipt_wording())

        assert issue.message and issue.expected and issue.guidance
        assert "{" not in issue.message + issue.expected + issue.guidance


def test_any_other_submission_error_still_gets_a_reason():
    issue = refusal(SubmissionError("?"), KEY, "报表.xlsx", receipt_wording())

    assert issue.rule == "file-other"
    assert "报表.xlsx" in issue.guidance


@pytest.mark.parametrize(
    ("file_name", "expected"),
    [
        ("学校报表.xlsx", "回执_第2次_退回_学校报表.xlsx"),
        ("a/b:c.v2.ods", "回执_第2次_退回_a_b_c.v2.xlsx"),
        ("报表", "回执_第2次_退回_报表.xlsx"),
    ],
)
def test_the_name_of_a_receipt_says_attempt_and_status(file_name, expected):
    assert receipt_name(file_name, Status.RETURNED, 2, receipt_wording()) == expected


def test_the_same_receipt_is_the_same_bytes():
    issues = (an_issue(),)

    first = receipt_workbook(a_receipt(issues=issues), receipt_wording())
    assert first == receipt_workbook(a_receipt(issues=issues), receipt_wording())
