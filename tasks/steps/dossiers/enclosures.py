"""Step: what the dossiers of a version enclose beside the findings, gathered once for all rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from tasks.steps.dossiers.checks_counted import quality_of_data
from tasks.steps.dossiers.evidence import points_asked
from tasks.steps.dossiers.making import Making
from tasks.steps.dossiers.rectification import problem_facts, problem_texts, problems_of
from tasks.steps.findings.disclosing import public_counts
from tasks.steps.findings.planning import plan_texts
from tasks.steps.findings.rulebook import Rules

if TYPE_CHECKING:
    from tasks.dossiers.enclosures import Enclosures


Enclosed = Callable[[Rules, tuple[str, ...]], "Enclosures"]
"""Gives the enclosures under one set of rules; takes the Word files that were made before."""


def enclosures_of(making: Making) -> Enclosed:
    """Return a function that gives the enclosures under one set of rules.

    It takes the rules, and the paths of the Word files that were made before.
    """
    from tasks.custody.code import short_code
    from tasks.dossiers.enclosures import Enclosures

    public, disclosed = public_counts(making.case)
    checked, quality = quality_of_data(
        making.store, making.season, making.expected, making.accepted
    )
    problems = problems_of(making.store, making.season, making.deciding)
    # Only a version with a day of its own calls any problem late.
    day = datetime.fromisoformat(making.approval.moment).date() if making.approval else None
    counted = problem_facts(problems, making.season.edition, making.deciding.facts, day)
    fingerprint = making.key.rpartition("/")[2]

    def enclosed(rules: Rules, others: tuple[str, ...]) -> Enclosures:
        decides = rules == making.rules
        earlier = making.last_year
        is_comparable = earlier and earlier.regime == making.findings[rules].regime
        return Enclosures(
            issues=making.issues,
            explanations=making.accepted,
            plan=asdict(plan_texts(making.plan)) if decides and making.plan else None,
            approval=asdict(making.approval) if making.approval else None,
            others=others,
            facts={**public, **checked, **counted},
            quality_of_data=quality,
            disclosed=disclosed,
            evidence=making.documents,
            evidence_points=points_asked(rules),
            problems=problem_texts(problems, day) if decides else (),
            last_year=earlier.facts if earlier and is_comparable else {},
            code=short_code(fingerprint, making.version),
            fingerprint=fingerprint,
        )

    return enclosed
