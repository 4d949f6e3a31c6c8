"""What a school wrote is a text in everything we write, whatever it begins with."""

from __future__ import annotations

import ast
import io
import re
import zipfile
from html import unescape

import openpyxl
import pytest

from tasks.delivery import check_sheet
from tasks.dossiers.word import chart_data
from tasks.intake.opened import Opened
from tasks.layouts import STAMP_SHEET
from tasks.receipts.converting import converted_workbook
from tasks.receipts.marking import marked_workbook, receipt_workbook
from tasks.worksheets import Page, workbook_bytes
from tests.builders.receipts import a_receipt, an_issue
from tests.builders.workbooks import a_pupil, a_stamp, a_workbook, receipt_wording
from tests.house.sources import Module, broken, modules

CALL = "=cmd|'/c calc'!A1"
TEXTS = (CALL, "+1", "@x", "-2+3", '=HYPERLINK("http://127.0.0.1/","x")', "=1+1")
FORMULA = re.compile(r"<(?:\w+:)?f\b[^>]*>([^<]*)")
OWN = re.compile(r"SUM\([A-Z0-9,:]*\)(?:-SUM\([A-Z0-9,:]*\))?")
COMPUTING = {"tasks.intake.blank", "tasks.delivery.check_workbook"}
"""The writers that compute something in what they write."""


def formulas(content):
    """Return every formula in the sheets of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        found = (text for name in sheets for text in FORMULA.findall(package.read(name).decode()))
        return [unescape(text) for text in found]


def said(content):
    """Return every text of a workbook as its reader sees it."""
    book = Opened(content)
    return {cell for title in book.titles for row in book.rows(title) for cell in row}


@pytest.mark.parametrize("text", TEXTS)
def test_a_written_workbook_has_no_formula(text):
    book = openpyxl.Workbook()
    book.active.append(["x", text])
    page = Page(book.create_sheet("表"), {"head_font": "x", "font": "x", "columns": {"a": text}})
    page.title(text, 3)
    page.table({"a": 10}, [[text]])
    content = workbook_bytes(book)

    assert formulas(content) == []
    assert text in said(content)


def test_a_blank_form_computes_its_own_sums_and_nothing_else():
    values = {
        "school": [{"built_year": CALL}],
        "students": [{"grade": "primary_1", "male": CALL, "female": "=1+1"}],
        "special_rooms": [{"room_kind": CALL, "room_name": CALL, "area_m2": "=1+1"}],
        "classes": [{"grade": CALL, "class_name": CALL, "students": 3}],
    }
    guidance = {"students": {"male": CALL}}
    stamp = a_stamp(school_name=CALL, county_name="=1+1")
    content = a_workbook("school_return", values, stamp=stamp, guidance=guidance)
    found = formulas(content)

    assert found and [text for text in found if not OWN.fullmatch(text)] == []
    assert CALL in said(content)
    assert ["school_name", CALL] in Opened(content).rows(STAMP_SHEET)


def test_a_national_workbook_has_no_formula():
    content = a_workbook("fitness_return", {"fitness": [a_pupil(name=CALL, height_cm="=1+1")]})

    assert formulas(content) == []


@pytest.mark.parametrize("text", TEXTS)
def test_a_receipt_of_whatever_kind_has_no_formula(text):
    issue = an_issue(found=text, message=text, expected=text, guidance=text)
    parts = {"school_name": text, "file_name": text, "remarks": (text,)}
    receipt, words = a_receipt(issue, **parts), receipt_wording()
    own, table = a_workbook("fitness_return"), f"a,b\n{text},1\n".encode()

    alone = receipt_workbook(receipt, words)
    marked = marked_workbook(own, receipt, words)
    converted = converted_workbook(Opened(table), receipt, words)

    assert formulas(alone) == formulas(marked) == formulas(converted) == []
    assert text in said(converted)


@pytest.mark.parametrize("text", TEXTS)
def test_texts_of_the_workbook_that_recomputes_everything_stay_texts(text):
    book = openpyxl.Workbook()
    page = check_sheet.Page(book.active, None, {}, check_sheet.Fonts("x", "x"))
    page.title(text, 2)
    page.head(2, 1, text)
    page.text(3, 1, text)

    assert formulas(workbook_bytes(book, has_formulas=True)) == []


def test_the_data_behind_a_chart_has_no_formula():
    assert "<f>" not in chart_data._cell("A1", CALL)
    assert 't="inlineStr"' in chart_data._cell("A1", CALL)


def written_without_care(module: Module) -> list[str]:
    """Return the calls by which a module writes a workbook in which a text may compute."""
    calls = [node for node in module.nodes if isinstance(node, ast.Call)]
    names = {"Workbook", "load_workbook"} & {getattr(call.func, "id", "") for call in calls}
    found = []
    for call in calls:
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if name == "save" and names:
            found.append("save")
        if any(word.arg == "has_formulas" for word in call.keywords):
            found.append("has_formulas")
    return found if module.name not in COMPUTING else []


def test_every_writer_of_workbooks_takes_care():
    assert broken(written_without_care, modules("tasks")) == {}


def test_a_writer_that_takes_no_care_is_found():
    text = "from openpyxl import Workbook\ndef f():\n    book = Workbook()\n    book.save('x')"

    assert written_without_care(Module("tasks.planning.other", text)) == ["save"]
    assert written_without_care(Module("a", "workbook_bytes(b, has_formulas=True)")) == [
        "has_formulas"
    ]
