"""Names and numbers of pupils are taken out of every text but the columns they belong in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tasks import catalogue
from tasks.model import Issue, Mark, Origin, Repair, Severity, StagedSubmission, Submission
from tasks.staging.redaction import blotter, identities, redacted
from tests.builders.workbooks import a_pupil, a_workbook, staged

MASK = "＊"
LAYOUT = catalogue.layouts("2025")["fitness_return"]


class Book:
    def __init__(self, **sheets: list[list[object]]) -> None:
        self.sheets = sheets
        self.titles = tuple(sheets)

    def sheet(self, title: str) -> list[list[object]]:
        return self.sheets[title]


def blot(text: str, *words: str) -> str:
    return blotter(words, MASK)(text)


@pytest.mark.parametrize(
    "text",
    ["139901201203047731", "13990120120304773X", "G139901201203047731", "L13990120120304773x",
     "139901120304773", "１３９９０１２０１２０３０４７７３１"],
)  # fmt: skip
def test_the_number_of_a_person_is_blotted_out(text):
    assert blot(f"转入{text}一人") == f"转入{MASK}一人"


@pytest.mark.parametrize("text", ["2139901001", "12345678.5", "2025-09-01", "13990120120304"])
def test_no_other_number_is(text):
    assert blot(text) == text


def test_a_known_name_is_blotted_out_the_longer_one_first():
    assert blot("王小明和王小转学", "王小", "王小明") == f"{MASK}和{MASK}转学"


def test_names_addresses_and_numbers_are_found_under_their_headers():
    book = Book(
        一=[["某校"], ["姓名", "学籍号", "家庭住址", "民族代码", "性别"],
           ["王小明", "G1399", "望湖里", "汉族", "男"], ["李", 12345678, "", "01", "女"]],
        二=[["王大明", "x"]],
    )  # fmt: skip
    assert identities(book, LAYOUT) == {"王小明", "G1399", "望湖里", "12345678"}


def test_a_form_without_pupils_names_nobody():
    book = Book(一=[["姓名"], ["王小明"]])
    assert identities(book, catalogue.layouts("2025")["school_return"]) == frozenset()


def a_reading() -> StagedSubmission:
    content = a_workbook("fitness_return", {"fitness": [a_pupil(class_name="王小明班")]})
    found = staged(content, "fitness_return")
    issue = Issue(
        "k", "王小明", "B2", "r", Severity.CRITICAL, "王小明", "王小明", "王小明", "王小明"
    )
    return replace(
        found,
        issues=(issue,),
        repairs=(Repair("s", "A1", "王小明", "王小明"),),
        marks=(Mark("fitness", 1, "sex", "王小明"),),
    )


def test_a_reading_says_a_name_nowhere_and_keeps_its_values():
    before = a_reading()
    after = redacted(before, LAYOUT, blotter(("王小明",), MASK))
    table = after.tables["fitness"]

    assert "王小明" in str(before.tables["fitness"].frame.to_dict()) + str(before.issues)
    assert "王小明" not in str(table.frame.to_dict()) + str(after.issues + after.repairs)
    assert "王小明" not in str(after.marks)
    assert list(table.frame["class_name"]) == [f"{MASK}班"]
    same = table.frame.drop(columns="class_name")
    assert same.equals(before.tables["fitness"].frame.drop(columns="class_name"))
    assert after.issues[0].sheet == MASK


def test_a_sheet_that_is_called_after_a_pupil_is_called_as_the_form_calls_it():
    before = a_reading()
    table = before.tables["fitness"]
    origin: Origin = replace(table.origin, sheet="王小明体检")
    named = replace(before, tables={"fitness": replace(table, origin=origin)})
    named = replace(named, issues=(replace(before.issues[0], sheet="王小明体检"),))

    after = redacted(named, LAYOUT, blotter(("王小明",), MASK))

    assert after.tables["fitness"].origin.sheet == "体质健康测试"
    assert after.issues[0].sheet == "体质健康测试"
    assert Submission.parse(after.submission).form == "fitness_return"
