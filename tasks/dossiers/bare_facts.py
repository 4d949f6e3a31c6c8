"""Facts for a file that anybody may read: what is printed, and nothing that it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tasks.dossiers.facts_part import FactIndex, bare
from tasks.model import Fact, Findings


def public_part(findings: Findings, printed: Sequence[str], quoted: Mapping[str, Fact]) -> bytes:
    """Return the facts that a public file carries: those that it prints, each as it prints it.

    `printed` has the fact of each content control in their order; `quoted` those that stand
    in texts.
    """
    wanted = set(printed)
    facts = {name: fact for name, fact in findings.facts.items() if name in wanted}
    bare = replace(findings, facts=_bared(facts))
    return FactIndex(bare).part(printed, (), _bared(quoted))


def _bared(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    return {name: bare(fact) for name, fact in facts.items()}
