"""What a statistics workbook lacks is asked for in a short form, and both make one return."""

from functools import cache

import pandas as pd
from openpyxl import Workbook

from tasks import catalogue
from tasks.intake.blank import write_workbook
from tasks.intake.opened import Opened
from tasks.layouts import STAMP_SHEET, Layout
from tasks.model import Severity
from tasks.staging.national.remainder import (
    Missing,
    completed,
    missing,
    remainder_in,
    remainder_issue,
    remainder_layout,
    remainder_values,
)
from tasks.staging.pseudonym import pseudonyms
from tasks.staging.tables import stage
from tests.builders.national import (
    STATISTICS_SHA,
    PlainBook,
    a_school_workbook,
    all_answers,
    an_export,
    layout,
    national_wording,
    staged_national,
    wording,
)
from tests.builders.workbooks import (
    COUNTY,
    EDITION,
    KEY,
    SCHOOL,
    SCHOOL_YEAR,
    a_stamp,
    blank_wording,
    edited,
    loaded,
    receipt_wording,
)

CODES = catalogue.code_lists()
NINE = "九年一贯制学校"
REMAINDER_SHA = "6" * 64


@cache
def a_base():
    return staged_national(a_school_workbook())


def changed(form, edit):
    return staged_national(a_school_workbook(change=lambda book: edit(book[f"教基{form}_{NINE}"])))


def the_form(base) -> Layout:
    gaps = missing(base, layout(), CODES)
    return remainder_layout(layout(), gaps, national_wording())


def written(base, values=None) -> bytes:
    """Return the remainder workbook of a return, filled with what is known and with `values`."""
    form = the_form(base)
    return write_workbook(
        form,
        a_stamp(base=base.submission),
        CODES,
        wording=blank_wording(),
        values={**remainder_values(base, form), **(values or {})},
        prefill={"school_type": "312", "school_year": SCHOOL_YEAR},
    )


def read(content: bytes | Workbook):
    """Return a remainder workbook as it is staged, its form known from what stands in it."""
    book = Opened(content) if isinstance(content, bytes) else PlainBook(content)
    return stage(
        f"{EDITION}/{COUNTY}/{SCHOOL}/school_return/2",
        REMAINDER_SHA,
        book,
        remainder_in(book, layout()),
        CODES,
        pseudonyms(KEY),
        wording=receipt_wording()["reading"],
    )


def joined(base, remainder):
    return completed(base, remainder, layout(), CODES, wording())


def test_only_what_the_statistics_do_not_have_is_missing():
    gaps = missing(a_base(), layout(), CODES)

    assert Missing("teachers", "certified", "junior") in gaps
    assert Missing("classes") in gaps and Missing("special_rooms") in gaps
    assert Missing("school", "built_year") in gaps
    fields = {(gap.table, gap.field) for gap in gaps}
    assert not fields & {("teachers", "master"), ("conditions", "books"), ("students", "male")}
    assert ("declarations", "evidence") not in fields


def test_nobody_is_asked_for_what_the_school_does_not_teach():
    primary = missing(staged_national(a_school_workbook("小学")), layout(), CODES)
    secondary = missing(staged_national(a_school_workbook("完全中学")), layout(), CODES)

    assert not [gap for gap in primary if gap.key.startswith("junior")]
    assert not [gap for gap in secondary if gap.key.startswith("primary")]
    assert ("school", "senior_students") not in {(gap.table, gap.field) for gap in primary}


def test_a_sign_for_not_applicable_and_a_blank_are_asked_for():
    def spoil(sheet):
        sheet["C9"], sheet["C10"] = "*", None

    gaps = missing(changed("4155", spoil), layout(), CODES)

    assert Missing("teachers", "doctorate", "primary") in gaps
    assert Missing("teachers", "master", "primary") in gaps
    assert Missing("teachers", "doctorate", "junior") not in gaps


def test_the_form_is_short_and_keeps_what_belongs_together():
    form = the_form(a_base())

    assert form.title == "义务教育学校数据报表（补充表）"
    assert "办学条件" not in {sheet.title for sheet in form.sheets}
    names = {sheet.table: [field.name for field in sheet.fields] for sheet in form.sheets}
    assert names["students"] == ["disabled", "last_year"]
    assert names["declarations"] == ["answer", "evidence"]
    assert names["classes"] == ["grade", "class_name", "students"]


def test_a_sum_stays_only_where_all_its_parts_are_asked_for():
    def hide_girls(sheet):
        for row in (6, 7):
            for column in "KLMNOP":
                sheet[f"{column}{row}"] = None

    (students,) = [s for s in the_form(changed("3112", hide_girls)).sheets if s.table == "students"]

    assert [field.name for field in students.fields][:3] == ["male", "female", "total"]


def test_the_form_names_the_return_it_completes():
    content = written(a_base())

    rows = {row[0].value: row[1].value for row in loaded(content)[STAMP_SHEET].iter_rows()}
    assert rows["base"] == a_base().submission
    plain = dict(a_stamp().items())
    assert "base" not in plain


def test_the_form_is_known_again_by_what_stands_in_it():
    found = remainder_in(PlainBook(loaded(written(a_base()))), layout())

    assert found.sheets == the_form(a_base()).sheets


def test_both_files_make_one_return_and_every_value_keeps_its_file():
    base = a_base()
    remainder = read(written(base, all_answers(the_form(base))))
    whole = joined(base, remainder)

    assert remainder.issues == () and whole.issues == ()
    assert whole.submission == remainder.submission
    assert missing(whole, layout(), CODES) == ()
    teachers = whole.tables["teachers"]
    assert list(teachers.frame["certified"]) == [1, 1]
    assert list(teachers.frame["master"]) == [2, 4]
    asked = teachers.origin.source("certified", 5)
    known = teachers.origin.source("master", 5)
    assert (asked.sha256, asked.sheet, asked.cell) == (REMAINDER_SHA, "教师", "B5")
    assert (known.sha256, known.sheet, known.cell) == (STATISTICS_SHA, f"教基4156_{NINE}", "C11")
    school = whole.tables["school"].origin
    assert school.source("built_year").sha256 == REMAINDER_SHA
    assert school.source("school_code").sha256 == STATISTICS_SHA
    assert whole.tables["classes"].origin.sheet == "班级"
    assert len(whole.tables["classes"].frame) == 1
    assert whole.rows_read == base.rows_read + remainder.rows_read


def test_a_completed_return_has_the_columns_and_types_of_any_other():
    base = a_base()
    whole = joined(base, read(written(base, all_answers(the_form(base)))))

    for sheet in layout().sheets:
        frame = whole.tables[sheet.table].frame
        assert list(frame.columns) == [*sheet.columns, "_row"]
        before = base.tables[sheet.table].frame
        assert list(frame.dtypes) == list(before.dtypes)


def test_what_was_wrong_with_a_cell_is_settled_by_an_answer():
    base = changed("4153", lambda sheet: sheet.__setitem__("C5", 20))
    assert [issue.rule for issue in base.issues] == ["reading-national-contradiction"]
    assert base.issues[0].item == "teachers.full_time_teachers.primary"

    teachers = [{"level": "primary", "full_time_teachers": 18}]
    whole = joined(base, read(written(base, {"teachers": teachers})))

    assert whole.tables["teachers"].frame["full_time_teachers"].iloc[0] == 18
    assert not [issue for issue in whole.issues if "contradiction" in issue.rule]


def test_what_nobody_answered_stays_wrong():
    base = changed("5176", lambda sheet: sheet.__setitem__("B19", "元"))

    whole = joined(base, read(written(base)))

    assert [(issue.rule, issue.submission) for issue in whole.issues][:1] == [
        ("reading-national-unit", whole.submission)
    ]


def test_a_mark_goes_when_a_value_has_come():
    base = changed("4155", lambda sheet: sheet.__setitem__("C9", "*"))
    assert [mark.field for mark in base.marks] == ["doctorate"]

    whole = joined(base, read(written(base, {"teachers": [{"level": "primary", "doctorate": 0}]})))

    assert "doctorate" not in {mark.field for mark in whole.marks}


def test_the_exports_of_two_levels_make_one_combined_school():
    primary = staged_national(an_export("小学", [{}]), school_type="312")
    junior = staged_national(
        an_export("初中", [{"pupils": 156, "teachers": 16}]), school_type="312", attempt=2
    )

    whole = joined(primary, junior)

    assert list(whole.tables["changes"].frame["end"]) == [261, 156]
    assert list(whole.tables["teachers"].frame["full_time_teachers"]) == [18, 16]
    assert whole.tables["changes"].origin.source("end", 5).sheet == "初中明细"
    assert whole.issues == ()


def test_two_files_that_differ_leave_no_value():
    primary = staged_national(an_export("小学", [{}]), school_type="312")
    junior = staged_national(an_export("初中", [{"rooms": 25}]), school_type="312", attempt=2)

    whole = joined(primary, junior)

    assert [(i.rule, i.sheet, i.item) for i in whole.issues] == [
        ("reading-national-differs", "初中明细", "conditions.multimedia_rooms")
    ]
    assert "25" in whole.issues[0].message and "24" in whole.issues[0].message
    assert pd.isna(whole.tables["conditions"].frame["multimedia_rooms"].iloc[0])


def test_a_school_reads_one_sentence_on_all_that_is_missing():
    gaps = missing(a_base(), layout(), CODES)

    issue = remainder_issue(a_base().submission, gaps, layout(), national_wording())

    assert issue.severity is Severity.CRITICAL
    assert str(len(gaps)) in issue.message and "班级" in issue.message
    assert "办学条件" not in issue.message


def test_a_column_that_was_taken_out_of_the_form_stays_missing():
    base = a_base()
    content = edited(
        written(base, all_answers(the_form(base))), lambda book: book.remove(book["经费"])
    )

    whole = joined(base, read(content))

    assert {gap.table for gap in missing(whole, layout(), CODES)} == {"funds"}
