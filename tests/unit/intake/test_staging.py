"""From a workbook to typed tables; every workbook here is made by the writer of the blanks."""

import hashlib
from dataclasses import replace

import pandas as pd
import pytest

from tasks.intake.opened import Opened, Refused
from tasks.model import Mark, Repair, Severity
from tasks.staging.pseudonym import pseudonyms
from tasks.staging.returns import gather, roster_of
from tests.builders import DTYPES
from tests.builders.workbooks import KEY, SCHOOL, a_pupil, a_workbook, edited, staged

STUDENTS = [{"grade": "primary_1", "male": 21, "female": 19, "disabled": 0}]


def rules(submission):
    return [(issue.rule, issue.sheet, issue.cell) for issue in submission.issues]


def issues_of(submission, sheet):
    return [issue for issue in submission.issues if issue.sheet == sheet]


def frame(submission, table):
    return submission.tables[table].frame


def test_a_table_with_given_rows_has_them_all_and_knows_its_cells():
    found = staged(a_workbook(values={"students": STUDENTS}))

    table = found.tables["students"]
    assert list(table.frame["grade"])[:2] == ["primary_1", "primary_2"]
    assert len(table.frame) == 9
    assert table.frame["male"].iloc[0] == 21
    assert table.frame["male"].isna().sum() == 8
    assert table.origin.cell("male", int(table.frame["_row"].iloc[0])) == "B4"
    assert "total" not in table.frame


def test_columns_have_the_types_of_the_layout():
    found = staged(a_workbook(values={"students": STUDENTS}))

    students = frame(found, "students")
    assert students["male"].dtype == pd.Series([], dtype=DTYPES["count"]).dtype
    assert students["grade"].dtype == pd.Series([], dtype="string").dtype
    assert frame(found, "conditions")["site_area_m2"].dtype == "Float64"


def test_a_record_is_one_row_whose_fields_have_full_addresses():
    values = {"conditions": [{"site_area_m2": 14400.5, "books": 15000}]}
    found = staged(a_workbook(values=values))

    table = found.tables["conditions"]
    assert len(table.frame) == 1
    assert table.frame["site_area_m2"].iloc[0] == 14400.5
    assert table.frame["_row"].isna().all()
    assert table.origin.cell("books") == "C9"


def test_blank_rows_of_a_list_are_skipped_and_rows_keep_their_number():
    rows = [
        {"grade": "primary_1", "class_name": "一1班", "students": 40},
        {},
        {"grade": "junior_1"},
    ]
    found = staged(a_workbook(values={"classes": rows}))

    assert list(frame(found, "classes")["_row"]) == [4, 6]


def test_zero_blank_and_words_for_nothing_are_kept_apart():
    rows = [{"grade": "primary_1", "male": 0, "female": "无", "disabled": "/"}]
    found = staged(a_workbook(values={"students": rows}))

    first = frame(found, "students").iloc[0]
    assert first["male"] == 0
    assert pd.isna(first["female"]) and pd.isna(first["boarding"])
    assert found.marks == (
        Mark("students", 4, "female", "无"),
        Mark("students", 4, "disabled", "/"),
    )


def test_repairs_say_what_stood_there_and_how_it_was_read():
    rows = [{"grade": "primary_1", "male": "１２", "female": "1,234"}]
    found = staged(a_workbook(values={"students": rows}))

    assert found.repairs == (
        Repair("学生", "B4", "１２", "12"),
        Repair("学生", "C4", "1,234", "1234"),
    )
    assert frame(found, "students")["female"].iloc[0] == 1234


def test_what_is_not_understood_is_a_critical_issue_with_its_cell():
    rows = [{"grade": "primary_2", "male": "约20", "female": 19.5}]
    found = staged(a_workbook(values={"students": rows}))

    issues = issues_of(found, "学生")
    assert [(i.rule, i.cell, i.found) for i in issues] == [
        ("reading-number", "B5", "约20"),
        ("reading-whole", "C5", "19.5"),
    ]
    assert all(i.severity == Severity.CRITICAL and i.expected and i.guidance for i in issues)
    assert pd.isna(frame(found, "students")["male"].iloc[1])


def test_a_missing_sheet_is_named_and_its_table_has_no_rows():
    content = edited(a_workbook(), lambda book: book.remove(book["教师"]))

    found = staged(content)

    assert ("reading-sheet-missing", "教师", "A1") in rules(found)
    assert frame(found, "teachers").empty
    assert "certified" in frame(found, "teachers")


def test_a_changed_header_is_reported_and_its_column_not_believed():
    def rename(book):
        book["学生"]["B3"] = "女生"

    found = staged(edited(a_workbook(values={"students": STUDENTS}), rename))

    assert ("reading-head-changed", "学生", "B3") in rules(found)
    assert frame(found, "students")["male"].isna().all()
    assert frame(found, "students")["female"].iloc[0] == 19


def test_spaces_line_breaks_and_brackets_in_a_header_do_no_harm():
    def respell(book):
        book["学生"]["B3"] = " 男生\n(人) "

    found = staged(edited(a_workbook(values={"students": STUDENTS}), respell))

    assert issues_of(found, "学生") == []
    assert frame(found, "students")["male"].iloc[0] == 21


def test_given_rows_are_found_by_their_text_wherever_they_stand():
    def swap(book):
        sheet = book["学生"]
        sheet["A4"], sheet["A5"] = "二年级", "一年级"

    found = staged(edited(a_workbook(values={"students": STUDENTS}), swap))

    students = frame(found, "students").set_index("grade")
    assert students.loc["primary_2", "male"] == 21
    assert students.loc["primary_2", "_row"] == 4


def test_a_renamed_row_is_missing_and_unknown():
    def rename(book):
        book["学生"]["A4"] = "总计"

    found = staged(edited(a_workbook(values={"students": STUDENTS}), rename))

    assert [(i.rule, i.cell) for i in issues_of(found, "学生")] == [
        ("reading-key-unknown", "A4"),
        ("reading-key-missing", "A4"),
    ]


def test_another_schools_code_in_the_sheet_is_reported():
    found = staged(a_workbook(values={"school": [{"school_code": "2113990002"}]}))

    issue = next(i for i in found.issues if i.rule == "reading-prefilled-changed")
    assert (issue.cell, issue.found, issue.expected) == ("C4", "2113990002", SCHOOL)


def test_a_deleted_school_code_is_reported():
    def delete(book):
        book["基本情况"]["C4"] = None

    found = staged(edited(a_workbook(), delete))

    issue = next(i for i in found.issues if i.rule == "reading-prefilled-changed")
    assert (issue.cell, issue.found, issue.expected) == ("C4", "", SCHOOL)


def test_a_sheet_that_cannot_be_read_does_not_stop_the_others():
    class Damaged(Opened):
        def sheet(self, title):
            if title == "班级":
                raise Refused("damaged")
            return super().sheet(title)

    book = Damaged(a_workbook(values={"students": STUDENTS}))
    found = staged(book)

    assert ("reading-sheet-unreadable", "班级", "A1") in rules(found)
    assert frame(found, "students")["male"].iloc[0] == 21


def test_the_cell_that_makes_a_sheet_too_large_is_named_and_the_others_are_read():
    def stray(book):
        book["班级"]["XFD1048576"] = "x"

    found = staged(edited(a_workbook(values={"students": STUDENTS}), stray))

    assert ("reading-cell-too-far", "班级", "XFD1048576") in rules(found)
    assert frame(found, "students")["male"].iloc[0] == 21


def test_a_changed_school_type_is_reported_by_its_title():
    found = staged(a_workbook(school_type="211"), prefilled={"school_type": "312"})

    issue = next(i for i in found.issues if i.rule == "reading-prefilled-changed")
    assert (issue.cell, issue.found, issue.expected) == ("C6", "小学", "九年一贯制学校")


def test_a_formula_nobody_computed_and_an_error_are_not_taken_for_blank():
    def break_it(book):
        book["学生"]["B4"] = "=20+1"
        book["学生"]["C4"] = "#DIV/0!"

    found = staged(edited(a_workbook(), break_it))

    assert [(i.rule, i.cell, i.found) for i in issues_of(found, "学生")] == [
        ("reading-formula", "B4", "=20+1"),
        ("reading-error-value", "C4", "#DIV/0!"),
    ]


def test_an_empty_list_is_reported_unless_it_may_be_empty():
    found = staged(a_workbook())

    assert ("reading-list-empty", "班级", "A4") in rules(found)
    assert issues_of(found, "音乐美术教室") == []


def test_rows_read_are_accepted_plus_refused():
    rooms = [{"room_kind": "music", "room_name": "音乐室", "area_m2": 96}]
    classes = [
        {"grade": "primary_1", "class_name": "一1", "students": 40},
        {"grade": "十年级", "class_name": "一2", "students": "多"},
    ]
    values = {"special_rooms": rooms, "classes": classes}
    found = staged(a_workbook(values=values))

    records, key_rows, list_rows = 3, 9 + 2 + 2 + 2 + 10 + 2, 3
    assert found.rows_read == records + key_rows + list_rows
    assert found.rows_refused == 1


FITNESS = "fitness_return"


def test_fitness_columns_are_found_by_header_in_any_order():
    def rearrange(book):
        sheet = book["体质健康测试"]
        sheet.move_range("J1:J2", cols=30)
        sheet["J1"] = "备注"
        sheet["J2"] = "转学生"

    found = staged(edited(a_workbook(FITNESS, {"fitness": [a_pupil()]}), rearrange), FITNESS)

    assert found.issues == ()
    assert frame(found, "fitness")["height_cm"].iloc[0] == 130.5
    assert found.tables["fitness"].origin.cell("height_cm", 2) == "AN2"


def test_a_fitness_workbook_may_lack_what_need_not_be_measured_but_not_the_sex():
    content = a_workbook(FITNESS, {"fitness": [a_pupil()]})

    without_exemption = edited(content, lambda book: book["体质健康测试"].delete_cols(29))
    assert staged(without_exemption, FITNESS).issues == ()

    without_sex = edited(content, lambda book: book["体质健康测试"].delete_cols(7))
    found = staged(without_sex, FITNESS)
    assert [(i.rule, i.cell) for i in found.issues] == [("reading-column-missing", "A1")]
    assert "性别" in found.issues[0].message


def test_the_fitness_sheet_may_have_another_name():
    def rename(book):
        book["体质健康测试"].title = "Sheet1"

    content = edited(a_workbook(FITNESS, {"fitness": [a_pupil()]}), rename)

    assert len(frame(staged(content, FITNESS), "fitness")) == 1


def test_running_times_of_all_spellings_become_seconds():
    pupils = [
        a_pupil(number, run_1000m_s=text)
        for number, text in enumerate(["3′45″", "3'45\"", 3.45, 225, "3'75\""])
    ]
    found = staged(a_workbook(FITNESS, {"fitness": pupils}), FITNESS)

    assert list(frame(found, "fitness")["run_1000m_s"])[:4] == [225.0] * 4
    assert [(i.rule, i.cell) for i in found.issues] == [("reading-run-time", "U6")]
    assert [(r.cell, r.read_as) for r in found.repairs] == [("U4", "3′45″"), ("U5", "3′45″")]


def test_pupils_have_a_keyed_pseudonym_that_is_the_same_everywhere():
    pupils = [a_pupil(1), a_pupil(2), a_pupil(1)]
    names = list(
        frame(staged(a_workbook(FITNESS, {"fitness": pupils}), FITNESS), "fitness")["pupil"]
    )

    assert names[0] == names[2] != names[1]
    assert len(names[0]) >= 16
    number = str(a_pupil(1)["pupil"])
    assert names[0] == pseudonyms(KEY)(number) != pseudonyms(b"another")(number)
    assert hashlib.sha256(number.encode()).hexdigest()[: len(names[0])] != names[0]


def test_a_pseudonym_without_a_key_is_refused():
    with pytest.raises(ValueError, match="key"):
        pseudonyms(b"")


def test_nothing_a_pupil_is_known_by_leaves_staging():
    pupils = [
        a_pupil(1, name="欧阳某某", address="云岭县东街1号"),
        a_pupil(2, pupil=1.3990120160302e17, name="司马某某"),
        a_pupil(3, height_cm="诸葛某某", sex="上官某某", class_name=" 夏侯某某 "),
        a_pupil(4, weight_kg="139901201603020011"),
    ]
    found = staged(a_workbook(FITNESS, {"fitness": pupils}), FITNESS)

    told = repr((found.issues, found.repairs, found.marks))
    for secret in ("某某", "东街", "G1399", "13990120160302", "139901201603020011", "2016-03-02"):
        assert secret not in told
    assert {"name", "address", "birth_date", "ethnic_group"}.isdisjoint(frame(found, "fitness"))
    assert len(found.issues) == 4
    assert found.rows_refused == 3


def test_gather_lays_tables_under_one_another_and_finds_every_cell():
    first = staged(a_workbook(values={"students": STUDENTS}))
    roster = pd.DataFrame({"school_code": [SCHOOL]})

    returns = gather([first], roster)

    students = returns.tables["students"]
    assert set(students["school_code"]) == {SCHOOL}
    row = students.iloc[0]
    source = returns.source("students", row["_submission"], "male", int(row["_row"]))
    assert (source.sheet, source.cell) == ("学生", "B4")
    assert returns.tables["school"]["school_code"].tolist() == [SCHOOL]


def test_the_roster_is_read_like_any_form():
    schools = [
        {"school_code": SCHOOL, "school_name": "第一小学", "school_type": "211", "owner": "7",
         "urban_rural": "121", "counted": "yes", "folder": "第一小学"},
        {"school_code": 2113990002, "school_name": "第二小学", "school_type": "小学",
         "owner": "县级教育部门", "urban_rural": "121", "counted": "是", "folder": "第二小学"},
    ]  # fmt: skip
    found = staged(a_workbook("roster", {"roster": schools}), "roster")

    roster = roster_of(found)
    assert found.issues == ()
    assert list(roster["school_code"]) == [SCHOOL, "2113990002"]
    assert list(roster["owner"]) == ["7", "7"]
    assert "_row" not in roster


def test_lists_of_the_bureau_keep_the_schools_they_name():
    rows = [{"school_code": SCHOOL, "resource": "multimedia_room", "most": 3}]
    of_school = staged(a_workbook("plan_return", {"plan_bounds": rows}), "plan_return")
    of_bureau = replace(of_school, submission="2025/139901/bureau/plan_return/1")

    found = gather([of_bureau], pd.DataFrame())

    assert found.tables["plan_bounds"]["school_code"].tolist() == [SCHOOL]
    assert set(found.tables["unit_costs"]["school_code"]) == {"bureau"}
