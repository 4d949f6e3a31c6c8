"""Suites that contradict the layouts, code lists, standards or rules in code are refused."""

from __future__ import annotations

import copy
from string import Formatter

import pandas as pd
import pytest

from tasks import catalogue
from tasks.errors import CatalogueError
from tasks.model import Issue, Origin, Returns, Severity, Status
from tasks.validation.batch import batch_of
from tasks.validation.catalogue_check import verify_suites
from tasks.validation.gates import status_of
from tasks.validation.guidance import guidance
from tasks.validation.rules import CHECKS
from tests.builders import EDITION, returns_of
from tests.builders.checks import look_up, suites
from tests.builders.returns import a_county

LAYOUTS = catalogue.layouts(EDITION)
OPENING = {"roster", "county_list"}
"""Forms that say who takes part; no rule is held against them."""


def verify(changed=None):
    verify_suites(changed or suites(), LAYOUTS, catalogue.code_lists(), CHECKS, look_up)


def changed(change, suite="classes"):
    """Return the suites with the first rule of one changed; None takes a key away."""
    copied = copy.deepcopy(dict(suites()))
    entry = copied[suite]["expectations"][0]
    entry.file, entry.line = f"{suite}.yml", 7
    for name, value in change.items():
        entry.pop(name, None)
        if value is not None:
            entry[name] = value
    return copied


def test_the_suites_of_the_project_fit():
    verify()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"table": "classrooms"}, "table classrooms"),
        ({"column": "pupils"}, "column pupils"),
        ({"columns": ["grade", "pupils"]}, "column pupils"),
        ({"check": "count-rows"}, "check count-rows"),
        ({"type": "expect_the_best", "check": None}, "type expect_the_best"),
        ({"type": "expect_column_values_to_not_be_null"}, "either type or check"),
        ({"severity": "fatal"}, "severity fatal"),
        ({"message": None}, "message is missing"),
        ({"guidance": None}, "guidance is missing"),
        ({"message": "第{row行"}, "message"),
        ({"unless": ["no-such-rule"]}, "rule no-such-rule"),
        ({"rule": "classes-filled"}, "stands twice"),
        ({"where": {"_weekday": "monday"}}, "column _weekday"),
        ({"reads": {"students": ["pupils"]}}, "column pupils"),
        ({"with": {"table": "classrooms"}}, "table classrooms"),
        ({"with": {"table": "classes", "minimum": {"standard": "guarantee.G99"}}}, "G99"),
        ({"with": {"minimum": {"codes": "colours"}}}, "list of codes colours"),
        ({"colour": "red"}, "key colour"),
        ({"gate": "garden"}, "gate garden"),
        ({"reads_last_year": {"students": ["pupils"]}}, "column pupils"),
        ({"reads_of_all": {"pupils": ["male"]}}, "table pupils"),
        ({"screening": {"source": "project"}}, "screening has no reason"),
        ({"screening": {"why": "x"}}, "key of screening why"),
        ({"with": {"table": "classes", "limits": {"pupils": {"percent": 1}}}}, "column pupils"),
        ({"with": {"other_table": "students", "other_column": "pupils"}}, "column pupils"),
    ],
)
def test_a_wrong_rule_is_refused_with_file_and_line(change, said):
    with pytest.raises(CatalogueError, match=said) as refused:
        verify(changed(change))

    assert "classes.yml" in refused.value.file
    assert refused.value.line


def test_a_field_without_guidance_is_refused():
    copied = copy.deepcopy(dict(suites()))
    del copied["classes"]["fields"]["class_name"]

    with pytest.raises(CatalogueError, match="class_name has no guidance"):
        verify(copied)


def test_a_row_key_of_columns_nobody_has_is_refused():
    copied = copy.deepcopy(dict(suites()))
    copied["classes"]["row_key"] = ["teacher"]

    with pytest.raises(CatalogueError, match="column teacher"):
        verify(copied)


def test_every_field_of_every_form_has_guidance():
    help_of = guidance(suites(), LAYOUTS)

    for form, layout in LAYOUTS.items():
        if form in OPENING:
            continue
        for sheet in layout.sheets:
            asked = {field.name for field in sheet.fields if not field.computed}
            assert set(help_of[form][sheet.table]) == asked


def test_every_table_but_those_that_open_a_season_has_a_suite():
    forms = (layout for form, layout in LAYOUTS.items() if form not in OPENING)
    tables = {sheet.table for layout in forms for sheet in layout.sheets}

    assert {suite["table"] for suite in suites().values() if "table" in suite} == tables


def test_no_figure_of_a_standard_is_typed_in_a_finding():
    for suite in suites().values():
        for entry in suite.get("expectations", []):
            if entry["severity"] == "info" and "clause" in entry:
                bounds = [entry.get(name) for name in ("min_value", "max_value")]
                bounds += [entry.get("with", {}).get(name) for name in ("minimum", "maximum")]
                assert all(one is None or isinstance(one, dict) for one in bounds), entry["rule"]


def _issue(severity):
    return Issue("key", "sheet", "A1", "rule", severity, "message")


@pytest.mark.parametrize(
    ("severities", "status"),
    [
        ([], Status.ACCEPTED),
        ([Severity.INFO], Status.ACCEPTED),
        ([Severity.INFO, Severity.WARNING], Status.QUERIED),
        ([Severity.WARNING, Severity.CRITICAL], Status.RETURNED),
    ],
)
def test_the_gravest_issue_decides(severities, status):
    assert status_of(_issue(one) for one in severities) is status


def test_rows_know_whether_their_level_is_taught():
    batch = batch_of(
        returns_of(*a_county({"2113999001": ("primary",)})), LAYOUTS, catalogue.code_lists()
    )
    teachers = batch.frame("teachers")

    assert list(teachers["_taught"]) == ["yes", "no"]
    assert batch.frame("students")["total"].iloc[0] == 80


def test_a_school_missing_from_the_roster_has_the_type_it_says_itself():
    roster, values = a_county({"2113999001": ("primary",)})
    batch = batch_of(returns_of([], values), LAYOUTS, catalogue.code_lists())

    assert set(batch.frame("teachers")["_kind"]) == {"ordinary"}
    assert roster


def _attempts():
    """Return a school's two attempts, the second without its classes, and one fitness return."""
    roster, values = a_county({"2113999001": ("primary",)})
    first = returns_of(
        roster, {("2113999001", "school_return"): values["2113999001", "school_return"]}
    )
    fitness = returns_of(
        roster, {("2113999001", "fitness_return"): values["2113999001", "fitness_return"]}
    )
    tables, origins = dict(fitness.tables), dict(fitness.origins)
    for name, frame in first.tables.items():
        old = frame["_submission"].iloc[0]
        new = old[:-1] + "2"
        again = frame.assign(_submission=pd.Series(new, index=frame.index, dtype="string"))
        parts = [frame] if name == "classes" else [frame, again]
        tables[name] = pd.concat(parts, ignore_index=True)
        for key in (old, new):
            origin = first.origins[old, name]
            origins[key, name] = Origin(key, origin.sha256, origin.sheet, origin.cells)
    return batch_of(Returns(first.roster, tables, origins), LAYOUTS, catalogue.code_lists())


def test_two_attempts_of_a_school_are_told_apart():
    batch = _attempts()

    listed = CHECKS["row-count"](batch, {"table": "classes", "minimum": 1})
    matched = CHECKS["classes-match-grade"](batch, {"column": "male"})

    assert [key.split("/")[-1] for key in listed["submission"]] == ["2"]
    assert {key.split("/")[-1] for key in matched["submission"]} == {"2"}


def test_pupils_of_two_attempts_are_not_added_up():
    assert CHECKS["pupils-tested"](_attempts(), {}).empty


def test_sentences_for_marks_speak_of_nothing_else_than_their_plain_ones():
    for suite in suites().values():
        for entry in suite.get("expectations", []):
            names = {
                name for _, name, _, _ in Formatter().parse(entry.get("message_if_marked", ""))
            }
            plain = {name for _, name, _, _ in Formatter().parse(entry["message"])}
            assert names <= plain | {None, "value", "field", "place", "row"}, entry["rule"]
