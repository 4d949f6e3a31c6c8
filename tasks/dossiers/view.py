"""What the sections of a dossier may see: finished texts, numbers, judgements, in one order.

A section asks for a fact by its id and gets a tagged `Number`; it computes nothing, and it
formats nothing. What it asks for in vain is a fault of its outline: `CatalogueError`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from tasks.dossiers.catalogue_names import Indicator, Requirement, indicators, requirements
from tasks.dossiers.facts_part import facts_part
from tasks.dossiers.reading import numbers
from tasks.dossiers.word import Cell, Dossier, Number, PageMark, Section, Styles
from tasks.dossiers.word_inline import Piece
from tasks.dossiers.wording import Wording, number
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
    Status,
    Verdict,
)

COUNTY = "county"
SHARED = "package"


@dataclass(frozen=True)
class School:
    """One school of the roster; `number` is its place there, from 1.

    `levels` are taught there; `evaluated` are those that take part in the resource
    indicators. `issues` are still open, `returns` what came of each form it owes.
    """

    number: int
    code: str
    levels: tuple[str, ...]
    evaluated: tuple[str, ...]
    exclusions: tuple[Exclusion, ...]
    returns: tuple[ExpectedReturn, ...]
    issues: tuple[Issue, ...]

    @property
    def subject(self) -> str:
        """Return what the ids of all facts of this school begin with."""
        return f"s.{self.code}"

    def return_of(self, form: str) -> ExpectedReturn | None:
        """Return what has come of one form, None where the school does not owe it."""
        return next((each for each in self.returns if each.form == form), None)


class View:
    """Findings as the sections see them. Schools stand in the order of the roster."""

    def __init__(
        self,
        findings: Findings,
        roster: Sequence[Mapping[str, str]],
        codes: Mapping[str, CodeList],
        standards: Mapping[str, Any],
        wording: Mapping[str, Any],
        *,
        issues: Mapping[str, Sequence[Issue]],
        approval: Mapping[str, str] | None,
        season: Mapping[str, Any],
    ) -> None:
        """Take what `assemble` was given; `approval` None makes drafts."""
        self.findings = findings
        self.codes = codes
        self.standards = standards
        self.season = season
        self.approval = approval
        self._roster = roster
        self._issues = issues
        self._wordings = {name: Wording(tree, _file(name)) for name, tree in wording.items()}
        self._trees = wording
        self._judged = {(each.subject, each.level, each.item): each for each in self._in_order}

    # Facts

    @property
    def facts(self) -> Mapping[str, Fact]:
        """Return all facts by id, for `Wording.sentence`."""
        return self.findings.facts

    def fact(self, fact: str) -> Fact:
        """Return one fact; raises `CatalogueError` where there is none of this id."""
        if fact not in self.facts:
            raise CatalogueError(f"there is no fact {fact!r}", "templates/dossiers")
        return self.facts[fact]

    def has(self, fact: str) -> bool:
        """Tell whether a fact of this id was entered, be it without a value."""
        return fact in self.facts

    def number(self, fact: str, style: str = "") -> Number:
        """Return a fact as it is printed, be it a number or a text."""
        found = number(fact, self.fact(fact))
        return replace(found, style=style) if style else found

    def text(self, fact: str) -> str:
        """Return the printed text of a fact without its tag: for file names and captions."""
        return self.fact(fact).printed

    def cell(self, fact: str, judgement: Judgement | None = None, align: str = "") -> Cell:
        """Return a cell with a fact, shaded where its judgement is 未达标."""
        failed = judgement is not None and judgement.verdict is Verdict.NOT_MET
        return Cell(self.number(fact), shade="failed" if failed else "", align=align)

    def missing(self, facts: Iterable[str]) -> dict[str, list[str]]:
        """Return for each reason why a value is missing the titles of the facts, in order."""
        found: dict[str, list[str]] = {}
        for each in map(self.fact, facts):
            if each.value is None:
                titles = found.setdefault(each.note, [])
                if each.title not in titles:
                    titles.append(each.title)
        return found

    # Sentences

    def wording(self, name: str) -> Wording:
        """Return the sentences of `templates/dossiers/<name>.yml`."""
        if name not in self._wordings:
            raise CatalogueError("the file is missing", _file(name))
        return self._wordings[name]

    def sentence(
        self, file: str, key: str, subject: str = "", words: Mapping[str, str] | None = None
    ) -> list[Piece]:
        """Return the pieces of one sentence of a wording file, its facts filled in.

        Raises `CatalogueError` with file and line where the sentence or a blank is unknown.
        """
        try:
            return self.wording(file).sentence(key, self.facts, subject=subject, words=words)
        except CatalogueError as error:
            raise self._with_line(error, file, key) from error

    def sentences(
        self, file: str, key: str, subject: str = "", words: Mapping[str, str] | None = None
    ) -> list[list[Piece]]:
        """Return the pieces of each sentence of a list, as `sentence` does of one."""
        try:
            return self.wording(file).sentences(key, self.facts, subject=subject, words=words)
        except CatalogueError as error:
            raise self._with_line(error, file, key) from error

    def say(self, file: str, key: str, **words: str) -> str:
        """Return one sentence that holds no facts, with its plain words filled in."""
        try:
            return self.wording(file).text(key, words)
        except CatalogueError as error:
            raise self._with_line(error, file, key) from error

    def part(self, file: str, key: str) -> Mapping[str, Any]:
        """Return a part of the tree of a wording file, such as the outline of a table."""
        return self.wording(file).section(key)

    def _with_line(self, error: CatalogueError, file: str, key: str) -> CatalogueError:
        if error.line is not None:
            return error
        found = self._trees[file]
        line = getattr(found, "line", None)
        for step in key.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
            line = getattr(found, "line", line)
        message = str(error).removeprefix(f"{error.file}: ")
        return CatalogueError(message, error.file, line)

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

    def _school(self, at: int, row: Mapping[str, str]) -> School:
        code = row["school_code"]
        levels = tuple(self.codes["school_types"].rows[row["school_type"]]["levels"].split())
        return School(
            number=at,
            code=code,
            levels=levels,
            evaluated=tuple(
                level for level in levels if self.has(f"s.{code}.{level}.evaluated_students")
            ),
            exclusions=tuple(each for each in self.findings.exclusions if each.school == code),
            returns=tuple(each for each in self.findings.expected if each.school == code),
            issues=tuple(sorted(self._issues.get(code, ()))),
        )

    # Judgements

    def judgement(self, subject: str, item: str, level: str = "") -> Judgement | None:
        """Return the judgement of one item, None where it was not judged for this subject."""
        return self._judged.get((subject, level, item))

    def judgements(
        self,
        *,
        subject: str | None = None,
        item: str | None = None,
        level: str | None = None,
        verdict: Verdict | None = None,
    ) -> tuple[Judgement, ...]:
        """Return the judgements that fit, the county's first, then in the roster's order."""
        return tuple(
            each
            for each in self._in_order
            if subject in (None, each.subject)
            and item in (None, each.item)
            and level in (None, each.level)
            and verdict in (None, each.verdict)
        )

    @cached_property
    def _in_order(self) -> tuple[Judgement, ...]:
        place = self._place
        last = len(place)
        return tuple(
            sorted(self.findings.judgements, key=lambda each: place.get(each.subject, last))
        )

    @cached_property
    def _place(self) -> Mapping[str, int]:
        order = [COUNTY, BUREAU, *(row["school_code"] for row in self._roster)]
        return {code: at for at, code in enumerate(order)}

    def verdict(self, judgement: Judgement | None) -> str:
        """Return 达标, 未达标 or 未核查; empty where nothing was judged."""
        return self.say(SHARED, f"verdicts.{judgement.verdict}") if judgement else ""

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

    def standing(self, expected: ExpectedReturn | None) -> str:
        """Return what has come of a return in words: 未报, 退回, 已报 …"""
        status = expected.status if expected else None
        names = {Status.RETURNED: "returned", Status.QUERIED: "queried"}
        names |= {Status.ACCEPTED: "accepted"}
        return self.say(SHARED, f"returns.{names[status] if status else 'missing'}")

    def return_of(self, school: str, form: str) -> ExpectedReturn | None:
        """Return what is known of one return of a school or the bureau."""
        return next((x for x in self.expected if (x.school, x.form) == (school, form)), None)

    def form_title(self, form: str) -> str:
        """Return what people call a form."""
        return self.say(SHARED, f"forms.{form}")

    def _by_roster(self, found: Sequence[Any]) -> tuple[Any, ...]:
        last = len(self._place)
        return tuple(sorted(found, key=lambda each: self._place.get(each.school, last)))

    # Standards

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """Return the resource indicators, L1 first."""
        return indicators(self.standards["resources"])

    @cached_property
    def requirements(self) -> Mapping[str, Requirement]:
        """Return the items G1 …, Q1 …, V1 … and R, by id, in the order of the form."""
        files = ("guarantee", "quality", "recognition", "vetoes")
        return requirements(self.standards[file] for file in files)

    def standard(self, item: str, level: str = "") -> str:
        """Return the standard as it was judged by, empty where nothing was."""
        found = self.judgements(item=item, level=level)
        return found[0].standard if found else ""

    @cached_property
    def owner_codes(self) -> str:
        """Return the codes of owners that the form asks for, each with its title."""
        rows = self.codes["owners"].rows.values()
        return self.enumerated(self.say(SHARED, "code", **_named(row)) for row in rows)

    @property
    def no_value(self) -> str:
        """Return what stands in a cell that has no value by design."""
        return self.say(SHARED, "no_value")

    def item_title(self, item: str) -> str:
        """Return what an item of a judgement or a gap is called in a list."""
        head, _, rest = item.partition(".")
        short = {each.id: each.short for each in self.indicators}
        if head in short:
            return self.say(SHARED, "items.cv", title=short[head]) if rest else short[head]
        if head == "declaration":
            return self.codes["declarations"].rows[rest]["title"]
        if item[1:].isdigit():
            return self.say(SHARED, f"items.{item[0]}", number=item[1:])
        return self.say(SHARED, f"items.{item}")

    def item_titles(self, items: Iterable[str]) -> str:
        """Return an enumeration of items."""
        return self.enumerated(self.item_title(item) for item in items)

    def enumerated(self, parts: Iterable[str]) -> str:
        """Return parts as one text, with 、 between them."""
        return self.say(SHARED, "between").join(parts)

    # Files

    @cached_property
    def styles(self) -> Styles:
        """Return the looks of all files."""
        return Styles.read(self._trees["styles"], _file("styles"))

    @property
    def snapshot(self) -> date:
        """Return the day that the numbers of this season speak of."""
        return date.fromisoformat(str(self.season["snapshot_date"]))

    @property
    def is_final(self) -> bool:
        """Tell whether a person has approved these findings."""
        return self.approval is not None

    @cached_property
    def mark(self) -> PageMark:
        """Return what stands on every page: 初稿, or who approved it and when."""
        kind, words = "draft", {}
        if self.approval is not None:
            moment = self.moment(datetime.fromisoformat(self.approval["moment"]))
            kind, words = "final", {"approved_by": self.approval["approved_by"], "moment": moment}
        return PageMark(
            header=self.say(SHARED, f"marks.{kind}.header", **words),
            watermark=self.say(SHARED, f"marks.{kind}.watermark"),
        )

    def moment(self, moment: datetime) -> str:
        """Return a moment as people write it, to the minute."""
        clock = f"{moment:%H:%M}"
        return self.say(SHARED, "moment", clock=clock, **_parts(moment))

    def day(self, day: date) -> str:
        """Return a day as people write it."""
        return self.say(SHARED, "date", **_parts(day))

    def dossier(self, title: str, subject: str = "", section: Section | None = None) -> Dossier:
        """Begin a file that carries the mark on every page."""
        return Dossier(
            self.styles,
            title,
            moment=self._moment,
            subject=subject,
            mark=self.mark,
            section=section,
        )

    def finished(self, dossier: Dossier) -> bytes:
        """Return the file; the facts that it prints go with it, unseen by readers."""
        printed = {fact for fact, _ in numbers(dossier.to_bytes())}
        dossier.attach(facts_part(self.findings, printed))
        return dossier.to_bytes()

    @property
    def _moment(self) -> datetime:
        if self.approval is not None:
            return datetime.fromisoformat(self.approval["moment"]).replace(tzinfo=None)
        return datetime.combine(self.snapshot, time())


def _named(row: Mapping[str, str]) -> dict[str, str]:
    return {"code": row["code"], "title": row["title"]}


def _parts(day: date) -> dict[str, str]:
    return {"year": str(day.year), "month": str(day.month), "day": str(day.day)}


def _file(name: str) -> str:
    return f"templates/dossiers/{name}.yml"
