"""The class that graduates against what earlier years say of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tasks import catalogue
from tasks.errors import CatalogueError
from tasks.history.formula import formula_of, read_formula
from tasks.history.pupils import bureau_counts, history_of, own_counts
from tasks.history.rules import check_concepts, read_rules
from tasks.history.years import look_back
from tasks.model import Verdict
from tests.builders.history import (
    SEASON,
    a_change,
    a_count,
    bureau_returns,
    findings,
    rules,
    rules_of,
    school_returns,
)


def regime(formula="national"):
    settings = {"retention_formula": {"value": formula}}
    return {"retention": {"formulas": "quality.Q1.formulas"}, "settings": settings}


STANDARDS = {
    "regime": regime(),
    "quality": catalogue.standards("quality_2017")["quality"],
}
FORMULAS = STANDARDS["quality"]["Q1"]["formulas"]


def back(found, counts=(), changes=(), seasons=None, roster=("A", "B", "C"), standards=None):
    given = bureau_returns(counts, changes)
    return look_back(found, given, seasons or {}, standards or STANDARDS, roster, rules())


def check_of(looked, school="A", figure="intake", level="junior"):
    found = [
        each
        for each in looked.checks
        if (each.school, each.figure, each.level) == (school, figure, level)
    ]
    assert len(found) == 1
    return found[0]


def cohort(intake, graduates, **others):
    return {"intake": intake, "graduates": graduates} | others


def test_a_reported_intake_that_agrees_is_met():
    looked = back(findings({"A": cohort(120, 118)}), [a_count(2022, "A", 120)])

    check = check_of(looked)
    assert (check.year, check.reported, check.from_years) == (2022, 120, 120)
    assert (check.difference, check.verdict, check.reason) == (0, Verdict.MET, "")
    assert check_of(looked, figure="retention_percent").verdict is Verdict.MET
    assert looked.queries == ()


def test_a_reported_intake_that_differs_is_asked_about_with_both_numbers_and_cells():
    looked = back(findings({"A": cohort(100, 98)}), [a_count(2022, "A", 120)])

    check = check_of(looked)
    assert (check.difference, check.verdict) == (-20, Verdict.NOT_MET)
    assert "100" in check.reason
    assert "120" in check.reason
    query = looked.queries[0]
    assert (query.rule, query.subject, query.level) == ("cohort-intake", "A", "junior")
    assert {source.sheet for source in query.sources} == {"history_students", "巩固率"}
    assert query.facts == ("s.A.junior.cohort_intake", "s.A.junior.history.intake")


@pytest.mark.parametrize(
    ("reported", "verdict"), [(117, "met"), (116, "not_met"), (124, "not_met")]
)
def test_the_tolerance_of_a_small_school_is_counted_in_pupils(reported, verdict):
    looked = back(findings({"A": cohort(reported, 100)}), [a_count(2022, "A", 120)])

    assert check_of(looked).verdict == verdict


@pytest.mark.parametrize(("reported", "verdict"), [(1020, "met"), (1021, "not_met")])
def test_the_tolerance_of_a_large_school_is_a_share(reported, verdict):
    looked = back(findings({"A": cohort(reported, 900)}), [a_count(2022, "A", 1000)])

    assert check_of(looked).verdict == verdict


def test_retention_is_computed_again_from_the_intake_of_the_history():
    looked = back(findings({"A": cohort(100, 98)}), [a_count(2022, "A", 140)])

    check = check_of(looked, figure="retention_percent")
    assert check.reported == 98
    assert check.from_years == 70
    assert (check.difference, check.verdict) == (28, Verdict.NOT_MET)
    assert "cohort-retention" in rules_of(looked.queries)
    fact = next(each for each in looked.facts if each.id == "s.A.junior.history.retention_percent")
    assert fact.inputs[0] == "s.A.junior.history.intake"
    assert "s.A.junior.cohort_graduates" in fact.inputs
    assert "s.A.junior.cohort_intake" not in fact.inputs
    assert fact.printed == "70.0"


@pytest.mark.parametrize(("graduates", "verdict"), [(120, Verdict.MET), (60, Verdict.MET)])
def test_a_difference_of_intake_within_its_tolerance_leaves_the_retention_alone(graduates, verdict):
    looked = back(findings({"A": cohort(121, graduates)}), [a_count(2022, "A", 120)])

    assert check_of(looked, figure="retention_percent").verdict is verdict


@pytest.mark.parametrize("formula", ["national", "capped"])
def test_the_formula_in_force_is_used(formula):
    standards = STANDARDS | {"regime": regime(formula)}
    found = findings({"A": cohort(100, 85, transferred_in=10, transferred_out=5)})

    looked = back(found, [a_count(2022, "A", 100)], standards=standards)

    check = check_of(looked, figure="retention_percent")
    expected = {"national": Decimal(80), "capped": Decimal(8500) / 105}[formula]
    assert round(check.from_years, 9) == round(expected, 9)


def test_a_regime_without_retention_has_none_to_check():
    found = findings({"A": cohort(100, 98)})
    looked = back(found, [a_count(2022, "A", 100)], standards={"regime": {"settings": {}}})

    assert check_of(looked).verdict is Verdict.MET
    check = check_of(looked, figure="retention_percent")
    assert check.verdict is Verdict.NOT_CHECKED
    assert check.reason


def test_predecessors_count_by_their_shares():
    looked = back(
        findings({"B": cohort(60, 60), "C": cohort(90, 90)}),
        [a_count(2022, "A", 100), a_count(2022, "C", 50)],
        [a_change(2024, "split", "A", "B", 60), a_change(2024, "split", "A", "C", 40)],
        roster=("B", "C"),
    )

    assert check_of(looked, "B").from_years == 60
    assert check_of(looked, "C").from_years == 90
    assert [check_of(looked, code).verdict for code in "BC"] == [Verdict.MET] * 2
    assert looked.queries == ()
    fact = next(each for each in looked.facts if each.id == "s.B.junior.history.intake")
    assert "60%" in fact.formula
    assert {source.sheet for source in fact.sources} == {"history_students", "successions"}


def test_a_predecessor_that_did_not_teach_the_grade_adds_nothing():
    looked = back(
        findings({"B": cohort(50, 50)}),
        [a_count(2022, "A", 30, "primary_1"), a_count(2022, "B", 50)],
        [a_change(2024, "merged", "A", "B")],
        roster=("B",),
    )

    assert check_of(looked, "B").from_years == 50


def test_a_school_opened_since_had_no_intake():
    looked = back(
        findings({"B": cohort(0, 0)}), [a_count(2022, "A", 40)], [a_change(2024, "opened", "", "B")]
    )

    assert check_of(looked, "B").from_years == 0
    assert check_of(looked, "B").verdict is Verdict.MET
    retention = check_of(looked, "B", "retention_percent")
    assert (retention.from_years, retention.verdict) == (None, Verdict.NOT_CHECKED)
    assert retention.reason == rules().say("cohorts.zero")


@pytest.mark.parametrize(
    ("counts", "changes", "part"),
    [
        ([], [], "2022年"),
        ([a_count(2023, "A", 120)], [], "2022年"),
        ([a_count(2022, "C", 120)], [], "A校"),
        ([a_count(2022, "C", 120)], [a_change(2024, "split", "C", "A", 60)], "60%"),
    ],
)
def test_what_cannot_be_told_is_not_checked_and_says_why(counts, changes, part):
    looked = back(findings({"A": cohort(120, 118)}), counts, changes)

    for figure in ("intake", "retention_percent"):
        check = check_of(looked, figure=figure)
        assert check.verdict is Verdict.NOT_CHECKED
        assert part in check.reason
    fact = next(each for each in looked.facts if each.id == "s.A.junior.history.intake")
    assert (fact.value, fact.printed) == (None, "—")
    assert fact.note


def test_a_teaching_point_whose_pupils_finish_elsewhere_is_not_checked():
    counts = [a_count(2019, "A", 9, "primary_1"), a_count(2024, "A", 8, "primary_1"),
              a_count(2019, "B", 80, "primary_1"), a_count(2024, "B", 80, "primary_6")]  # fmt: skip
    found = findings({"A": cohort(0, 0), "B": cohort(80, 80)}, "primary")

    looked = back(found, counts)

    check = check_of(looked, level="primary")
    assert (check.from_years, check.verdict) == (9, Verdict.NOT_CHECKED)
    assert check_of(looked, "A", "retention_percent", "primary").reason == check.reason != ""
    county = check_of(looked, "county", level="primary")
    assert (county.from_years, county.verdict) == (80, Verdict.MET)
    assert "A校的9人" in county.formula
    assert looked.queries == ()


def test_a_school_with_a_last_class_that_reports_nobody_is_asked_about():
    counts = [a_count(2019, "A", 9, "primary_1"), a_count(2024, "A", 8, "primary_6")]

    looked = back(findings({"A": cohort(0, 0)}, "primary"), counts)

    assert "cohort-intake" in rules_of(looked.queries)


def test_a_figure_that_was_not_reported_is_not_checked():
    looked = back(findings({"A": cohort(None, None)}), [a_count(2022, "A", 120)])

    check = check_of(looked)
    assert (check.from_years, check.verdict) == (120, Verdict.NOT_CHECKED)
    assert check.reason == "表中此格未填"
    assert check_of(looked, figure="retention_percent").verdict is Verdict.NOT_CHECKED


def test_the_primary_class_came_in_six_years_ago():
    looked = back(findings({"A": cohort(80, 80)}, "primary"), [a_count(2019, "A", 80, "primary_1")])

    assert check_of(looked, level="primary").year == SEASON - 6
    assert check_of(looked, level="primary").verdict is Verdict.MET


def test_the_county_is_the_sum_of_all_schools_with_closed_ones():
    looked = back(
        findings({"A": cohort(120, 118), "B": cohort(80, 80)}),
        [a_count(2022, "A", 120), a_count(2022, "B", 80), a_count(2022, "D", 40, name="丁校")],
        [a_change(2023, "closed", "D")],
    )

    check = check_of(looked, "county")
    assert (check.reported, check.from_years) == (200, 240)
    assert check.verdict is Verdict.NOT_MET
    assert "丁校" in check.reason
    assert "40人" in check.reason
    ids = [fact.id for fact in looked.facts]
    assert ids[-2:] == ["county.history.junior.intake", "county.history.junior.retention_percent"]
    retention = check_of(looked, "county", "retention_percent")
    assert (retention.reported, retention.from_years) == (99, 82.5)


def test_the_county_is_open_while_a_school_is():
    looked = back(findings({"A": cohort(120, 118), "B": cohort(80, 80)}), [a_count(2022, "A", 120)])

    check = check_of(looked, "county")
    assert check.verdict is Verdict.NOT_CHECKED
    assert "B校" in check.reason


def test_facts_are_entered_before_they_are_used():
    looked = back(
        findings({"A": cohort(120, 118), "B": cohort(80, 80)}),
        [a_count(2022, "A", 120), a_count(2022, "B", 80)],
    )

    known: set[str] = set()
    for fact in looked.facts:
        assert {each for each in fact.inputs if ".history." in each} <= known
        known.add(fact.id)
    assert len(known) == len(looked.facts) == 6


def test_a_schools_own_return_beats_the_history_and_the_contradiction_is_asked_about():
    own = school_returns(2022, "A", {"junior_1": (61, 59), "junior_2": (None, None)})
    looked = back(findings({"A": cohort(120, 118)}), [a_count(2022, "A", 140)], seasons={2022: own})

    assert check_of(looked).from_years == 120
    assert rules_of(looked.queries) == ["history-contradiction"]
    assert "120人" in looked.queries[0].message
    assert "140人" in looked.queries[0].message
    assert len(looked.queries[0].sources) == 3


def test_an_own_return_needs_no_history():
    own = school_returns(2022, "A", {"junior_1": (61, 59)})

    assert check_of(back(findings({"A": cohort(120, 118)}), seasons={2022: own})).from_years == 120
    assert len(own_counts(own, 2022)) == 1


@pytest.mark.parametrize(
    "row",
    [
        a_count(None, "A", 120),
        a_count(2022, "A", None),
        a_count(2022, "A", -1),
        a_count(2022, "", 120),
        a_count(2022, "A", 120, "senior_1"),
    ],
)
def test_a_row_of_the_history_that_cannot_be_used_is_asked_about(row):
    looked = back(findings({"A": cohort(120, 118)}), [row])

    assert rules_of(looked.queries) == ["history-incomplete"]
    assert check_of(looked).verdict is Verdict.NOT_CHECKED


def test_a_count_that_stands_twice_with_different_numbers_holds_nowhere():
    counts = [a_count(2022, "A", 120), a_count(2022, "A", 130)]
    looked = back(findings({"A": cohort(120, 118)}), counts)

    assert rules_of(looked.queries) == ["history-twice"]
    assert check_of(looked).from_years is None


def test_a_count_that_stands_twice_alike_is_one():
    counts = [a_count(2022, "A", 120), a_count(2022, "A", 120)]
    looked = back(findings({"A": cohort(120, 118)}), counts)

    assert looked.queries == ()
    assert check_of(looked, "county").from_years == 120


def test_a_school_that_appears_or_vanishes_without_a_word_is_asked_about():
    counts = [a_count(2022, "A", 9), a_count(2022, "D", 9), a_count(2023, "A", 9),
              a_count(2023, "B", 9)]  # fmt: skip
    found = findings({"A": cohort(9, 9), "B": cohort(9, 9)})
    looked = back(found, counts, roster=("A", "B"))

    assert rules_of(looked.queries) == ["succession-appeared", "succession-vanished"]
    assert [query.subject for query in looked.queries] == ["B", "D"]
    told = [a_change(2023, "renamed", "D", "B")]
    assert back(found, counts, told, roster=("A", "B")).queries == ()


def test_without_any_history_nothing_is_asked():
    looked = back(findings({"A": cohort(120, 118)}))

    assert looked.queries == ()
    assert {check.verdict for check in looked.checks} == {Verdict.NOT_CHECKED}


def test_both_formulas_agree_when_everybody_graduates_and_differ_otherwise():
    national, capped = (read_formula(FORMULAS[name]) for name in ("national", "capped"))
    everybody = {"cohort_intake": 100, "cohort_transferred_in": 10, "cohort_transferred_out": 4,
                 "cohort_died": 0, "cohort_graduates": 106}  # fmt: skip
    some = everybody | {"cohort_graduates": 90}

    def percents(figures):
        exact = {name: Decimal(value) for name, value in figures.items()}
        return [formula.percent(exact) for formula in (national, capped)]

    assert percents(everybody) == [100, 100]
    assert percents(some)[0] == 84
    assert round(percents(some)[1], 4) == Decimal("84.9057")
    assert capped.percent({name: Decimal(value) for name, value in
                           (everybody | {"cohort_graduates": 120}).items()}) == 100  # fmt: skip
    assert national.percent(dict.fromkeys(everybody, Decimal(0))) is None


def test_the_place_of_the_formula_is_data():
    assert formula_of(STANDARDS).words == FORMULAS["national"]["formula"]
    assert formula_of(STANDARDS | {"regime": regime("capped")}).cap == 100
    assert formula_of({"regime": {}}) is None
    with pytest.raises(CatalogueError):
        formula_of(STANDARDS | {"regime": regime("unknown")})


@pytest.mark.parametrize("name", catalogue.regimes())
def test_every_regime_with_a_retention_has_its_formula(name):
    standards = catalogue.standards(name)

    assert (formula_of(standards) is None) is ("retention" not in standards["regime"])


def test_history_without_tables_is_empty():
    found, queries = bureau_counts(bureau_returns(), rules())
    history, more = history_of([], found, {}, rules())

    assert (found, queries, more, history.years) == ([], [], (), frozenset())


def test_a_rule_that_is_missing_is_an_error_of_the_catalogue():
    files = {name: dict(data) for name, data in rules().files.items()}
    del files["checks"]["intake"]

    with pytest.raises(CatalogueError, match="intake"):
        read_rules(files, catalogue.code_lists())
    with pytest.raises(CatalogueError, match="wording"):
        read_rules({"checks": {}}, catalogue.code_lists())


def test_two_items_for_one_concept_are_an_error_of_the_catalogue():
    with pytest.raises(CatalogueError, match="retention"):
        check_concepts({"regimes": {"quality_2017": {"Q1": "retention", "Q2": "retention"}}})


@pytest.mark.parametrize("name", ["shares", "cohorts", "intake", "retention"])
def test_every_tolerance_says_where_it_is_from(name):
    entry = rules().at(name)

    assert entry["source"] in rules().at("sources")
    assert entry["confirmed"] is (name == "cohorts")
