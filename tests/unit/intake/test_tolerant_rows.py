"""Sheets under another name, hidden rows, totals: read where it is certain, and always said."""

from __future__ import annotations

import pytest

from tasks import catalogue
from tasks.model import Repair
from tasks.staging.left_out import ranges
from tests.builders.receipts import marked
from tests.builders.tolerant import a_book, grid_of, rules_of, staged_book, staged_grids
from tests.builders.workbooks import (
    a_workbook,
    blank_wording,
    edited,
    loaded,
    receipt_wording,
    staged,
)

STUDENTS = [
    {"grade": "primary_1", "male": 21, "female": 19},
    {"grade": "primary_2", "male": 20, "female": 18},
]
CLASSES = [
    {"grade": "primary_1", "class_name": "一1班", "students": 40},
    {"grade": "primary_2", "class_name": "二1班", "students": 38},
]
HEADER_ROWS = 3
PUPILS = "fitness_return"


def classes(*further):
    found = staged_grids({"班级": [*grid_of("classes", CLASSES), *further]})
    return found, found.tables["classes"].frame


def remarks(found):
    return [(each.sheet, each.cell, each.found, each.read_as) for each in found.repairs]


def students(row, at=None):
    grid = grid_of("students", STUDENTS)
    grid.insert(len(grid) if at is None else at, row)
    found = staged_grids({"学生": grid})
    return found, found.tables["students"].frame


def test_a_row_of_totals_at_the_end_is_no_row_of_its_own():
    found, frame = classes(["合  计", "", 78.0])

    assert list(frame["students"]) == [40, 38]
    assert found.issues == () and found.rows_read == 2
    assert remarks(found) == [("班级", "A6", "合  计", "合计行，不作为数据，没有重复计数")]


def test_a_total_that_does_not_add_up_is_an_issue():
    found, frame = classes(["", "合计", 90.0])

    assert list(frame["students"]) == [40, 38]
    assert [(i.rule, i.cell, i.found, i.expected) for i in found.issues] == [
        ("reading-total-differs", "C6", "90", "78")
    ]


def test_a_subtotal_between_the_rows_is_an_issue_and_not_counted():
    found = staged_grids(
        {"班级": [*grid_of("classes", CLASSES[:1]), ["小计", "", 40.0], ["二年级", "二1班", 38.0]]}
    )

    assert list(found.tables["classes"].frame["students"]) == [40, 38]
    assert rules_of(found) == [("reading-total-between", "A5")]


def test_a_total_above_the_rows_counts_as_one_only_if_it_adds_up():
    def with_total(total):
        head, body = grid_of("classes")[:HEADER_ROWS], grid_of("classes", CLASSES)[HEADER_ROWS:]
        return staged_grids({"班级": [*head, ["合计", "", total], *body]})

    assert rules_of(with_total(78.0)) == []
    assert rules_of(with_total(77.0)) == [("reading-total-between", "A4")]


def test_a_formula_in_a_row_of_totals_needs_no_result():
    book = a_book(
        {"班级": [*grid_of("classes", CLASSES), ["合计", "", ""]]},
        formulas={"班级": {"C6": "=SUM(C4:C5)"}},
    )

    found = staged_grids(book)

    assert found.issues == ()
    assert len(found.tables["classes"].frame) == 2


def test_a_row_of_totals_under_given_rows_is_known():
    found, frame = students(["总计", 41.0, 37.0, 78.0, "", "", "", "", ""])

    assert len(frame) == 9 and frame["male"].sum() == 41
    assert found.issues == ()
    assert remarks(found)[0][1:3] == ("A13", "总计")


def test_a_row_of_totals_above_given_rows_is_known_too():
    found, frame = students(["合计", 41.0, 37.0, 78.0, "", "", "", "", ""], HEADER_ROWS)

    assert frame["male"].iloc[0] == 21
    assert found.issues == ()


def test_a_row_of_totals_that_took_the_place_of_a_row_is_not_known():
    grid = grid_of("students", STUDENTS)
    grid[-1][:2] = ["合计", 41.0]

    found = staged_grids({"学生": grid})

    assert [rule for rule, _ in rules_of(found)] == ["reading-key-unknown", "reading-key-missing"]


def test_a_column_of_a_total_that_is_no_number_is_not_compared():
    found, _ = students(["合计", "见上", 37.0, "", "", "", "", "", ""])

    assert found.issues == ()


def test_a_header_printed_on_every_page_is_no_data():
    head = grid_of("classes")[HEADER_ROWS - 1]

    found, frame = classes(head, ["三年级", "三1班", 30.0])

    assert list(frame["students"]) == [40, 38, 30]
    assert list(frame["_row"]) == [4, 5, 7]
    assert found.issues == ()
    assert remarks(found) == [("班级", "A6", "第6行重复了标题", "不作为数据")]


def test_blank_rows_in_between_do_not_end_a_list():
    found, frame = classes([], ["", " ", ""], ["三年级", "三1班", 30.0])

    assert list(frame["_row"]) == [4, 5, 8]
    assert found.issues == ()


def test_hidden_rows_are_read_and_said_once():
    book = a_book({"班级": grid_of("classes", CLASSES)}, hidden={"班级": frozenset({5, 9})})

    found = staged_grids(book)

    assert list(found.tables["classes"].frame["students"]) == [40, 38]
    assert remarks(found) == [("班级", "A5", "隐藏的行 1 行（第5行）", "隐藏行也计入")]


def test_hidden_rows_without_anything_in_them_are_not_worth_a_word():
    book = a_book(
        {"学生": grid_of("students", STUDENTS), "办学条件": grid_of("conditions", [{"books": 3}])},
        hidden={"学生": frozenset({5, 12}), "办学条件": frozenset({4, 9})},
    )

    found = staged_grids(book)

    assert [each[:2] for each in remarks(found)] == [("学生", "A5"), ("办学条件", "B9")]


def test_many_hidden_rows_are_named_in_short():
    assert ranges([4]) == "4"
    assert ranges([9, 7, 8, 12]) == "7—9、12"
    assert ranges(range(1, 40, 2)) == "1、3、5、7、9、11、13、15、17、19……"


def test_a_renamed_sheet_is_known_by_its_headers_and_keeps_its_real_name():
    grid = grid_of("students", [{"grade": "primary_1", "male": "多", "female": 19}])
    book = a_book({"学生数": grid, "班级": grid_of("classes", CLASSES)})

    found = staged_book(book, "school_return", ("students", "classes"))

    assert found.tables["students"].frame["female"].iloc[0] == 19
    assert found.tables["students"].origin.sheet == "学生数"
    assert [(i.rule, i.sheet, i.cell) for i in found.issues] == [("reading-number", "学生数", "B4")]
    assert found.repairs == (Repair("学生数", "A1", "工作表改过名", "作为“学生”读取"),)


def test_a_renamed_record_is_known_by_its_labels():
    book = a_book({"Sheet1": grid_of("conditions", [{"books": 15000}])})

    found = staged_book(book, "school_return", ("conditions",))

    assert found.tables["conditions"].frame["books"].iloc[0] == 15000
    assert found.issues == ()


def test_a_name_with_stray_spaces_is_the_name_in_the_file():
    found = staged_book(
        a_book({" 班级　": grid_of("classes", CLASSES)}), "school_return", ("classes",)
    )

    assert found.tables["classes"].origin.sheet == " 班级　"
    assert found.repairs == ()


def test_two_sheets_that_could_be_meant_are_not_read():
    grid = grid_of("classes", CLASSES)

    found = staged_book(a_book({"甲": grid, "乙": grid}), "school_return", ("classes",))

    assert rules_of(found) == [("reading-sheet-twice", "A1")]
    assert "第1—2张" in found.issues[0].message
    assert found.tables["classes"].frame.empty


def test_pupils_of_several_sheets_are_not_read_from_the_first_alone():
    grid = grid_of("fitness", [{"height_cm": 130.5}], PUPILS)

    found = staged_book(a_book({"三1班": grid, "三2班": grid}), PUPILS, ("fitness",))

    assert rules_of(found) == [("reading-sheet-twice", "A1")]


def test_a_renamed_sheet_without_one_of_its_headers_is_missing():
    grid = grid_of("students", STUDENTS)
    grid[2][1] = "男"

    found = staged_book(a_book({"学生数": grid}), "school_return", ("students",))

    assert rules_of(found) == [("reading-sheet-missing", "A1")]


def test_the_list_of_fields_in_a_blank_form_is_no_record():
    labels = [["", each[1], each[2]] for each in grid_of("conditions")[HEADER_ROWS:]]
    howto = [["工作表", "项目", "单位"], *labels]

    for title in ("填表说明", "说明"):
        found = staged_book(a_book({title: howto}), "school_return", ("conditions",))
        assert [rule for rule, _ in rules_of(found)][:1] == ["reading-sheet-missing"]


def test_further_sheets_are_counted_and_never_named():
    book = a_book(
        {
            "封面": [["封面"]],
            "班级": grid_of("classes", CLASSES),
            "欧阳某某": [["x"]],
            "Sheet2": [[]],
            "回执(2)": [["x"]],
            "底稿": [["x"]],
        },
        hidden_sheets=frozenset({"底稿"}),
    )

    found = staged_book(book, "school_return", ("classes",))

    assert remarks(found) == [("", "", "多出的工作表 1 张（第3张）", "不属于本表，没有读取")]


def test_a_missing_sheet_is_reported_without_naming_the_others():
    found = staged_book(a_book({"欧阳某某": [["x"]]}), "school_return", ("classes",))

    assert rules_of(found) == [("reading-sheet-missing", "A1")]
    assert "某某" not in repr((found.issues, found.repairs))


def test_a_hidden_sheet_of_the_form_is_read_and_said():
    book = a_book({"班级": grid_of("classes", CLASSES)}, hidden_sheets=frozenset({"班级"}))

    found = staged_grids(book)

    assert len(found.tables["classes"].frame) == 2
    assert remarks(found) == [("班级", "A1", "隐藏的工作表", "照样读取")]


def test_our_own_sheets_are_known_by_the_names_that_we_give_them():
    known = receipt_wording()["reading"]["known"]
    blank, receipt = blank_wording(), receipt_wording()["receipt"]

    ours = {blank["cover"]["sheet"], blank["howto"]["sheet"], *receipt["sheets"].values()}
    assert set(known["own_sheets"]) == ours
    assert known["value_header"] in blank["record_header"]
    titles = {
        sheet.title for layout in catalogue.layouts("2025").values() for sheet in layout.sheets
    }
    assert not titles & ours


def test_a_real_workbook_with_merged_cells_and_a_hidden_row_is_read():
    def rebuild(book):
        sheet = book["学生变动"]
        for merged in list(sheet.merged_cells.ranges):
            sheet.merged_cells.remove(merged)
        sheet.insert_rows(3)
        for column in range(1, 15):
            group, _, lower = str(sheet.cell(4, column).value).partition("：")
            sheet.cell(3, column).value, sheet.cell(4, column).value = group, lower or None
        for area in ("A3:A4", "B3:B4", "C3:F3", "G3:M3", "N3:N4"):
            sheet.merge_cells(area)
        sheet.row_dimensions[5].hidden = True

    values = {"changes": [{"level": "primary", "start": 300, "enrolled": 52, "transferred_out": 3}]}
    found = staged(edited(a_workbook(values=values), rebuild))

    table = found.tables["changes"]
    assert list(table.frame.iloc[0][["start", "enrolled", "transferred_out"]]) == [300, 52, 3]
    assert table.origin.cell("transferred_out", 5) == "L5"
    assert [each for each in found.issues if each.sheet == "学生变动"] == []
    assert remarks(found) == [
        ("学生变动", "A4", "标题占第3—4行", "合在一起读作标题"),
        ("学生变动", "A5", "隐藏的行 1 行（第5行）", "隐藏行也计入"),
    ]


def test_an_issue_of_a_renamed_sheet_is_marked_in_it():
    def rename(book):
        book["班级"].title = "班级表"

    values = {"classes": [{"grade": "primary_1", "class_name": "一1", "students": "多"}]}
    content = edited(a_workbook(values=values), rename)
    (issue,) = (each for each in staged(content).issues if each.rule == "reading-number")

    book = loaded(marked(content, issue))

    assert (issue.sheet, issue.cell) == ("班级表", "C4")
    assert "填数字" in book["班级表"]["C4"].comment.text


@pytest.mark.parametrize("form", sorted(catalogue.layouts("2025")))
def test_a_form_as_it_was_given_out_is_read_without_a_remark(form):
    found = staged(a_workbook(form), form)

    assert found.repairs == ()
    assert {each.rule for each in found.issues} <= {"reading-list-empty"}
