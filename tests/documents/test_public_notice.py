"""The public notice tells results, and no small group: nowhere in the file."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache

import pytest

from tasks.dossiers.papers.public_notice import public_notice
from tasks.dossiers.word.reading import attachments, numbers, page_marks, plain_text
from tasks.model import BUREAU
from tasks.steps.findings.cases import Case
from tasks.steps.findings.disclosing import public_counts
from tests.approval import assert_approved
from tests.builders import returns_of
from tests.builders.dossiers import (
    APPROVAL,
    JUNIOR,
    LONG_NAME,
    PRIMARY,
    a_full_county,
    a_roster,
    a_view,
    findings_of,
    some_findings,
)
from tests.builders.papers import a_public_view, known_to, some_case
from tests.printed_numbers import loose_numbers, untrue_numbers

HIDDEN = "＊"


@cache
def notice() -> bytes:
    """Return the notice of the county."""
    return public_notice(a_public_view())


def a_case(**groups: dict[str, int]) -> Case:
    """Return the county where some schools have other numbers of pupils of a group.

    `groups` gives the number in each grade by name of the group and code of the school.
    """
    values = a_full_county()
    for group, by_school in groups.items():
        for code, count in by_school.items():
            for row in values[code, "school_return"]["students"]:
                row[group] = count if row.get("male") is not None else None
    case = some_case()
    return Case(case.season, case.expected, returns_of(a_roster(), values), {})


def parts_of(content: bytes) -> dict[str, str]:
    """Return all parts of a Word file as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name).decode(errors="replace") for name in package.namelist()}


def row_of(content: bytes, name: str) -> list[str]:
    """Return the cells of the line of groups that begins with a name."""
    text = plain_text(content)
    table = text[text.index("各校学生群体") :]
    line: str = next(line for line in table.splitlines() if line.startswith(f"{name} | "))
    return line.split(" | ")


def test_the_text_is_as_approved():
    assert_approved("public_notice", plain_text(notice()))


def test_every_number_is_its_fact_and_none_stands_alone():
    view = a_public_view()
    made = public_notice(view)

    assert untrue_numbers(made, known_to(view)) == []
    assert loose_numbers(made) == []


def test_a_small_group_is_a_sign_with_a_note():
    assert row_of(notice(), "某县第002初级中学")[1:] == ["270", "12", HIDDEN, HIDDEN]
    assert f"人数少于 10 人的组用“{HIDDEN}”隐去" in plain_text(notice())
    assert row_of(notice(), "合计")[1:] == ["3270", "156", "78", "39"]


def test_a_single_small_group_is_hidden_with_another_lest_it_follow():
    case = a_case(migrant={PRIMARY: 1})
    lines = plain_text(public_notice(a_public_view(case))).splitlines()
    found = [line.split(" | ")[2] for line in lines if line.count(" | ") == 4]

    assert row_of(public_notice(a_public_view(case)), "某县第001小学")[2] == HIDDEN
    assert found.count(HIDDEN) > 1


def test_no_hidden_count_is_in_the_file_at_all():
    view = a_public_view(a_case(disabled={PRIMARY: 0, JUNIOR: 1}))
    hidden = view.enclosures.disclosed["hidden"]
    content = public_notice(view)

    assert f"public.groups.{JUNIOR}.disabled" in hidden
    assert [name for name, text in parts_of(content).items() for each in hidden
            if each in text] == []  # fmt: skip
    assert not set(hidden) & set(view.facts)


def test_with_the_file_goes_nothing_but_what_it_prints():
    (part,) = attachments(notice())
    text = part.decode()
    printed = {fact for fact, _ in numbers(notice())}

    assert set(re.findall(r'<fact id="([^"]+)"', text)) == printed
    assert "<input" not in text
    assert "<source" not in text
    assert "submission=" not in text
    assert " note=" not in text
    assert " formula=" not in text


def test_no_reason_of_a_verdict_is_told_to_the_public():
    reasons = {each.reason for each in some_findings().judgements if len(each.reason) > 10}
    text = plain_text(notice())

    assert reasons
    assert [reason for reason in reasons if reason in text] == []


def test_no_exact_value_stands_behind_a_printed_one():
    (part,) = attachments(notice())

    assert [
        found for found in re.findall(r'printed="([\d.]+)" value="([\d.]+)"', part.decode())
        if found[0] != found[1]
    ] == []  # fmt: skip


def test_a_missed_part_is_told_as_it_is():
    text = plain_text(notice())

    assert "政府保障程度 | 15项全部达标 | 未达标" in text
    assert "社会认可度 | 社会认可度达标 | 达标" in text
    assert "校际均衡 | 7项指标校际差异系数均不高于限值 | 未核查" in text


def test_a_county_without_complete_counts_publishes_none():
    values = {name: value for name, value in a_full_county().items() if name[0] == BUREAU}
    case = some_case()
    empty = Case(case.season, case.expected, returns_of(a_roster(), values), {})
    facts, about = public_counts(empty)
    view = a_view(findings=findings_of(values), facts=facts, disclosed=about)
    text = plain_text(public_notice(view))

    assert facts == {}
    assert "各校的学生数没有报齐，本次不公布学生情况。" in text
    assert "各校学生群体" not in text


def test_schools_without_complete_counts_are_named():
    text = plain_text(notice())

    assert "没有计入的学校：示例县柳树沟教学点、" in text
    assert row_of(notice(), LONG_NAME)[1] == "750"


def test_period_contact_and_seal_are_left_to_fill():
    text = plain_text(notice())

    assert "公示时间：　　　　年" in text
    assert "联系电话：" in text
    assert "人民政府（盖章）" in text


@pytest.mark.parametrize("approval", [None, APPROVAL])
def test_every_page_says_draft_or_who_approved(approval):
    made = public_notice(a_public_view(approval=approval))
    expected = APPROVAL["approved_by"] if approval else "未经审定"

    assert all(expected in "".join(mark) for mark in page_marks(made))


def test_the_same_findings_give_the_same_bytes():
    assert public_notice(a_public_view()) == notice()
