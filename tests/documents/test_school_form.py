"""The school's own form: its numbers, its verdicts, what it has to do, or why it is empty."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tasks.dossiers.school.form import school_form
from tasks.dossiers.word.reading import numbers, page_marks, plain_text
from tests.approval import assert_approved
from tests.builders.dossiers import (
    APPROVAL,
    ISSUES,
    LEVELS,
    MISSING,
    NINE_YEAR,
    POINT,
    PRIMARY,
    RETURNED,
    SITE,
    SPECIAL,
    TWELVE_YEAR,
    a_view,
    some_findings,
)
from tests.printed_numbers import QUOTED, loose_numbers, said_by, untrue_numbers

KINDS = {
    PRIMARY: "primary", NINE_YEAR: "nine_year", SITE: "merged_site", SPECIAL: "special_education",
    MISSING: "missing_return", RETURNED: "returned_return",
}  # fmt: skip


@cache
def form_of(code):
    return made(code)


def made(code, **changes):
    view = a_view(**changes)
    return school_form(view, next(school for school in view.schools if school.code == code))


@pytest.mark.parametrize("code", KINDS, ids=KINDS.values())
def test_the_text_is_as_approved(code):
    assert_approved(f"school_form_{KINDS[code]}", plain_text(form_of(code)))


@pytest.mark.parametrize("code", LEVELS)
def test_every_number_is_its_fact_and_none_stands_alone(code):
    form = form_of(code)
    issues = [text for each in ISSUES.get(code, ()) for text in (each.message, each.cell)]
    declared = [row["title"] for row in a_view().codes["declarations"].rows.values()]

    assert untrue_numbers(form, some_findings()) == []
    assert loose_numbers(form, [*said_by(some_findings()), *issues, *declared, code]) == []


def test_a_combined_school_has_a_table_for_each_level_and_says_how_it_was_split():
    text = plain_text(form_of(NINE_YEAR))
    facts = dict(numbers(form_of(NINE_YEAR)))

    assert "小学七项指标" in text
    assert "初中七项指标" in text
    assert f"s.{NINE_YEAR}.primary.share" in facts
    assert f"s.{NINE_YEAR}.junior.L4.shortfall" in facts


def test_a_school_of_one_level_says_nothing_of_splitting():
    assert "拆分" not in plain_text(form_of(PRIMARY))


def test_sites_that_are_counted_in_are_named():
    assert "包括并入本校的校区、教学点：示例县东岭教学点" in plain_text(form_of(PRIMARY))
    assert "包括并入本校" not in plain_text(form_of(NINE_YEAR))


@pytest.mark.parametrize("code", [POINT, SITE, SPECIAL])
def test_a_school_that_is_not_evaluated_is_told_why(code):
    form = form_of(code)
    reasons = [each.reason for each in some_findings().exclusions if each.school == code]

    assert reasons
    assert all(reason in plain_text(form) for reason in reasons)
    assert not [fact for fact, _ in numbers(form) if re.search(r"\.L\d$", fact)]


def test_each_room_stands_with_its_area():
    text = plain_text(form_of(NINE_YEAR))

    assert "音乐教室1（100.00 ㎡） / 音乐教室2（100.00 ㎡） / 美术教室1（95.00 ㎡）" in text


def test_open_issues_stand_with_sheet_and_cell_and_what_to_do():
    text = plain_text(form_of(PRIMARY))

    for issue in ISSUES[PRIMARY]:
        assert f"| {issue.sheet} | {issue.cell} | {issue.message} | {issue.guidance}" in text
    assert "本校报表没有待办事项。" in plain_text(form_of(NINE_YEAR))


@pytest.mark.parametrize(
    ("code", "sentence"),
    [(MISSING, "本校尚未报送义务教育学校数据报表"), (RETURNED, "有必须改正的问题，已退回")],
)
def test_a_school_without_a_usable_return_gets_a_form_that_says_so(code, sentence):
    form = form_of(code)
    from_roster = {"name", "type", "owner", "owner_code", "urban_rural", "counted", "parent"}

    assert sentence in plain_text(form)
    said = [fact for fact, _ in numbers(form) if not fact.startswith(QUOTED)]
    assert {fact.rpartition(".")[2] for fact in said} <= from_roster


def test_what_was_never_handed_in_is_still_to_be_done():
    row = "未报 | 义务教育学校数据报表 | — | 尚未报送 | 用本校的空白表填写"

    assert row in plain_text(form_of(MISSING))
    assert row not in plain_text(form_of(RETURNED))


def test_fitness_stands_by_level_only_where_it_was_reported():
    assert f"s.{NINE_YEAR}.junior.fitness.pass_percent" in dict(numbers(form_of(NINE_YEAR)))
    assert "未报，没有可以汇总的体质健康数据" in plain_text(form_of(TWELVE_YEAR))
    assert "本校不报送体质健康数据。" in plain_text(form_of(SPECIAL))


def test_draft_and_final_are_marked_on_every_page():
    assert all("初稿" in mark for mark in page_marks(form_of(PRIMARY)))
    final = page_marks(made(PRIMARY, approval=APPROVAL))
    assert all(APPROVAL["approved_by"] in "".join(mark) for mark in final)


def test_no_pupil_is_named():
    assert "p-primary" not in plain_text(form_of(PRIMARY))


def test_what_a_school_reports_of_its_tests_stands_above_what_was_computed():
    text = plain_text(form_of(NINE_YEAR))

    assert "初中 | 填报 | 270 | 2 | 268 | 0 | 0 | 不一致\n | 计算 | 270 | 0 | 270 | 0 | 0" in text
    assert "填报与计算不一致的，请核对后更正" in text
    assert "请核对后更正" not in plain_text(form_of(PRIMARY))
