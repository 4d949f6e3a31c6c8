"""Queries and explanations; name only what your test is about."""

from __future__ import annotations

from functools import cache
from typing import Any

from tasks import catalogue
from tasks.explanations.conventions import Conventions, read_conventions
from tasks.explanations.memory import Remembered, remember
from tasks.model import BUREAU, Explanation, Issue, RuleOutcome, Severity, Verdict
from tests.builders.broken import Broken

SCHOOL = "2113999001"
RULE = "class-size-plausible"
ITEM = "classes.students.primary_1_1"
FORM = "explanation_decisions"


def submission(school: str = SCHOOL, attempt: int = 1, edition: str = "2025") -> str:
    """Return the key of a school return."""
    return f"{edition}/139901/{school}/school_return/{attempt}"


def a_query(school: str = SCHOOL, attempt: int = 1, edition: str = "2025", **changes: Any) -> Issue:
    """Return a query about the size of a class."""
    given: dict[str, Any] = {
        "submission": submission(school, attempt, edition), "sheet": "班级", "cell": "C4",
        "rule": RULE, "severity": Severity.WARNING, "message": "一年级1班有46人，请核对",
        "found": "46", "item": ITEM,
    }  # fmt: skip
    return Issue(**(given | changes))


def an_explanation(
    school: str = SCHOOL, attempt: int = 1, edition: str = "2025", **changes: Any
) -> Explanation:
    """Return a whole explanation of the value that `a_query` asks about."""
    given: dict[str, Any] = {
        "school": school, "rule": RULE, "item": ITEM, "found": "46", "kind": "pupils_moved",
        "text": "九月转入2人", "author": "教务处", "given_in": submission(school, attempt, edition),
    }  # fmt: skip
    return Explanation(**(given | changes))


@cache
def conventions(**offered: Any) -> Conventions:
    """Return the conventions that ship with the project, `offered` changed."""
    data = catalogue.notebook("explanations")["memory"]
    data = {**data, "offered": data["offered"] | offered}
    return read_conventions(data, catalogue.code_lists()["explanation_kinds"])


def remembered(*given: Explanation, query: Issue | None = None, **offered: Any) -> Remembered:
    """Return what is known of one query after some explanations, the oldest first."""
    (found,) = remember([query or a_query()], given, conventions=conventions(**offered))
    return found


def outcomes(schools: int, rule: str = RULE) -> list[RuleOutcome]:
    """Return the outcome of one rule in the returns of as many schools, none of them passing."""
    return [
        RuleOutcome(submission(f"21139990{number:02}"), rule, Verdict.NOT_MET, failures=1)
        for number in range(1, schools + 1)
    ]


def a_decision_row(**changes: Any) -> dict[str, Any]:
    """Return one row of the bureau's form that accepts an explanation."""
    return {"reference": "S0123456789", "school_code": SCHOOL, "decision": "accepted"} | changes


def of_decisions() -> dict[str, Broken]:
    """Return what breaks the rules of the form 说明核定表."""

    def decided(cell: str, *rows: dict[str, Any]) -> Broken:
        tables = {FORM: [dict(row) for row in rows]}
        return Broken(FORM, tables, f"说明核定!{cell}", frozenset())

    name = "explanation-decision"
    return {
        f"{name}-reference-filled": decided("A4", a_decision_row(reference=None)),
        f"{name}-reference-form": decided("A4", a_decision_row(reference="0123456789")),
        f"{name}-unique": decided("A5", a_decision_row(), a_decision_row()),
        f"{name}-known": decided("K4", a_decision_row(decision="later")),
        f"{name}-comment-filled": decided("L4", a_decision_row(decision="sent_back")),
    }


__all__ = ["BUREAU", "FORM", "ITEM", "RULE", "SCHOOL"]
