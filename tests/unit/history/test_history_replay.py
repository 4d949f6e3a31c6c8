"""The same season under another regime or setting: which verdicts flip."""

from __future__ import annotations

import pytest

from tasks import catalogue
from tasks.errors import CatalogueError
from tasks.history.replay import compare
from tests.builders.county import a_varied_county, findings_of
from tests.builders.history import a_judgement, findings, rules

CONCEPTS = rules().files["concepts"]["regimes"]
ROSTER = ("B", "A")


def judged(*judgements, regime="quality_2017"):
    return findings({}, regime=regime, judgements=judgements)


def test_the_same_evaluation_flips_nothing():
    found = judged(a_judgement("Q1", "met"), a_judgement("Q2", "not_met"))

    answer = compare(found, found, CONCEPTS, ROSTER)

    assert (answer.flips, answer.only_before, answer.only_after, answer.same) == ((), (), (), 2)


def test_a_flip_tells_both_verdicts_reasons_and_standards():
    before = judged(a_judgement("L4.cv", "met", level="junior", standard="≤0.45"))
    after = judged(
        a_judgement("L4.cv", "not_met", level="junior", reason="高于限值", standard="≤0.40")
    )

    flip = compare(before, after, CONCEPTS, ROSTER).flips[0]

    assert (flip.subject, flip.level, flip.item, flip.item_after) == (
        "county", "junior", "L4.cv", "L4.cv",
    )  # fmt: skip
    assert (flip.before, flip.after, flip.concept) == ("met", "not_met", "")
    assert (flip.reason_before, flip.reason_after) == ("", "高于限值")
    assert (flip.standard_before, flip.standard_after) == ("≤0.45", "≤0.40")


def test_what_could_not_be_checked_flips_too():
    before, after = judged(a_judgement("Q1", "not_checked")), judged(a_judgement("Q1", "met"))

    assert len(compare(before, after, CONCEPTS, ROSTER).flips) == 1


def test_two_regimes_are_compared_by_concept():
    before = judged(
        a_judgement("resources", "not_met", "A", "junior"), a_judgement("Q1", "met"),
        a_judgement("balance", "met", level="junior"), a_judgement("G1", "met"),
    )  # fmt: skip
    after = judged(
        a_judgement("basic_standard", "met", "A", "junior"), a_judgement("W14", "not_met"),
        a_judgement("balance", "met", level="junior"), a_judgement("W1", "met"),
        regime="balance_2012",
    )  # fmt: skip

    answer = compare(before, after, CONCEPTS, ROSTER)

    assert [(flip.item, flip.item_after, flip.concept) for flip in answer.flips] == [
        ("Q1", "W14", "retention"), ("resources", "basic_standard", "school_standards"),
    ]  # fmt: skip
    assert [each.item for each in answer.only_before] == ["G1"]
    assert [each.item for each in answer.only_after] == ["W1"]
    assert answer.same == 1


def test_equal_names_of_two_regimes_mean_nothing_without_a_concept():
    answer = compare(
        judged(a_judgement("V1", "met")), judged(a_judgement("V1", "not_met"), regime="other"),
        CONCEPTS, ROSTER,
    )  # fmt: skip

    assert answer.flips == ()
    assert [len(answer.only_before), len(answer.only_after)] == [1, 1]


def test_the_county_comes_first_and_schools_in_the_order_of_the_roster():
    subjects = ["A", "X", "B", "county"]
    before = judged(*(a_judgement("resources", "met", each) for each in subjects))
    after = judged(*(a_judgement("resources", "not_met", each) for each in subjects))
    nothing = judged()

    answer = compare(before, after, CONCEPTS, ROSTER)
    assert [flip.subject for flip in answer.flips] == ["county", "B", "A", "X"]
    alone = compare(before, nothing, CONCEPTS, ROSTER).only_before
    assert [each.subject for each in alone] == ["county", "B", "A", "X"]


def test_a_school_that_only_one_evaluates_is_listed_there():
    before = judged(a_judgement("resources", "met", "A"), a_judgement("resources", "met", "B"))

    answer = compare(before, judged(a_judgement("resources", "met", "A")), CONCEPTS, ROSTER)

    assert [each.subject for each in answer.only_before] == ["B"]


def test_two_items_of_one_concept_are_an_error_of_the_catalogue():
    found = judged(a_judgement("Q1", "met"), a_judgement("Q2", "met"))
    concepts = {"quality_2017": {"Q1": "same", "Q2": "same"}}

    with pytest.raises(CatalogueError, match="same"):
        compare(found, judged(regime="balance_2012"), concepts, ROSTER)


def test_a_tighter_standard_flips_what_it_is_about_and_nothing_else():
    county = a_varied_county()
    tighter = {"guarantee": {"G5": {"maximum": {"primary": 39, "junior": 50}}}}

    answer = compare(findings_of(*county), findings_of(*county, overlay=tighter), CONCEPTS, ())

    assert {flip.item for flip in answer.flips} >= {"G5"}
    assert {flip.item for flip in answer.flips} <= {"G5", "guarantee", "overall"}
    assert {flip.after for flip in answer.flips} == {"not_met"}
    assert (answer.only_before, answer.only_after) == ((), ())


@pytest.mark.parametrize("regime", sorted(set(CONCEPTS) & set(catalogue.regimes())))
def test_the_items_with_a_concept_are_items_of_the_regime(regime):
    files = catalogue.standards(regime)
    known = {"balance", "overall", *files["wording"]["parts"], *_names(files)}

    assert sorted(set(CONCEPTS[regime]) - known) == []


def _names(data):
    if isinstance(data, dict):
        for name, inner in data.items():
            yield name
            yield from _names(inner)
    elif isinstance(data, list):
        for inner in data:
            yield from _names(inner)
