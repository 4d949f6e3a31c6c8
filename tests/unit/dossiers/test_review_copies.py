"""What is enclosed of a received file stands where it stood, and names no pupil."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from tasks import catalogue
from tasks.intake.opened import Opened
from tasks.layouts import Sheet
from tasks.review.copies import masked_rows, names_nobody, pupil_rows, workbook_of
from tasks.staging.redaction import blotter
from tests.builders import EDITION

NAME, NUMBER, ADDRESS = "诸葛测珩", "G139901201203047731", "望湖里七弄三号"
WORDS = frozenset({NAME, ADDRESS})
MASK = "〔已隐去〕"
blotted = blotter(WORDS, MASK)


def pupils() -> Sheet:
    (sheet,) = catalogue.layouts(EDITION)["fitness_return"].sheets
    return sheet


def a_pupil(**changes: Any) -> tuple[list[str], list[Any]]:
    """Return head and row of one pupil; fields by their names."""
    sheet = pupils()
    given = {"grade": "11", "class_name": "一班", "name": NAME, "sex": 1, "height_cm": 140.5}
    row = {field.name: "" for field in sheet.fields} | given | changes
    return [field.title for field in sheet.fields], [row[field.name] for field in sheet.fields]


def copied(rows: list[list[Any]]) -> dict[str, Any]:
    """Return the row of the first pupil by field, as it is enclosed."""
    found, _ = pupil_rows(rows, pupils(), catalogue.code_lists(), blotted)
    return dict(zip((field.name for field in pupils().fields), found[1], strict=False))


def test_no_column_that_names_a_pupil_is_passed_on():
    private = {
        field.name: "x" for field in pupils().fields if field.type in ("private", "pseudonym")
    }
    row = copied(list(a_pupil(**private)))
    assert len(private) >= 3
    assert {name: row[name] for name in private} == dict.fromkeys(private, "")
    assert (row["class_name"], row["height_cm"]) == ("一班", 140.5)


def test_a_column_nobody_asked_for_is_blank():
    head, row = a_pupil()
    found, columns = pupil_rows([[*head, "家长"], [*row, "某某"]], pupils(),
                                catalogue.code_lists(), blotted)  # fmt: skip
    assert (found[0][-1], found[1][-1]) == ("", "")
    assert (columns[-1].filled, columns[-1].is_hidden, columns[-1].head) == (1, True, "")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("class_name", f"{NAME}班"), ("class_name", 139901201203047731), ("height_cm", "某某"),
        ("height_cm", 139901201203047731.0), ("sex", "某某"), ("grade", NUMBER),
        ("class_name", f"一班 {NUMBER}"),
    ],
)  # fmt: skip
def test_a_name_in_the_wrong_column_is_blotted_out(field, value):
    found = copied(list(a_pupil(**{field: value})))[field]
    assert MASK in found
    assert not any(word in str(found) for word in ("诸葛", "某某", "1399012"))


@pytest.mark.parametrize(
    ("field", "value"),
    [("height_cm", "140.5"), ("height_cm", "无"), ("run_1000m_s", "4′32″"),
     ("run_1000m_s", "4分32秒"), ("run_1000m_s", "04:32"), ("pull_ups", "/")],
)  # fmt: skip
def test_a_measure_written_as_text_stays(field, value):
    assert copied(list(a_pupil(**{field: value})))[field] == value


def test_columns_are_counted():
    head, row = a_pupil(height_cm="")
    _, columns = pupil_rows([head, row, row], pupils(), catalogue.code_lists(), blotted)
    by_head = {each.head: each for each in columns}
    name = next(field.title for field in pupils().fields if field.name == "name")
    assert (by_head[name].filled, by_head[name].is_hidden) == (2, True)


def test_a_text_is_masked_and_a_number_is_not():
    rows = [[f"{NAME}班", 35, 139901201203047731, 2.5, "", True, 9_110_481.23]]
    assert masked_rows(rows, blotted) == [[f"{MASK}班", 35, MASK, 2.5, "", True, 9_110_481.23]]


def a_book(**changes: Any) -> bytes:
    """Return a workbook with one sheet; `changes` are cells."""
    book = Workbook()
    for cell, value in changes.items():
        book.active[cell] = value
    return saved(book)


def saved(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_workbook_that_names_nobody_is_passed_on():
    assert names_nobody(
        a_book(A1="一班", B1=0.1 + 0.2, C1=32638.8, D1="2113990001"), WORDS, blotted
    )


@pytest.mark.parametrize("value", [f"{NAME}班", f"一班 {NUMBER}", "139901201203047731"])
def test_a_workbook_with_a_name_in_a_cell_is_not(value):
    assert not names_nobody(a_book(A1=value), WORDS, blotted)


def test_nor_one_with_a_name_beside_the_cells():
    noted, called, written = Workbook(), Workbook(), Workbook()
    noted.active["A1"].comment = Comment(f"{NAME}", "x")
    called.create_sheet(NAME)
    written.properties.creator = NAME
    for book in (noted, called, written):
        assert not names_nobody(saved(book), WORDS, blotted)


def test_nor_one_with_a_picture():
    content = io.BytesIO(a_book(A1="一班"))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/media/image1.png", b"\x89PNG")
    assert not names_nobody(content.getvalue(), WORDS, blotted)


ROWS: list[list[Any]] = [
    ["标题", "", 3.0, 2.25], [], ["", "=SUM(A1)", True, datetime.datetime(2025, 9, 1)],
    ["<&>\x01", "  x ", 10**12, "0012"],
]  # fmt: skip


def test_a_copy_has_its_values_at_the_same_cells():
    content = workbook_of([("甲", ROWS, False), ("_表样", [["form", "x"]], True)])
    book = Opened(content)
    assert book.titles == ("甲", "_表样")
    assert book.hidden_sheets == {"_表样"}
    rows = book.rows("甲")
    assert [rows[0][0], rows[0][2], rows[0][3]] == ["标题", 3.0, 2.25]
    assert rows[2][1:4] == ["=SUM(A1)", True, "2025-09-01"]
    assert rows[3] == ["<&>", "  x ", 10.0**12, "0012"]
    assert load_workbook(io.BytesIO(content))["甲"]["B3"].data_type == "s"


def test_the_same_values_give_the_same_bytes():
    assert workbook_of([("甲", ROWS, False)]) == workbook_of([("甲", ROWS, False)])
