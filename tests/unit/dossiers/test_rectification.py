"""What becomes of a problem: only data and recorded decisions end it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tasks import catalogue
from tasks.model import Findings, Verdict
from tasks.rectification.overdue import proposals
from tasks.rectification.problems import Handling, Problem, State
from tasks.rectification.raising import Opinion, latest_of_each, missed
from tasks.rectification.register import Given, carried_over, register, register_rows
from tasks.rectification.texts import overdue_notice
from tests.builders.dossiers import some_findings
from tests.builders.rectification import SCHOOL, a_ground, texts_of, wording

ITEM, LEVEL = "L4", "primary"
DECIDED = {
    "handling": Handling.DECIDED, "decided_on": date(2026, 1, 10),
    "decided_by": "县教育督导委员会", "decision_reason": "并入新校区",
}  # fmt: skip
RULES = catalogue.notebook("rectification")["overdue"]


def findings(verdict: Verdict | None, edition: str = "2025") -> Findings:
    """Return findings in which nothing is judged but one indicator of one school."""
    known = some_findings()
    judged = [
        replace(each, verdict=verdict)
        for each in known.judgements
        if verdict and (each.subject, each.level, each.item) == (SCHOOL, LEVEL, ITEM)
    ]
    return replace(known, judgements=tuple(judged), edition=edition)


def year(verdict, given=(), last=(), edition="2025", opinions=()) -> list[Problem]:
    """Return the register of a year in which the school's indicator has this verdict."""
    return list(register(a_ground(findings(verdict, edition)), Given(given, opinions), last))


def only(verdict, given=(), last=(), edition="2025", opinions=()) -> Problem:
    """Return the one problem there is."""
    (found,) = year(verdict, given, last, edition, opinions)
    return found


def a_problem(**changes) -> Problem:
    """Return the school's problem as it was handed out, with what the bureau wrote."""
    return replace(only(Verdict.NOT_MET), **changes)


def test_what_the_data_miss_is_an_open_problem_with_its_value_and_owner():
    found = only(Verdict.NOT_MET)

    assert (found.state, found.item, found.level, found.school) == (State.OPEN, ITEM, LEVEL, SCHOOL)
    assert found.description == "小学生均教学及辅助用房面积低于标准"
    assert found.owner == "县教育局"
    assert found.helping_units == "县发展改革委、县财政局、县自然资源局"
    assert found.party == "county"
    assert "标准：≥4.5㎡/生，未达标" in found.data_state
    assert found.opened_in == "2025"


@pytest.mark.parametrize("verdict", [Verdict.MET, Verdict.NOT_CHECKED, None])
def test_what_the_data_do_not_miss_is_no_problem(verdict):
    assert year(verdict) == []


def test_the_number_of_a_problem_is_the_same_in_every_year_and_of_no_other_one():
    assert only(Verdict.NOT_MET).id == only(Verdict.NOT_MET, edition="2026").id
    ids = [each.id for each in missed(a_ground())]
    assert len(set(ids)) == len(ids)


def test_what_the_bureau_wrote_survives_a_new_evaluation():
    row = a_problem(measure="新建综合楼", person="某甲", handling=Handling.IN_PROGRESS)

    found = only(Verdict.NOT_MET, [row])

    assert (found.measure, found.person) == ("新建综合楼", "某甲")
    assert found.state is State.IN_PROGRESS


def test_of_two_rows_of_a_problem_the_later_counts():
    rows = [a_problem(measure="先"), a_problem(measure="后")]

    assert only(Verdict.NOT_MET, rows).measure == "后"


def test_new_data_that_meet_the_standard_close_it_with_the_new_value():
    found = only(Verdict.MET, [a_problem(measure="新建综合楼")])

    assert found.state is State.CLOSED_BY_DATA
    assert found.data_state.endswith("已达标")
    assert found.fact == f"s.{SCHOOL}.{LEVEL}.{ITEM}"


@pytest.mark.parametrize(
    "promise",
    [
        {"progress": "已完成"},
        {"handling": Handling.IN_PROGRESS, "progress": "已全部整改到位"},
        {"state": State.CLOSED_BY_DECISION},
        {"handling": Handling.DECIDED},
        DECIDED | {"decided_by": ""},
        DECIDED | {"decision_reason": ""},
        DECIDED | {"decided_on": None},
    ],
)
def test_a_promise_closes_nothing(promise):
    assert not only(Verdict.NOT_MET, [a_problem(**promise)]).is_closed


def test_a_state_that_was_typed_closes_nothing():
    found = only(Verdict.NOT_MET, [a_problem(state=State.CLOSED_BY_DATA)])

    assert found.state is State.REOPENED


@pytest.mark.parametrize("verdict", [Verdict.NOT_CHECKED, None])
def test_what_is_not_checked_closes_nothing(verdict):
    found = only(verdict, [a_problem()])

    assert found.state is State.OPEN
    assert "不能据此销号" in found.data_state


def test_a_recorded_decision_closes_it_and_the_same_data_do_not_open_it_again():
    found = only(Verdict.NOT_MET, [a_problem(**DECIDED)])
    assert found.state is State.CLOSED_BY_DECISION

    assert only(Verdict.NOT_MET, [found]).state is State.CLOSED_BY_DECISION


def test_data_that_miss_again_open_what_data_had_closed():
    closed = only(Verdict.MET, [a_problem()])

    assert only(Verdict.NOT_MET, [closed]).state is State.REOPENED


def test_a_decision_does_not_hold_for_the_next_year():
    last = only(Verdict.NOT_MET, [a_problem(**DECIDED)])

    found = only(Verdict.NOT_MET, last=[last], edition="2026")

    assert found.state is State.REOPENED
    assert found.handling is None
    assert "2026-01-10由县教育督导委员会决定销号，理由：并入新校区" in found.history
    assert only(Verdict.NOT_MET, [found], [last], "2026").state is State.REOPENED
    anew = replace(found, **DECIDED)
    assert only(Verdict.NOT_MET, [anew], [last], "2026").state is State.CLOSED_BY_DECISION


def test_an_open_problem_of_last_year_is_carried_over_with_what_was_written():
    last = only(Verdict.NOT_MET, [a_problem(measure="新建综合楼", appeal="有异议")])

    found = only(Verdict.NOT_MET, last=[last], edition="2026")

    assert (found.opened_in, found.measure, found.appeal) == ("2025", "新建综合楼", "有异议")
    assert carried_over([found], "2026") == [found]
    assert carried_over([found], "2025") == []


def test_last_years_problem_is_closed_by_this_years_data_and_still_named():
    last = only(Verdict.NOT_MET)

    found = only(Verdict.MET, last=[last], edition="2026")

    assert (found.state, found.opened_in) == (State.CLOSED_BY_DATA, "2025")


@pytest.mark.parametrize("verdict", [Verdict.NOT_CHECKED, None])
def test_last_years_problem_stays_open_while_this_years_data_say_nothing(verdict):
    assert only(verdict, last=[only(Verdict.NOT_MET)], edition="2026").state is State.OPEN


def test_what_was_closed_last_year_is_not_listed_again():
    closed = only(Verdict.MET, [a_problem()])

    assert year(Verdict.MET, last=[closed], edition="2026") == []
    assert only(Verdict.NOT_MET, last=[closed], edition="2026").state is State.REOPENED


def test_what_a_school_lacks_stands_with_the_county_where_that_is_judged():
    found = {(each.item, each.school) for each in missed(a_ground())}

    assert ("G5", "") in found
    assert not [item for item, school in found if item == "G5" and school]
    assert not [item for item, _ in found if item in ("guarantee", "overall")]
    assert ("declaration.charter", SCHOOL) not in found


# What reviewers found


OPINION = Opinion("仪器账物不符", ITEM, SCHOOL, "明细账", "盘点", date(2026, 3, 1), "评审组甲")


def test_an_opinion_is_a_problem_although_the_data_meet_the_standard():
    found = only(Verdict.MET, opinions=[OPINION, OPINION])

    assert (found.source, found.state, found.deadline) == ("opinion", State.OPEN, date(2026, 3, 1))
    assert found.advice == "依据：明细账\n建议：盘点\n评审人：评审组甲"


def test_the_data_that_reviewers_doubted_do_not_close_what_they_found():
    first = only(Verdict.MET, opinions=[OPINION])

    again = only(Verdict.MET, [first], opinions=[OPINION])
    next_year = only(Verdict.MET, last=[first], edition="2026")

    assert (again.state, next_year.state) == (State.OPEN, State.OPEN)
    decided = [replace(first, **DECIDED)]
    assert only(Verdict.MET, decided, opinions=[OPINION]).state is State.CLOSED_BY_DECISION


def test_next_years_data_close_an_opinion_where_last_years_missed():
    missing = next(
        each for each in year(Verdict.NOT_MET, opinions=[OPINION]) if each.source == "opinion"
    )

    assert only(Verdict.MET, last=[missing], edition="2026").state is State.CLOSED_BY_DATA


def test_reviewers_who_name_a_closed_problem_again_open_it():
    first = only(Verdict.MET, opinions=[OPINION])
    closed = only(Verdict.MET, [replace(first, **DECIDED)], opinions=[OPINION])

    found = only(Verdict.MET, last=[closed], edition="2026", opinions=[OPINION])

    assert found.state is State.REOPENED


def test_a_reviewers_later_file_stands_for_the_earlier_and_for_nobody_elses():
    mine, other = Opinion("旧", reviewer="评审组甲"), Opinion("别", reviewer="评审组乙")
    again = Opinion("新", reviewer="评审组甲")

    assert list(latest_of_each([[mine], [other], [again]])) == [again, other]


def test_an_opinion_that_names_no_item_is_closed_by_a_decision_alone():
    opinion = Opinion("档案目录不全", reviewer="评审组乙")
    first = only(Verdict.MET, opinions=[opinion])

    assert (first.state, first.data_state) == (State.OPEN, "")
    assert only(Verdict.MET, last=[first], edition="2026").state is State.OPEN


# What is overdue


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 1), ""),
        (date(2026, 3, 2), "remind"),
        (date(2026, 3, 30), "remind"),
        (date(2026, 3, 31), "supervise"),
        (date(2026, 4, 29), "supervise"),
        (date(2026, 4, 30), "talk"),
    ],
)
def test_what_is_overdue_is_proposed_by_its_days(day, expected):
    found = proposals([a_problem(deadline=date(2026, 3, 1))], day, RULES)

    assert [each.name for each in found] == ([expected] if expected else [])


def test_what_has_no_deadline_or_is_closed_is_never_overdue():
    late = a_problem(deadline=date(2025, 1, 1))
    closed = only(Verdict.NOT_MET, [replace(late, **DECIDED)])

    assert proposals([a_problem(), closed], date(2030, 1, 1), RULES) == ()
    (found,) = proposals([late], date(2025, 1, 11), RULES)
    assert found.days == 10


def test_the_notice_proposes_with_facts_and_leaves_the_decision_to_people():
    late = a_problem(deadline=date(2026, 3, 1), progress="已立项")
    day = date(2026, 5, 10)

    text = overdue_notice(
        proposals([late], day, RULES), day, "某县", {SCHOOL: "某县第001小学"}, RULES, wording()
    )

    assert "建议：约谈　" in text
    assert "某县第001小学：小学生均教学及辅助用房面积低于标准" in text
    assert "时限2026-03-01，已逾期70天；进展：已立项" in text
    assert "由县教育局和督导机构决定" in text


# What is handed out and printed


def test_the_form_that_is_handed_out_has_every_field_and_reads_as_it_was():
    layout = catalogue.layouts("2025")["rectification_register"].by_table["rectification_register"]
    (row,) = register_rows([a_problem(**DECIDED)], {SCHOOL: "某县第001小学"}, "某县")

    assert set(row) == set(layout.by_name)
    assert row["school_name"] == "某县第001小学"
    assert row["decided_on"] == date(2026, 1, 10)
    assert row["measure"] is None


def test_texts_are_ready_to_be_printed():
    (found,) = texts_of([a_problem(deadline=date(2026, 3, 1))], date(2026, 3, 5))

    assert found["number"] == "1"
    assert (found["state_title"], found["source_title"]) == ("未整改", "数据评估")
    assert (found["proposal"], found["days"]) == ("提醒", "4")
    assert found["decision"] == ""
    assert all(isinstance(text, str) for text in found.values())
