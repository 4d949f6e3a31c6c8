"""Scored items: every kind of rule kept and broken once, what is open, and the part's verdict."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tasks.errors import CatalogueError
from tasks.indicators.readings import Readings
from tasks.indicators.scoring_entered import EnteredScore, entered_scores
from tasks.model import BUREAU, ExpectedReturn, Source, Status, Verdict
from tests.builders import COUNTY, EDITION, returns_of
from tests.builders.scoring import (
    PART,
    a_scheme,
    an_evaluation,
    gave,
    judgement,
    points,
    scored,
    verdict,
)

MET, NOT_MET, NOT_CHECKED = Verdict.MET, Verdict.NOT_MET, Verdict.NOT_CHECKED
JUDGED = {"kind": "judged"}
FLOOR = {"kind": "at_least", "fact": "county.rate", "limit": 80}
STEP = FLOOR | {"points_off_per": 1, "unit": 1}
FUNDS = "county.funds.{year}.pay"


@pytest.mark.parametrize(
    ("answer", "rule", "found"),
    [
        ("是", {}, 10),
        ("否", {}, 0),
        ("否", {"points_off": 3}, 7),
        ("良好", {"codes": "ratings", "expected": ["good", "excellent"]}, 10),
        ("及格", {"codes": "ratings", "expected": ["good", "excellent"]}, 0),
    ],
)
def test_an_answer_gives_all_points_or_costs_them(answer, rule, found):
    rule = {"kind": "answer", "fact": "county.planned", "expected": "yes"} | rule
    evaluation = scored({"planned": answer}, a_scheme(rule))

    assert points(evaluation) == found
    assert verdict(evaluation) is (MET if found == 10 else NOT_MET)
    assert bool(judgement(evaluation).reason) is (found < 10)


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        ("at_least", 80, 10),
        ("at_least", 79.9, 0),
        ("at_most", 80, 10),
        ("at_most", 80.1, 0),
    ],
)
def test_a_limit_is_kept_at_the_limit(kind, value, found):
    assert points(scored({"rate": value}, a_scheme(FLOOR | {"kind": kind}))) == found


@pytest.mark.parametrize(
    ("steps", "value", "found"),
    [
        ("proportional", 77.5, "7.5"),
        ("started", 77.5, "7"),
        ("completed", 77.5, "8"),
        ("started", 78, "8"),
        ("proportional", 60, "0"),
    ],
)
def test_points_are_lost_step_by_step_and_never_below_zero(steps, value, found):
    evaluation = scored({"rate": value}, a_scheme(STEP | {"steps": steps}))

    assert points(evaluation) == Decimal(found)
    assert verdict(evaluation) is NOT_MET
    assert "低于80%" in judgement(evaluation).reason


def test_steps_hold_for_the_whole_scheme_unless_a_rule_says_otherwise():
    scheme = a_scheme(STEP, STEP | {"steps": "completed"}, steps="started")
    evaluation = scored({"rate": 78.5}, scheme)

    assert [points(evaluation, item) for item in ("C1", "C2")] == [3, 4]


def test_a_limit_above_is_left_step_by_step_too():
    rule = STEP | {"kind": "at_most", "limit": 0.6, "unit": 0.1}
    evaluation = scored({"rate": 0.8}, a_scheme(rule))

    assert points(evaluation) == 8
    assert "高于0.6%" in judgement(evaluation).reason


def test_each_level_has_its_own_limit():
    rule = {
        "kind": "at_least", "fact": "county.{level}.stay", "levels": ["primary", "junior"],
        "limit": {"primary": 99, "junior": 97}, "points_off_per": 1, "unit": 1,
    }  # fmt: skip
    evaluation = scored({"primary.stay": 98, "junior.stay": 95}, a_scheme(rule))

    assert points(evaluation) == 7
    assert evaluation.book["county.C1.score"].inputs == (
        "county.primary.stay",
        "county.junior.stay",
    )


def test_a_limit_may_be_another_fact():
    rule = {"kind": "at_least", "fact": "county.quota", "limit_fact": "county.last_year"}

    assert points(scored({"quota": 51, "last_year": 50}, a_scheme(rule))) == 10
    evaluation = scored({"quota": 49, "last_year": 50}, a_scheme(rule))
    assert points(evaluation) == 0
    assert set(evaluation.book["county.C1.score"].inputs) == {"county.quota", "county.last_year"}


RATIO = {
    "kind": "at_least", "limit": 80,
    "ratio": {"part": "county.enrolled", "whole": "county.children", "times": 100,
              "title": "入学率", "unit": "%", "places": "percent"},
}  # fmt: skip


def test_a_ratio_is_computed_where_the_rule_asks_for_one():
    evaluation = scored({"enrolled": 79, "children": 100}, a_scheme(RATIO))
    fact = evaluation.book["county.C1.ratio"]

    assert (fact.value, fact.printed, fact.title) == (79, "79.0", "入学率")
    assert fact.inputs == ("county.enrolled", "county.children")
    assert points(evaluation) == 0


def test_a_ratio_of_nobody_is_open_unless_the_rule_says_it_is_met():
    nobody = {"enrolled": 0, "children": 0}
    kind = RATIO | {"ratio": RATIO["ratio"] | {"nobody_is_met": True}}

    assert verdict(scored(nobody, a_scheme(RATIO))) is NOT_CHECKED
    assert points(scored(nobody, a_scheme(kind))) == 10


def paid(*amounts: float | None, first: int = 2021, name: str = "pay"):
    return {f"funds.{first + number}.{name}": amount for number, amount in enumerate(amounts)}


GROWTH = {"kind": "growth", "fact": FUNDS, "increases": 3, "points_off_per_year": 2}


@pytest.mark.parametrize(
    ("amounts", "found"),
    [
        ((1, 2, 3, 4), 10),
        ((2, 2, 2, 2), 10),
        ((1, 2, 1, 3), 8),
        ((4, 3, 2, 1), 4),
        ((9, 1, 2, 3, 4), 10),
    ],
)
def test_each_year_of_decline_costs_points(amounts, found):
    evaluation = scored(paid(*amounts), a_scheme(GROWTH))

    assert points(evaluation) == found
    assert verdict(evaluation) is (MET if found == 10 else NOT_MET)


def test_growth_is_a_fact_that_rests_on_both_years():
    evaluation = scored(paid(100, 110, 99, 120), a_scheme(GROWTH))
    fact = evaluation.book["county.C1.growth.2023"]

    assert (fact.value, fact.printed) == (-10, "-10.0")
    assert fact.inputs == ("county.funds.2023.pay", "county.funds.2022.pay")
    assert "2023年" in judgement(evaluation).reason


@pytest.mark.parametrize(
    ("other", "found"), [((1, 2, 3, 4), 10), ((1, 2, 4, 4), 8), ((1, 3, 5, 9), 4)]
)
def test_a_series_may_have_to_grow_faster_than_another(other, found):
    facts = paid(10, 30, 50, 90) | paid(*other, name="revenue")
    rule = GROWTH | {"than": "county.funds.{year}.revenue"}

    assert points(scored(facts, a_scheme(rule))) == found


@pytest.mark.parametrize(
    "facts",
    [
        {},
        paid(1, 2, 3),
        paid(1, None, 3, 4),
        paid(0, 1, 2, 3),
        paid(1, 2) | paid(3, 4, first=2025),
    ],
)
def test_growth_without_all_years_is_open(facts):
    evaluation = scored(facts, a_scheme(GROWTH))

    assert points(evaluation) is None
    assert verdict(evaluation) is NOT_CHECKED
    assert judgement(evaluation).reason


ALL = {"kind": "all_of", "rules": {"rate": STEP, "planned": {
    "kind": "answer", "fact": "county.planned", "expected": "yes", "points_off": 4}}}  # fmt: skip


@pytest.mark.parametrize(
    ("rate", "answer", "found"), [(80, "是", 10), (78, "是", 8), (78, "否", 4), (70, "否", 0)]
)
def test_what_several_rules_cost_is_added(rate, answer, found):
    assert points(scored({"rate": rate, "planned": answer}, a_scheme(ALL))) == found


def test_what_is_missed_for_certain_is_missed_although_something_is_open():
    evaluation = scored({"rate": None, "planned": "否"}, a_scheme(ALL))

    assert points(evaluation) is None
    assert verdict(evaluation) is NOT_MET
    assert evaluation.value(f"county.{PART}.most_score") == 6


@pytest.mark.parametrize(
    ("value", "rule", "found", "expected"),
    [
        ((79.0,), {}, None, NOT_CHECKED),
        ((80.0,), {}, None, NOT_CHECKED),
        ((79.0,), {"may_turn": False}, 0, NOT_MET),
        (None, {}, None, NOT_CHECKED),
    ],
)
def test_a_number_to_which_something_is_missing_leaves_the_item_open(value, rule, found, expected):
    evaluation = scored({"rate": value}, a_scheme(FLOOR | rule))

    assert points(evaluation) == found
    assert verdict(evaluation) is expected
    assert "缺1项数据" in judgement(evaluation).reason


def test_a_firm_loss_that_may_still_grow_has_no_score_and_says_why():
    evaluation = scored({"rate": (79.0,)}, a_scheme(STEP | {"may_turn": False}))

    assert points(evaluation) is None
    assert "低于80%" in evaluation.book["county.C1.score"].note
    assert verdict(evaluation) is NOT_MET


def test_a_sum_counts_only_what_has_been_scored():
    planned = {"kind": "answer", "fact": "county.planned", "expected": "yes"}
    evaluation = scored({"rate": (80.0,), "planned": "是"}, a_scheme(FLOOR, planned))

    assert points(evaluation) is None
    assert evaluation.value(f"county.{PART}.score") == points(evaluation, "C2") == 5
    assert evaluation.value(f"county.{PART}.least_score") == 5
    assert evaluation.value(f"county.{PART}.most_score") == 10


def test_a_judged_item_without_a_score_is_neither_zero_nor_passed():
    evaluation = scored({}, a_scheme(JUDGED))

    assert points(evaluation) is None
    assert verdict(evaluation) is NOT_CHECKED
    assert "评分" in judgement(evaluation).reason
    assert evaluation.book["county.C1.self_score"].printed == "—"


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (gave(self_score=9), 9),
        (gave(self_score=9, re_score=8.5), Decimal("8.5")),
        (gave(self_score=9, re_score=8.5, provincial_score=10), 10),
        (gave(self_score=9, provincial_score=0), 0),
    ],
)
def test_the_highest_body_that_scored_decides(given, found):
    evaluation = scored({}, a_scheme(JUDGED), C1=given)

    assert points(evaluation) == found
    assert verdict(evaluation) is (MET if found == 10 else NOT_MET)
    assert points(evaluation, "A1") == found


@pytest.mark.parametrize("value", [10.5, -1])
def test_a_score_outside_the_points_is_not_used(value):
    evaluation = scored({}, a_scheme(JUDGED), C1=gave(re_score=value))

    assert points(evaluation) is None
    assert verdict(evaluation) is NOT_CHECKED
    assert "0—10" in judgement(evaluation).reason


def test_a_share_of_the_points_may_be_enough():
    scheme = a_scheme(JUDGED, pass_share=0.8)

    assert verdict(scored({}, scheme, C1=gave(re_score=8))) is MET
    assert verdict(scored({}, scheme, C1=gave(re_score=7.9))) is NOT_MET


def test_a_self_score_above_the_computed_one_is_said():
    evaluation = scored({"rate": 78}, a_scheme(STEP), C1=gave(self_score=10))

    assert points(evaluation) == 8
    assert "自评10分" in evaluation.book["county.C1.score"].note
    modest = scored({"rate": 78}, a_scheme(STEP), C1=gave(self_score=8))
    assert modest.book["county.C1.score"].note == ""


def test_what_people_entered_keeps_its_cell():
    cell = Source("2025/139901/bureau/scores_return/1", "0" * 64, "评分", "B4")
    texts = {"evidence": "管理办法", "remark": "已核"}
    line = EnteredScore({"self_score": Decimal("4.5")}, texts, {"self_score": cell})
    evaluation = scored({}, a_scheme(JUDGED), C1=line)

    fact = evaluation.book["county.C1.self_score"]
    assert (fact.printed, fact.sources) == ("4.5", (cell,))
    assert evaluation.book["county.C1.evidence"].value == "管理办法"
    assert evaluation.value("county.A1.self_score") == Decimal("4.5")
    assert evaluation.value(f"county.{PART}.self_score") == Decimal("4.5")
    assert evaluation.value("county.A1.re_score") is None


def test_a_line_for_an_item_that_is_none_is_said():
    evaluation = scored({"rate": 80}, a_scheme(FLOOR), C9=gave(self_score=1))

    assert "C9" in evaluation.book[f"county.{PART}.score"].note


@pytest.mark.parametrize(("mark", "expected"), [(7.5, MET), (7.6, NOT_MET)])
def test_the_part_is_judged_by_its_sum(mark, expected):
    evaluation = scored({"rate": 77.5}, a_scheme(STEP, FLOOR | {"limit": 70}, pass_mark=mark))

    assert points(evaluation, PART) == Decimal("7.5")
    assert verdict(evaluation, PART) is expected
    assert evaluation.book[f"county.{PART}.result"].printed == (
        "达标" if expected is MET else "未达标"
    )
    assert evaluation.value(f"standard.{PART}.pass_mark") == Decimal(str(mark))


@pytest.mark.parametrize(
    ("mark", "expected"),
    [(5, MET), (5.1, NOT_CHECKED), (10, NOT_CHECKED)],
)
def test_an_open_item_leaves_the_part_open_unless_the_rest_is_enough(mark, expected):
    evaluation = scored({"rate": 80}, a_scheme(FLOOR, JUDGED, pass_mark=mark))

    assert verdict(evaluation, PART) is expected
    assert points(evaluation, PART) == 5
    assert "C2" in evaluation.book[f"county.{PART}.score"].note
    assert evaluation.value(f"county.{PART}.least_score") == 5
    assert evaluation.value(f"county.{PART}.most_score") == 10


def test_a_part_that_cannot_reach_the_mark_any_more_has_missed_it():
    evaluation = scored({"rate": 70}, a_scheme(FLOOR, JUDGED, pass_mark=5.5))

    assert verdict(evaluation, PART) is NOT_MET
    assert "最高5" in judgement(evaluation, PART).reason
    assert judgement(evaluation, PART).distance == Decimal("0.5")


def test_a_sum_that_prints_as_the_mark_and_misses_it_shows_its_decimals():
    scheme = a_scheme(STEP | {"points_off_per": 1, "unit": 3}, pass_mark=9.7, places=1)
    evaluation = scored({"rate": 79}, scheme)

    assert evaluation.book["county.C1.score"].printed == "9.7"
    assert verdict(evaluation, PART) is NOT_MET
    assert "9.67分，低于9.7分" in judgement(evaluation, PART).reason


def without_points(scheme):
    group = scheme["items"]["A1"]
    for entry in (group, *group["items"].values()):
        del entry["points"]
    return scheme


def test_without_points_items_are_judged_and_the_part_is_open():
    evaluation = scored({"rate": 79, "other": 1}, without_points(a_scheme(
        FLOOR, FLOOR | {"limit": 70}, STEP, JUDGED)))  # fmt: skip

    assert [verdict(evaluation, f"C{number}") for number in (1, 2, 3, 4)] == [
        NOT_MET, MET, NOT_MET, NOT_CHECKED,
    ]  # fmt: skip
    assert points(evaluation, "C2") is None
    assert verdict(evaluation, PART) is NOT_CHECKED
    assert "未规定分值" in judgement(evaluation, PART).reason
    assert judgement(evaluation, PART).standard == "总分不低于8分"


def test_full_points_are_not_spoken_of_where_none_are_set():
    asked = "总分{pass_mark}分以上（满分{points}分）"
    scheme = a_scheme(FLOOR, standard=asked)

    assert judgement(scored({"rate": 80}, scheme), PART).standard == "总分8分以上（满分10分）"
    bare = without_points(scheme)
    assert judgement(scored({"rate": 80}, bare), PART).standard == "总分不低于8分"
    bare["standard"] = "总分{pass_mark}分以上"
    assert judgement(scored({"rate": 80}, bare), PART).standard == "总分8分以上"


def test_every_score_can_be_followed_to_what_it_rests_on():
    evaluation = scored({"rate": 78}, a_scheme(STEP, JUDGED), C2=gave(re_score=5))
    facts = evaluation.book

    assert facts[f"county.{PART}.score"].inputs == ("county.A1.score",)
    assert facts["county.A1.score"].inputs == ("county.C1.score", "county.C2.score")
    assert facts["county.C1.score"].inputs == ("county.rate",)
    assert facts["county.C2.score"].inputs == ("county.C2.re_score",)
    assert facts["county.C1.result"].inputs == ("county.C1.score",)
    assert "每低1个百分点扣1分" in facts["county.C1.score"].formula
    assert facts["standard.C1.points"].printed == "5.0"


def test_a_fact_that_is_never_entered_is_an_error_of_the_scheme():
    with pytest.raises(CatalogueError, match=r"no fact county.rate"):
        scored({}, a_scheme(FLOOR))
    with pytest.raises(CatalogueError, match=r"no fact county.funds"):
        scored(paid(1, 2, 3, 4, name="salary"), a_scheme(GROWTH))


def test_an_evaluation_of_the_test_has_its_facts():
    evaluation = an_evaluation({"a": "是", "b": 1, "c": None, "d": (2,)})

    assert evaluation.incomplete == {"county.c", "county.d"}
    assert evaluation.value("county.d") == 2


def test_the_score_sheet_is_read_by_item_and_the_first_line_counts():
    lines = [
        {"item": " C1 ", "self_score": 4.5, "evidence": "台账"},
        {"item": "C1", "self_score": 1},
        {"item": None, "self_score": 2},
        {"item": "C2", "provincial_score": 3.0},
    ]
    key = (BUREAU, "scores_return")
    submission = f"{EDITION}/{COUNTY}/{BUREAU}/scores_return/1"
    expected = ExpectedReturn(*key, submission, Status.ACCEPTED)
    found = entered_scores(Readings(returns_of([], {key: {"scores": lines}}), (expected,)))

    assert list(found) == ["C1", "C2"]
    assert found["C1"].scores == {
        "self_score": Decimal("4.5"), "re_score": None, "provincial_score": None,
    }  # fmt: skip
    assert found["C1"].texts == {"evidence": "台账"}
    assert found["C1"].sources["self_score"].cell == "B4"
    assert found["C2"].scores["provincial_score"] == 3
    assert entered_scores(Readings(returns_of([], {key: {"scores": lines}}), ())) == {}
