"""The blank workbook: what it says, locks and offers, and that it is always the same."""

import io
import zipfile

import pytest

from tasks import catalogue
from tasks.layouts import STAMP_SHEET
from tasks.worksheets import CORE, CORE_DATE, ZIP_DATE
from tests.builders.workbooks import (
    EDITION,
    SCHOOL,
    SCHOOL_YEAR,
    a_blank,
    a_pupil,
    a_stamp,
    a_workbook,
    blank_wording,
    loaded,
)

FITNESS = "fitness_return"


def validation_of(sheet, cell):
    return next(rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref)


def test_every_form_can_be_written_and_carries_its_stamp():
    for form, layout in catalogue.layouts(EDITION).items():
        book = loaded(a_workbook(form))

        stamp = {row[0].value: row[1].value for row in book[STAMP_SHEET].iter_rows()}
        assert stamp["form"] == form
        assert stamp["school"] == SCHOOL
        assert book[STAMP_SHEET].sheet_state == "hidden"
        assert {sheet.title for sheet in layout.sheets} <= set(book.sheetnames)


def test_the_same_input_gives_the_same_bytes():
    first = a_workbook()
    a_blank.cache_clear()

    assert a_workbook() == first
    assert a_workbook(due="2025-10-20") != first


def test_the_moment_of_writing_is_nowhere_in_the_file():
    with zipfile.ZipFile(io.BytesIO(a_workbook())) as package:
        core = package.read(CORE).decode()
        dates = {part.date_time for part in package.infolist()}

    assert dates == {ZIP_DATE}
    assert core.count(CORE_DATE) == 2


def test_the_cover_names_the_school_and_the_due_date_and_links_every_sheet():
    cover = loaded(a_workbook(due="2025-10-20"))["封面"]

    texts = {cell.value for row in cover.iter_rows() for cell in row if cell.value}
    assert {"云岭县第一小学", SCHOOL, SCHOOL_YEAR, "2025-10-20", "基本情况"} <= texts
    assert any(cell.hyperlink for row in cover.iter_rows() for cell in row)


def test_a_return_of_the_bureau_has_no_school_on_its_cover():
    stamp = a_stamp("county_return", school="139901", school_name="")
    cover = loaded(a_workbook("county_return", stamp=stamp))["封面"]

    texts = {cell.value for row in cover.iter_rows() for cell in row if cell.value}
    assert "云岭县教育局" in texts
    assert "学校标识码" not in texts


def test_the_guidance_of_the_rules_stands_in_the_how_to_and_beside_the_cell():
    sentence = "按学籍系统中的实有人数填写"
    guidance = {"students": {"male": sentence}, "conditions": {"books": sentence}}
    book = loaded(a_workbook(guidance=guidance))

    howto = [cell.value for row in book["填表说明"].iter_rows() for cell in row]
    assert howto.count(sentence) == 2
    assert validation_of(book["学生"], "B4").prompt == sentence
    assert book["办学条件"]["E9"].value == sentence


def test_every_field_has_a_line_in_the_how_to():
    howto = loaded(a_workbook())["填表说明"]
    lines = {(row[0].value, row[1].value) for row in howto.iter_rows()}

    for sheet in catalogue.layouts(EDITION)["school_return"].sheets:
        assert {(sheet.title, field.title) for field in sheet.fields} <= lines


def test_labels_formulas_and_prefilled_cells_are_locked_and_input_is_open():
    book = loaded(a_workbook())

    record, students = book["基本情况"], book["学生"]
    assert record.protection.sheet and not record.protection.password
    assert record["B8"].protection.locked and record["C4"].protection.locked
    assert not record["C8"].protection.locked
    assert students["A4"].protection.locked and students["D4"].protection.locked
    assert not students["B4"].protection.locked
    assert students["D4"].value == "=SUM(B4,C4)"


def test_school_and_year_are_filled_in_beforehand():
    record = loaded(a_workbook(school_type="211"))["基本情况"]

    assert [record[f"C{row}"].value for row in range(4, 8)] == [
        SCHOOL,
        "云岭县第一小学",
        "小学",
        SCHOOL_YEAR,
    ]


def test_junior_rows_of_a_primary_school_are_grey_and_locked():
    grey = blank_wording()["look"]["not_applicable"]
    primary = loaded(a_workbook(school_type="211"))
    nine_years = loaded(a_workbook(school_type="312"))

    assert primary["学生"]["B10"].protection.locked
    assert primary["学生"]["B10"].fill.fgColor.rgb.endswith(grey)
    assert primary["学生"]["D10"].value is None
    assert not nine_years["学生"]["B10"].protection.locked
    assert primary["教师"]["B5"].protection.locked
    assert not primary["教师"]["B4"].protection.locked


def test_senior_pupils_are_asked_only_where_there_are_some():
    assert loaded(a_workbook(school_type="312"))["基本情况"]["C10"].protection.locked
    assert not loaded(a_workbook(school_type="341"))["基本情况"]["C10"].protection.locked


def listed(book, rule):
    place = book.defined_names[rule.formula1].attr_text
    sheet, cells = place.split("!")
    rows = book[sheet.strip("'")][cells.replace("$", "")]
    return [row[0].value for row in rows]


def test_a_list_of_codes_offers_what_fits_the_school():
    book = loaded(a_workbook(school_type="211"))

    rule = validation_of(book["班级"], "A4")
    assert rule.type == "list"
    assert listed(book, rule) == ["一年级", "二年级", "三年级", "四年级", "五年级", "六年级"]


@pytest.mark.parametrize(
    ("sheet", "cell", "kind", "first"),
    [("学生", "B4", "whole", "0"), ("办学条件", "C4", "decimal", "0")],
)
def test_numbers_are_checked_while_they_are_typed(sheet, cell, kind, first):
    rule = validation_of(loaded(a_workbook())[sheet], cell)

    assert (rule.type, rule.operator, rule.formula1) == (kind, "greaterThanOrEqual", first)
    assert rule.error


def test_the_fitness_sheet_is_the_national_one():
    book = loaded(a_workbook(FITNESS, {"fitness": [a_pupil()]}))
    sheet = book.worksheets[0]

    fields = catalogue.layouts(EDITION)[FITNESS].by_table["fitness"].fields
    assert [cell.value for cell in sheet[1]] == [field.title for field in fields]
    assert (sheet["A2"].value, sheet["G2"].value) == (13, 1)
    assert listed(book, validation_of(sheet, "G2")) == [1, 2]
    assert not sheet.protection.sheet


def test_values_are_written_exactly_as_given_and_codes_as_the_form_shows_them():
    rows = [
        {"grade": "primary_1", "class_name": "一1", "students": "４０"},
        {"grade": "十年级", "class_name": 2, "students": -1},
    ]
    sheet = loaded(a_workbook(values={"classes": rows}))["班级"]

    assert [cell.value for cell in sheet[4]] == ["一年级", "一1", "４０"]
    assert [cell.value for cell in sheet[5]] == ["十年级", 2, -1]


def test_more_rows_than_were_prepared_are_written_all():
    sheet = catalogue.layouts(EDITION)["school_return"].by_table["special_rooms"]
    rows = [{"room_kind": "music", "area_m2": 90}] * (sheet.prepared_rows + 5)

    written = loaded(a_workbook(values={"special_rooms": rows}))[sheet.title]

    assert written.cell(sheet.header_row + len(rows), 1).value == "音乐"


def test_a_value_for_an_unknown_field_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="pupils"):
        a_workbook(values={"students": [{"grade": "primary_1", "pupils": 3}]})


def test_pages_are_a4_as_wide_as_the_paper_with_a_repeated_head():
    sheet = loaded(a_workbook())["学生"]

    setup = sheet.page_setup
    assert (int(setup.paperSize), setup.fitToWidth, setup.fitToHeight) == (9, 1, 0)
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "B4"
