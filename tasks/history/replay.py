"""The same season judged twice: which verdicts flip, and what only one of the two judges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.errors import CatalogueError
from tasks.history.queries import COUNTY
from tasks.model import Findings, Judgement, Verdict

Concepts = Mapping[str, Mapping[str, str]]
"""For each regime: which concept an item stands for."""

Key = tuple[str, str, str]
"""Subject, level, and what is asked: a concept, or an item where the regime is the same."""


@dataclass(frozen=True)
class Flip:
    """One requirement that is answered otherwise.

    `item` is the one of the earlier evaluation, `item_after` of the other; they differ where
    two regimes ask the same under different names, and `concept` then names what is asked.
    """

    subject: str
    level: str
    item: str
    item_after: str
    concept: str
    before: Verdict
    after: Verdict
    reason_before: str
    reason_after: str
    standard_before: str
    standard_after: str


@dataclass(frozen=True)
class Comparison:
    """What two evaluations of one season answer differently.

    `same` counts the requirements that both answer alike; `only_before` and `only_after` are
    judgements without a partner on the other side.
    """

    flips: tuple[Flip, ...]
    only_before: tuple[Judgement, ...]
    only_after: tuple[Judgement, ...]
    same: int


def compare(
    before: Findings, after: Findings, concepts: Concepts, roster: Sequence[str]
) -> Comparison:
    """Return how the second evaluation differs from the first.

    Under one regime items are compared by their names, across two by their `concepts`.
    The county comes first, then the schools in the order of `roster`, items in the order in
    which they were judged. Raises `CatalogueError` where one subject has two items for the
    same concept.
    """
    is_one_regime = before.regime == after.regime
    first = _by_key(before, {} if is_one_regime else concepts, is_one_regime)
    second = _by_key(after, {} if is_one_regime else concepts, is_one_regime)
    shared = [key for key in first if key in second]
    flips = [
        _flip(first[key], second[key], "" if is_one_regime else key[-1])
        for key in shared
        if first[key].verdict is not second[key].verdict
    ]
    places = _places(roster)
    partners = set(shared)
    return Comparison(
        tuple(sorted(flips, key=lambda flip: places.get(flip.subject, len(places)))),
        _alone(before, first, partners, places),
        _alone(after, second, partners, places),
        len(shared) - len(flips),
    )


def _by_key(findings: Findings, concepts: Concepts, by_item: bool) -> dict[Key, Judgement]:
    known = concepts.get(findings.regime, {})
    found: dict[Key, Judgement] = {}
    for judgement in findings.judgements:
        asked = judgement.item if by_item else known.get(judgement.item, "")
        if not asked:
            continue
        key = (judgement.subject, judgement.level, asked)
        if key in found and found[key].item != judgement.item:
            message = f"{findings.regime}: {found[key].item} and {judgement.item} are both {asked}"
            raise CatalogueError(message, "concepts.yml")
        found[key] = judgement
    return found


def _flip(first: Judgement, second: Judgement, concept: str) -> Flip:
    return Flip(
        subject=first.subject,
        level=first.level,
        item=first.item,
        item_after=second.item,
        concept=concept,
        before=first.verdict,
        after=second.verdict,
        reason_before=first.reason,
        reason_after=second.reason,
        standard_before=first.standard,
        standard_after=second.standard,
    )


def _places(roster: Sequence[str]) -> dict[str, int]:
    return {subject: place for place, subject in enumerate((COUNTY, *roster))}


def _alone(
    findings: Findings,
    keyed: Mapping[Key, Judgement],
    partners: set[Key],
    places: Mapping[str, int],
) -> tuple[Judgement, ...]:
    paired = {id(judgement) for key, judgement in keyed.items() if key in partners}
    alone = [judgement for judgement in findings.judgements if id(judgement) not in paired]
    return tuple(sorted(alone, key=lambda each: places.get(each.subject, len(places))))
