"""The nouns print, sort and compare as everybody relies on."""

from __future__ import annotations

import pytest

from tasks.errors import CatalogueError, JunhengError, StoreError, SubmissionError
from tasks.model import (
    ExpectedReturn,
    Issue,
    Origin,
    Severity,
    Source,
    Status,
    Submission,
)

KEY = "2025/139901/2113999001/school_return/2"


def an_issue(**changes: object) -> Issue:
    given = {
        "submission": KEY,
        "sheet": "学生",
        "cell": "C5",
        "rule": "students-balance",
        "severity": Severity.WARNING,
        "message": "合计不符",
    }
    return Issue(**given | changes)


def test_a_submission_is_its_key():
    submission = Submission("2025", "139901", "2113999001", "school_return", 2)

    assert str(submission) == KEY
    assert Submission.parse(KEY) == submission


@pytest.mark.parametrize("key", ["2025/139901", f"{KEY}/x", "2025/139901/s/f/first"])
def test_what_is_no_key_is_refused(key):
    with pytest.raises(ValueError, match=r"unpack|int"):
        Submission.parse(key)


def test_attempts_sort_by_number():
    attempts = [Submission("2025", "139901", "1", "f", number) for number in (10, 2, 1)]
    assert [each.attempt for each in sorted(attempts)] == [1, 2, 10]


def test_a_list_gives_the_cell_of_a_row_and_a_record_its_own():
    origin = Origin(KEY, "0" * 64, "教师", {"backbone": "L", "books": "C9"})

    assert origin.cell("backbone", 6) == "L6"
    assert origin.cell("books") == "C9"
    assert origin.cell("books", 6) == "C9"
    assert origin.source("backbone", 6) == Source(KEY, "0" * 64, "教师", "L6")
    assert str(origin.source("backbone", 6)) == f"{KEY} 教师!L6"


def test_an_issue_says_its_cell_first():
    assert str(an_issue()) == "学生!C5  合计不符"


def test_issues_are_values():
    assert an_issue() == an_issue()
    assert len({an_issue(), an_issue(), an_issue(cell="C6")}) == 2
    assert sorted([an_issue(cell="D5"), an_issue()])[0] == an_issue()


@pytest.mark.parametrize(
    ("status", "usable"),
    [(Status.ACCEPTED, True), (Status.QUERIED, True), (Status.RETURNED, False), (None, False)],
)
def test_only_accepted_and_queried_returns_are_used(status, usable):
    assert ExpectedReturn("2113999001", "school_return", KEY, status).usable is usable


def test_errors_leave_with_the_code_of_who_must_act():
    codes = {error: error.exit_code for error in (JunhengError, SubmissionError, StoreError)}
    assert codes == {JunhengError: 1, SubmissionError: 2, StoreError: 4}
    assert CatalogueError.exit_code == 3
    assert all(issubclass(error, JunhengError) for error in (CatalogueError, *codes))


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("wrong", "a.yml", 7), "a.yml:7: wrong"),
        (("wrong", "a.yml"), "a.yml: wrong"),
        (("wrong",), "wrong"),
    ],
)
def test_an_error_of_the_catalogue_says_where(arguments, text):
    assert str(CatalogueError(*arguments)) == text
