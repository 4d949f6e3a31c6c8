"""Each answer of the verification, for one county that is as small as can be."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tasks.dossiers.word.dossier import Table
from tasks.dossiers.word.reading import numbers
from tasks.dossiers.word.tables import Column
from tasks.model import Fact
from tasks.verification.answers import Answer
from tasks.verification.document import BODY, read_document
from tasks.verification.package import Number, Report, verify
from tasks.verification.sheets import UnreadableError, open_sheets
from tests.builders.verification import (
    FIRST,
    PATHS,
    RETURNS,
    SECOND,
    a_docx,
    evidence,
    facts,
    findings,
    number,
    with_part,
)

FACTS = "customXml/item1.xml"
OTHER = f"s.{SECOND}.students"


def of(report: Report, fact: str) -> set[Answer]:
    """Return the answers to all prints of a fact."""
    return {each.answer for each in report.numbers if each.fact == fact}


def bad(report: Report) -> list[Number]:
    """Return the numbers that do not agree."""
    return [each for each in report.numbers if each.answer is not Answer.AGREES]


def test_what_the_files_say_agrees():
    report = verify({"a.docx": a_docx()}, evidence())

    assert len(report.numbers) == 6
    assert report.agrees


def test_a_changed_print_is_a_hand():
    docx = with_part(a_docx(), BODY, ">40.50<", ">40.51<")

    (found,) = bad(verify({"a.docx": docx}, evidence()))
    assert (found.answer, found.reason, found.text) == (Answer.EDITED, "print_edited", "40.51")


def test_a_changed_print_and_fact_is_a_hand():
    docx = with_part(with_part(a_docx(), BODY, ">40.50<", ">40.51<"), FACTS, "40.50", "40.51")

    assert of(verify({"a.docx": docx}, evidence()), "county.mean") == {Answer.EDITED}


def test_a_print_changed_with_all_it_carries_is_held_against_its_cell():
    docx = with_part(with_part(a_docx(), BODY, ">45<", ">46<"), FACTS, '"45"', '"46"')
    docx = with_part(docx, "word/charts/chart1.xml", ">45<", ">46<")

    assert Answer.EDITED in of(verify({"a.docx": docx}, evidence()), OTHER)


@pytest.mark.parametrize("book", [{"county.mean": "40.51"}, {"county.mean": "40.50"}])
def test_the_book_of_facts_tells_a_changed_part(book):
    from tasks.verification.answers import FactCheck
    from tasks.verification.evidence import Evidence
    from tasks.verification.facts import FactBook

    part = read_document(a_docx()).facts
    known = {
        name: {"id": name, "title": fact.title, "printed": book.get(name, fact.printed),
               "value": book.get(name, str(fact.value)), "is_number": True, "unit": "人",
               "formula": "", "note": "", "inputs": [], "sources": []}
        for name, fact in facts().items()
    }  # fmt: skip
    answer = FactCheck(part, Evidence(evidence()), FactBook(known)).check("county.mean").answer

    assert (answer is Answer.AGREES) == (book["county.mean"] == "40.50")


def test_another_file_of_the_same_return_is_a_moved_source():
    """The list of files says where the return of a school lies."""
    files = evidence(**{f"s{SECOND}": RETURNS[SECOND].replace("45", "44")})
    moved = {PATHS[FIRST]: files[PATHS[FIRST]],
             f"来源/2025_139901_{SECOND}_school_return_1/表.csv": files[PATHS[SECOND]]}  # fmt: skip
    report = verify({"a.docx": a_docx()}, moved)

    assert of(report, OTHER) == {Answer.MOVED}
    assert of(report, "county.mean") == {Answer.MOVED}
    assert of(report, f"s.{FIRST}.students") == {Answer.AGREES}


def test_without_the_file_nothing_is_said_to_agree():
    report = verify({"a.docx": a_docx()}, {PATHS[FIRST]: evidence()[PATHS[FIRST]]})

    assert of(report, OTHER) == of(report, "county.mean") == {Answer.UNCHECKED}
    assert not report.agrees
    assert not report.disagrees


def test_files_are_known_by_what_they_are_and_not_by_where_they_lie():
    files = {f"别处/{at}.bin": each for at, each in enumerate(evidence().values())}

    assert verify({"a.docx": a_docx()}, files).agrees


def test_a_number_that_is_no_fact_has_no_source():
    docx = a_docx(lambda dossier: dossier.paragraph(number("county.invented")))

    assert of(verify({"a.docx": docx}, evidence()), "county.invented") == {Answer.BASELESS}


def test_a_fact_from_nowhere_has_no_source():
    bare = replace(facts()["county.mean"], inputs=(), formula="")
    docx = a_docx(found=findings(mean=bare))
    report = verify({"a.docx": docx}, evidence())

    assert of(report, "county.mean") <= {Answer.BASELESS, Answer.UNCHECKED}
    assert not report.agrees


def test_a_number_under_the_name_of_another_fact_is_a_hand():
    docx = with_part(a_docx(), BODY, f'w:tag w:val="{OTHER}"', 'w:tag w:val="county.mean"')

    assert [each.reason for each in bad(verify({"a.docx": docx}, evidence()))] == ["tag_edited"]


def test_a_deleted_number_is_missed():
    document = a_docx()
    control = next(part for part in _controls(document) if "county.mean" in part)
    docx = with_part(document, BODY, control, "")
    report = verify({"a.docx": docx}, evidence())

    assert [each.kind for each in report.conflicts] == ["deleted"]


def _controls(docx: bytes) -> list[str]:
    """Return the XML of every control with the marks around it."""
    import re

    from tests.builders.verification import parts_of

    text = parts_of(docx)[BODY].decode()
    return re.findall(r"<w:bookmarkStart [^>]*_F.*?<w:bookmarkEnd[^>]*>", text)


def test_without_controls_the_marks_still_tell():
    import re

    from tests.builders.verification import packed, parts_of

    parts = parts_of(a_docx())
    text = re.sub(r"<w:sdtPr>.*?</w:sdtPr>|</?w:sdt(?:Content)?>", "", parts[BODY].decode())
    bare = packed({**parts, BODY: text.encode()})

    assert "w:sdt" not in text
    assert [fact for fact, _ in numbers(bare)] == [fact for fact, _ in numbers(a_docx())]
    assert verify({"a.docx": bare}, evidence()).agrees
    edited = with_part(bare, BODY, ">40.50<", ">41.50<")
    assert of(verify({"a.docx": edited}, evidence()), "county.mean") == {Answer.EDITED}


def test_one_fact_with_two_values_is_told():
    other = with_part(a_docx(), BODY, ">40.50<", ">40.51<")
    report = verify({"a.docx": a_docx(), "b.docx": other}, evidence())

    assert [each.kind for each in report.conflicts] == ["two_values"]


def test_schools_in_another_order_are_told():
    """Two lists of the same schools, the second turned round."""
    names = {school: Fact(f"s.{school}.name", "学校名称", school, school, note="取自学校名录")
             for school in (FIRST, SECOND)}  # fmt: skip

    def lists(dossier, *orders):
        from tasks.dossiers.word.inline import Number as Printed

        for order in orders:
            rows = [(Printed(f"s.{school}.name", school), number(f"s.{school}.students"))
                    for school in order]  # fmt: skip
            dossier.table(Table(columns=(Column(), Column()), rows=rows))

    same = a_docx(lambda d: lists(d, (FIRST, SECOND), (FIRST, SECOND)), findings(**_named(names)))
    turned = a_docx(lambda d: lists(d, (FIRST, SECOND), (SECOND, FIRST)), findings(**_named(names)))

    assert [each.kind for each in verify({"a": same}, evidence()).conflicts] == []
    assert [each.kind for each in verify({"a": turned}, evidence()).conflicts] == ["order"]


def _named(names):
    return {f"n{school}": fact for school, fact in names.items()}


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [("word/charts/chart1.xml", "<c:v>45</c:v>", "<c:v>46</c:v>"),
     ("word/charts/chart1.xml", "<c:v>45</c:v>", "")],
)  # fmt: skip
def test_a_changed_value_of_a_chart_is_a_hand(part, old, new):
    report = verify({"a.docx": with_part(a_docx(), part, old, new)}, evidence())

    assert [(each.answer, each.reason) for each in bad(report)] == [(Answer.EDITED, "chart_edited")]


def test_a_changed_value_in_the_sheet_of_a_chart_is_a_hand():
    from tests.builders.verification import packed, parts_of

    parts = parts_of(a_docx())
    name = next(each for each in parts if each.endswith(".xlsx"))
    book = with_part(parts[name], "xl/worksheets/sheet1.xml", "<v>45</v>", "<v>54</v>")
    report = verify({"a.docx": packed({**parts, name: book})}, evidence())

    assert [each.reason for each in bad(report)] == ["chart_edited"]


@pytest.mark.parametrize(
    ("shown", "same"),
    [("40.5", True), ("40.50", True), ("40.499999999999999999", False), ("40.51", False),
     (None, False), ("x", False)],
)  # fmt: skip
def test_a_drawn_value_is_the_fact_or_its_binary_number(shown, same):
    from tasks.verification.charts import is_value

    assert is_value(shown, Decimal("40.5")) is same


def test_a_long_value_may_be_written_as_a_binary_number():
    from tasks.verification.charts import is_value

    exact = Decimal(1) / Decimal(3)
    assert is_value(repr(float(exact)), exact)
    assert not is_value("0.3333333333333334", exact)


def test_a_prose_change_is_not_told():
    docx = with_part(a_docx(), BODY, "校均", "平均")

    assert verify({"a.docx": docx}, evidence()).agrees


@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0xls", b"PK\x03\x04torn"])
def test_a_kind_that_needs_a_library_is_told(content):
    with pytest.raises(UnreadableError):
        open_sheets(content)
