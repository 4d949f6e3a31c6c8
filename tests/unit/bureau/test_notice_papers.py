"""What is told, to whom and on which day: each thing once, and nothing that is not so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tasks.model import BUREAU
from tasks.notices.calendar import is_near, reminder_day
from tasks.notices.notice import notices_of
from tasks.notices.papers import papers, pressing, reminder, reminders
from tasks.notices.state import Release, releases
from tasks.steps.notices.situation import day_of
from tests.builders.notices import DUE, SCHOOL, TERMS, WORDING, a_return

FILES = {kind: about["file"] for kind, about in WORDING["papers"].items()}
WRITTEN = date(2025, 10, 11)


def kinds(*returns, released=(), day=WRITTEN):
    return [each.kind for each in notices_of(returns, released, day, TERMS)]


def lying(*returns, released=()):
    found = papers("第一小学", returns, released, "县教育局", WORDING)
    return {kind: found[file] for kind, file in FILES.items() if found[file]}


def days(after: int) -> date:
    return DUE + timedelta(days=after)


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        (-8, None), (-7, -7), (-6, -7), (-2, -7), (-1, -1), (0, -1),
        (1, 1), (7, 1), (8, 8), (14, 8), (15, 15), (60, 57), (61, None),
    ],
)  # fmt: skip
def test_a_reminder_is_due_a_week_and_a_day_before_the_day_after_and_then_every_week(day, asked):
    found = reminder_day(DUE, days(day), TERMS["reminders"])

    assert found == (None if asked is None else days(asked))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2025-10-12T15:59:59+00:00", date(2025, 10, 12)),
        ("2025-10-12T16:00:00+00:00", date(2025, 10, 13)),
        ("2025-10-12T23:59:59+08:00", date(2025, 10, 12)),
        ("2025-10-13T00:00:00+08:00", date(2025, 10, 13)),
    ],
)
def test_a_day_begins_at_midnight_in_china(moment, day):
    assert day_of(moment) == day
    asked = notices_of([a_return()], (), day_of(moment), TERMS)
    assert bool(asked) is (day == days(-7))


def test_each_reminder_is_one_notice_however_often_it_is_asked_for():
    monday, sunday = (notices_of([a_return()], (), days(at), TERMS)[0] for at in (8, 14))
    next_week = notices_of([a_return()], (), days(15), TERMS)[0]

    assert monday.id == sunday.id != next_week.id


def test_a_return_is_told_as_it_came_out():
    assert kinds(a_return("returned")) == ["returned"]
    assert kinds(a_return("accepted")) == ["accepted"]
    assert kinds(a_return("queried", unexplained=2)) == ["queried"]
    assert kinds(a_return("unchecked")) == []
    assert kinds(a_return()) == []


def test_a_query_that_was_explained_is_not_asked_about():
    assert kinds(a_return("queried", unexplained=0, undecided=2)) == []


def test_a_query_that_waits_is_told_again_every_week_and_not_for_ever():
    query = a_return("queried", unexplained=1)
    found = {
        each.id
        for day in range(100)
        for each in notices_of([query], (), date(2025, 10, 10) + timedelta(days=day), TERMS)
    }
    assert len(found) == 9


def test_an_explanation_sent_back_is_told_once_for_each_decision():
    def told(mark):
        back = a_return("queried", sent_back=1, sent_back_mark=mark, decided=WRITTEN)
        return notices_of([back], (), WRITTEN, TERMS)[0]

    assert told("a").kind == "sent_back"
    assert told("a").id == told("a").id != told("b").id


def test_another_attempt_is_another_notice():
    first = notices_of([a_return("returned")], (), WRITTEN, TERMS)[0]
    second = a_return("returned", submission=f"2025/139901/{SCHOOL}/school_return/2", attempt=2)

    assert notices_of([second], (), WRITTEN, TERMS)[0].id != first.id


def test_a_broken_correction_is_sent_back_and_not_asked_for():
    assert kinds(a_return("returned", usable=True), day=days(1)) == ["returned"]
    assert kinds(a_return("returned"), day=days(1)) == ["returned", "due"]


def test_what_happened_long_ago_is_not_told_anew():
    old = Release("final", "2025/139901/abc", WRITTEN - timedelta(days=15))

    assert kinds(a_return("accepted"), day=date(2025, 10, 24)) == ["accepted"]
    assert kinds(a_return("accepted"), day=date(2025, 10, 25)) == []
    assert kinds(a_return("unchecked"), released=[old]) == []


def test_a_release_is_told_to_everybody_and_a_refusal_to_the_bureau_alone():
    own = a_return("unchecked"), a_return("unchecked", school=BUREAU, form="county_return")
    released = [Release(kind, f"key/{kind}", WRITTEN) for kind in ("final", "sealed", "refused")]
    found = notices_of(own, released, WRITTEN, TERMS)

    assert [each.kind for each in found if each.school == SCHOOL] == ["final", "sealed"]
    assert [each.kind for each in found if each.school == BUREAU] == ["refused", "final", "sealed"]


def test_what_was_sent_back_is_forgotten_once_it_is_released():
    draft = ("generated", "k/draft", WRITTEN)
    back, final = ("returned", "k/0001", WRITTEN), ("generated", "k/final", WRITTEN)

    assert [each.kind for each in releases([draft, back])] == ["refused"]
    assert [each.kind for each in releases([back, final])] == ["final"]
    assert [each.kind for each in releases([final, back])] == ["final", "refused"]
    assert releases([("received", "k/1", WRITTEN)]) == ()


def test_a_notice_lies_in_the_folder_as_long_as_it_is_so():
    assert list(lying(a_return("returned"))) == ["returned"]
    assert list(lying(a_return("accepted"))) == ["accepted"]
    assert list(lying(a_return("queried", unexplained=3))) == ["queried"]
    assert "3 处" in lying(a_return("queried", unexplained=3))["queried"]
    assert list(lying(a_return("queried", sent_back=1))) == ["sent_back"]
    assert list(lying(a_return(), released=[Release("sealed", "k", WRITTEN)])) == ["released"]
    assert lying(a_return(), a_return("unchecked"), a_return("queried")) == {}


def test_the_folder_asks_from_a_week_before_and_as_long_as_something_is_missing():
    assert not is_near(DUE, days(-8), TERMS["reminders"])
    assert is_near(DUE, days(-7), TERMS["reminders"])
    assert [len(pressing([a_return()], days(at), TERMS["reminders"])) for at in (-8, -7, 400)] == [
        0, 1, 1,
    ]  # fmt: skip


@pytest.mark.parametrize(("day", "when"), [(-7, "还有7天"), (0, "今天截止"), (1, "已逾期1天")])
def test_a_reminder_says_what_is_missing_since_when(day, when):
    text = reminder("第一小学", [a_return("returned")], days(day), "县教育局", WORDING)

    assert f"学校数据报表：已退回待改正，2025-10-20截止，{when}" in text
    assert text.startswith("第一小学：")


def test_the_list_of_the_bureau_names_every_school():
    owed = [a_return(), a_return(school="2")]
    names = {SCHOOL: "第一小学", "2": "第二小学"}
    text = reminders("云岭县", 9, owed, names, days(0), WORDING)

    assert "应报 9 份，尚缺 2 份" in text
    assert "1. 第一小学　学校数据报表" in text
    assert "2. 第二小学　学校数据报表" in text
    assert reminders("云岭县", 9, [], names, days(0), WORDING) == ""
