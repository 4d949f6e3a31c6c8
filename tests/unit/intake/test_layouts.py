"""A layout knows where everything stands, for the blank form and for its reader alike."""

from __future__ import annotations

import pytest

from tasks.layouts import (
    HEADER_ROWS_SEARCHED,
    CodeList,
    Field,
    Key,
    Layout,
    Sheet,
    Stamp,
    column_letter,
)

FIELDS = (
    Field("male", "男生", "count", unit="人"),
    Field("female", "女生", "count", unit="人"),
    Field("total", "合计", computed={"add": ("male", "female")}),
    Field("name", "姓名", "private"),
)


def a_sheet(**changes: object) -> Sheet:
    given = {
        "title": "学生",
        "table": "students",
        "kind": "list",
        "one_row_is": "一个年级",
        "fields": FIELDS,
    }
    return Sheet(**given | changes)


@pytest.mark.parametrize(
    ("number", "letters"),
    [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")],
)
def test_columns_are_lettered_as_in_a_spreadsheet(number, letters):
    assert column_letter(number) == letters


def test_a_record_stands_one_value_below_the_other():
    sheet = a_sheet(kind="record")

    assert sheet.cells == {"male": "C4", "female": "C5", "total": "C6", "name": "C7"}
    assert sheet.first_row == 4


def test_a_list_stands_in_columns():
    assert a_sheet(header_row=1).cells == {"male": "A", "female": "B", "total": "C", "name": "D"}
    assert a_sheet(header_row=1).first_row == 2


def test_given_rows_have_their_key_in_the_first_column():
    sheet = a_sheet(kind="rows", key=Key("grade", "年级", "grades"))

    assert sheet.cells["grade"] == "A"
    assert sheet.cells["male"] == "B"
    assert sheet.columns == ("grade", "male", "female")


def test_formulas_and_private_fields_are_never_staged():
    assert a_sheet().columns == ("male", "female")
    assert [field.is_staged for field in FIELDS] == [True, True, False, False]


def test_a_header_carries_its_unit():
    assert FIELDS[0].header == "男生（人）"
    assert FIELDS[2].header == "合计"


def test_a_layout_finds_its_sheets_by_table():
    sheet = a_sheet()
    layout = Layout("school_return", "学校报表", "2025", "学校", "学校报表", (sheet,))
    assert layout.by_table == {"students": sheet}
    assert sheet.by_name["male"] is FIELDS[0]


def test_a_code_is_read_by_every_way_it_is_written():
    codes = CodeList(
        "grades",
        {
            "primary_1": {
                "code": "primary_1",
                "title": "一年级",
                "number": "1",
                "fitness_code": "11",
            },
            "junior_1": {"code": "junior_1", "title": "七年级", "number": "7", "fitness_code": ""},
        },
    )

    assert codes.codes == ("primary_1", "junior_1")
    assert codes.title("junior_1") == "七年级"
    assert codes.shown("primary_1", "fitness_code") == "11"
    assert {text for text, code in codes.readings.items() if code == "primary_1"} == {
        "primary_1",
        "一年级",
        "1",
        "11",
    }
    assert "" not in codes.readings


def test_a_code_outweighs_the_number_of_another():
    codes = CodeList("x", {"1": {"code": "1", "number": "2"}, "2": {"code": "2", "number": "1"}})
    assert codes.readings == {"1": "1", "2": "2"}


def test_a_stamp_lists_its_parts_in_the_order_of_its_fields():
    stamp = Stamp("school_return", "2025", "139901", "示例县", "2113999001", "第一小学")
    assert Stamp(**dict(stamp.items())) == stamp
    assert next(iter(stamp.items())) == ("form", "school_return")


def test_headers_are_found_wherever_they_stand_and_with_their_unit():
    row = ["", " 姓 名", "女生（人）", "男生(人)", "备注"]

    assert a_sheet().headers_in(row) == {"name": 1, "female": 2, "male": 3}


def test_a_header_without_brackets_goes_before_one_with_them():
    assert a_sheet().headers_in(["男生（上年）", "男生"])["male"] == 1


def test_a_sheet_is_known_by_more_than_half_of_its_headers_near_the_top():
    half, more = ["男生", "女生"], ["男生", "女生", "合计"]

    assert a_sheet().is_known_by([["某县"], [], more])
    assert not a_sheet().is_known_by([half])
    assert not a_sheet().is_known_by([[]] * HEADER_ROWS_SEARCHED + [more])
