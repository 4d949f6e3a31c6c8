"""The result of the survey: plan beside returned, every option of every question, the answer."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from tasks.dossiers.papers.satisfaction import satisfaction_result
from tasks.dossiers.word.reading import numbers, page_marks, plain_text
from tasks.model import BUREAU
from tests.approval import assert_approved
from tests.builders.dossiers import APPROVAL, a_full_county, a_view, findings_of
from tests.builders.papers import known_to
from tests.printed_numbers import loose_numbers, untrue_numbers

SATISFIED, MOSTLY, NOT = "satisfied", "mostly_satisfied", "dissatisfied"


@cache
def result() -> bytes:
    """Return the result of a county where everybody is satisfied."""
    return satisfaction_result(a_view())


def result_where(change: Any) -> str:
    """Return the text of a county whose questionnaires were changed, each with its number."""
    values = a_full_county()
    rows = [dict(row) for row in values[BUREAU, "survey_return"]["survey"]]
    for at, row in enumerate(rows):
        change(at, row)
    values[BUREAU, "survey_return"] = {"survey": rows}
    return plain_text(satisfaction_result(a_view(findings=findings_of(values))))


def answering(option: str, *, every: int = 1) -> Any:
    """Return a change by which every so many people choose an option of the last question."""

    def change(at: int, row: dict[str, Any]) -> None:
        if at % every == 0:
            row["overall"] = option

    return change


def test_the_text_is_as_approved():
    assert_approved("satisfaction_result", plain_text(result()))


def test_every_number_is_its_fact_and_none_stands_alone():
    view = a_view()
    made = satisfaction_result(view)

    assert len(numbers(made)) > 90
    assert untrue_numbers(made, known_to(view)) == []
    assert loose_numbers(made) == []


def test_the_plan_stands_beside_what_came_back():
    assert "家长 | 300 | 320 | 320" in plain_text(result())
    assert "有效率 100.0%" in plain_text(result())


def test_each_option_of_a_question_is_counted_by_itself():
    text = result_where(answering(MOSTLY, every=2))
    row = next(line for line in text.splitlines() if line.startswith("总体均衡状况 | "))

    assert row == "总体均衡状况 | 310 | 310 | 0 | 620 | 100.0"
    assert "就近入学 | 620 | 0 | 0 | 620 | 100.0" in text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (answering(SATISFIED), "高于标准（社会认可度≥85%），社会认可度达标。"),
        (answering(NOT, every=7), "达到标准（社会认可度≥85%）但余量不大，社会认可度达标。"),
        (answering(NOT, every=2), "低于标准（社会认可度≥85%），社会认可度未达标。"),
    ],
)
def test_the_answer_is_worded_as_it_came_out(change, said):
    assert said in result_where(change)


def test_an_invalid_questionnaire_counts_as_returned_only():
    def spoil(at: int, row: dict[str, Any]) -> None:
        if at < 20:
            row["valid"] = "no"

    text = result_where(spoil)

    assert "问卷总数 620 份，有效问卷 600 份" in text


def test_a_county_without_survey_says_so_and_draws_nothing():
    values = {name: value for name, value in a_full_county().items()
              if name[1] != "survey_return"}  # fmt: skip
    text = plain_text(satisfaction_result(a_view(findings=findings_of(values))))

    assert "没有可用的调查数据，社会认可度未核查。" in text
    assert "就近入学 | — | — | — | — | —" in text
    assert "未收到社会认可度调查数据" in text
    assert "〔图〕" not in text


def test_how_the_open_questions_were_settled_stands_at_the_end():
    assert "“基本满意”是否计为满意：“基本满意”计为满意。" in plain_text(result())


@pytest.mark.parametrize("approval", [None, APPROVAL])
def test_every_page_says_draft_or_who_approved(approval):
    made = satisfaction_result(a_view(approval=approval))
    expected = APPROVAL["approved_by"] if approval else "未经审定"

    assert all(expected in "".join(mark) for mark in page_marks(made))


def test_the_same_findings_give_the_same_bytes():
    assert satisfaction_result(a_view()) == result()
