"""From a number that changed back to what changed it: cells, standards, schools, verdicts.

Every fact names the facts it was computed from. Of those only the ones that changed can have
changed it, so their leaves are its causes. A set of leaves is one whole number, a bit a leaf:
ten thousand facts are walked through in a moment.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from tasks.model import Fact, Findings, Source

SCHOOL, STANDARD, RESULT = "s", "standard", "result"


class Kind(StrEnum):
    """What a leaf is: a value somebody handed in, a standard, a school that joined or left …"""

    CELL = "cell"
    STANDARD = "standard"
    OTHER = "other"
    JOINED = "joined"
    LEFT = "left"
    COMPUTED = "computed"


@dataclass(frozen=True)
class Leaf:
    """One thing that changed by itself; `fact` names it, or the school that joined or left."""

    kind: Kind
    fact: str
    before: Fact | None = None
    after: Fact | None = None

    @property
    def shown(self) -> Fact:
        """Return the later fact, or the earlier one where there is no later one."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def sources(self) -> tuple[Source | None, Source | None]:
        """Return the cell before and after, None where there was none."""
        old, new = (each.sources if each else () for each in (self.before, self.after))
        return (old[0] if old else None, new[0] if new else None)

    @property
    def strength(self) -> float:
        """Return how much of the value changed; what came or went as a whole changed most."""
        numbers = [_number(each) for each in (self.before, self.after)]
        if None in numbers:
            return float("inf")
        old, new = (abs(each) for each in numbers if each is not None)
        return abs(new - old) / max(old, new) if max(old, new) else 0.0


@dataclass(frozen=True)
class Flip:
    """A verdict that is another one than before; None where nothing was judged."""

    subject: str
    level: str
    item: str
    fact: str
    before: str | None
    after: str | None

    @property
    def results(self) -> tuple[str, str]:
        """Return the ids that the fact may have which says the verdict in a word."""
        subject = f"{SCHOOL}.{self.subject}" if self.subject.isdigit() else self.subject
        whole = ".".join(filter(None, (subject, self.level, self.item)))
        return f"{whole}.{RESULT}", whole


class Origins:
    """Why the facts of two evaluations of one county differ."""

    def __init__(self, old: Findings, new: Findings) -> None:
        """Take the findings of the earlier and of the later version."""
        self.old, self.new = old.facts, new.facts
        self.leaves: list[Leaf] = []
        self.flips = tuple(_flips(old, new))
        self._places: dict[Hashable, int] = {}
        self._reach: dict[str, tuple[int, int]] = {}
        self._own_flips: dict[str, int] = {}
        for at, flip in enumerate(self.flips):
            for fact in {flip.fact, *flip.results}:
                self._own_flips[fact] = self._own_flips.get(fact, 0) | 1 << at

    def has_changed(self, fact: str) -> bool:
        """Tell whether a fact has another value, or is printed in another way, than before."""
        old, new = self.old.get(fact), self.new.get(fact)
        if old is None or new is None:
            return old is not new
        return (old.value, old.printed) != (new.value, new.printed)

    def _has_moved(self, fact: str) -> bool:
        """Tell whether a fact changed at all, be it only in what is missing for it."""
        old, new = self.old.get(fact), self.new.get(fact)
        if old is None or new is None:
            return old is not new
        return self.has_changed(fact) or old.note != new.note

    def leaves_of(self, *facts: str) -> list[Leaf]:
        """Return what changed some facts, each once, in the order it was found."""
        bits = 0
        for fact in facts:
            bits |= self._reached(fact)[0]
        return [self.leaves[at] for at in _bits(bits)]

    def leaves_of_schools(self, *schools: str) -> list[Leaf]:
        """Return what changed any fact of some schools."""
        facts = (self._facts_by_school.get(school, ()) for school in schools)
        return self.leaves_of(*(fact for each in facts for fact in each))

    @cached_property
    def _facts_by_school(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for fact in {**self.new, **self.old}:
            found.setdefault(subject_of(fact), []).append(fact)
        return found

    def flips_of(self, fact: str) -> list[Flip]:
        """Return the verdicts that changed: on the fact, on what it is computed from, and so on."""
        left, found = self._reached(fact)[1], list[Flip]()
        facts, seen = [fact], {fact}
        while left and facts:
            own = 0
            for each in facts:
                own |= self._own_flips.get(each, 0) & left
            found += [self.flips[at] for at in _bits(own)]
            left &= ~own
            facts = [each for below in facts for each in self._inputs(below) if each not in seen]
            seen.update(facts)
        return found

    def _inputs(self, fact: str) -> tuple[str, ...]:
        """Return what a fact is computed from, or was before."""
        known = (each for each in (self.new.get(fact), self.old.get(fact)) if each)
        return tuple(dict.fromkeys(given for each in known for given in each.inputs))

    def _reached(self, fact: str) -> tuple[int, int]:
        """Return the leaves and the flips behind a fact as two sets of bits."""
        known = self._reach.get(fact)
        if known is not None:
            return known
        self._reach[fact] = (0, 0)
        if self._has_moved(fact):
            self._reach[fact] = self._reached_by(fact)
        return self._reach[fact]

    def _reached_by(self, fact: str) -> tuple[int, int]:
        old, new = self.old.get(fact), self.new.get(fact)
        before, after = (dict.fromkeys(each.inputs if each else ()) for each in (old, new))
        leaves, flips = 0, self._own_flips.get(fact, 0)
        for given in {**after, **before}:
            below = self._reached(given)
            leaves, flips = leaves | below[0], flips | below[1]
            moved = old and new and (given in before) != (given in after)
            if moved and not self._has_moved(given):
                kind = Kind.JOINED if given in after else Kind.LEFT
                leaves |= self._bit(Leaf(kind, subject_of(given)))
        return leaves or self._bit(_leaf(fact, old, new)), flips

    def _bit(self, leaf: Leaf) -> int:
        key = (leaf.kind, leaf.fact)
        if key not in self._places:
            self._places[key] = len(self.leaves)
            self.leaves.append(leaf)
        return 1 << self._places[key]


def _leaf(fact: str, old: Fact | None, new: Fact | None) -> Leaf:
    known = [each for each in (old, new) if each]
    if any(each.sources for each in known):
        kind = Kind.CELL
    elif fact.startswith(f"{STANDARD}."):
        kind = Kind.STANDARD
    elif any(each.inputs for each in known):
        kind = Kind.COMPUTED
    else:
        kind = Kind.OTHER
    return Leaf(kind, fact, old, new)


def _flips(old: Findings, new: Findings) -> Iterator[Flip]:
    before, after = (
        {(each.subject, each.level, each.item): each for each in findings.judgements}
        for findings in (old, new)
    )
    for key in {**after, **before}:
        was, now = before.get(key), after.get(key)
        given = now or was
        if given and (was and was.verdict) != (now and now.verdict):
            verdicts = (str(each.verdict) if each else None for each in (was, now))
            yield Flip(*key, given.fact, *verdicts)


def _bits(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def subject_of(fact: str) -> str:
    """Return the code of the school that a fact speaks of, empty for the county."""
    start, _, rest = fact.partition(".")
    return rest.partition(".")[0] if start == SCHOOL else ""


def _number(fact: Fact | None) -> float | None:
    if fact is None or fact.value is None or isinstance(fact.value, str):
        return None
    return float(fact.value)


__all__ = ["Flip", "Kind", "Leaf", "Origins", "subject_of"]
