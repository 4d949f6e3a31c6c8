"""The workbooks of the national education statistics, read in place of a school return."""

import pandas as pd
import pytest
from openpyxl import Workbook

from tasks import catalogue
from tasks.errors import CatalogueError, SubmissionError
from tasks.model import Mark
from tasks.staging.national.county import schools_in
from tasks.staging.national.forms import statistics_of
from tests.builders.national import (
    NAME,
    STATISTICS_SHA,
    PlainBook,
    a_school_workbook,
    an_export,
    an_old_workbook,
    layout,
    opened,
    recognised,
    saved,
    staged_national,
    statistics,
)
from tests.builders.workbooks import SCHOOL, a_workbook

NINE = "九年一贯制学校"
CODES = catalogue.code_lists()


def value(staged, table, field, key=""):
    frame = staged.tables[table].frame
    sheet = layout().by_table[table]
    rows = frame if sheet.key is None else frame[frame[sheet.key.name] == key]
    return rows[field].iloc[0]


def source(staged, table, field, key=""):
    """Return sheet and cell that a value is from."""
    held = staged.tables[table]
    sheet = layout().by_table[table]
    rows = held.frame if sheet.key is None else held.frame[held.frame[sheet.key.name] == key]
    row = rows["_row"].iloc[0]
    found = held.origin.source(field, None if pd.isna(row) else int(row))
    return found.sheet, found.cell


def rules(staged):
    return [(issue.rule, issue.sheet.split("_")[0], issue.cell) for issue in staged.issues]


def changed(form, edit, kind=NINE):
    """Return a school's workbook after `edit` was done to the sheet of one form."""
    return a_school_workbook(kind, lambda book: edit(book[f"教基{form}_{kind}"]))


def test_a_workbook_is_known_by_its_sheets_and_says_whose_it_is():
    found = recognised(a_school_workbook())

    assert (found.school_code, found.school_name, found.school_type) == (SCHOOL, NAME, "312")
    assert found.year == "2025"
    assert [sheet.form for sheet in found.sheets][:2] == ["1001", "1102续"]
    assert not found.is_of_county


@pytest.mark.parametrize(
    ("title", "form", "school_type"),
    [
        ("教基1102续_小学", "1102续", "211"),
        ("教基1102（续表）_小学", "1102续", "211"),
        ("教基3112（九年一贯制学校）", "3112", "312"),
        (" 教基 3112＿312九年一贯制学校", "3112", "312"),
        ("教基4156", "4156", ""),
        ("基础基522", "522", ""),
    ],
)
def test_a_sheet_names_its_form_and_the_type_of_school(title, form, school_type):
    book = Workbook()
    book.active.title = title

    (sheet,) = recognised(book).sheets

    assert (sheet.form, sheet.school_type) == (form, school_type)


def test_our_own_form_is_no_statistics_workbook():
    assert recognised(a_workbook()) is None


def test_a_nine_year_school_has_both_levels_each_from_its_own_form():
    staged = staged_national(a_school_workbook())

    assert value(staged, "students", "female", "primary_1") == 20
    assert value(staged, "students", "boarding", "junior_3") == 8
    assert value(staged, "teachers", "bachelor", "primary") == 12
    assert value(staged, "teachers", "bachelor", "junior") == 11
    assert value(staged, "teachers", "backbone", "primary") == 5
    assert value(staged, "teachers", "backbone", "junior") == 6
    assert value(staged, "conditions", "equipment_value_wan_yuan") == 151.5
    assert value(staged, "conditions", "computers") == 100
    assert staged.issues == ()


def test_every_value_knows_its_own_cell_of_the_statistics_workbook():
    staged = staged_national(a_school_workbook())

    origin = staged.tables["changes"].origin.source("end", 4)
    assert (origin.submission, origin.sha256) == (staged.submission, STATISTICS_SHA)
    assert (origin.sheet, origin.cell) == (f"教基3112_{NINE}", "I6")
    assert source(staged, "students", "male", "primary_1") == (f"教基3112_{NINE}", "K6:K7")
    assert source(staged, "teachers", "title_intermediate", "junior") == (f"教基4153_{NINE}", "C19")
    assert source(staged, "school", "school_name") == (f"教基1001_{NINE}", "C4")
    assert source(staged, "conditions", "indoor_sports_area_m2") == (f"教基5170_{NINE}", "F17")


def test_a_difference_and_a_sum_of_rows_are_computed():
    staged = staged_national(a_school_workbook())

    assert value(staged, "students", "male", "primary_6") == 46 - 15
    assert value(staged, "teachers", "title_junior_or_none", "primary") == 4 + 0 + 1


def test_values_at_their_usual_addresses_are_not_remarked():
    assert staged_national(a_school_workbook()).repairs == ()
    assert staged_national(an_old_workbook()).repairs == ()


@pytest.mark.parametrize("make", [a_school_workbook, an_old_workbook])
def test_a_file_says_the_same_as_its_cells(make):
    from_file, from_cells = staged_national(saved(make())), staged_national(make())

    for name, table in from_cells.tables.items():
        pd.testing.assert_frame_equal(table.frame, from_file.tables[name].frame)
        assert table.origin == from_file.tables[name].origin


def test_rows_and_columns_may_move_and_only_that_is_remarked():
    def push(sheet):
        sheet.insert_rows(1, 2)
        sheet.insert_cols(1)

    staged = staged_national(changed("4155", push))

    assert value(staged, "teachers", "master", "primary") == 2
    assert source(staged, "teachers", "master", "primary")[1] == "D12"
    assert staged.issues == ()
    assert [(r.sheet, r.cell) for r in staged.repairs] == [(f"教基4155_{NINE}", "D11")]
    assert "C9" in staged.repairs[0].read_as and "5处" in staged.repairs[0].read_as


def test_a_row_that_was_moved_is_still_found_by_its_label():
    def swap(sheet):
        sheet["A12"], sheet["A8"] = sheet["A8"].value, sheet["A12"].value
        sheet["B12"], sheet["B8"] = sheet["B8"].value, sheet["B12"].value
        sheet["D12"], sheet["D8"] = sheet["D8"].value, sheet["D12"].value

    staged = staged_national(changed("5176", swap))

    assert value(staged, "conditions", "books") == 15000
    assert source(staged, "conditions", "books")[1] == "D8"


def test_a_label_that_is_not_there_is_not_guessed_from_the_address():
    staged = staged_national(changed("5176", lambda sheet: sheet.__setitem__("A12", "藏书楼")))

    assert pd.isna(value(staged, "conditions", "books"))
    assert "books:" not in staged.tables["conditions"].origin.elsewhere


def test_a_label_found_twice_with_other_values_is_not_believed():
    def twice(sheet):
        for column, text in enumerate(("图书", "册", "15", 9000), 1):
            sheet.cell(20, column, text)

    staged = staged_national(changed("5176", twice))

    assert rules(staged) == [("reading-national-twice", "教基5176", "D12")]
    assert "D12、D20" in staged.issues[0].message
    assert staged.issues[0].found == "15000、9000"
    assert pd.isna(value(staged, "conditions", "books"))


def test_a_label_found_twice_with_the_same_value_is_no_matter():
    def twice(sheet):
        for column, text in enumerate(("图书", "册", "15", 15000), 1):
            sheet.cell(20, column, text)

    staged = staged_national(changed("5176", twice))

    assert staged.issues == ()
    assert value(staged, "conditions", "books") == 15000


def test_two_forms_that_contradict_each_other_leave_no_value():
    staged = staged_national(changed("4153", lambda sheet: sheet.__setitem__("C5", 20)))

    assert rules(staged) == [("reading-national-contradiction", "教基4155", "C6")]
    assert "18" in staged.issues[0].message and "20" in staged.issues[0].message
    assert f"教基4153_{NINE}" in staged.issues[0].message
    assert pd.isna(value(staged, "teachers", "full_time_teachers", "primary"))
    assert value(staged, "teachers", "full_time_teachers", "junior") == 16


@pytest.mark.parametrize("sign", ["*", -1, "-1", "-"])
def test_a_sign_for_not_applicable_is_no_number(sign):
    staged = staged_national(changed("4155", lambda sheet: sheet.__setitem__("C9", sign)))

    assert pd.isna(value(staged, "teachers", "doctorate", "primary"))
    assert staged.marks == (Mark("teachers", 4, "doctorate", str(sign)),)
    assert staged.issues == ()


def test_a_sign_for_not_applicable_adds_nothing_to_a_sum():
    staged = staged_national(changed("4155", lambda sheet: sheet.__setitem__("C14", "*")))

    assert value(staged, "teachers", "below_junior_college", "primary") == 1


def test_a_blank_is_not_zero_and_keeps_its_cell():
    staged = staged_national(changed("4155", lambda sheet: sheet.__setitem__("C9", None)))

    assert pd.isna(value(staged, "teachers", "doctorate", "primary"))
    assert value(staged, "teachers", "doctorate", "junior") == 1
    assert source(staged, "teachers", "doctorate", "primary") == (f"教基4155_{NINE}", "C9")


def test_a_blank_part_of_a_sum_makes_no_sum():
    staged = staged_national(changed("4155", lambda sheet: sheet.__setitem__("C14", None)))

    assert pd.isna(value(staged, "teachers", "below_junior_college", "primary"))


def test_numbers_as_text_are_understood_and_words_are_not():
    def spoil(sheet):
        sheet["D12"] = "15,000册"
        sheet["D17"] = "二十多间"

    staged = staged_national(changed("5176", spoil))

    assert value(staged, "conditions", "books") == 15000
    assert rules(staged) == [("reading-number", "教基5176", "D17")]


def test_a_sheet_that_cannot_be_read_is_noted_and_the_others_are_read():
    class Broken(PlainBook):
        def rows(self, title):
            if title.startswith("教基5176"):
                raise SubmissionError("damaged")
            return super().rows(title)

    staged = staged_national(Broken(a_school_workbook()))

    assert rules(staged) == [("reading-sheet-unreadable", "教基5176", "A1")]
    assert pd.isna(value(staged, "conditions", "books"))
    assert value(staged, "conditions", "teaching_area_m2") == 4200.5


def test_another_unit_is_not_taken_for_ours():
    staged = staged_national(changed("5176", lambda sheet: sheet.__setitem__("B19", "元")))

    assert rules(staged) == [("reading-national-unit", "教基5176", "D19")]
    assert pd.isna(value(staged, "conditions", "equipment_value_wan_yuan"))


def test_a_formula_without_result_is_named():
    content = saved(changed("5176", lambda sheet: sheet.__setitem__("D12", "=1+1")))
    staged = staged_national(content)

    assert rules(staged) == [("reading-formula", "教基5176", "D12")]


def test_a_complete_secondary_has_its_junior_and_its_senior_part():
    staged = staged_national(a_school_workbook("完全中学"))

    assert value(staged, "school", "senior_students") == 183
    assert value(staged, "teachers", "full_time_teachers", "junior") == 16
    assert pd.isna(value(staged, "teachers", "full_time_teachers", "primary"))


def test_what_a_form_says_of_a_whole_school_is_split_by_nobody():
    primary = staged_national(a_school_workbook("小学"))
    both = staged_national(a_school_workbook())

    assert value(primary, "school", "entrants") == 41
    assert pd.isna(value(both, "school", "entrants"))


def test_the_list_of_schools_decides_which_levels_are_read():
    staged = staged_national(a_school_workbook(), school_type="211")

    assert value(staged, "teachers", "master", "primary") == 2
    assert pd.isna(value(staged, "teachers", "master", "junior"))
    assert pd.isna(value(staged, "students", "male", "junior_1"))
    assert value(staged, "school", "school_type") == "312"


def test_sheets_of_another_type_of_school_are_left_out():
    def add(book):
        book.copy_worksheet(book[f"教基5176_{NINE}"]).title = "教基5176_小学"
        book["教基5176_小学"]["D12"] = 1

    content = a_school_workbook(change=add)

    assert value(staged_national(content, school_type="312"), "conditions", "books") == 15000
    assert value(staged_national(content, school_type="211"), "conditions", "books") == 1
    unknown = staged_national(content, school_type="341")
    assert [issue.rule for issue in unknown.issues] == ["reading-national-types"]


def test_the_old_series_is_read_by_the_same_labels():
    staged = staged_national(an_old_workbook())

    assert value(staged, "school", "school_type") == "211"
    assert value(staged, "changes", "other_increase", "primary") == 2
    assert value(staged, "changes", "other_decrease", "primary") == 1
    assert value(staged, "conditions", "indoor_sports_area_m2") == 400
    assert value(staged, "conditions", "multimedia_rooms") == 10 + 4
    assert source(staged, "conditions", "multimedia_rooms") == ("基础基522", "L9,N9")
    assert Mark("students", 4, "boarding", "-1") in staged.marks


def test_the_schools_of_an_export_are_told_apart():
    content = an_export("小学", [{}, {"name": "云岭县二小分校", "kind": "小学", "counted": 0}])

    found = schools_in(opened(content), recognised(content), statistics(), CODES)

    assert [(s.school_name, s.school_type, s.level, s.row) for s in found] == [
        (NAME, "312", "primary", 6),
        ("云岭县二小分校", "211", "primary", 7),
    ]
    assert [s.counted for s in found] == [True, False]
    assert schools_in(opened(content), recognised(a_school_workbook()), statistics(), CODES) == ()


def test_a_school_has_its_own_row_of_an_export():
    content = an_export("小学", [{"name": "别的学校", "pupils": 9}, {"teachers": 19}])

    staged = staged_national(content, school_type="312")

    assert value(staged, "changes", "end", "primary") == 261
    assert value(staged, "teachers", "full_time_teachers", "primary") == 19
    assert value(staged, "teachers", "music_teachers", "primary") == 2
    assert value(staged, "conditions", "site_area_m2") == 21000
    assert value(staged, "conditions", "sports_ground_area_m2") == 6500.5
    assert value(staged, "conditions", "equipment_value_wan_yuan") == 151.5
    assert source(staged, "teachers", "master", "primary") == ("小学明细", "I7")
    assert pd.isna(value(staged, "teachers", "full_time_teachers", "junior"))
    assert staged.issues == ()


def test_the_level_of_an_export_is_told_by_its_head_before_its_name():
    content = an_export("初中", [{}], title="小学也看")

    assert value(staged_national(content, school_type="312"), "changes", "end", "junior") == 261


def test_an_export_that_does_not_tell_its_level_is_noted():
    content = an_export("某段", [{}])

    combined = staged_national(content, school_type="312")
    single = staged_national(content, school_type="211")

    assert rules(combined) == [("reading-national-level", "某段明细", "A6")]
    assert value(single, "changes", "end", "primary") == 261


def test_every_description_names_fields_of_the_return_and_whether_it_was_seen():
    forms = [form for series in statistics().series for form in series.forms.values()]
    wanted = [one for form in forms for one in form.wanted]
    wanted += [one for export in statistics().exports for one in export.wanted]

    assert len(wanted) > 200
    for one in wanted:
        sheet = layout().by_table[one.table]
        assert one.field in sheet.by_name
        assert one.columns and one.tag in ("C", "M")
        if sheet.key is not None and one.key not in ("", "level"):
            assert one.key in CODES[sheet.key.codes].codes


def test_a_word_that_nothing_reads_is_refused():
    entry = {"table": "school", "field": "entrants", "colum": "招生数"}
    common = catalogue.read_yaml(catalogue.TEMPLATES / "workbooks" / "national" / "common.yml")
    files = {
        "common": common,
        "new": {
            "prefix": "教基",
            "title": "",
            "identity": {},
            "forms": {1: {"title": "", "values": [entry]}},
        },
    }

    with pytest.raises(CatalogueError, match="colum"):
        statistics_of(files)


def test_sheets_that_only_begin_like_a_form_are_no_statistics():
    book = Workbook()
    book.active.title = "教基表说明"

    assert recognised(book) is None


def test_one_form_for_both_levels_is_read_section_by_section():
    """Later years put 小学 and 初中 below one another in 4155 and have no 4156 for them."""

    def join(book):
        primary, junior = book[f"教基4155_{NINE}"], book[f"教基4156_{NINE}"]
        primary["A6"] = "小学"
        for offset, row in enumerate(junior.iter_rows(min_row=7, max_row=15), 15):
            for cell in row:
                primary.cell(offset, cell.column, cell.value)
        book.remove(junior)

    staged = staged_national(a_school_workbook(change=join))

    assert staged.issues == ()
    assert value(staged, "teachers", "bachelor", "primary") == 12
    assert value(staged, "teachers", "bachelor", "junior") == 11
    assert value(staged, "teachers", "pe_teachers", "junior") == 3
    assert source(staged, "teachers", "bachelor", "junior") == (f"教基4155_{NINE}", "C20")
