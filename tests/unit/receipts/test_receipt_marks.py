"""The school's own workbook, marked: what is touched, what is not, and that all comes off again."""

from __future__ import annotations

import re

import pytest
from openpyxl.utils import range_boundaries

from tasks.model import Severity
from tasks.receipts.converting import converted_workbook
from tasks.receipts.marking import kind_of, marked_workbook, receipt_workbook
from tasks.receipts.markup import Unmarkable
from tasks.receipts.package import UNDO
from tasks.receipts.places import areas, joined
from tasks.receipts.unmarking import content_key, unmarked
from tests.builders.receipts import (
    a_lived_in_workbook,
    a_receipt,
    an_issue,
    marked,
    packed,
    parts_of,
    replaced,
)
from tests.builders.workbooks import a_workbook, edited, loaded, receipt_wording

SHEET = "xl/worksheets/sheet1.xml"
WORDS = receipt_wording()["receipt"]
ISSUES = (
    an_issue(severity=Severity.CRITICAL, cell="B4", message="班级名称重复", found="4班"),
    an_issue(cell="C5:C7", message="与上年相差过大"),
    an_issue(severity=Severity.INFO, cell="C9", message="未达标"),
)
TOUCHED = {
    "[Content_Types].xml",
    "xl/_rels/workbook.xml.rels",
    "xl/workbook.xml",
    "xl/styles.xml",
    SHEET,
    "xl/comments/comment1.xml",
    "xl/drawings/commentsDrawing1.vml",
}


def own() -> bytes:
    return a_lived_in_workbook()


def fills(content: bytes, title: str) -> dict[str, str]:
    """Return the colour that our marks give to each range of a sheet."""
    found = {}
    for area, rules in loaded(content)[title].conditional_formatting._cf_rules.items():
        for rule in rules:
            if "junheng" in "".join(rule.formula):
                found[str(area.sqref)] = rule.dxf.fill.bgColor.rgb
    return found


def targets(content: bytes, title: str) -> set[str]:
    """Return where the links of a sheet lead."""
    cells = [cell for row in loaded(content)[title].iter_rows() for cell in row]
    return {cell.hyperlink.location for cell in cells if cell.hyperlink}


def test_every_part_that_needs_no_mark_stays_as_it_is_to_the_byte():
    before, after = parts_of(own()), parts_of(marked(own(), *ISSUES))

    assert {name for name in before if before[name] != after.get(name)} == TOUCHED


def test_shape_picture_drop_down_and_notes_of_the_school_are_still_there():
    after = marked(own(), *ISSUES)
    parts, sheet = parts_of(after), loaded(after)["班级"]

    assert "本校的文本框" in parts["xl/drawings/drawing1.xml"].decode()
    assert b"<drawing" in parts[SHEET]
    assert sheet["B4"].comment.text.startswith("本校自己的批注")
    assert sheet["B4"].comment.author == "王老师"
    assert [str(each.sqref) for each in sheet.data_validations.dataValidation] == ["A4:A9"]
    assert "C4:C9" in {str(each.sqref) for each in sheet.conditional_formatting}


def test_a_formula_and_a_name_of_a_sheet_still_belong_to_their_sheet():
    before, after = loaded(own()), loaded(marked(own(), *ISSUES))

    for title in before.sheetnames:
        names = {each.attr_text for each in before[title].defined_names.values()}
        assert {each.attr_text for each in after[title].defined_names.values()} == names
        assert after[title].print_title_rows == before[title].print_title_rows
    assert after["学生"]["A1"].value == "=SUM(班级!C4:C9)"


def test_cells_are_filled_by_severity_and_say_what_is_wrong():
    after = marked(own(), *ISSUES)

    look = WORDS["look"]
    assert fills(after, "班级") == {
        "B4": f"FF{look['critical']}",
        "C5:C7": f"FF{look['warning']}",
        "C9": f"FF{look['info']}",
    }
    note = loaded(after)["班级"]["C5"].comment.text
    for text in ("【需说明】与上年相差过大", "填报值：61", "应为：1–55", "相差：+6", "怎么改："):
        assert text in note


def test_no_cell_of_the_school_is_changed():
    before, after = parts_of(own())[SHEET], parts_of(marked(own(), *ISSUES))[SHEET]

    cells = re.compile(rb"<sheetData>.*</sheetData>", re.DOTALL)
    assert cells.search(after)[0] == cells.search(before)[0]


def test_elements_of_a_sheet_stand_in_the_order_of_the_standard():
    xml = parts_of(marked(own(), *ISSUES))[SHEET].decode()
    order = ["<sheetData", "<conditionalFormatting", "<dataValidations", "<pageMargins"]
    order += ["<drawing", "<legacyDrawing"]

    assert [xml.index(each) for each in order] == sorted(xml.index(each) for each in order)
    assert xml.rindex("<conditionalFormatting") < xml.index("<dataValidations")


def test_our_fill_comes_before_the_schools_own():
    sheet = loaded(marked(own(), *ISSUES))["班级"]

    rules = [rule for each in sheet.conditional_formatting for rule in each.rules]
    ours = [rule.priority for rule in rules if "junheng" in "".join(rule.formula)]
    others = [rule.priority for rule in rules if "junheng" not in "".join(rule.formula)]
    assert max(ours) < min(others)
    assert len({*ours, *others}) == len(rules)


def test_the_file_opens_with_the_receipt_and_with_one_sheet_only():
    shown = replaced(
        own(), "xl/worksheets/sheet2.xml", "<sheetView ", '<sheetView tabSelected="1" '
    )
    book = loaded(marked(shown, *ISSUES))

    assert book.active.title == "回执"
    assert [each.title for each in book if each.sheet_view.tabSelected] == ["回执"]


def test_groups_lead_to_their_cells_and_issues_too():
    content = marked(own(), *ISSUES)

    for title in ("回执", "全部问题"):
        assert {"'班级'!B4", "'班级'!C5", "'班级'!C9"} <= targets(content, title)


def test_a_sheet_that_is_not_in_the_file_is_not_led_to():
    content = marked(own(), an_issue(sheet="没有这张表", cell="B4"))

    assert targets(content, "回执") == {"'填写说明'!B1", "'全部问题'!B1", "'读取情况'!B1"}


def test_a_sheet_title_with_an_apostrophe_can_be_led_to():
    content = edited(own(), lambda book: setattr(book["学生"], "title", "学'生"))

    assert "'学''生'!A1" in targets(marked(content, an_issue(sheet="学'生", cell="A1")), "回执")


def test_what_was_marked_is_unmarked_to_the_byte():
    assert parts_of(unmarked(marked(own(), *ISSUES))) == parts_of(own())


@pytest.mark.parametrize("form", ["school_return", "fitness_return"])
def test_a_blank_form_is_unmarked_to_the_byte(form):
    blank = a_workbook(form)
    title = loaded(blank).sheetnames[-4]

    assert parts_of(unmarked(marked(blank, an_issue(sheet=title)))) == parts_of(blank)


def test_marks_do_not_change_what_a_file_is_known_by():
    assert content_key(marked(own(), *ISSUES)) == content_key(own())
    assert content_key(packed(dict(reversed(parts_of(own()).items())))) == content_key(own())


def test_another_value_is_another_content():
    changed = edited(own(), lambda book: book["班级"].__setitem__("C4", 45))

    assert content_key(changed) != content_key(own())
    assert content_key(b"a,b") != content_key(b"a,c")


def test_an_explanation_filled_in_is_another_content():
    before = marked(own(), *ISSUES)
    name = next(each for each in parts_of(before) if "junheng_explain" in each)
    answered = replaced(before, name, "还没有说明", "学生转入转出")

    assert content_key(answered) != content_key(before)
    assert parts_of(unmarked(answered)) == parts_of(own())


def test_a_second_receipt_does_not_pile_up_on_the_first():
    once = marked(own(), *ISSUES)

    assert marked(once, *ISSUES) == once
    assert marked(once, ISSUES[0]) == marked(own(), ISSUES[0])


def test_marks_come_off_a_file_that_another_program_has_saved():
    saved = edited(marked(own(), *ISSUES), lambda book: None)
    assert "junheng" in b"".join(parts_of(saved).values()).decode(errors="replace")

    clean = unmarked(saved)

    book = loaded(clean)
    assert book.sheetnames == ["班级", "学生"]
    assert fills(clean, "班级") == {}
    assert book["班级"]["B4"].comment.text == "本校自己的批注"
    assert book["班级"]["C5"].comment is None
    assert {n: d.attr_text for n, d in book["学生"].defined_names.items()} == {
        "自用": "'学生'!$A$1"
    }
    again = loaded(marked(saved, *ISSUES))
    assert again.sheetnames == loaded(marked(own(), *ISSUES)).sheetnames


def test_marks_come_off_when_a_sheet_of_ours_was_renamed_or_deleted():
    def change(book):
        book["回执"].title = "改了名"
        del book["全部问题"]

    marks = marked(own(), *ISSUES)
    renamed = replaced(marks, "xl/workbook.xml", "回执", "改了名")

    assert loaded(unmarked(edited(renamed, lambda book: None))).sheetnames == ["班级", "学生"]
    left = loaded(unmarked(edited(marks, change))).sheetnames
    assert {"班级", "学生"} <= set(left) and "全部问题" not in left


def test_a_sheet_of_the_school_called_like_ours_is_left_alone():
    content = edited(own(), lambda book: setattr(book["学生"], "title", "回执"))
    marks = marked(content, *ISSUES)

    assert loaded(marks).sheetnames[:2] == ["回执(2)", "填写说明"]
    assert parts_of(unmarked(marks)) == parts_of(content)


def test_a_file_without_notes_gets_them_and_loses_them():
    plain = edited(own(), lambda book: setattr(book["班级"]["B4"], "comment", None))
    marks = marked(plain, *ISSUES)

    assert "班级名称重复" in loaded(marks)["班级"]["B4"].comment.text
    assert parts_of(unmarked(marks)) == parts_of(plain)
    saved = unmarked(edited(marks, lambda book: None))
    assert not [name for name in parts_of(saved) if "omment" in name]
    assert b"legacyDrawing" not in b"".join(parts_of(saved).values())


def test_a_workbook_written_with_prefixes_is_marked_too():
    parts = parts_of(a_workbook("school_return"))
    name = "xl/worksheets/sheet4.xml"
    xml = parts[name].decode()
    xml = re.sub(r"<(/?)([a-zA-Z])", r"<\1x:\2", xml).replace("xmlns=", "xmlns:x=")
    content = packed(parts | {name: xml.encode()})
    title = loaded(content).sheetnames[3]

    marks = marked(content, an_issue(sheet=title))

    assert fills(marks, title) == {"C4": f"FF{WORDS['look']['warning']}"}
    assert parts_of(unmarked(marks)) == parts_of(content)


def test_a_macro_workbook_keeps_its_kind_and_its_macros():
    plain = "spreadsheetml.sheet.main+xml"
    parts = parts_of(own()) | {"xl/vbaProject.bin": b"macros"}
    types = "[Content_Types].xml"
    parts[types] = parts[types].replace(
        f"application/vnd.openxmlformats-officedocument.{plain}".encode(),
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )

    content = marked(packed(parts), *ISSUES)

    assert kind_of(content) == "xlsm"
    assert kind_of(own()) == "xlsx"
    assert parts_of(content)["xl/vbaProject.bin"] == b"macros"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 cut off",
        packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}),
        packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"\0"}),
    ],
)
def test_what_cannot_be_patched_is_said_to_be_so(content):
    with pytest.raises(Unmarkable):
        marked(content, *ISSUES)
    assert unmarked(content) == content
    assert content_key(content)


@pytest.mark.parametrize(
    "text",
    [
        "<worksheet>",
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hosts">]><worksheet>&b;</worksheet>',
    ],
)
def test_a_part_that_is_no_plain_xml_is_not_patched(text):
    with pytest.raises(Unmarkable):
        marked(packed(parts_of(own()) | {SHEET: text.encode()}), *ISSUES)


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"added": {}, "edits": {"xl/workbook.xml": ["x", [["a", 1, ""]]]}}', "[" * 9999],
)
def test_a_forged_note_of_what_was_done_does_no_harm(text):
    forged = parts_of(marked(own(), *ISSUES))
    forged[UNDO] = f"<marks>{text}</marks>".encode()

    assert loaded(unmarked(packed(forged))).sheetnames
    assert content_key(packed(forged))


def test_text_of_a_school_is_never_a_formula():
    texts = ["=cmd|'/c calc'!A1", "+1", "@x", "-2+3"]
    issues = [an_issue(cell=f"C{row}", found=text) for row, text in enumerate(texts, 4)]
    for content in (
        marked(own(), *issues),
        receipt_workbook(a_receipt(*issues), receipt_wording()),
    ):
        book = loaded(content)
        cells = [cell for row in book["全部问题"].iter_rows() for cell in row if cell.value]
        assert set(texts) <= {cell.value for cell in cells}
        assert {cell.data_type for cell in cells} == {"s"}


class Values:
    """A workbook of another format, as the reader gives it."""

    titles = ("班级", "_表样")
    hidden_sheets = frozenset({"_表样"})

    def rows(self, title):
        return (
            [["班级名称", "人数"], ["=1+1", 41.0], ["一（2）班", True]] if title == "班级" else []
        )


def test_another_format_comes_back_as_a_marked_copy_that_says_so():
    content = converted_workbook(Values(), a_receipt(an_issue(cell="B2")), receipt_wording())

    book = loaded(content)
    sheet = book["班级"]
    assert [[c.value for c in row] for row in sheet] == [
        ["班级名称", "人数"],
        ["=1+1", 41],
        ["一（2）班", True],
    ]
    assert sheet["A2"].data_type == "s"
    assert fills(content, "班级") == {"B2": f"FF{WORDS['look']['warning']}"}
    assert book["_表样"].sheet_state == "hidden"
    assert WORDS["converted"] in {c.value for row in book["回执"] for c in row}
    assert WORDS["converted"] not in {
        c.value for row in loaded(marked(own(), *ISSUES))["回执"] for c in row
    }


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("C4", ["C4"]),
        ("C4:D9", ["C4:D9"]),
        ("C4、C7", ["C4", "C7"]),
        ("", []),
        ("第5行", []),
        ("XFE1", []),
        ("A1048577", []),
    ],
)
def test_only_what_is_an_address_is_marked(cell, expected):
    assert areas(cell) == expected
    for each in areas(cell):
        assert range_boundaries(each)


def test_cells_below_each_other_are_filled_as_one_range():
    cells = ["C4", "C6", "C5", "C9", "D4", "A1:B2"]

    assert joined(cells) == ["A1:B2", "C4:C6", "C9", "D4"]


def test_many_cells_are_filled_by_formats_of_bounded_length():
    issues = [an_issue(cell=f"C{row}") for row in range(1, 1000, 2)]

    ours = fills(marked(own(), *issues), "班级")

    assert {cell for area in ours for cell in area.split()} == {each.cell for each in issues}
    assert max(map(len, ours)) < 2000


def test_a_part_in_another_encoding_is_not_patched():
    parts = parts_of(own())
    _, _, styles = parts["xl/styles.xml"].rpartition(b"?>")
    parts["xl/styles.xml"] = b'<?xml version="1.0" encoding="GBK"?>' + styles

    with pytest.raises(Unmarkable, match="GBK"):
        marked(packed(parts), *ISSUES)


def test_all_issues_and_all_causes_are_there_however_many():
    issues = [an_issue(cell=f"C{row}", rule=f"rule-{row % 60}") for row in range(4, 304)]
    book = loaded(marked(own(), *issues))

    assert book["全部问题"].max_row == 301
    groups = [row[3].value for row in book["回执"].iter_rows() if row[1].value == "需说明"]
    assert len(groups) == 60


def test_the_same_marks_are_the_same_bytes():
    assert marked_workbook(own(), a_receipt(*ISSUES), receipt_wording()) == marked(own(), *ISSUES)
