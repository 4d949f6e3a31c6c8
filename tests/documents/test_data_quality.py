"""The statement on the data: which rules ran, which did not and why, attempts, gaps."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from tasks.dossiers.papers.check_counts import Checks, check_facts, forms_told, rules_told
from tasks.dossiers.papers.data_quality import data_quality
from tasks.dossiers.view import View
from tasks.dossiers.word.reading import numbers, page_marks, plain_text
from tasks.model import RuleOutcome, Severity, Verdict
from tests.approval import assert_approved
from tests.builders.dossiers import (
    APPROVAL,
    JUNIOR,
    PRIMARY,
    a_view,
    dossier_wording,
    some_findings,
)
from tests.builders.papers import known_to
from tests.printed_numbers import loose_numbers, untrue_numbers

FIRST, SECOND = (f"2025/139901/{code}/school_return/1" for code in (PRIMARY, JUNIOR))
TITLES = {"classes-add-up": "班级：各班人数之和", "ratio-plausible": "学生：男生占比",
          "history-agrees": "学生变动：与上年相符"}  # fmt: skip
SEVERITIES = {
    "classes-add-up": Severity.CRITICAL,
    "ratio-plausible": Severity.WARNING,
    "history-agrees": Severity.WARNING,
    "class-size-within-standard": Severity.INFO,
}
NOT_RUN = "没有上年的报表"


def some_checks(*outcomes: RuleOutcome) -> Checks:
    """Return the checks of two returns; `outcomes` stand in the place of what came of them."""
    found = outcomes or (
        RuleOutcome(FIRST, "classes-add-up", Verdict.MET),
        RuleOutcome(SECOND, "classes-add-up", Verdict.MET),
        RuleOutcome(FIRST, "ratio-plausible", Verdict.NOT_MET, failures=3),
        RuleOutcome(SECOND, "ratio-plausible", Verdict.MET),
        RuleOutcome(FIRST, "history-agrees", Verdict.NOT_CHECKED, NOT_RUN),
        RuleOutcome(SECOND, "history-agrees", Verdict.NOT_CHECKED, NOT_RUN),
        RuleOutcome(FIRST, "class-size-within-standard", Verdict.NOT_MET, failures=9),
    )
    attempts = {(PRIMARY, "school_return"): 3, (JUNIOR, "school_return"): 1}
    return Checks(found, SEVERITIES, {"ratio-plausible": 2}, some_findings().expected, attempts)


def a_checked_view(checks: Checks | None = None, **changes: Any) -> View:
    """Return the view on the county with what came of the checks."""
    given = checks or some_checks()
    told = [
        {"rule": rule, "title": TITLES[rule], "severity": str(SEVERITIES[rule]), "reasons": reasons}
        for rule, reasons in rules_told(given).items()
    ]
    facts = {
        fact.id: fact for fact in check_facts(given, dossier_wording()["data_quality"]["facts"])
    }
    about = {"rules": told, "forms": forms_told(given)}
    return a_view(**{"facts": facts, "quality_of_data": about, **changes})


@cache
def statement() -> str:
    """Return the text of the statement."""
    return plain_text(data_quality(a_checked_view()))


def test_the_text_is_as_approved():
    assert_approved("data_quality", statement())


def test_every_number_is_its_fact_and_none_stands_alone():
    view = a_checked_view()
    made = data_quality(view)

    assert len(numbers(made)) > 30
    assert untrue_numbers(made, known_to(view)) == []
    assert loose_numbers(made) == []


def test_what_was_run_and_what_was_not_is_counted():
    text = statement()

    assert "本次计入的报表 2 份，适用的检查规则 3 条" in text
    assert "做成 4 次，通过 3 次，未通过 1 次" in text
    assert "没有做成的检查 2 次" in text
    assert "采纳的疑问 2 处" in text


def test_a_rule_stands_in_the_table_where_it_failed_was_not_run_or_was_explained():
    text = statement()

    assert "1 | 学生：男生占比 | 需说明 | 1 | 3 | 0 | 2" in text
    assert "2 | 学生变动：与上年相符 | 需说明 | 0 | 0 | 2 | 0" in text
    assert "各班人数之和" not in text


def test_why_a_rule_was_not_run_stands_with_it():
    assert f"1 | {NOT_RUN} | 第2项" in statement()


def test_a_standard_that_is_missed_is_no_fault_of_the_data():
    assert "class-size-within-standard" not in rules_told(some_checks())


def test_how_often_a_form_came_is_told():
    text = statement()

    assert "义务教育学校数据报表 | 10 | 2 | 4" in text
    assert "县级数据报表 | 1 | 0 | 0" in text


def test_gaps_exclusions_and_open_questions_follow():
    text = statement()

    assert (
        text.index("二、报送次数") < text.index("（一）报表报送情况") < text.index("（六）数据来源")
    )
    assert "民办" in text or "教学点" in text


def test_checks_that_all_passed_say_so():
    sound = some_checks(RuleOutcome(FIRST, "classes-add-up", Verdict.MET))
    checks = Checks(sound.outcomes, sound.severities, {}, sound.expected, sound.attempts)

    assert "全部检查均已做成并通过。" in plain_text(data_quality(a_checked_view(checks)))


def test_without_results_of_checks_nothing_is_claimed():
    text = plain_text(data_quality(a_view()))

    assert "没有可供统计的检查结果。" in text
    assert "没有报送记录。" in text


@pytest.mark.parametrize("approval", [None, APPROVAL])
def test_every_page_says_draft_or_who_approved(approval):
    made = data_quality(a_checked_view(approval=approval))
    expected = APPROVAL["approved_by"] if approval else "未经审定"

    assert all(expected in "".join(mark) for mark in page_marks(made))


def test_the_same_checks_give_the_same_bytes():
    assert data_quality(a_checked_view()) == data_quality(a_checked_view())
