"""A county with what its further papers print: documents, public counts, checks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from tasks.dossiers.view import View
from tasks.model import BUREAU, Findings, Returns
from tasks.steps.dossiers.evidence import documents_of, evidence_facts, points_asked
from tasks.steps.findings.cases import Case
from tasks.steps.findings.disclosing import public_counts
from tasks.steps.findings.rulebook import Rules
from tasks.steps.season.seasons import Season
from tests.builders import COUNTY, EDITION, returns_of
from tests.builders.dossiers import (
    COUNTY_NAME,
    PRIMARY,
    REGIME,
    a_full_county,
    a_roster,
    a_view,
    expected_of,
    some_findings,
    with_facts,
)
from tests.builders.evidence import a_document, an_evidence_return
from tests.builders.returns import Tables

RULES = Rules(REGIME)


def some_evidence() -> dict[tuple[str, str], Tables]:
    """Return the evidence returns of the bureau and of one school."""
    own = [
        a_document("Q3", 1, "某县第001小学章程", document_number="校发〔2023〕2号", page="1—12"),
        a_document("Z9", 3, "校史陈列照片"),
    ]
    return {
        (BUREAU, "evidence_return"): an_evidence_return(),
        (PRIMARY, "evidence_return"): an_evidence_return(*own),
    }


@cache
def some_returns() -> Returns:
    """Return the staged returns of the county with its evidence returns."""
    return returns_of(a_roster(), {**a_full_county(), **some_evidence()})


def findings_with_evidence(returns: Returns | None = None) -> Findings:
    """Return what is found of the county, the documents counted."""
    return with_facts(some_findings(), evidence_facts(returns or some_returns(), RULES))


def a_view_with_evidence(returns: Returns | None = None, **changes: Any) -> View:
    """Return the view on the county and its documents."""
    given: Mapping[str, Any] = {
        "findings": findings_with_evidence(returns),
        "evidence": documents_of(returns or some_returns()),
        "evidence_points": points_asked(RULES),
    }
    return a_view(**{**given, **changes})


@cache
def some_case() -> Case:
    """Return the county as the steps see it."""
    returns = some_returns()
    season = Season(EDITION, COUNTY, COUNTY_NAME, "roster", returns.roster)
    return Case(season, expected_of(a_full_county()), returns, {})


def a_public_view(case: Case | None = None, **changes: Any) -> View:
    """Return the view on the county with what of its pupils may be published."""
    facts, about = public_counts(case or some_case())
    return a_view(**{"facts": facts, "disclosed": about, **changes})


def known_to(view: View) -> Findings:
    """Return all facts that a file may print: what was found, and the numbers in quoted texts."""
    return with_facts(view.findings, list(view.quoted.facts.values()))
