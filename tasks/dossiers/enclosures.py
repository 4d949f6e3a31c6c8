"""What stands in the dossiers of a county beside what was found: each has a source of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tasks.dossiers.explained import Explained
from tasks.model import Issue


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
