"""Register, plan and responsibilities say what the register says, and nobody is judged by them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from tasks.dossiers.papers.rectification import rectification_plan
from tasks.dossiers.papers.responsibility import responsibility_table
from tasks.dossiers.report.county_report import county_report
from tasks.dossiers.view import View
from tasks.dossiers.word.reading import numbers, plain_text
from tasks.model import Findings, Verdict
from tasks.rectification.problems import Handling, Problem, State
from tasks.rectification.raising import Opinion, missed
from tasks.rectification.register import Given, register
from tests.approval import assert_approved
from tests.builders.dossiers import APPROVAL, NINE_YEAR, PRIMARY, a_view, some_findings
from tests.builders.rectification import a_ground, facts_of, texts_of
from tests.printed_numbers import untrue_numbers

APPROVED_ON = date(2026, 1, 15)
APPROVED = {**APPROVAL, "moment": f"{APPROVED_ON}T10:00:00+08:00"}


@cache
def findings() -> Findings:
    """Return findings in which two schools miss the indicator of rooms."""
    known = some_findings()
    short = [
        replace(each, verdict=Verdict.NOT_MET)
        if (each.item, each.level) == ("L4", "primary") and each.subject in (PRIMARY, NINE_YEAR)
        else each
        for each in known.judgements
    ]
    return replace(known, judgements=tuple(short))


@cache
def problems() -> tuple[Problem, ...]:
    """Return a register with a problem of every kind: late, decided, carried over, an opinion."""
    ground = a_ground(findings())
    found = {(each.item, each.school): each for each in missed(ground)}
    written = replace(
        found["L4", PRIMARY], measure="新建综合楼1幢", person="某甲", progress="投入120万元",
        deadline=date(2025, 11, 1), handling=Handling.IN_PROGRESS, evidence="立项批复",
    )  # fmt: skip
    decided = replace(
        found["G6", ""], handling=Handling.DECIDED, decided_on=date(2025, 12, 1),
        decided_by="县教育督导委员会", decision_reason="该点下年撤并", appeal="9月10日提出人数有误",
    )  # fmt: skip
    last = [
        replace(found["L4", NINE_YEAR], opened_in="2024", state=State.OPEN),
        Problem("Z0000000001", "findings", "L1", "primary", PRIMARY, "小学教师学历低于标准",
                opened_in="2024", state=State.OPEN, verdict=Verdict.NOT_MET),
    ]  # fmt: skip
    opinion = Opinion("仪器账上120台，实有97台", "L6", PRIMARY, reviewer="评审组甲")
    return register(ground, Given([written, decided], [opinion]), last)


def a_paper_view(*, final: bool = True) -> View:
    """Return the view of a final version with the register, or of a draft."""
    return a_view(
        findings=findings(),
        problems=texts_of(problems(), APPROVED_ON if final else None),
        facts=facts_of(problems(), APPROVED_ON if final else None),
        approval=APPROVED if final else None,
    )


@pytest.fixture(scope="module")
def plan() -> bytes:
    return rectification_plan(a_paper_view())


@pytest.fixture(scope="module")
def table() -> bytes:
    return responsibility_table(a_paper_view())


def test_the_texts_are_as_approved(plan, table):
    assert_approved("rectification_plan", plain_text(plan))
    assert_approved("responsibility_table", plain_text(table))


def test_every_number_is_its_fact(plan, table):
    for paper in (plan, table):
        counted = {**findings().facts, **facts_of(problems(), APPROVED_ON)}
        untrue = untrue_numbers(paper, replace(findings(), facts=counted))
        assert [each for each in untrue if each[0].startswith(("county.", "s."))] == []
    assert (f"s.{PRIMARY}.primary.L4", findings().facts[f"s.{PRIMARY}.primary.L4"].printed) in (
        numbers(plan)
    )


def test_how_many_stand_where_are_facts_that_add_up(plan):
    known = facts_of(problems(), APPROVED_ON)
    found = {
        name: int(known[f"county.rectification.all.{name}"].printed)
        for name in ("found", "open", "in_progress", "closed_by_data", "closed_by_decision")
    }

    assert found.pop("found") == sum(found.values()) == len(problems())
    assert set(known) <= {fact for fact, _ in numbers(plan)}
    assert all(fact.inputs for fact in known.values())


def test_what_people_wrote_is_theirs_and_no_fact(plan):
    printed = [text for _, text in numbers(plan)]

    assert "120" not in printed
    assert "投入120万元" in plain_text(plan)


def test_a_decision_is_named_with_day_unit_and_reason(plan):
    assert "2025-12-01　县教育督导委员会：该点下年撤并" in plain_text(plan)


def test_last_years_problems_are_named_with_what_became_of_them(plan):
    lines = plain_text(plan).split("三、上年问题的整改结果")[1].split("四、")[0]

    assert "小学教师学历低于标准" in lines
    assert "本年数据已达到标准，销号" in lines
    assert "本年继续整改" in lines


def test_what_is_late_is_proposed_on_the_day_of_approval_and_left_to_people(plan):
    lines = plain_text(plan).split("四、逾期提示")[1].split("五、")[0]

    assert "75" in lines
    assert "约谈" in lines
    assert "由县教育局和督导机构决定" in lines


def test_a_draft_calls_nobody_late():
    text = plain_text(rectification_plan(a_paper_view(final=False)))

    assert "初稿不核定是否逾期" in text
    assert "约谈\n" not in text.split("四、逾期提示")[1]


def test_a_county_without_problems_is_told_so():
    text = plain_text(rectification_plan(a_view(problems=())))

    for sentence in ("没有问题。", "没有从上年转入的问题。", "没有收到申诉。"):
        assert sentence in text


def test_the_same_input_is_the_same_file(plan):
    assert rectification_plan(a_paper_view()) == plan


def test_the_responsibilities_name_person_and_day_where_the_register_does(table):
    lines = plain_text(table).splitlines()

    rooms, _its_coefficient = [line for line in lines if line.startswith("L4 ")]
    assert "某甲" in rooms
    assert "2025-11-01" in rooms
    assert "校舍平面图和功能用房一览表" in rooms


def test_each_unit_finds_what_it_still_has_to_put_right(table):
    text = plain_text(table).split("二、各单位承担的未销号问题")[1]
    number = next(each for each in texts_of(problems()) if each["measure"])["number"]

    assert "县自然资源局" in text
    assert number in text


def test_the_county_report_has_measures_of_the_register_and_last_years_problems():
    text = plain_text(county_report(a_paper_view()))
    problems_told = text.split("四、存在问题")[-1].split("五、下一步措施")[0]
    measures = text.split("五、下一步措施")[-1]

    assert "仪器账上120台，实有97台" in problems_told
    assert "小学教师学历低于标准" in problems_told
    assert "数据达标销号" in problems_told
    assert "新建综合楼1幢" in measures
    assert "进展：投入120万元" in measures
    assert "2025-11-01" in measures
