"""Files that no school should send: each is answered with a reason, in bounded time and memory."""

import gc
import os
import pickle
import struct
import zipfile

import pytest
from openpyxl.styles import Font

from tasks.intake.opened import Limits, Opened, Refused
from tasks.intake.reader import process
from tasks.intake.reader.limits import DEFAULT_LIMITS
from tests.builders.hostile import (
    a_compound_file,
    a_package,
    part_of,
    repacked,
    with_shared_texts,
)
from tests.builders.workbooks import a_workbook, edited, receipt_wording

SHEET = "xl/worksheets/sheet1.xml"
WORKBOOK = "xl/workbook.xml"
SHARED = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
SMALL = Limits(file_mb=1, sheet_cells=10_000)
STUDENTS = "学生"


def refusal(content, limits=DEFAULT_LIMITS, name=""):
    """Return why a file is refused, opened and read to its end."""
    with pytest.raises(Refused) as refused:
        opened = Opened(content, name, limits)
        for title in opened.titles:
            opened.rows(title)
    assert refused.value.parts.get("error", "PanicException") == "PanicException"
    sentences = receipt_wording()["refusals"][refused.value.reason]
    for sentence in sentences.values():
        assert "{" not in sentence.format(**refused.value.parts)
    return refused.value.reason


def sheet_of(content, title):
    """Return the part of the sheet with some title."""
    opened = Opened(content)
    return f"xl/worksheets/sheet{opened.titles.index(title) + 1}.xml"


def test_a_part_that_unpacks_to_more_than_any_workbook_is_not_unpacked():
    bomb = repacked(a_workbook(), {SHEET: bytes(20_000_000)})

    assert len(bomb) < SMALL.file_bytes
    assert refusal(bomb, SMALL) == "too_large"


def test_parts_that_are_too_large_together_are_not_unpacked():
    parts = {f"xl/media/{number}.bin": bytes(1_000_000) for number in range(11)}

    assert refusal(repacked(a_workbook(), parts), SMALL) == "too_large"


def test_a_package_of_very_many_parts_is_not_looked_through():
    parts = {f"xl/{number}": b"" for number in range(20_001)}

    assert refusal(a_package(parts)) == "too_large"


def test_a_part_that_lies_about_its_size_is_damaged():
    content = bytearray(repacked(a_workbook(), {SHARED: b"<sst>" + b" " * 100_000 + b"</sst>"}))
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(SHARED.encode()))
    struct.pack_into("<I", content, entry + 24, 10)

    assert refusal(bytes(content)) == "damaged"


def test_a_file_of_too_many_bytes_is_not_handed_to_the_reader():
    assert refusal(b"PK\x03\x04" + bytes(1_000_001), SMALL) == "file_too_large"


LAUGHS = b'<!DOCTYPE sst [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("definition", [LAUGHS, OUTSIDE])
@pytest.mark.parametrize("part", [STYLES, WORKBOOK, "xl/drawings/drawing9.xml"])
def test_a_part_that_defines_entities_is_refused(definition, part):
    content = a_workbook()
    body = part_of(content, part) if part != "xl/drawings/drawing9.xml" else b"<xdr/>"

    assert refusal(repacked(content, {part: definition + body})) == "unsafe_xml"


def test_a_cell_may_speak_of_entities():
    content = edited(a_workbook(), lambda b: b[STUDENTS].__setitem__("B4", "<!DOCTYPE ENTITY"))

    assert Opened(content).rows(STUDENTS)[3][1] == "<!DOCTYPE ENTITY"


def test_entities_are_not_hidden_by_another_encoding():
    text = (LAUGHS + b"<sst/>").decode().encode("utf-16")

    assert refusal(repacked(a_workbook(), {SHARED: text})) == "unsafe_xml"


def test_an_open_document_with_entities_is_refused():
    parts = {"content.xml": LAUGHS + b"<office/>", "META-INF/manifest.xml": b"<manifest/>"}

    assert refusal(a_package(parts)) == "unsafe_xml"


def test_ten_million_rows_are_too_many():
    content = a_workbook()
    part = sheet_of(content, STUDENTS)
    row = b'<row r="10000000"><c r="A10000000"><v>1</v></c></row></sheetData>'
    far = part_of(content, part).replace(b"</sheetData>", row)

    assert refusal(repacked(content, {part: far})) == "cell_too_far"


def test_more_cells_than_a_sheet_may_have_are_not_read():
    def fill(book):
        for _ in range(101):
            book["新"].append([1] * 100)

    content = edited(edited(a_workbook(), lambda book: book.create_sheet("新")), fill)

    assert refusal(content, SMALL) == "sheet_too_large"


def test_formatted_blank_columns_to_the_last_one_do_no_harm():
    def widen(book):
        book[STUDENTS]["XFD1"] = "x"
        book[STUDENTS]["B900"] = "x"

    def empty(book):
        book[STUDENTS]["XFD1"].font = Font(bold=True)
        book[STUDENTS]["B900"] = " "

    assert refusal(edited(a_workbook(), widen)) == "cell_too_far"
    assert len(Opened(edited(a_workbook(), empty)).rows(STUDENTS)) == 900


def test_the_farthest_cell_is_named():
    with pytest.raises(Refused) as refused:
        Opened(edited(a_workbook(), lambda b: b[STUDENTS].__setitem__("XFD70", "x"))).rows(STUDENTS)

    assert refused.value.parts == {"sheet": STUDENTS, "cell": "XFD70"}


def test_what_asks_for_more_memory_than_there_is_is_stopped_and_the_next_file_is_read():
    content = with_shared_texts(a_workbook())
    part = sheet_of(content, STUDENTS)
    cells = b"".join(b'<c r="A%d" t="s"><v>0</v></c>' % row for row in range(500, 2500))
    row = b'<row r="500">' + cells + b"</row></sheetData>"
    texts = part_of(content, SHARED).replace(b"<t>", b"<t>" + b"x" * 1_000_000, 1)
    changes = {part: part_of(content, part).replace(b"</sheetData>", row), SHARED: texts}
    limits = Limits(memory_mb=300)

    assert refusal(repacked(content, changes), limits) == "too_much_memory"
    assert Opened(a_workbook(), "", limits).rows(STUDENTS)


def test_what_takes_too_long_is_stopped_and_the_next_file_is_read():
    hurried = Limits(seconds=0.001, memory_mb=1023)

    assert refusal(a_workbook(), hurried) == "too_slow"
    assert Opened(a_workbook(), "", Limits(memory_mb=1023)).rows(STUDENTS)


def test_seconds_are_those_of_a_file_and_not_of_a_sheet():
    opened = Opened(a_workbook())
    opened._file.seconds_left = 0

    with pytest.raises(Refused) as refused:
        opened.rows(STUDENTS)
    assert refused.value.reason == "too_slow"


def test_a_reader_that_was_ended_from_outside_has_a_successor():
    opened = Opened(a_workbook())
    other = Opened(a_workbook("fitness_return"))
    reader = process.reader_for(Limits())
    reader._process.kill()
    reader._process.wait()

    assert opened.rows(STUDENTS)
    assert other.titles


def test_two_files_may_be_read_by_turns():
    one, other = Opened(a_workbook()), Opened(a_workbook("fitness_return"))

    for title in one.titles[:2]:
        assert one.rows(title)
        assert other.rows(other.titles[0])
    assert one.titles != other.titles


def test_an_answer_that_would_run_something_is_not_taken_in():
    with pytest.raises(pickle.UnpicklingError):
        process._unpickled(pickle.dumps(("ready", os.system)))
    assert gc.isenabled()


@pytest.mark.parametrize(
    ("start", "why"),
    [
        (b"%PDF-1.7\n", "not_a_spreadsheet"),
        (b"GIF89a\x01\x00\x00", "not_a_spreadsheet"),
        (b"MZ\x90\x00", "not_a_spreadsheet"),
        (b"\xef\xbb\xbf <HTML><table>", "web_page"),
        (b"MIME-Version: 1.0\r\n", "web_page"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "xml_page"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html><html>', "web_page"),
    ],
)
def test_a_workbook_behind_the_start_of_something_else_is_that_something(start, why):
    assert refusal(start + a_workbook()) == why


def test_two_parts_of_one_name_are_damage():
    content = a_package({})
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = _twice(a_workbook(), WORKBOOK)

    assert refusal(content) == "damaged"


def _twice(content, name):
    stream = zipfile.io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr(name, b"<workbook/>")
    return stream.getvalue()


def test_a_workbook_behind_the_end_of_a_compound_file_is_not_read():
    assert refusal(a_compound_file({"Other": b""}) + a_workbook()) == "not_a_spreadsheet"


def test_an_encrypted_xls_file_is_named_as_such():
    records = struct.pack("<HHHHI", 0x0809, 8, 0x0600, 5, 0) + struct.pack("<HHHH", 0x2F, 4, 1, 1)
    records += struct.pack("<HH", 0x000A, 0)

    assert refusal(a_compound_file({"Workbook": records})) == "password"


def test_a_compound_file_whose_sectors_go_in_circles_is_damaged():
    content = bytearray(a_compound_file({"Workbook": bytes(9000)}))
    table = len(content) - 512
    struct.pack_into("<I", content, table + 4, 0)

    assert refusal(bytes(content)) == "damaged"


def test_an_encrypted_zip_package_is_named_as_such():
    content = bytearray(a_workbook())
    at = -1
    while (at := content.find(b"PK\x01\x02", at + 1)) >= 0:
        content[at + 8] |= 1

    assert refusal(bytes(content)) == "password"


def test_text_in_a_cell_is_no_sign_of_a_password():
    cells = "EncryptedPackage WordDocument".encode("utf-16-le")

    assert refusal(a_compound_file({"Workbook": cells})) == "damaged"


@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_workbook_that_was_cut_off_is_damaged(tenth):
    content = a_workbook()

    assert refusal(content[: len(content) * tenth // 10]) == "damaged"


@pytest.mark.parametrize("name", ["x.xls", "x.csv", "x.pdf", "a\nb" * 100, "字" * 300])
def test_a_name_says_nothing(name):
    assert Opened(a_workbook(), name).kind == "xlsx"


def test_macros_are_not_run_and_named():
    content = repacked(a_workbook(), {"xl/vbaProject.bin": b"\xd0\xcf" + bytes(64)})
    opened = Opened(content)

    assert (opened.kind, opened.remarks) == ("xlsm", ("macros",))
    assert set(opened.remarks) <= set(receipt_wording()["remarks"])
    assert Opened(a_workbook()).remarks == ()


def test_links_to_other_files_are_not_followed_and_named():
    target = b'<Relationship Id="rId1" Target="http://127.0.0.1:1/x" TargetMode="External"/>'
    link = {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    link["xl/externalLinks/_rels/externalLink1.xml.rels"] = target

    opened = Opened(repacked(a_workbook(), link))

    assert opened.remarks == ("external_links",)
    assert opened.rows(STUDENTS)
    assert set(opened.remarks) <= set(receipt_wording()["remarks"])


def test_a_formula_that_calls_a_program_is_a_text_nobody_computes():
    content = edited(
        a_workbook(), lambda book: book[STUDENTS].__setitem__("B4", "=cmd|'/c calc'!A1")
    )

    assert Opened(content).unresolved(STUDENTS)["B4"] == "=cmd|'/c calc'!A1"
