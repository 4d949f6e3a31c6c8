"""LibreOffice opens a marked workbook, keeps what matters when it saves it, and loses nothing."""

from __future__ import annotations

import pytest
from pandas.testing import assert_frame_equal

from tasks.intake.opened import Opened
from tasks.model import Severity
from tasks.receipts.answers import answers_in
from tasks.receipts.unmarking import unmarked
from tests.builders.receipts import a_lived_in_workbook, an_issue, marked, parts_of
from tests.builders.workbooks import a_workbook, edited, loaded, receipt_wording, staged
from tests.office import convert

KINDS = {"pupils_moved": "学生转入转出"}
VALUES = {
    "classes": [{"grade": "primary_1", "class_name": "一（1）班", "students": 61}],
    "students": [{"grade": "primary_1", "male": 30, "female": 31}],
}
ISSUES = (
    an_issue(severity=Severity.CRITICAL, cell="B4", message="班级名称重复"),
    an_issue(cell="C5:C7", message="与上年相差过大", item="classes.students.0301"),
)


def answered(content: bytes) -> bytes:
    def write(book):
        sheet = book["填写说明"]
        row = next(cell.row for cell in sheet["A"] if "0301" in str(cell.value))
        sheet.cell(row, 8, "学生转入转出")
        sheet.cell(row, 9, "转入 6 人")

    return edited(content, write)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Return marked workbooks as LibreOffice saves them, by name."""
    folder = tmp_path_factory.mktemp("marked")
    given = {
        "own": marked(a_lived_in_workbook(), *ISSUES, explanation_kinds=KINDS),
        "form": answered(marked(a_workbook(values=VALUES), *ISSUES, explanation_kinds=KINDS)),
    }
    files = [folder / f"{name}.xlsx" for name in given]
    for file, content in zip(files, given.values(), strict=True):
        file.write_bytes(content)
    (shown,) = convert(files[:1], "pdf", folder / "pdf")
    again = convert(files, "xlsx", folder / "saved")
    return {file.stem: file.read_bytes() for file in again} | {"pdf": shown.read_bytes()}


def test_all_sheets_notes_and_fills_are_there_after_saving(saved):
    book = loaded(saved["own"])

    assert book.sheetnames == ["回执", "填写说明", "班级", "学生", "全部问题", "读取情况"]
    sheet = book["班级"]
    assert "班级名称重复" in sheet["B4"].comment.text
    assert "与上年相差过大" in sheet["C5"].comment.text
    areas = {str(each.sqref) for each in sheet.conditional_formatting}
    assert {"B4", "C5:C7"} <= areas
    assert any("本校的文本框".encode() in part for part in parts_of(saved["own"]).values())
    assert saved["pdf"].startswith(b"%PDF")


def test_what_libreoffice_saved_is_unmarked(saved):
    clean = unmarked(saved["own"])
    book = loaded(clean)

    assert book.sheetnames == ["班级", "学生"]
    sheet = book["班级"]
    assert sheet["B4"].comment.text.strip() == "本校自己的批注"
    assert sheet["C5"].comment is None
    assert {str(each.sqref) for each in sheet.conditional_formatting} == {"C4:C9"}
    assert book["学生"].defined_names["自用"].attr_text in ("学生!$A$1", "'学生'!$A$1")
    assert any("本校的文本框".encode() in part for part in parts_of(clean).values())
    assert loaded(marked(saved["own"], *ISSUES)).sheetnames.count("回执") == 1


def test_a_form_that_comes_back_marked_reads_as_it_did(saved):
    ours, theirs = staged(a_workbook(values=VALUES)), staged(saved["form"])

    assert theirs.issues == ours.issues
    for name, table in ours.tables.items():
        assert_frame_equal(theirs.tables[name].frame, table.frame)


def test_an_explanation_is_read_from_what_libreoffice_saved(saved):
    (found,) = answers_in(Opened(saved["form"]), receipt_wording(), KINDS)

    assert (found.item, found.kind, found.text) == (
        "classes.students.0301", "pupils_moved", "转入 6 人",
    )  # fmt: skip
