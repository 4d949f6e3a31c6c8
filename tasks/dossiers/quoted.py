"""The numbers inside texts that dossiers quote: standards, reasons, notes.

A standard such as “小学每班≤45人” or a reason such as “缺3项数据” is said by a fact. The numbers
in it are facts of their own, which rest on that one; the words around them stay plain text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tasks.dossiers.enclosures import Enclosures
from tasks.dossiers.word.inline import Number, Piece
from tasks.model import Fact, Findings, Source

SAID, PLANNED, ISSUE, RULE, LEFT_OUT = "said", "planned", "issue", "rule", "left_out"
"""How the ids begin of numbers in what a fact says, in plans, issues, rules and exclusions."""

STANDARD = "standard"
"""How the ids of the standards begin."""

RESULT, SPREAD = ".result", "cv"
DIGEST = 12
DIGITS = r"\d+(?:\.\d+)?"


@dataclass(frozen=True)
class Said:
    """A text that holds numbers, and who says it: a fact, or cells of a received file."""

    text: str
    by: str = ""
    sources: tuple[Source, ...] = ()
    kind: str = SAID


class QuotedNumbers:
    """Finds the numbers in plain text and who says them; `facts` has those found so far."""

    def __init__(
        self, facts: Mapping[str, Fact], said: Iterable[Said], exempt: Sequence[str],
        untouched: Iterable[str] = (), rules: Collection[Decimal] = (),
    ) -> None:  # fmt: skip
        """Take the facts, further texts that may be quoted, and what is a name and no number.

        A text of `untouched` is somebody's own words: its numbers are not ours. A number of
        any other text is a rule's if it is among `rules`, and else nobody vouches for it.
        """
        self.facts: dict[str, Fact] = {}
        self._known = facts
        names = "|".join(exempt)
        self._pattern = re.compile(f"(?P<name>{names})|(?P<number>{DIGITS})")
        self._untouched = frozenset(untouched)
        self._rules = rules
        self._texts: dict[str, Said] = {}
        self._by_number: dict[str, list[str]] = {}
        self._split: dict[str, tuple[Piece, ...]] = {}
        for each in {each.text: each for each in (*said, *_said_by(facts.values()))}.values():
            self._learn(each)

    def split(self, text: str) -> Sequence[Piece]:
        """Return a text in pieces, its numbers as facts. Names of things stay text."""
        if text not in self._split:
            self._split[text] = tuple(self._pieces(text))
        return self._split[text]

    def _learn(self, said: Said) -> None:
        if said.text in self._texts or said.text.isdigit():
            return
        numbers = {found.group() for found in self._numbers(said.text)}
        if numbers:
            self._texts[said.text] = said
            for number in numbers:
                self._by_number.setdefault(number, []).append(said.text)

    def _numbers(self, text: str) -> list[re.Match[str]]:
        return [found for found in self._pattern.finditer(text) if found.group("number")]

    def _pieces(self, text: str) -> Iterator[Piece]:
        is_plain = text.isdigit() or text in self._untouched or not re.search(r"\d", text)
        numbers = [] if is_plain else self._numbers(text)
        quotes = self._quotes(text, {found.group() for found in numbers})
        after = 0
        for found in numbers:
            said, start = next(
                ((each, at) for each, at in quotes
                 if at <= found.start() and found.end() <= at + len(each.text)),
                (Said(text, kind=RULE if Decimal(found.group()) in self._rules else SAID), 0),
            )  # fmt: skip
            yield text[after : found.start()]
            yield self._number(said, found.start() - start, found.group())
            after = found.end()
        yield text[after:]

    def _quotes(self, text: str, numbers: Iterable[str]) -> list[tuple[Said, int]]:
        """Return the known texts that stand in `text` and where, the longest first."""
        if text in self._texts:
            return [(self._texts[text], 0)]
        near = {each for number in numbers for each in self._by_number.get(number, ())}
        inside = sorted((each for each in near if each in text), key=lambda x: (-len(x), x))
        return [
            (self._texts[each], found.start())
            for each in inside
            for found in re.finditer(re.escape(each), text)
        ]

    def _number(self, said: Said, at: int, text: str) -> Number:
        known = self._same(said, text)
        if known:
            return Number(known.id, text, known.title)
        digest = hashlib.sha256(said.text.encode()).hexdigest()[:DIGEST]
        identity = f"{said.kind}.{digest}.{at}"
        owner = self._known.get(said.by)
        fact = Fact(
            identity, owner.title if owner else "", Decimal(text), text, formula=said.text,
            inputs=(said.by,) if owner else (), sources=said.sources,
            places=len(text.partition(".")[2]),
        )  # fmt: skip
        self.facts[identity] = fact
        return Number(identity, text, fact.title)

    def _same(self, said: Said, text: str) -> Fact | None:
        """Return the fact that a number in what a fact says is, where that is sure.

        A standard that is one number has a fact; a number with decimals in a reason is that
        of the input which prints the same.
        """
        if said.by.endswith(RESULT):
            level, item = [*said.by.removesuffix(RESULT).split("."), "", ""][-4:-2]
            if item == SPREAD:
                level, item = said.by.split(".")[-4], SPREAD
            found = self._known.get(f"{STANDARD}.{level}.{item}")
            if found and found.printed == text:
                return found
        owner = self._known.get(said.by)
        if owner is None or "." not in text:
            return None
        inputs = (self._known.get(each) for each in owner.inputs)
        return next((each for each in inputs if each and each.printed == text), None)


def _said_by(facts: Iterable[Fact]) -> Iterator[Said]:
    """Yield what facts say beside their numbers: standard or formula, reason, title."""
    for fact in facts:
        for text in (fact.formula, fact.note, fact.title):
            if text:
                yield Said(text, fact.id)


def said_in(tree: Any, kind: str = SAID) -> Iterator[Said]:
    """Yield every text of a tree, such as the texts of a plan."""
    if isinstance(tree, str):
        yield Said(tree, kind=kind)
    elif isinstance(tree, Mapping):
        for each in tree.values():
            yield from said_in(each, kind)
    elif isinstance(tree, Sequence):
        for each in tree:
            yield from said_in(each, kind)


def said_beside(enclosures: Enclosures, findings: Findings) -> Iterator[Said]:
    """Yield what is said beside the facts: why a school is left out, issues, the plan."""
    files = {source.submission: source.sha256
             for fact in findings.facts.values() for source in fact.sources}  # fmt: skip
    for exclusion in findings.exclusions:
        scope = f"s.{exclusion.school}"
        places = (f"{scope}.{exclusion.level}.students", f"{scope}.students", f"{scope}.name")
        by = next((each for each in places if each in findings.facts), "")
        yield Said(exclusion.reason, by, kind=LEFT_OUT)
        yield Said(exclusion.clause, by, kind=RULE)
    explained = (query for given in enclosures.explanations.values() for query, _ in given)
    for issue in (*(each for given in enclosures.issues.values() for each in given), *explained):
        sha256 = files.get(issue.submission, "")
        cells = (Source(issue.submission, sha256, issue.sheet, issue.cell),) if sha256 else ()
        for text in (issue.message, issue.found, issue.expected, issue.guidance):
            yield Said(text, sources=cells, kind=ISSUE)
    yield from said_in(enclosures.quality_of_data or {}, ISSUE)
    yield from said_in(enclosures.plan or {}, PLANNED)


def numbers_of(rules: Any) -> set[Decimal]:
    """Return every number that a tree of rules holds; a share such as 0.85 is 85 percent, too."""
    if isinstance(rules, Mapping):
        return {found for each in rules.values() for found in numbers_of(each)}
    if isinstance(rules, (list, tuple)):
        return {found for each in rules for found in numbers_of(each)}
    if isinstance(rules, bool) or not isinstance(rules, (int, float, str)):
        return set()
    found = {Decimal(each) for each in re.findall(DIGITS, str(rules))}
    return found | {each * 100 for each in found if isinstance(rules, float)}


WRITTEN = (
    "measure", "owner", "person", "helping_units", "progress", "evidence", "decision",
    "appeal", "appeal_outcome", "history", "advice",
)  # fmt: skip
"""What people wrote into a row of the register."""


def own_words(enclosures: Enclosures) -> Iterator[str]:
    """Yield what schools and the bureau wrote themselves, whose numbers are not ours."""
    for given in enclosures.explanations.values():
        for _, explanation in given:
            yield from (explanation.text, explanation.evidence, explanation.found)
    for rows in enclosures.evidence.values():
        for row in rows:
            yield from row.values()
    for problem in enclosures.problems:
        if problem["source"] == "opinion":
            yield problem["description"]
        yield from (problem[name] for name in WRITTEN)
