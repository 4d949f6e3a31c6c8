"""The opinion form has room for every answer, and the list of files names every paper."""

from __future__ import annotations

from functools import cache

import pytest

from tasks.dossiers.assemble import assemble
from tasks.dossiers.papers.file_list import file_list
from tasks.dossiers.papers.opinion_form import opinion_form
from tasks.dossiers.word.reading import numbers, page_marks, plain_text
from tests.approval import assert_approved
from tests.builders.dossiers import APPROVAL, LONG_NAME, a_view, given, some_findings
from tests.builders.papers import known_to
from tests.printed_numbers import loose_numbers, untrue_numbers

CHOICE = "□一致　□不一致"
PATHS = [
    "县级/申报表.docx",
    "学校/01_某县第001小学_自评表.docx",
    "学校/02_某县第002初级中学_自评表.docx",
    "学校/01_某县第001小学_自查报告.docx",
    "县级/整改方案.docx",
]


@cache
def opinions() -> str:
    """Return the text of the opinion form."""
    return plain_text(opinion_form(a_view()))


def test_the_texts_are_as_approved():
    assert_approved("opinion_form", opinions())
    assert_approved("file_list", plain_text(file_list(a_view(), PATHS)))


def test_every_number_is_its_fact_and_none_stands_alone():
    view = a_view()
    form, listed = opinion_form(view), file_list(view, PATHS)

    assert len(numbers(form)) > 50
    for made in (form, listed):
        assert untrue_numbers(made, known_to(view)) == []
        assert loose_numbers(made) == []


def test_every_part_and_item_has_a_choice():
    facts = some_findings().facts
    items = [name for name in facts if name.startswith(("county.G", "county.Q", "county.V"))
             and name.endswith(".result") and name.count(".") == 2]  # fmt: skip
    whole = 7
    indicators = 14

    assert opinions().count(CHOICE) == whole + indicators + len(items) + 1


def test_results_stand_as_they_were_found():
    text = opinions()

    assert f"3 | 政府保障程度 | 15项全部达标 | 未达标 | {CHOICE}" in text
    assert "G5 小学、初中所有班级学生数分别不超过45人、50人 | 未达标" in text
    assert "G1 县域内义务教育学校规划布局合理，符合国家规定要求 | 达标" in text
    assert "R 社会认可度 | 达标" in text


def test_there_is_room_for_problems_suggestions_and_signatures():
    text = opinions()

    assert "指标编号 | 学校（空白为全县） | 问题 | 依据 | 建议 | 期限" in text
    assert "五、工作建议" in text
    assert "督导组组长（签名）：" in text


def test_papers_of_a_school_stand_in_one_line_after_those_of_the_county():
    text = plain_text(file_list(a_view(), PATHS))

    assert "1 | 申报表 | 县级" in text
    assert "2 | 整改方案 | 县级" in text
    assert "3 | 某县第001小学：自评表、自查报告 | 学校" in text
    assert "4 | 某县第002初级中学：自评表 | 学校" in text


def test_the_list_names_all_papers_of_the_county_and_of_other_rules():
    files = assemble(**given(others=["县级/基本均衡申报表.docx"]))
    text = plain_text(files["县级/总目录.docx"])
    titles = [path.removeprefix("县级/").removesuffix(".docx") for path in files
              if path.startswith("县级/")]  # fmt: skip

    assert list(files)[-1] == "县级/总目录.docx"
    assert [title for title in titles[:-1] if f" | {title} | 县级" not in text] == []
    assert " | 基本均衡申报表 | 县级" in text
    assert f"{LONG_NAME}：自评表、" in text


@pytest.mark.parametrize("approval", [None, APPROVAL])
def test_every_page_says_draft_or_who_approved(approval):
    view = a_view(approval=approval)
    expected = APPROVAL["approved_by"] if approval else "未经审定"

    for made in (opinion_form(view), file_list(view, PATHS)):
        assert all(expected in "".join(mark) for mark in page_marks(made))


def test_the_same_findings_give_the_same_bytes():
    assert opinion_form(a_view()) == opinion_form(a_view())
    assert file_list(a_view(), PATHS) == file_list(a_view(), PATHS)
