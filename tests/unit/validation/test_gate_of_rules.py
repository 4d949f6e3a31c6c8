"""Where each rule stands, what its issues are called, and that its limits say why."""

from __future__ import annotations

from string import Formatter
from typing import Any

import pytest

from tasks import catalogue
from tasks.model import Issue, Severity
from tasks.validation.blank_rows import ranges
from tasks.validation.book import WORDING, rules_of
from tasks.validation.gate import GATES, OF_CHECKS, Gate, gate_of
from tasks.validation.items import row_of, told_apart
from tasks.validation.rules import CHECKS
from tests.builders import EDITION
from tests.builders.checks import references, suites

SHEETS = {
    sheet.table: sheet for layout in catalogue.layouts(EDITION).values() for sheet in layout.sheets
}
RULES = {rule.name: rule for rule in rules_of(suites(), references())}
BETWEEN = "expect_column_values_to_be_between"
UNIQUE = "expect_compound_columns_to_be_unique"
NAMED_OTHERWISE = {
    "place", "row", "field", "clause", "sheet", "twins", "rows", "formula", "difference", "percent",
    "level", "grade", "sex", "class_name", "first", "last", "limit", "needed",
}  # fmt: skip
"""What a sentence says beside the values that an explanation is bound to."""


def test_the_gates_are_in_their_order():
    assert [gate.value for gate in GATES] == [
        "file", "structure", "cell", "row", "cross_form", "cross_year", "county",
    ]  # fmt: skip
    assert [gate.number for gate in GATES] == list(range(len(GATES)))


@pytest.mark.parametrize(
    ("entry", "gate"),
    [
        ({"type": BETWEEN, "column": "male"}, Gate.CELL),
        ({"type": BETWEEN, "column": "male", "where": {"_taught": "yes"}}, Gate.CELL),
        ({"type": BETWEEN, "column": "male", "where": {"grade": "primary_1"}}, Gate.ROW),
        ({"type": BETWEEN, "column": "male", "whole": "total"}, Gate.ROW),
        ({"type": UNIQUE, "columns": ["grade"]}, Gate.ROW),
        ({"check": "sum-equals"}, Gate.ROW),
        ({"check": "sum-equals", "reads": {"students": ["male"]}}, Gate.ROW),
        ({"check": "sum-equals", "reads": {"classes": ["grade"]}}, Gate.CROSS_FORM),
        ({"type": BETWEEN, "reads": {"classes": ["grade"]}}, Gate.CROSS_FORM),
        ({"check": "row-count"}, Gate.STRUCTURE),
        ({"check": "school-known", "reads": {"successions": ["old_code"]}}, Gate.CELL),
        ({"check": "roll-forward", "reads": {"classes": ["grade"]}}, Gate.CROSS_YEAR),
        ({"check": "x", "reads": {"y": ["z"]}, "reads_last_year": {}}, Gate.CROSS_YEAR),
        ({"check": "x", "reads_of_all": {"students": ["male"]}}, Gate.COUNTY),
        ({"check": "row-count", "gate": "county"}, Gate.COUNTY),
    ],
)
def test_the_kind_of_a_rule_says_at_which_gate_it_stands(entry, gate):
    assert gate_of(entry, "students") is gate


def test_the_named_checks_are_there():
    assert set(OF_CHECKS) <= set(CHECKS)


@pytest.mark.parametrize(
    ("rule", "gate"),
    [
        ("classes-listed", Gate.STRUCTURE),
        ("fitness-height-range", Gate.CELL),
        ("school-year-form", Gate.CELL),
        ("changes-balance", Gate.ROW),
        ("fitness-boys-items", Gate.ROW),
        ("students-classes-agree", Gate.CROSS_FORM),
        ("fitness-pupils-agree", Gate.CROSS_FORM),
        ("students-roll-forward", Gate.CROSS_YEAR),
        ("teachers-changed", Gate.CROSS_YEAR),
        ("fitness-pupil-elsewhere", Gate.COUNTY),
    ],
)
def test_rules_of_the_suites_stand_where_one_expects_them(rule, gate):
    assert RULES[rule].gate is gate


def test_every_gate_after_the_file_has_rules():
    assert {rule.gate for rule in RULES.values()} == set(GATES) - {Gate.FILE}


def entries() -> list[Any]:
    return [
        entry
        for name, suite in suites().items()
        if name != WORDING
        for entry in suite["expectations"]
    ]


def test_rules_on_last_year_that_have_a_limit_say_why():
    limited = [
        entry
        for entry in entries()
        if RULES[entry["rule"]].gate in (Gate.CROSS_YEAR, Gate.COUNTY)
        and {"maximum_percent", "limits"} & set(entry.get("with", {}))
        and entry["check"] != "roll-forward"
    ]

    assert len(limited) == 6
    for entry in limited:
        assert entry["screening"]["source"] == "project", entry["rule"]
        assert entry["screening"]["confirmed"] is False
        assert entry["severity"] == Severity.WARNING


def dynamic(text: str, entry: Any) -> set[str]:
    """Return the blanks of a sentence that values fill, without limits and places."""
    given = {*entry.get("with", {}), "min_value", "max_value"}
    names = {name for _, name, _, _ in Formatter().parse(text) if name}
    return names - NAMED_OTHERWISE - given


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry["rule"])
def test_what_was_found_has_every_value_that_a_query_rests_on(entry):
    if entry["severity"] == Severity.WARNING:
        found = dynamic(entry.get("found", "{value}"), entry)
        assert dynamic(entry["message"], entry) <= found


def test_the_rows_of_every_list_are_told_apart_by_a_key():
    keyed = {suite["table"] for suite in suites().values() if "row_key" in suite}
    lists = {name for name, sheet in SHEETS.items() if sheet.kind == "list"}

    assert keyed == lists - {"roster", "county_list"}


@pytest.mark.parametrize(
    ("table", "names", "key", "row"),
    [
        ("classes", {"grade": "primary_3", "class_name": "（1） 班"}, ("grade", "class_name"),
         "primary_3-（1）班"),
        ("classes", {"grade": "primary_3", "class_name": None}, ("grade", "class_name"),
         "primary_3"),
        ("classes", {"grade": None, "class_name": None}, ("grade", "class_name"), "row7"),
        ("classes", {"grade": "primary_3"}, (), "row7"),
        ("students", {"grade": "primary_3"}, (), "primary_3"),
    ],
)  # fmt: skip
def test_a_row_is_named_by_its_key_else_by_its_number(table, names, key, row):
    assert row_of(names, 7, SHEETS[table], key) == row


def an_issue(rule: str, item: str, submission: str = "key") -> Issue:
    return Issue(submission, "sheet", "A1", rule, Severity.WARNING, "", item=item)


def test_issues_of_one_rule_on_the_same_item_are_told_apart():
    issues = [
        an_issue("a", "classes.grade"), an_issue("a", "classes.grade"),
        an_issue("b", "classes.grade"), an_issue("a", "classes.grade", "other"),
        an_issue("a", "classes.grade"),
    ]  # fmt: skip

    assert [each.item for each in told_apart(issues)] == [
        "classes.grade", "classes.grade~2", "classes.grade", "classes.grade", "classes.grade~3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "text"),
    [([5], "5"), ([5, 6], "5—6"), ([9, 5, 6, 7], "5—7、9"), ([1, 3, 5], "1、3、5"), ([], "")],
)
def test_rows_are_named_as_ranges(rows, text):
    assert ranges(rows) == text
