"""The versions of a county's dossiers, and who released one as final."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.store import Store

DRAFT = "draft"
FINAL = "final"


@dataclass(frozen=True)
class Approval:
    """Who released one evaluation as final, and when; `reason` is why after a sealed one.

    `comment` is what the person wrote, `content` the hash of the draft that lay before them;
    both are empty where it was released without having been asked for.
    """

    approved_by: str
    moment: str
    reason: str = ""
    comment: str = ""
    content: str = ""


def approval_of(store: Store, key: str) -> Approval:
    """Return who approved one evaluation."""
    return Approval(**store.read_json(store.approval(key)))
