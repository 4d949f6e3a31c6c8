"""What the rules ask of cells: one question for all that ask the same, each content once."""

from __future__ import annotations

import pandas as pd
import pytest

from tasks.model import Severity
from tasks.validation.book import NOT_NULL, NULL, PAIR, UNIQUE, Rule
from tasks.validation.questions import questions_of

BETWEEN = "expect_column_values_to_be_between"
IN_SET = "expect_column_values_to_be_in_set"


def a_rule(name="rule", kind=BETWEEN, columns=("area",), **given):
    if kind == BETWEEN:
        given.setdefault("arguments", {"min_value": 0})
    words = {"severity": Severity.WARNING, "message": "", "guidance": ""}
    return Rule(name=name, table="rooms", columns=columns, type=kind, **words, **given)


def rooms(**columns):
    """Return a table of four rows, labelled 10 to 13, of two submissions."""
    numbers = {"area": [5.0, None, 5.0, 7.0], "depth": [1, 9, None, 9]}
    texts = {"name": ["a", "a", None, "b"], "_submission": ["one", "one", "two", "two"]}
    kinds = {"area": "Float64", "depth": "Int64"}
    frame = {"_label": [10, 11, 12, 13], **numbers, **texts, **columns}
    typed = {
        name: pd.array(values, dtype=kinds.get(name, "string"))
        for name, values in frame.items()
        if name != "_label"
    }
    return {"rooms": pd.DataFrame({"_label": frame["_label"], **typed})}


def the_question(*rules, **columns):
    (question,) = questions_of(rules, rooms(**columns))
    return question


def contents(question, length=None):
    found = question.contents(question.length if length is None else length)
    return [[None if pd.isna(each) else each for each in values] for values in found.values()]


def test_a_content_that_several_cells_share_is_asked_about_once():
    question = the_question(a_rule())

    assert contents(question) == [[5.0, 7.0]]
    assert [labels for _, _, labels in question.failed([0])] == [[10, 12]]


def test_rules_that_ask_the_same_share_a_question_and_keep_their_cells_apart():
    deep = a_rule("deep", columns=("depth",), where={"name": ["a", "b"]})
    question = the_question(a_rule("wide"), deep)

    assert contents(question) == [[5.0, 7.0, 1.0, 9.0]]
    assert [(rule.name, column, labels) for rule, column, labels in question.failed([1, 3])] == [
        ("wide", "area", [13]),
        ("deep", "depth", [11, 13]),
    ]


def test_other_arguments_are_another_question():
    other = a_rule("other", arguments={"min_value": 1})

    assert [each.rule.name for each in questions_of([a_rule(), other], rooms())] == [
        "rule",
        "other",
    ]


def test_numbers_and_texts_are_not_asked_about_together():
    given = {"arguments": {"value_set": ["a"]}}
    texts, numbers = a_rule("t", IN_SET, ("name",), **given), a_rule("n", IN_SET, **given)

    assert [each.kind for each in questions_of([texts, numbers], rooms())] == ["string", "Float64"]


def test_a_rule_whose_condition_no_row_fits_asks_nothing():
    assert questions_of([a_rule(where={"name": "c"})], rooms()) == []


def test_a_column_without_values_is_asked_about_only_where_blanks_count():
    blank = {"area": [None] * 4}

    assert questions_of([a_rule()], rooms(**blank)) == []
    assert contents(the_question(a_rule(kind=NOT_NULL), **blank)) == [[None]]


@pytest.mark.parametrize(("kind", "after"), [(NOT_NULL, "filled"), (NULL, None)])
def test_blank_and_filled_are_all_there_is_to_ask_where_blanks_count(kind, after):
    question = the_question(a_rule(kind=kind))

    assert contents(question, length=3) == [["filled", None, after]]
    assert [labels for _, _, labels in question.failed([1])] == [[11]]


def test_pairs_are_asked_about_row_by_row():
    question = the_question(a_rule(kind=PAIR, whole="depth"))

    assert contents(question) == [[5.0, None, 5.0, 7.0], [1.0, 9.0, None, 9.0]]
    assert [labels for _, _, labels in question.failed([0, 3])] == [[10, 13]]


def test_what_must_be_unique_is_a_number_for_each_content_and_missing_where_blank():
    question = the_question(a_rule(kind=UNIQUE, columns=("name",)))

    assert contents(question) == [[0, 0, 0, 0], [0, 0, 1, 1], [0, 0, None, 1]]
    assert [labels for _, _, labels in question.failed([0, 1])] == [[10, 11]]


def test_rules_on_unique_rows_do_not_meet_each_other():
    rules = [a_rule(name, UNIQUE, ("name",)) for name in ("one", "two")]

    assert contents(the_question(*rules))[0] == [0, 0, 0, 0, 1, 1, 1, 1]


def test_padding_is_never_one_of_the_lines_asked_about():
    question = the_question(a_rule(kind=UNIQUE, columns=("name",)))

    assert [values[-1] for values in contents(question, length=5)] == [None, None, None]
