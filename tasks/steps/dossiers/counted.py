"""Facts that are counted beside the evaluation, for the papers that a regime asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.model import Fact
from tasks.steps.dossiers.evidence import evidence_facts
from tasks.steps.findings import rulebook
from tasks.steps.findings.rulebook import Rules

if TYPE_CHECKING:
    from tasks.model import Returns

EVIDENCE_INDEX = "evidence_index"


def counted(returns: Returns, rules: Rules) -> list[Fact]:
    """Return what the papers of a regime count beside what was evaluated."""
    wanted = rulebook.standards(rules)["regime"]["dossiers"]
    found: list[Fact] = []
    if EVIDENCE_INDEX in wanted:
        found += evidence_facts(returns, rules)
    return found
