"""A school gets its own workbook back, corrects it there, explains the rest, and is done."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tasks import steps
from tasks.intake.inbox import RECEIPTS
from tests.builders.workbooks import a_stamp, a_workbook, edited, loaded
from tests.integration.conftest import collect, deploy

CODE = "2113990101"
FIRST, SECOND = "2025-12-20T09:00:00+08:00", "2025-12-21T09:00:00+08:00"
PUPILS = [
    {"grade": f"primary_{grade}", "class_name": f"{grade}班", "students": 40}
    for grade in range(1, 7)
]


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the intake folder of the one school of a county."""
    deploy(tmp_path, monkeypatch)
    row = {
        "school_code": CODE, "school_name": "第一小学", "school_type": "211", "owner": "7",
        "urban_rural": "121", "counted": "yes", "folder": "一",
    }  # fmt: skip
    stamp = a_stamp("roster", school="139901", school_name="")
    folder = tmp_path / "intake/2025/云岭县/一"
    folder.mkdir(parents=True)
    (folder.parent / "名录.xlsx").write_bytes(a_workbook("roster", {"roster": [row]}, stamp=stamp))
    return folder


def receipt_in(school: Path, attempt: int) -> openpyxl.Workbook:
    (file,) = (school / RECEIPTS).glob(f"回执_第{attempt}次_*.xlsx")
    return loaded(file.read_bytes())


def said(book: openpyxl.Workbook, title: str) -> list[str]:
    return [str(cell.value) for row in book[title].iter_rows() for cell in row if cell.value]


def test_a_receipt_is_corrected_where_it_lies_and_comes_back_as_a_better_attempt(school):
    stamp = a_stamp(school=CODE, school_name="第一小学")
    values = {"classes": [*PUPILS, {"grade": "primary_1", "class_name": "又", "students": "约40"}]}
    (school / "报表.xlsx").write_bytes(a_workbook(values=values, school_type="211", stamp=stamp))
    collect(FIRST)

    first = receipt_in(school, 1)
    own = loaded(a_workbook(values=values, school_type="211", stamp=stamp)).sheetnames
    assert [title for title in first.sheetnames if title in own] == own
    assert "应填数字" in first["班级"]["C10"].comment.text
    assert first.active.title == "回执"

    def correct(book: openpyxl.Workbook) -> None:
        book["班级"]["C10"] = 40

    (file,) = (school / RECEIPTS).glob("回执_第1次_*.xlsx")
    (school / "改好了.xlsx").write_bytes(edited(file.read_bytes(), correct))
    collect(SECOND)

    second = receipt_in(school, 2)
    assert [title for title in second.sheetnames if title in own] == own
    assert second.sheetnames.count("回执") == 1
    note = second["班级"]["C10"].comment
    assert note is None or "应填数字" not in note.text
    changed = said(second, "读取情况")
    assert "C10" in changed and "40" in changed
    assert not any(steps.pending()["due"])
