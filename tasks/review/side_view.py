"""What was found under one set of rules, as the pages ask for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from tasks.model import BUREAU, Fact, Judgement, Verdict
from tasks.review.addresses import COUNTY, Addresses, base_item
from tasks.review.given import Given, Side
from tasks.rounding import printed

OVERALL = "overall"
CV = ".cv"
MOST_VALUES = 3
"""So many numbers stand beside a verdict that hangs on several; more are on the page of it."""


class SideView:
    """One side of a package: its facts, judgements, names and addresses."""

    def __init__(self, given: Given, side: Side) -> None:
        """Take the package and the side of it that pages are made of."""
        self.given = given
        self.side = side
        self.findings = side.findings
        self.facts = side.findings.facts
        self.words = given.wording
        self.at = Addresses(side, given.sides[0], given.received)
        self.names = {str(row["school_code"]): str(row["school_name"]) for row in given.roster}
        self._place = {COUNTY: -1} | {code: at for at, code in enumerate(self.names)}

    def name(self, subject: str) -> str:
        """Return what a school is called, or the bureau, or the county."""
        if subject == BUREAU:
            return str(self.words["bureau"])
        return self.given.county_name if subject == COUNTY else self.names.get(subject, subject)

    def level(self, level: str) -> str:
        """Return the title of a level, empty for none."""
        return self.given.codes["levels"].title(level) if level else ""

    @property
    def regime_title(self) -> str:
        """Return what the rules are called."""
        return str(self.side.standards["regime"]["title"])

    # Judgements

    @cached_property
    def judgements(self) -> Sequence[Judgement]:
        """Return every judgement, the county's first, then school by school."""
        last = len(self._place)
        return sorted(
            self.findings.judgements, key=lambda each: self._place.get(each.subject, last)
        )

    @cached_property
    def _by_item(self) -> Mapping[str, Sequence[Judgement]]:
        found: dict[str, list[Judgement]] = {}
        for each in self.judgements:
            found.setdefault(each.item, []).append(each)
        return found

    @cached_property
    def by_subject(self) -> Mapping[str, Sequence[Judgement]]:
        """Return the judgements of each school, and of the county."""
        found: dict[str, list[Judgement]] = {}
        for each in self.judgements:
            found.setdefault(each.subject, []).append(each)
        return found

    def of_item(self, item: str, *, county: bool) -> list[Judgement]:
        """Return the judgements of an item, of the county or of its schools."""
        return [each for each in self._by_item.get(item, ()) if (each.subject == COUNTY) is county]

    @cached_property
    def items(self) -> tuple[str, ...]:
        """Return every item that has a page, in the order in which it was judged."""
        return tuple(dict.fromkeys(base_item(each.item) for each in self.findings.judgements))

    def title(self, item: str, level: str = "") -> str:
        """Return what an item is called; a coefficient is called as its number is."""
        for parts in ((COUNTY, item), (COUNTY, level or self._level_of(item), item)):
            result = self.facts.get(".".join([*filter(None, parts), "result"]))
            if result is not None and not item.endswith(CV):
                return result.title
        known = self._by_item.get(item) or self._by_item.get(base_item(item), ())
        fact = next((self.facts[each.fact] for each in known if each.fact in self.facts), None)
        return fact.title if fact else str(self.words["items"].get(item, item))

    def _level_of(self, item: str) -> str:
        return next((each.level for each in self._by_item.get(item, ())), "")

    # Values

    def value(self, fact: Fact) -> str:
        """Return a fact as it is printed, with its unit."""
        return f"{fact.printed} {fact.unit}".strip() if fact.value is not None else fact.printed

    def values(self, judgement: Judgement) -> list[dict[str, str]]:
        """Return the numbers that a judgement hangs on, each with its address."""
        fact = self.facts.get(judgement.fact)
        if fact is None:
            return []
        inputs = [self.facts[each] for each in fact.inputs if each in self.facts]
        is_verdict = judgement.fact.endswith(".result")
        shown = inputs[:MOST_VALUES] if is_verdict and len(inputs) <= MOST_VALUES else [fact]
        return [
            {
                "title": each.title if len(shown) > 1 else "",
                "text": self.value(each),
                "href": self.at.fact(each.id),
            }
            for each in shown
        ]

    def distance(self, judgement: Judgement) -> str:
        """Return what is missing to the standard, with its unit; empty where nothing is."""
        fact = self.facts.get(judgement.fact)
        if judgement.distance is None or fact is None:
            return ""
        return f"{self._rounded(judgement.distance, fact)} {fact.unit}".strip()

    def _rounded(self, value: Decimal, fact: Fact) -> str:
        places = fact.places if fact.places is not None else _places(fact.printed)
        return printed(value, places)

    def verdict_named(self, verdict: Verdict) -> dict[str, Any]:
        """Return the name, the sign and the word of a verdict."""
        words = self.words["verdicts"][str(verdict)]
        return {"kind": str(verdict), "sign": words["sign"], "word": words["word"]}

    def before(self, fact: str) -> dict[str, str] | None:
        """Return last year's value of a fact and how it changed, None where there is none."""
        last = self.side.last_year
        old = last.facts.get(fact) if last else None
        if old is None or old.value is None or last is None:
            return None
        found = {"text": self.value(old), "edition": last.edition, "change": ""}
        new = self.facts.get(fact)
        if new is not None and isinstance(new.value, Decimal) and isinstance(old.value, Decimal):
            change = self._rounded(new.value - old.value, new)
            sign = "+" if new.value > old.value else ""
            found["change"] = f"{sign}{change}"
        return found

    def row(self, judgement: Judgement) -> dict[str, Any]:
        """Return one judgement as a line of a table."""
        before = self.before(judgement.fact)
        return {
            "item": judgement.item,
            "title": self.title(judgement.item, judgement.level),
            "href": self.at.item(judgement.item, self._shown_level(judgement)),
            "level": self.level(judgement.level),
            "subject": self.name(judgement.subject),
            "code": judgement.subject,
            "standard": judgement.standard,
            "clause": judgement.clause,
            "values": self.values(judgement),
            "verdict": self.verdict_named(judgement.verdict),
            "distance": self.distance(judgement),
            "reason": judgement.reason,
            "before": before,
        }

    def _shown_level(self, judgement: Judgement) -> str:
        """Return the level of a judgement if the page of its item has its schools there."""
        known = (base_item(judgement.item), judgement.level) in self._with_schools
        return judgement.level if known else ""

    @cached_property
    def _with_schools(self) -> frozenset[tuple[str, str]]:
        judged = (each for each in self.findings.judgements if each.subject != COUNTY)
        return frozenset((each.item, each.level) for each in judged)

    def county_facts(self, item: str) -> Sequence[Fact]:
        """Return the county's facts that belong to an item, in the order they were made."""
        return self._county_facts.get(item, ())

    @cached_property
    def _county_facts(self) -> Mapping[str, Sequence[Fact]]:
        """Return them by what comes behind the county in their ids, or behind its level."""
        levels = self.given.codes["levels"].rows
        found: dict[str, list[Fact]] = {}
        for fact in self.facts.values():
            owner, *rest = fact.id.split(".")
            if owner == COUNTY and rest[-1] != "result":
                item = next((part for part in rest if part not in levels), "")
                found.setdefault(item, []).append(fact)
        return found


def _places(text: str) -> int:
    return len(text.partition(".")[2])
