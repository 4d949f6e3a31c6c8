"""The evidence index lists every point, its documents, and what nobody has provided."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tasks.catalogue import notebook, standards
from tasks.dossiers.assemble import assemble
from tasks.dossiers.papers.evidence import SCHOOLS, evidence_lines, points_of
from tasks.dossiers.papers.evidence_index import evidence_index
from tasks.dossiers.word.reading import numbers, page_marks, plain_text
from tasks.model import BUREAU
from tests.approval import assert_approved
from tests.builders import returns_of
from tests.builders.dossiers import (
    APPROVAL,
    JUNIOR,
    PRIMARY,
    REGIME,
    a_full_county,
    a_roster,
    given,
)
from tests.builders.papers import (
    RULES,
    a_view_with_evidence,
    findings_with_evidence,
    known_to,
    points_asked,
    some_returns,
)
from tests.printed_numbers import loose_numbers, untrue_numbers

FILE = "县级/佐证目录.docx"
WRITTEN = ["示例县义务教育学校布局规划（2021—2025年）", "示政发〔2021〕15号", "2021-06-30", "1—36",
           "县档案室第3盒"]  # fmt: skip


@cache
def index() -> bytes:
    """Return the index of the county."""
    return evidence_index(a_view_with_evidence())


def index_of_a_county_without() -> str:
    """Return the text of the index of a county whose bureau and schools name nothing."""
    nothing = returns_of(a_roster(), a_full_county())
    return plain_text(evidence_index(a_view_with_evidence(nothing)))


def test_the_text_is_as_approved():
    assert_approved("evidence_index", plain_text(index()))


def test_every_number_is_its_fact_and_none_stands_alone():
    view = a_view_with_evidence()
    made = evidence_index(view)

    assert untrue_numbers(made, known_to(view)) == []
    assert loose_numbers(made, WRITTEN) == []


def test_every_point_of_the_catalogue_has_its_line_once():
    found = re.findall(r"\| ([A-Z]\d*-\d+) \|", plain_text(index()))

    assert found == [point.number for point in points_of(points_asked(RULES))]


def test_the_parts_stand_in_order():
    assert re.findall(r"^(A\d) ", plain_text(index()), re.MULTILINE) == [
        "A1", "A2", "A3", "A4", "A5",
    ]  # fmt: skip


def test_a_document_stands_with_number_date_and_page():
    row = "示例县义务教育学校布局规划（2021—2025年） | 示政发〔2021〕15号 | 2021-06-30 | 1—36 |"

    assert row in plain_text(index())


def test_a_point_without_a_document_is_printed_and_counted():
    text, facts = plain_text(index()), findings_with_evidence().facts
    missing = text.count("| 未提供")

    assert missing == facts["county.evidence.missing"].value == 36
    assert ("county.evidence.missing", "36") in numbers(index())


def test_a_county_that_names_nothing_has_the_whole_index_all_open():
    text = index_of_a_county_without()

    assert "已提供 0 个" in text
    assert "G1-1 | 县域学校布局图 | 未提供" in text


def test_a_point_of_the_schools_counts_the_schools_that_have_it():
    assert "Q3-1 | 学校章程 | 由各校提供，见各校佐证目录；已提供的学校 1 所" in plain_text(index())


def test_two_documents_of_one_point_stand_below_one_another():
    from tests.builders.evidence import a_document, an_evidence_return

    rows = [a_document("G1", 1, "甲图"), a_document("G1", 1, "乙图")]
    values = {**a_full_county(), (BUREAU, "evidence_return"): an_evidence_return(*rows)}
    view = a_view_with_evidence(returns_of(a_roster(), values))

    assert "县域学校布局图 | 甲图 | — | — | — | \n |  |  | 乙图" in plain_text(evidence_index(view))
    assert view.text("county.evidence.given") == "1"


def test_what_a_source_does_not_name_is_marked():
    text = plain_text(index())

    assert "| 县域学校布局图 |" in text
    assert "| 班额统计表＊ |" in text


def test_a_school_has_lines_of_its_own_and_a_document_of_no_point_at_the_end():
    view = a_view_with_evidence()
    lines = evidence_lines(view, PRIMARY)

    assert {line.number for line in lines} > {"Q3-1", "L1-1"}
    assert "G1-1" not in {line.number for line in lines}
    assert [each.name for line in lines for each in line.documents] == [
        "某县第001小学章程", "校史陈列照片",
    ]  # fmt: skip
    assert (lines[-1].number, lines[-1].title, lines[-1].part) == ("Z9-3", "", "")
    assert all(not line.documents for line in evidence_lines(view, JUNIOR))


def test_counts_of_a_school_are_those_of_its_lines():
    facts = findings_with_evidence().facts
    lines = [line for line in evidence_lines(a_view_with_evidence(), PRIMARY) if line.part]

    assert facts[f"s.{PRIMARY}.evidence.points"].value == len(lines)
    assert facts[f"s.{PRIMARY}.evidence.given"].value == 1
    assert facts[f"s.{PRIMARY}.evidence.missing"].value == len(lines) - 1
    assert facts[f"s.{JUNIOR}.evidence.given"].value == 0


def test_a_count_knows_the_cells_it_counts():
    sources = findings_with_evidence().facts["county.evidence.given"].sources

    assert [(each.sheet, each.cell) for each in sources] == [
        ("佐证材料", "C4"), ("佐证材料", "C5"), ("佐证材料", "C6"),
    ]  # fmt: skip


def test_every_item_of_the_regime_has_a_point_with_its_source():
    tree, files = notebook("evidence")[REGIME], standards(REGIME)
    wanted = {item for name in ("resources", "guarantee", "quality", "vetoes")
              for item in files[name]} | {"R"}  # fmt: skip
    entries = [data for part in tree["parts"].values() for found in part["items"].values()
               for data in found]  # fmt: skip

    assert {point.item for point in points_of(tree)} == wanted
    assert {data["source"] for data in entries} == set(tree["sources"])
    assert {owner for data in entries for owner in data["by"]} == {BUREAU, SCHOOLS}
    assert {data["source"] for data in entries if not data["confirmed"]} == {"practice"}


def test_the_file_is_made_only_where_documents_were_counted():
    view = {"evidence_points": points_asked(RULES)}

    assert FILE in assemble(**given(findings=findings_with_evidence(), **view))
    assert FILE not in assemble(**given())


@pytest.mark.parametrize("approval", [None, APPROVAL])
def test_every_page_says_draft_or_who_approved(approval):
    made = evidence_index(a_view_with_evidence(approval=approval))
    expected = APPROVAL["approved_by"] if approval else "未经审定"

    assert all(expected in "".join(mark) for mark in page_marks(made))


def test_the_same_returns_give_the_same_bytes():
    assert evidence_index(a_view_with_evidence(some_returns())) == index()
