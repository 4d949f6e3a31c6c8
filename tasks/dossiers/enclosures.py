"""What stands in the dossiers of a county beside what was found: each has a source of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tasks.dossiers.explained import Explained
from tasks.model import Fact, Issue


@dataclass(frozen=True)
class Enclosures:
    """What the makers of dossiers are given beside findings; whatever is absent is empty.

    `issues` are the open ones by school code, `explanations` those the county accepted, each
    with the query it answers. `plan` has the sentences and rows of 达标推演, texts only.
    `approval` (`approved_by`, `moment` in ISO format) makes a final version; without it every
    page says that it is a draft.
    """

    issues: Mapping[str, Sequence[Issue]] = field(default_factory=dict)
    explanations: Mapping[str, Sequence[Explained]] = field(default_factory=dict)
    plan: Mapping[str, Any] | None = None
    approval: Mapping[str, str] | None = None
    evidence: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    """The documents that schools and the bureau name, as texts, by school code or `BUREAU`."""
    evidence_points: Mapping[str, Any] = field(default_factory=dict)
    """Which documents the regime asks for: parts, items and points, as the catalogue has them."""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """Facts counted for the papers alone, by id: what may be published, which rules were run."""
    disclosed: Mapping[str, Any] = field(default_factory=dict)
    """What is said of the public counts: `hidden` fact ids, `schools`, `left_out`."""
    quality_of_data: Mapping[str, Any] = field(default_factory=dict)
    """Which checks are told of: `rules` (`rule`, `title`, `severity`, `reasons`) and `forms`."""
    others: Sequence[str] = ()
    """Paths of the Word files made under other rules, which the list of files names too."""
    last_year: Mapping[str, Fact] = field(default_factory=dict)
    """Last year's facts by id; those of kinds that are compared stand beside this year's."""
    problems: Sequence[Mapping[str, str]] = ()
    """The register of problems as texts, with the ids of facts; see `tasks.rectification.texts`."""
    code: str = ""
    """The short code in the footer of every page, of these findings and this version."""
    fingerprint: str = ""
    """What names the findings; the QR picture beside the code says it."""
