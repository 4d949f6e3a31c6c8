"""What the sections of a dossier may see: finished texts, numbers, judgements, in one order.

A section asks for a fact by its id and gets a tagged `Number`; it computes nothing, and it
formats nothing. What it asks for in vain is a fault of its outline: `CatalogueError`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from tasks.dossiers.bare_facts import public_part
from tasks.dossiers.enclosures import Enclosures
from tasks.dossiers.explained import ExplainedQueries
from tasks.dossiers.facts_part import NAMESPACE, FactIndex
from tasks.dossiers.items import Indicator, ItemNames, Requirement, indicators
from tasks.dossiers.judged import Judged
from tasks.dossiers.last_year import with_last_year
from tasks.dossiers.page_mark import page_mark
from tasks.dossiers.quoted import QuotedNumbers, numbers_of, own_words, said_beside
from tasks.dossiers.schools import School
from tasks.dossiers.sentences import SHARED, Sentences, file_of
from tasks.dossiers.word.dossier import Cell, Dossier, Number, PageMark, Section, Styles
from tasks.dossiers.word.inline import Piece
from tasks.dossiers.wording import number
from tasks.errors import CatalogueError
from tasks.layouts import CodeList
from tasks.model import (
    BUREAU,
    Exclusion,
    ExpectedReturn,
    Fact,
    Findings,
    Gap,
    Issue,
    Judgement,
    Verdict,
)

COUNTY = "county"
NUMBERED = ("guarantee", "quality", "vetoes")
RECOGNITION, OVERALL = "R", "overall"
WITH_INDICATORS = ("school_standards", "balance")
"""The kinds of parts whose sheet lists indicators."""


class View(Sentences):
    """Findings as the sections see them. Schools stand in the order of the roster."""

    def __init__(
        self,
        findings: Findings,
        roster: Sequence[Mapping[str, str]],
        codes: Mapping[str, CodeList],
        standards: Mapping[str, Any],
        wording: Mapping[str, Any],
        season: Mapping[str, Any],
        enclosures: Enclosures,
    ) -> None:
        """Take what `assemble` was given."""
        findings = with_last_year(findings, enclosures.last_year, wording)
        findings = replace(findings, facts={**findings.facts, **enclosures.facts})
        super().__init__(wording, findings.facts)
        self.findings = findings
        self.facts = findings.facts
        self.codes = codes
        self.standards = standards
        self.season = season
        self.enclosures = enclosures
        self._roster = roster
        self.explained = ExplainedQueries(enclosures.explanations)

    # Facts

    def fact(self, fact: str) -> Fact:
        """Return one fact; raises `CatalogueError` where there is none of this id."""
        if fact not in self.facts:
            raise CatalogueError(f"there is no fact {fact!r}", "templates/dossiers")
        return self.facts[fact]

    def has(self, fact: str) -> bool:
        """Tell whether a fact of this id was entered, be it without a value."""
        return fact in self.facts

    @cached_property
    def relief_facts(self) -> tuple[str, ...]:
        """Return the ids of the facts about requests for relief, in the order of all facts."""
        return tuple(fact for fact in self.facts if ".relief." in fact)

    def number(self, fact: str, style: str = "") -> Number:
        """Return a fact as it is printed, be it a number or a text."""
        found = number(fact, self.fact(fact))
        return replace(found, style=style) if style else found

    def text(self, fact: str) -> str:
        """Return the printed text of a fact without its tag: for file names and captions."""
        return self.fact(fact).printed

    def cell(self, fact: str, judgement: Judgement | None = None, align: str = "") -> Cell:
        """Return a cell with a fact, shaded where its judgement is 未达标."""
        return Cell(self.number(fact), shade=_shade(judgement), align=align)

    def missing(self, facts: Iterable[str]) -> dict[str, list[str]]:
        """Return for each reason why a value is missing the titles of the facts, in order."""
        found: dict[str, list[str]] = {}
        for each in map(self.fact, facts):
            if each.value is None:
                titles = found.setdefault(each.note, [])
                if each.title not in titles:
                    titles.append(each.title)
        return found

    # The county and its schools

    @cached_property
    def schools(self) -> tuple[School, ...]:
        """Return every school of the roster in its order."""
        return tuple(self._school(at, row) for at, row in enumerate(self._roster, 1))

    def evaluated(self, level: str) -> tuple[School, ...]:
        """Return the schools that take part in the resource indicators at a level."""
        return tuple(school for school in self.schools if level in school.evaluated)

    @cached_property
    def levels(self) -> Mapping[str, str]:
        """Return the title of each level, primary first."""
        return {code: row["title"] for code, row in self.codes["levels"].rows.items()}

    def level_title(self, level: str) -> str:
        """Return the title of a level, empty for none."""
        return self.levels[level] if level else ""

    def name_of(self, school: str) -> Number | str:
        """Return the name of a school by its code, or of the bureau."""
        return self.say(SHARED, "bureau") if school == BUREAU else self.number(f"s.{school}.name")

    def names_of(self, schools: Iterable[str]) -> list[Piece]:
        """Return the names of schools by their codes, with 、 between them."""
        pieces: list[Piece] = []
        for school in schools:
            pieces += [self.say(SHARED, "between"), self.name_of(school)]
        return pieces[1:]

    def _school(self, at: int, row: Mapping[str, str]) -> School:
        code = row["school_code"]
        known = self.codes["school_types"].rows.get(row["school_type"], {"levels": ""})
        levels = known["levels"].split()
        counted = {level: f"s.{code}.{level}.evaluated_students" for level in levels}
        counted = {level: fact for level, fact in counted.items() if self.has(fact)}
        return School(
            number=at,
            code=code,
            levels=tuple(levels),
            evaluated=tuple(counted),
            sites=self._sites(code, counted.values()),
            exclusions=tuple(each for each in self.exclusions if each.school == code),
            returns=tuple(each for each in self.expected if each.school == code),
            issues=self.issues_of(code),
        )

    def _sites(self, code: str, counted: Iterable[str]) -> tuple[str, ...]:
        """Return the codes of other schools whose students were counted in, too."""
        inputs = (given.split(".") for fact in counted for given in self.fact(fact).inputs)
        owners = dict.fromkeys(parts[1] for parts in inputs if parts[0] == "s")
        return tuple(owner for owner in owners if owner != code)

    # Judgements

    def judgement(self, subject: str, item: str, level: str = "") -> Judgement | None:
        """Return the judgement of one item, None where it was not judged for this subject."""
        return self._judged.one(subject, level, item)

    def judgements(
        self,
        *,
        subject: str | None = None,
        item: str | None = None,
        level: str | None = None,
        verdict: Verdict | None = None,
    ) -> tuple[Judgement, ...]:
        """Return the judgements that fit, the county's first, then in the roster's order."""
        return self._judged.those(subject, item, level, verdict)

    def verdict(self, judgement: Judgement | None) -> str:
        """Return 达标, 未达标 or 未核查; a dash where nothing was judged."""
        return self.say(SHARED, f"verdicts.{judgement.verdict}") if judgement else self.no_value

    def verdict_cell(self, judgement: Judgement | None) -> Cell:
        """Return a cell with the verdict, shaded where it is 未达标."""
        return Cell(self.verdict(judgement), shade=_shade(judgement))

    def standard_of(self, judgement: Judgement | None) -> str:
        """Return the standard of a judgement, a dash where nothing was judged."""
        return judgement.standard if judgement else self.no_value

    def standard(self, item: str, level: str = "") -> str:
        """Return the standard that anybody was judged by, empty where nobody was."""
        found = self.judgements(item=item, level=level)
        return found[0].standard if found else ""

    @property
    def summaries(self) -> frozenset[str]:
        """Return the items that sum up others: the parts of the evaluation and the whole."""
        return frozenset((*self.standards["regime"]["parts"], OVERALL))

    @cached_property
    def _judged(self) -> Judged:
        place, last = self._place, len(self._place)
        found = sorted(self.findings.judgements, key=lambda each: place.get(each.subject, last))
        return Judged(found)

    @cached_property
    def _place(self) -> Mapping[str, int]:
        order = [COUNTY, *(row["school_code"] for row in self._roster), BUREAU]
        return {code: at for at, code in enumerate(order)}

    # What is left out, and what is missing

    @cached_property
    def exclusions(self) -> tuple[Exclusion, ...]:
        """Return what is left out of a calculation and why, in the order of the roster."""
        return self._by_roster(self.findings.exclusions)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Return what the missing returns mean, in the order of the roster."""
        return self._by_roster(self.findings.gaps)

    @cached_property
    def expected(self) -> tuple[ExpectedReturn, ...]:
        """Return every return that is owed, in the order of the roster."""
        return self._by_roster(self.findings.expected)

    def issues_of(self, school: str) -> tuple[Issue, ...]:
        """Return the open issues of a school or the bureau, by sheet and cell.

        A query that an accepted explanation has answered is open no more.
        """
        return tuple(sorted(self.explained.open(school, self.enclosures.issues.get(school, ()))))

    def is_explained(self, expected: ExpectedReturn) -> bool:
        """Tell whether accepted explanations have answered every query of a return."""
        school, issues = expected.school, self.enclosures.issues.get(expected.school, ())
        return self.explained.answers_all(school, expected.submission, issues)

    def return_of(self, school: str, form: str) -> ExpectedReturn | None:
        """Return what is known of one return of a school or the bureau."""
        return next((x for x in self.expected if (x.school, x.form) == (school, form)), None)

    def standing(self, expected: ExpectedReturn | None) -> str:
        """Return what has come of a return in words: 未报, 退回, 已报 …"""
        status = expected.status if expected else None
        return self.say(SHARED, f"returns.{status or 'missing'}")

    def form_title(self, form: str) -> str:
        """Return what people call a form."""
        return self.say(SHARED, f"forms.{form}")

    def _by_roster(self, found: Sequence[Any]) -> tuple[Any, ...]:
        last = len(self._place)
        return tuple(sorted(found, key=lambda each: self._place.get(each.school, last)))

    # Items and standards

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """Return the resource indicators, L1 first."""
        return self.sheet("resources")

    @cached_property
    def sheets(self) -> Mapping[str, tuple[Indicator, ...]]:
        """Return the indicators of every sheet that schools are held against or compared by."""
        parts = self.standards["regime"]["parts"].values()
        named = dict.fromkeys(each["sheet"] for each in parts if each["kind"] in WITH_INDICATORS)
        return {name: self.sheet(name) for name in named}

    def sheet(self, name: str) -> tuple[Indicator, ...]:
        """Return the indicators of one sheet of the regime, in its order."""
        return indicators(self.standards[name])

    @cached_property
    def requirements(self) -> Mapping[str, Requirement]:
        """Return the items G1 …, Q1 …, V1 … and R by id, with the standard they were judged by."""
        items = [item for file in NUMBERED for item in self.standards[file]]
        return {item: self._requirement(item) for item in (*items, RECOGNITION)}

    def _requirement(self, item: str) -> Requirement:
        judgement = self.judgement(COUNTY, item)
        if judgement is None:
            raise CatalogueError(f"{item} was not judged", "expectations/standards")
        title = self.fact(f"{COUNTY}.{item}.result").title
        return Requirement(item, title, judgement.standard, judgement.clause)

    def item_title(self, item: str) -> str:
        """Return what an item of a judgement or a gap is called in a list."""
        return self._names.title(item)

    def item_titles(self, items: Iterable[str]) -> str:
        """Return an enumeration of items; all seven indicators are called by one name."""
        return self._names.titles(items)

    @cached_property
    def _names(self) -> ItemNames:
        results = {
            each.item: self.fact(result).title
            for each in self.judgements(subject=COUNTY)
            if self.has(result := ".".join(filter(None, (COUNTY, each.level, each.item, "result"))))
        }
        given = self.standards["wording"].get("items", {})
        return ItemNames(self, self.sheets, given, results, self.codes["declarations"].rows)

    @cached_property
    def owner_codes(self) -> str:
        """Return the codes of owners that the form asks for, each with its title."""
        rows = self.codes["owners"].rows.values()
        return self.enumerated(
            self.say(SHARED, "code", code=row["code"], title=row["title"]) for row in rows
        )

    @property
    def no_value(self) -> str:
        """Return what stands in a cell that has no value by design."""
        return self.say(SHARED, "no_value")

    # Files

    @cached_property
    def styles(self) -> Styles:
        """Return the looks of all files."""
        return Styles.read(self._trees["styles"], file_of("styles"))

    @property
    def approval(self) -> Mapping[str, str] | None:
        """Return who approved these findings and when, None for a draft."""
        return self.enclosures.approval

    @property
    def snapshot(self) -> date:
        """Return the day that the numbers of this season speak of."""
        return date.fromisoformat(str(self.season["snapshot_date"]))

    @cached_property
    def mark(self) -> PageMark:
        """Return what stands on every page: 初稿, or who approved it and when."""
        return page_mark(self, self.findings, self.enclosures)

    def dossier(self, title: str, subject: str = "", section: Section | None = None) -> Dossier:
        """Begin a file that carries the mark on every page."""
        made = datetime.combine(self.snapshot, time())
        if self.approval is not None:
            made = datetime.fromisoformat(self.approval["moment"]).replace(tzinfo=None)
        return Dossier(
            self.styles, title, moment=made, subject=subject, mark=self.mark, section=section,
            split=self.quoted.split,
        )  # fmt: skip

    def finished(self, dossier: Dossier, *, is_public: bool = False) -> bytes:
        """Return the file; the facts that it prints go with it, unseen by readers.

        With a public file goes nothing but what it prints, not what that was computed from.
        """
        if is_public:
            facts = public_part(self.findings, dossier.printed, self.quoted.facts)
        else:
            facts = self._index.part(dossier.printed, dossier.points, self.quoted.facts)
        return dossier.attach(facts, NAMESPACE).to_bytes()

    @cached_property
    def _index(self) -> FactIndex:
        return FactIndex(self.findings)

    @cached_property
    def quoted(self) -> QuotedNumbers:
        """Return what finds the numbers in the texts that the dossiers quote."""
        exempt = [each["pattern"] for each in self._trees["names"]["exempt"]]
        return QuotedNumbers(
            self.facts, said_beside(self.enclosures, self.findings), exempt,
            own_words(self.enclosures), numbers_of(self.standards),
        )  # fmt: skip


def _shade(judgement: Judgement | None) -> str:
    """Return the shade of a cell: that of a missed standard, or none."""
    return "failed" if judgement and judgement.verdict is Verdict.NOT_MET else ""


__all__ = ["COUNTY", "SHARED", "School", "View"]
