"""Problems, opinions and rows of the register; name only what your test is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from tasks import catalogue
from tasks.model import Fact, Findings
from tasks.problem_ids import problem_id
from tasks.rectification.counting import count_facts, overdue_facts
from tasks.rectification.overdue import proposals
from tasks.rectification.problems import Problem
from tasks.rectification.raising import Ground
from tasks.rectification.texts import problem_texts
from tests.builders import EDITION
from tests.builders.broken import Broken
from tests.builders.dossiers import a_roster, some_findings

REGISTER, OPINIONS = "rectification_register", "review_opinions"
SCHOOL = "2113999001"
DECISION = {
    "handling": "decided", "decided_on": "2026-01-10", "decided_by": "县教育督导委员会",
    "decision_reason": "校舍已鉴定，另有批复",
}  # fmt: skip


def a_register_row(**changes: Any) -> dict[str, Any]:
    """Return a row of the register as it is handed out, for a problem from data."""
    row = {
        "source": "findings", "item": "L4", "level": "primary", "school_code": SCHOOL,
        "school_name": "某县第001小学", "description": "小学教学及辅助用房面积低于标准",
        "state": "open", "opened_in": 2025,
    } | changes  # fmt: skip
    named = [str(row[name] or "") for name in ("source", "item", "level", "school_code")]
    return {"problem_id": problem_id(*named, str(row["description"] or "")), **row}


def an_opinion_row(**changes: Any) -> dict[str, Any]:
    """Return a row of the reviewers' form about one school."""
    return {
        "number": "1", "item": "L6", "school_code": SCHOOL, "problem": "仪器账物不符",
        "basis": "固定资产明细账", "suggestion": "盘点后更正", "deadline": "2026-03-31",
        "reviewer": "评审组甲",
    } | changes  # fmt: skip


def of_rectification() -> dict[str, Broken]:
    """Return what breaks the rules of the forms 问题整改台账 and 督导意见."""
    name, opinion = "rectification", "review-opinion"
    return {
        f"{name}-problem-filled": _registered("G4", a_register_row() | {"description": None}),
        f"{name}-source-known": _registered("B4", a_register_row() | {"source": "rumour"}),
        f"{name}-problem-known": _registered("A4", a_register_row() | {"item": "L5"}),
        f"{name}-unique": _registered("A5", a_register_row(), a_register_row()),
        f"{name}-handling-known": _registered("Q4", a_register_row(handling="完成")),
        f"{name}-state-known": _registered("W4", a_register_row(state="完成")),
        f"{name}-decision-dated": _registered("R4", _decided(decided_on=None)),
        f"{name}-decision-by": _registered("S4", _decided(decided_by=None)),
        f"{name}-decision-reason": _registered("T4", _decided(decision_reason=None)),
        f"{name}-decision-meant": _registered(
            "R4", a_register_row(handling="in_progress", decided_on="2026-01-10")
        ),
        f"{name}-appeal-first": _registered("U4", a_register_row(appeal_outcome="维持")),
        f"{opinion}-filled": _opined("H4", an_opinion_row(reviewer=None)),
        f"{opinion}-item-known": _opined("B4", an_opinion_row(item="L99")),
        f"{opinion}-school-known": _opined("C4", an_opinion_row(school_code="2113999999")),
        f"{opinion}-unique": _opined("C5", an_opinion_row(), an_opinion_row(number="2")),
    }


def _decided(**changes: Any) -> dict[str, Any]:
    return a_register_row(**DECISION | changes)


def _registered(cell: str, *rows: dict[str, Any]) -> Broken:
    tables = {REGISTER: [dict(row) for row in rows]}
    return Broken(REGISTER, tables, f"问题清单!{cell}", frozenset())


def _opined(cell: str, *rows: dict[str, Any]) -> Broken:
    tables = {OPINIONS: [dict(row) for row in rows]}
    return Broken(OPINIONS, tables, f"督导意见!{cell}", frozenset())


def a_ground(findings: Findings | None = None) -> Ground:
    """Return what problems are read from: the findings of the dossiers' tests, if no others."""
    return Ground(
        findings or some_findings(),
        catalogue.standards("quality_2017"),
        catalogue.code_lists(),
        {row["school_code"]: row["school_name"] for row in a_roster()},
        wording(),
    )


def texts_of(problems: Iterable[Problem], day: date | None = None) -> list[dict[str, str]]:
    """Return problems as the dossiers print them, on a day what is overdue proposed."""
    found = tuple(problems)
    rules = catalogue.notebook("rectification")["overdue"]
    proposed = proposals(found, day, rules) if day else ()
    return problem_texts(found, proposed, catalogue.code_lists(), wording())


def facts_of(problems: Iterable[Problem], day: date | None = None) -> dict[str, Fact]:
    """Return the counts of problems as facts, on a day how long what is overdue is."""
    found = tuple(problems)
    rules, words = catalogue.notebook("rectification")["overdue"], wording()["facts"]
    facts = count_facts(found, EDITION, words)
    facts += overdue_facts(proposals(found, day, rules), day, words) if day else []
    return {fact.id: fact for fact in facts}


@cache
def wording() -> Any:
    """Return the sentences about problems."""
    return catalogue.read_yaml(catalogue.TEMPLATES / "rectification" / "wording.yml")
