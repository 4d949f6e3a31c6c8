"""Every rule of every suite, broken once on purpose: one county with a broken return a rule."""

from __future__ import annotations

from functools import cache

import pytest

from tasks.model import BUREAU, Issue, Mark, Severity, Status, Verdict
from tasks.validation.book import WORDING, rules_of
from tasks.validation.findings import place_of
from tasks.validation.gate import GATES, Gate
from tasks.validation.gates import Checked
from tests.builders import COUNTY, EDITION, returns_of
from tests.builders.broken import Broken
from tests.builders.broken_all import every_broken_return
from tests.builders.checks import checked, references, suites
from tests.builders.last_year import a_year_ago
from tests.builders.returns import a_county, a_county_return, a_roster_row

BROKEN = every_broken_return()
GATES_OF_ONE = tuple(gate for gate in GATES if gate is not Gate.COUNTY)
"""What only shows over all schools is broken in test_county_gate."""
RULES = {rule.name: rule for rule in rules_of(suites(), references()) if rule.gate in GATES_OF_ONE}
SCHOOL_FORMS = ("school_return", "fitness_return")
FIRST_BROKEN = 100


def _owner(rule: str) -> str:
    number = FIRST_BROKEN + list(BROKEN).index(rule)
    return f"2113999{number}" if BROKEN[rule].form in SCHOOL_FORMS else f"{BUREAU}{number}"


def _submission(rule: str) -> str:
    return f"{EDITION}/{COUNTY}/{_owner(rule)}/{BROKEN[rule].form}/1"


def _roster_row(rule: str, broken: Broken) -> dict[str, object]:
    code = _owner(rule)
    line = a_roster_row(*broken.levels, code=code)
    if broken.school_type:
        line["school_type"] = broken.school_type
    return line


def _own(rule: str, broken: Broken) -> None:
    """Put the school's own code and name where the default school's stand."""
    for tables in (broken.tables, broken.sibling or {}, broken.last_year or {}):
        for school in tables.get("school", []):
            line = _roster_row(rule, broken)
            if school["school_code"] == "2113999001":
                school["school_code"] = line["school_code"]
            if school["school_name"].startswith("某县"):
                school["school_name"] = line["school_name"]


@cache
def everything() -> Checked:
    """Return the check of a clean county and of every broken return, all in one batch."""
    roster, values = a_county()
    before = dict(values)
    for rule, broken in BROKEN.items():
        _own(rule, broken)
        values[_owner(rule), broken.form] = broken.tables
        if broken.form in SCHOOL_FORMS:
            roster.append(_roster_row(rule, broken))
        if broken.sibling:
            values[_owner(rule), "school_return"] = broken.sibling
        if broken.last_year:
            before[_owner(rule), broken.form] = broken.last_year
    previous = a_year_ago(roster, before)
    return checked(returns_of(roster, values), previous=previous, gates=GATES_OF_ONE)


def test_every_rule_has_a_return_that_breaks_it():
    assert set(BROKEN) == set(RULES)


@pytest.mark.parametrize("rule", sorted(BROKEN))
def test_a_broken_rule_names_its_cell(rule):
    issues = everything().issues[_submission(rule)]

    mine = [issue for issue in issues if issue.rule == rule]
    cells = [f"{issue.sheet}!{issue.cell}" for issue in mine]

    assert BROKEN[rule].cell in cells
    assert {issue.severity for issue in mine} == {RULES[rule].severity}


@pytest.mark.parametrize("rule", sorted(BROKEN))
def test_a_broken_rule_brings_no_other_issue_than_what_follows_from_it(rule):
    found = {issue.rule for issue in everything().issues[_submission(rule)]}

    assert found == {rule} | BROKEN[rule].also


@pytest.mark.parametrize("rule", sorted(BROKEN))
def test_a_broken_rule_is_not_met(rule):
    outcomes = {one.rule: one for one in everything().outcomes[_submission(rule)]}

    assert outcomes[rule].verdict is Verdict.NOT_MET
    assert outcomes[rule].failures >= 1


def test_sentences_have_every_blank_filled():
    for issues in everything().issues.values():
        for issue in issues:
            for text in (issue.message, issue.expected, issue.guidance):
                assert "{" not in text
                assert "<NA>" not in text
                assert "nan" not in text


def test_a_clean_county_has_no_issue():
    clean = [key for key in everything().issues if not _is_broken(key)]

    assert len(clean) == 11
    assert [issue for key in clean for issue in everything().issues[key]] == []
    verdicts = {one.verdict for key in clean for one in everything().outcomes[key]}
    assert verdicts == {Verdict.MET}


def _is_broken(submission: str) -> bool:
    owners = {_owner(rule) for rule in BROKEN}
    return submission.split("/")[2] in owners


def test_every_rule_of_a_form_has_an_outcome():
    by_form: dict[str, int] = {}
    for key, outcomes in everything().outcomes.items():
        names = [one.rule for one in outcomes]
        assert len(set(names)) == len(names)
        by_form[key.split("/")[3]] = len(names)
    assert sum(by_form.values()) == len(RULES)


def test_the_gravest_issue_decides_the_status():
    checks = everything()

    assert checks.status(_submission("students-filled")) is Status.RETURNED
    assert checks.status(_submission("students-roll-forward")) is Status.QUERIED
    assert checks.status(_submission("teachers-trained-standard")) is Status.ACCEPTED
    assert checks.status(f"{EDITION}/{COUNTY}/2113999001/school_return/1") is Status.ACCEPTED


def test_duplicates_name_each_other():
    issues = everything().issues[_submission("classes-name-unique")]

    assert [issue.cell for issue in issues] == ["B4", "B5"]
    assert "“班级”表第5行重复" in issues[0].message
    assert "“班级”表第4行重复" in issues[1].message


def test_no_pseudonym_stands_in_an_issue():
    for issues in everything().issues.values():
        for issue in issues:
            assert "p-primary" not in f"{issue.message}{issue.found}{issue.expected}"


def test_a_fitness_return_without_its_school_return_is_not_checked_against_it():
    outcomes = everything().outcomes[_submission("fitness-height-range")]
    found = next(one for one in outcomes if one.rule == "fitness-pupils-agree")

    assert found.verdict is Verdict.NOT_CHECKED
    assert "义务教育学校数据报表" in found.reason


def test_a_blank_cell_leaves_the_rules_that_need_it_not_checked():
    outcomes = {one.rule: one for one in everything().outcomes[_submission("changes-filled")]}

    assert outcomes["changes-balance"].verdict is Verdict.NOT_CHECKED
    assert "学生变动" in outcomes["changes-balance"].reason
    assert outcomes["teachers-titles-sum"].verdict is Verdict.MET


def test_only_rules_of_wordings_file_are_no_suite():
    assert WORDING in suites()
    assert all("expectations" in suite for name, suite in suites().items() if name != WORDING)


@cache
def second() -> tuple[Checked, str]:
    """Return the check of one school of which one cell was refused and two hold marks."""
    roster, values = a_county({"2113999001": ("primary",)})
    tables = values["2113999001", "school_return"]
    tables["teachers"][0]["bachelor"] = None
    tables["conditions"][0]["books"] = None
    del tables["funds"]
    del values["2113999001", "fitness_return"]
    values[BUREAU, "county_return"] = a_county_return(county={"townships": None})
    returns = returns_of(roster, values)
    submission = f"{EDITION}/{COUNTY}/2113999001/school_return/1"
    returns.marks[submission] = (Mark("conditions", None, "books", "无"),)
    refused = Issue(
        submission, "教师", "E4", "not-a-number", Severity.CRITICAL, "不是数字", "二十四"
    )
    return checked(returns, {submission}, [refused]), submission


def test_a_refused_cell_is_told_once_and_its_rules_are_not_checked():
    checks, submission = second()
    outcomes = {one.rule: one for one in checks.outcomes[submission]}

    assert [issue.rule for issue in checks.issues[submission] if issue.cell == "E4"] == [
        "not-a-number"
    ]
    assert outcomes["teachers-filled"].verdict is Verdict.NOT_CHECKED
    assert outcomes["teachers-qualifications-sum"].verdict is Verdict.NOT_CHECKED
    assert outcomes["teachers-titles-sum"].verdict is Verdict.MET


def test_a_refused_result_of_a_pupil_is_not_told_again_as_one_that_is_missing():
    roster, values = a_county({"2113999001": ("primary",)})
    pupils = values["2113999001", "fitness_return"]["fitness"]
    pupils[0]["vital_capacity_ml"] = None
    returns = returns_of(roster, values)
    submission = f"{EDITION}/{COUNTY}/2113999001/fitness_return/1"
    lacking = {"fitness-items-measured", "fitness-tested-agree"}

    def told(*refused: Issue) -> set[str]:
        checks = checked(returns, {submission}, refused)
        outcomes = {one.rule: one.verdict for one in checks.outcomes[submission]}
        if refused:
            assert {outcomes[rule] for rule in lacking} == {Verdict.NOT_CHECKED}
        return lacking & {issue.rule for issue in checks.issues[submission]}

    assert "fitness-items-measured" in told()
    cell = place_of(returns.origins[submission, "fitness"], "vital_capacity_ml", 2).cell
    refused = ("体质健康测试", cell, "not-a-number", Severity.CRITICAL, "不是数字", "弃权")
    assert told(Issue(submission, *refused)) == set()


def test_a_missing_sheet_leaves_its_rules_not_checked_with_the_reason():
    checks, submission = second()
    outcomes = {one.rule: one for one in checks.outcomes[submission]}

    assert outcomes["funds-filled"].verdict is Verdict.NOT_CHECKED
    assert "经费" in outcomes["funds-filled"].reason


def test_a_mark_is_told_apart_from_a_blank():
    checks, submission = second()
    issue = next(one for one in checks.issues[submission] if one.rule == "conditions-filled")

    assert issue.cell == "C9"
    assert issue.found == "无"
    assert "如确为0请填0" in issue.message


def test_only_targets_are_reported():
    checks, submission = second()

    assert list(checks.issues) == [submission]
    assert list(checks.outcomes) == [submission]
