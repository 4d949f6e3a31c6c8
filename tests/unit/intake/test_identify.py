"""Which form a file is, or why it is none."""

import io
import zipfile

import openpyxl
import pytest

from tasks import catalogue
from tasks.errors import SubmissionError
from tasks.intake.identify import identify
from tasks.intake.opened import Opened, Refused
from tasks.layouts import STAMP_SHEET, Stamp
from tests.builders.hostile import OLE, a_compound_file
from tests.builders.workbooks import (
    EDITION,
    a_pupil,
    a_stamp,
    a_workbook,
    edited,
    receipt_wording,
)

LAYOUTS = {EDITION: catalogue.layouts(EDITION)}


def reason(content):
    with pytest.raises(Refused) as refused:
        identify(content, LAYOUTS)
    assert refused.value.reason in receipt_wording()["refusals"]
    return refused.value.reason


def saved(workbook):
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def test_every_blank_is_recognised_by_its_stamp():
    for form in LAYOUTS[EDITION]:
        assert identify(a_workbook(form), LAYOUTS) == a_stamp(form)


def test_a_workbook_that_is_open_already_is_not_opened_again():
    assert identify(Opened(a_workbook()), LAYOUTS) == a_stamp()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        ("学校,学生\n一小,300\n".encode("gb18030"), "not_our_form"),
        ("一小有三百名学生。".encode(), "not_a_spreadsheet"),
        (b"%PDF-1.7 not a sheet", "not_a_spreadsheet"),
        (b"PK\x03\x04 cut off", "damaged"),
        (OLE + bytes(600), "damaged"),
        (a_compound_file({"EncryptedPackage": b"", "EncryptionInfo": b""}), "password"),
    ],
)
def test_what_cannot_be_opened_says_why(content, why):
    assert reason(content) == why


def test_half_a_file_is_damaged():
    content = a_workbook()

    assert reason(content[: len(content) // 2]) == "damaged"


def test_a_text_document_is_no_spreadsheet_form():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("word/document.xml", "<document/>")

    assert reason(stream.getvalue()) == "not_a_spreadsheet"
    assert reason(a_compound_file({"WordDocument": b""})) == "not_a_spreadsheet"


def test_a_stray_cell_in_the_last_corner_does_not_exhaust_the_memory():
    def stray(book):
        book["学生"]["XFD1048576"] = " "

    opened = Opened(edited(a_workbook(), stray))

    assert identify(opened, LAYOUTS) == a_stamp()
    with pytest.raises(Refused) as refused:
        opened.rows("学生")
    assert refused.value.reason == "cell_too_far"


def test_a_stray_cell_far_down_is_understood():
    def stray(book):
        book["学生"]["B5000"] = " "

    assert identify(edited(a_workbook(), stray), LAYOUTS) == a_stamp()


def test_an_encrypted_open_document_is_named_as_such():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", "<m><manifest:encryption-data/></m>")
        package.writestr("content.xml", "")

    assert reason(stream.getvalue()) == "password"


def test_a_workbook_without_a_stamp_is_not_ours():
    assert reason(saved(openpyxl.Workbook())) == "not_our_form"


def test_another_edition_and_an_unknown_form_are_named():
    old = edited(a_workbook(), lambda book: _restamp(book, "edition", "2019"))
    with pytest.raises(Refused) as refused:
        identify(old, LAYOUTS)
    assert (refused.value.reason, refused.value.parts["edition"]) == ("unknown_edition", "2019")

    assert reason(edited(a_workbook(), lambda book: _restamp(book, "form", "poem"))) == (
        "unknown_form"
    )


def test_a_stamp_without_its_school_is_damaged():
    content = edited(a_workbook(), lambda book: _restamp(book, "school", None))

    assert reason(content) == "stamp_damaged"


def test_a_stamp_whose_texts_became_numbers_is_read():
    def as_numbers(book):
        _restamp(book, "edition", 2025)
        _restamp(book, "school", 2113990001)

    assert identify(edited(a_workbook(), as_numbers), LAYOUTS) == a_stamp()


def _restamp(book, name, value):
    for row in book[STAMP_SHEET].iter_rows():
        if row[0].value == name:
            row[1].value = value


def test_a_national_fitness_workbook_is_known_by_its_header():
    def make_national(book):
        for title in ("封面", "填表说明", STAMP_SHEET, "_代码"):
            book.remove(book[title])
        book.worksheets[0].title = "Sheet1"

    content = edited(a_workbook("fitness_return", {"fitness": [a_pupil()]}), make_national)

    assert identify(content, LAYOUTS) == Stamp("fitness_return", EDITION, "", "", "")


def test_only_the_first_rows_of_a_workbook_are_read_to_know_it():
    pupils = [a_pupil(number) for number in range(40)]
    opened = Opened(a_workbook("fitness_return", {"fitness": pupils}))

    assert opened.first_rows("体质健康测试") == opened.rows("体质健康测试")[:10]
    assert len(opened.rows("体质健康测试")) > 40
    assert opened.first_rows("体质健康测试") == opened.rows("体质健康测试")[:10]


def test_a_refusal_is_a_submission_error():
    assert issubclass(Refused, SubmissionError)
