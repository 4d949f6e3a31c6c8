"""A workbook saved by another program and in another format says exactly the same."""

import pytest
from pandas.testing import assert_frame_equal

from tasks import catalogue
from tasks.intake.identify import identify
from tasks.intake.opened import Opened
from tests.builders.workbooks import EDITION, a_pupil, a_stamp, a_workbook, edited, staged
from tests.office import convert

FORMATS = ("xlsx", "xls", "ods")
SCHOOL_VALUES = {
    "school": [{"built_year": "1998年", "boarding_school": "no", "last_year_students": 421}],
    "classes": [
        {"grade": "primary_1", "class_name": "一（1）班", "students": 41},
        {"grade": "二年级", "class_name": 2, "students": "４２"},
        {"grade": "十年级", "class_name": "三1", "students": "约40"},
    ],
    "students": [
        {"grade": "primary_1", "male": 21, "female": "20人", "boarding": 0, "migrant": "无"},
        {"grade": "primary_2", "male": "1,021", "female": 20.5, "left_behind": "/"},
    ],
    "conditions": [{"site_area_m2": 14400.1, "books": 15000, "equipment_value_wan_yuan": " 96.05"}],
    "special_rooms": [{"room_kind": "music", "room_name": "音乐1室", "area_m2": 96.4}],
    "declarations": [{"item": "charter", "answer": "yes", "evidence": "章程.pdf"}],
}
FITNESS_VALUES = {
    "fitness": [
        a_pupil(1, run_50m_s=9.8, sit_and_reach_cm=-2.5, shuttle_run_50m_x8_s="1′52″"),
        a_pupil(2, sex="female", shuttle_run_50m_x8_s=1.5, rope_skipping_per_min=0),
        a_pupil(3, height_cm="不详", exemption="exempt", shuttle_run_50m_x8_s="1'72\""),
    ]
}
CASES = {"school_return": SCHOOL_VALUES, "fitness_return": FITNESS_VALUES}


ODD = "odd"


def make_odd(book):
    """Put an error into a workbook, hide a row and a sheet."""
    book["学生"]["B4"] = "=1/0"
    book["学生"].row_dimensions[7].hidden = True
    book["班级"].sheet_state = "hidden"


@pytest.fixture(scope="module")
def resaved(tmp_path_factory):
    """Return the content of each form as LibreOffice saves it in each format."""
    folder = tmp_path_factory.mktemp("formats")
    for form, values in CASES.items():
        (folder / f"{form}.xlsx").write_bytes(a_workbook(form, values))
    (folder / f"{ODD}.xlsx").write_bytes(edited(a_workbook(), make_odd))
    given = [folder / f"{form}.xlsx" for form in (*CASES, ODD)]
    return {
        (form, kind): resaved.read_bytes()
        for kind in FORMATS
        for form, resaved in zip((*CASES, ODD), convert(given, kind, folder / kind), strict=True)
    }


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("form", CASES)
def test_a_resaved_workbook_reads_the_same(resaved, form, kind):
    content = resaved[form, kind]
    ours = staged(a_workbook(form, CASES[form]), form)
    theirs = staged(content, form)

    assert identify(content, {EDITION: catalogue.layouts(EDITION)}) == a_stamp(form)
    assert theirs.issues == ours.issues
    assert theirs.repairs == ours.repairs
    assert theirs.marks == ours.marks
    assert (theirs.rows_read, theirs.rows_refused) == (ours.rows_read, ours.rows_refused)
    for name, table in ours.tables.items():
        assert_frame_equal(theirs.tables[name].frame, table.frame)
        assert theirs.tables[name].origin == table.origin


def test_the_file_says_what_it_is_and_not_its_name(resaved):
    for (form, kind), content in resaved.items():
        wanted = a_workbook() if form == ODD else a_workbook(form)
        assert Opened(content).titles == Opened(wanted).titles
        assert Opened(content, "报表.csv").kind == kind


@pytest.mark.parametrize("kind", FORMATS)
def test_what_stands_beside_the_cells_is_known_in_every_format(resaved, kind):
    book = Opened(resaved[ODD, kind])

    assert book.unresolved("学生") == {"B4": "#DIV/0!", "D4": "#DIV/0!"}
    assert book.hidden_rows("学生") == {7}
    assert book.hidden_sheets >= {"班级", "_表样"}
    assert "学生" not in book.hidden_sheets
    found = staged(resaved[ODD, kind])
    assert ("reading-error-value", "B4") in {(issue.rule, issue.cell) for issue in found.issues}


def test_a_workbook_of_wps_is_one_of_excel_97_under_another_name(resaved):
    content = resaved["school_return", "xls"]

    assert Opened(content, "学校报表.et").kind == "et"
    assert Opened(content, "学校报表.et").rows("学生") == Opened(content).rows("学生")


def test_a_formula_the_office_computed_is_a_value(tmp_path):
    def compute(book):
        book["学生"]["B4"] = "=20+1"

    source = tmp_path / "formula.xlsx"
    source.write_bytes(edited(a_workbook(), compute))
    (computed,) = convert([source], "xlsx", tmp_path / "out")

    found = staged(computed.read_bytes())

    assert found.tables["students"].frame["male"].iloc[0] == 21
