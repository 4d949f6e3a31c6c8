"""Every kind of spreadsheet a school may have, and what stands beside its cells."""

import re

import openpyxl
import pytest

from tasks import catalogue
from tasks.intake.identify import identify
from tasks.intake.opened import Limits, Opened, Refused
from tasks.intake.reader.biff import Records
from tasks.intake.reader.unresolved import unresolved_in
from tasks.layouts import Stamp
from tests.builders.hostile import a_binary_workbook, with_shared_texts
from tests.builders.workbooks import EDITION, a_pupil, a_workbook, edited, loaded, staged

LAYOUTS = {EDITION: catalogue.layouts(EDITION)}
FITNESS = "体质健康测试"
NATIONAL = Stamp("fitness_return", EDITION, "", "", "")
TABLE = "学校,学生,备注\n一小,300,\n二小,12.5,甲,乙\n"


def national_rows():
    """Return the rows of a national fitness workbook as people see them."""
    sheet = loaded(a_workbook("fitness_return", {"fitness": [a_pupil()]}))[FITNESS]
    return [["" if cell.value is None else cell.value for cell in row] for row in sheet.iter_rows()]


def as_text(rows, delimiter=","):
    return "\n".join(delimiter.join(str(cell) for cell in row) for row in rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_text_table_is_read_in_any_encoding(encoding, delimiter):
    content = TABLE.replace(",", delimiter).encode(encoding)
    opened = Opened(content, "花名册.csv")

    assert (opened.kind, opened.titles) == ("csv", ("花名册",))
    assert opened.rows("花名册") == [
        ["学校", "学生", "备注", ""],
        ["一小", 300.0, "", ""],
        ["二小", 12.5, "甲", "乙"],
    ]


def test_a_national_fitness_table_saved_as_text_reads_the_same():
    rows = national_rows()
    content = as_text(rows).encode("gb18030")
    found, wanted = staged(content, "fitness_return"), staged(
        a_workbook("fitness_return", {"fitness": [a_pupil()]}), "fitness_return"
    )  # fmt: skip

    assert identify(content, LAYOUTS) == NATIONAL
    assert found.issues == wanted.issues == ()
    assert found.repairs == wanted.repairs
    left, right = found.tables["fitness"].frame, wanted.tables["fitness"].frame
    assert left.drop(columns="_row").equals(right.drop(columns="_row"))


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("300", 300.0),
        ("-2.5", -2.5),
        ("0301", "0301"),
        ("+1", "+1"),
        ("1e5", "1e5"),
        ("139901201603020001", "139901201603020001"),
        ('"=""0301"""', "0301"),
        ("=cmd|'/c calc'!A1", "=cmd|'/c calc'!A1"),
        ("@x", "@x"),
        ("\tG1\t", "G1"),
    ],
)
def test_only_a_plain_number_of_a_text_table_is_a_number(cell, value):
    assert Opened(f"a,b,c\n{cell},,\n".encode()).rows("Sheet1")[1][0] == value


def test_a_long_text_table_is_refused():
    with pytest.raises(Refused) as refused:
        Opened(b"1,2\n" * 600, "x.csv", Limits(sheet_cells=1000))
    assert (refused.value.reason, refused.value.parts["sheet"]) == ("sheet_too_large", "x")


def test_the_title_of_a_text_table_fits_a_sheet():
    assert Opened(b"1,2\n", "a\nb[1]:" + "字" * 300 + ".csv").titles == ("a b 1  " + "字" * 24,)


def test_a_binary_workbook_reads_the_same():
    rows = national_rows()
    content = a_binary_workbook("Sheet1", rows, hidden=[2])
    opened = Opened(content)

    assert (opened.kind, opened.titles) == ("xlsb", ("Sheet1",))
    assert identify(opened, LAYOUTS) == NATIONAL
    assert opened.rows("Sheet1") == rows
    assert opened.hidden_rows("Sheet1") == {2}


def test_a_binary_workbook_that_reaches_too_far_is_refused():
    content = a_binary_workbook("a", [["x"] * 20] * 10)

    assert Opened(content, "", Limits(sheet_cells=200)).rows("a")
    with pytest.raises(Refused) as refused:
        Opened(content, "", Limits(sheet_cells=199)).rows("a")
    assert (refused.value.reason, refused.value.parts["cell"]) == ("cell_too_far", "T10")


def test_an_error_of_a_binary_workbook_is_not_a_blank():
    opened = Opened(a_binary_workbook("a", [["x", 1.5], ["", "#DIV/0!"]]))

    assert opened.rows("a") == [["x", 1.5], ["", ""]]
    assert opened.unresolved("a") == {"B2": "#DIV/0!"}


def test_hidden_rows_and_sheets_of_a_workbook_are_known():
    def hide(book):
        book["学生"].row_dimensions[5].hidden = True
        book["学生"].row_dimensions[6].height = 30

    opened = Opened(edited(a_workbook(), hide))

    assert opened.hidden_rows("学生") == {5}
    assert opened.hidden_rows("班级") == frozenset()
    assert "_表样" in opened.hidden_sheets
    assert "学生" not in opened.hidden_sheets


def test_a_sheet_of_nothing_but_a_chart_has_no_rows():
    def draw(book):
        book.create_chartsheet("图").add_chart(openpyxl.chart.BarChart())

    opened = Opened(edited(a_workbook(), draw))

    assert "图" in opened.titles
    assert (opened.rows("图"), opened.first_rows("图")) == ([], [])


def test_the_texts_of_the_first_rows_are_found_among_shared_ones():
    rows = [[f"t{(row * 7 + column) % 50}" for column in range(4)] for row in range(40)]

    def fill(book):
        for row in rows:
            book["新"].append(row)

    content = with_shared_texts(edited(edited(a_workbook(), lambda b: b.create_sheet("新")), fill))

    assert Opened(content).first_rows("新") == rows[:10]
    assert Opened(content).rows("新") == rows


@pytest.mark.parametrize("formula", ["<f>1+1</f><v></v>", '<f t="shared" si="0"/>'])
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_formula_nobody_computed_is_found_however_it_is_written(formula, prefix):
    cells = f'<c r="A1"><v>1</v></c><c r="B1">{formula}</c><c r="C1" t="e"><v>#N/A</v></c>'
    xml = f'<worksheet xmlns:x="x"><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
    written = re.sub(r"<(/?)(?=\w)", rf"<\1{prefix}", xml)

    assert set(unresolved_in(written.encode())) == {"B1", "C1"}


def test_records_that_end_too_early_say_nothing():
    assert Records(b"\x09\x08\x08\x00").beside("a") == ({}, frozenset())
    assert Records(b"\x85\x00\x02\x00ab").beside("a") == ({}, frozenset())
