"""What changed in a whole county, as rows of texts: returns, verdicts, numbers with causes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tasks.redline.causes import Causes
from tasks.redline.origins import Kind

COUNTY = "county."
Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Overview:
    """Rows of three tables, texts only.

    `returns`: school, form, attempt before, attempt after, values that changed. `verdicts`:
    whose, level, on what, before, after. `numbers`: title, before, after, main cause.
    """

    returns: Rows
    verdicts: Rows
    numbers: Rows


def overview(causes: Causes, printed: Iterable[str]) -> Overview:
    """Return what changed between two evaluations; `printed` are the facts dossiers print."""
    changed = [fact for fact in dict.fromkeys(printed) if fact in causes]
    leaves = {leaf.fact: leaf for fact in causes for leaf in causes.origins.leaves_of(fact)}
    handed_in = causes.returns([leaf for leaf in leaves.values() if leaf.kind is Kind.CELL])
    return Overview(
        returns=tuple(
            (*causes.return_words(each).values(), str(len(each.leaves))) for each in handed_in
        ),
        verdicts=tuple(tuple(causes.flip_words(each).values()) for each in causes.origins.flips),
        numbers=tuple(
            (*causes.change(fact).values(), _main_cause(causes, fact))
            for fact in changed
            if fact.startswith(COUNTY)
        ),
    )


def _main_cause(causes: Causes, fact: str) -> str:
    """Return the first two lines on what changed a fact: whose return, and which cell."""
    lines = list(causes.leaf_lines(causes.origins.leaves_of(fact)))
    return "".join(line.strip() for line in lines[:2])
