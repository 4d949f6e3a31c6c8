"""The bureau's workbook: whom to visit and why, what to ask, and how the schools were drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from openpyxl import Workbook

from tasks.model import Source
from tasks.rounding import exact, printed
from tasks.screening.draw import Line, Sample
from tasks.screening.ranking import Raised, Rank
from tasks.screening.signals import Unscreened
from tasks.worksheets import Page, workbook_bytes

PLACES = 4
SOURCES_SHOWN = 2
HASH_SHOWN = 12
ABOUT_WIDTH = 96


def screening_workbook(
    sample: Sample,
    ranks: Sequence[Rank],
    unscreened: Sequence[Unscreened],
    settings: Mapping[str, Any],
    plan: Mapping[str, Any],
    wording: Mapping[str, Any],
    county_name: str,
) -> bytes:
    """Return an xlsx file for the bureau; the same arguments give the same bytes.

    `settings` is expectations/screening/screens.yml, `plan` site_sample.yml beside it,
    `wording` templates/screening/wording.yml. No value and no number of a pupil stands in it.
    """
    book = Workbook()
    book.remove(book.active)
    text = _Text(sample, {rank.school: rank for rank in ranks}, settings, plan, wording)

    def page(name: str, columns: int) -> Page:
        found = Page(book.create_sheet(wording["sheets"][name]), wording)
        found.title(wording["titles"][name].format(county_name=county_name), columns)
        return found

    page("about", 1).lines(text.about(), ABOUT_WIDTH)
    page("sample", len(SAMPLE)).table(SAMPLE, text.sample_lines())
    page("signals", len(SIGNALS)).table(SIGNALS, text.signal_lines(), wording["no_signals"])
    page("schools", len(SCHOOLS)).table(SCHOOLS, text.school_lines())
    page("unscreened", len(UNSCREENED)).table(
        UNSCREENED, text.unscreened_lines(unscreened), wording["nothing_left"]
    )
    page("screens", len(SCREENS)).table(SCREENS, text.screen_lines())
    return workbook_bytes(book)


SAMPLE = {
    "number": 6, "school": 26, "code": 13, "kind": 18, "area": 7, "rank": 7, "chance": 10,
    "reason": 22, "look": 62,
}  # fmt: skip
SIGNALS = {
    "school": 24, "screen": 20, "evidence": 44, "question": 42, "look": 40, "adjusted": 11,
    "strength": 7, "sources": 44,
}  # fmt: skip
SCHOOLS = {
    "number": 6, "school": 26, "code": 13, "kind": 18, "area": 7, "tests": 8, "score": 8,
    "rank": 8, "random": 9, "risk": 9, "coverage": 9, "chance": 9, "start": 9, "end": 9,
    "drawn": 9,
}  # fmt: skip
UNSCREENED = {"school": 30, "code": 14, "screen": 28, "why_not": 40}
SCREENS = {"screen": 28, "weight": 7, "question": 44, "look": 44, "basis": 18, "explained": 60}


class _Text:
    """The lines of the sheets, in words."""

    def __init__(
        self,
        sample: Sample,
        ranks: Mapping[str, Rank],
        settings: Mapping[str, Any],
        plan: Mapping[str, Any],
        wording: Mapping[str, Any],
    ) -> None:
        self.sample, self.ranks = sample, ranks
        self.settings, self.plan, self.words = settings, plan, wording
        self.names = {line.school.code: line.school.name for line in sample.lines}

    def about(self) -> Iterator[str]:
        """Yield what the workbook is and how the draw can be repeated."""
        combination, plan = self.settings["combination"], self.plan
        raised = [len(rank.raised) for rank in self.ranks.values()]
        blanks = {
            "schools": len(self.sample.lines),
            "tests": sum(rank.tests for rank in self.ranks.values()),
            "raised": sum(raised),
            "schools_raised": sum(count > 0 for count in raised),
            "combination_reason": combination["reason"],
            "level_percent": f"{combination['raise_level'] * 100:g}",
            "size": len(self.sample.drawn),
            "plan_reason": plan["reason"],
            "covered": plan["covered"],
            "seed": self.sample.seed,
            "digest": self.sample.digest,
            "digits": plan["seed_digits"],
            "first": _part(self.sample.first),
        }
        yield from (line.format(**blanks) for line in self.words["about"])

    def sample_lines(self) -> Iterator[list[object]]:
        """Yield the schools to visit."""
        for number, line in enumerate(self.sample.drawn, 1):
            rank = self.ranks[line.school.code]
            because = self.words["drawn_because"][line.reason]
            yield [number, *self._school(line), rank.rank, _part(line.chances.total), because,
                   self._look(rank)]  # fmt: skip

    def signal_lines(self) -> Iterator[list[object]]:
        """Yield what was raised, the most conspicuous school first."""
        for rank in self.ranks.values():
            for raised in rank.raised:
                screen = self.settings["screens"][raised.signal.screen]
                question = self.words["suggestion"].format(question=screen["question"])
                yield [
                    self.names[rank.school],
                    screen["title"],
                    self._evidence(raised),
                    question,
                    screen["on_site"],
                    self._adjusted(raised),
                    float(raised.strength),
                    self._sources(raised.signal.sources),
                ]

    def school_lines(self) -> Iterator[list[object]]:
        """Yield every school with its chance, in the order of the draw, and the sums."""
        for number, line in enumerate(self.sample.lines, 1):
            rank, own = self.ranks[line.school.code], line.chances
            drawn = self.words["not_drawn"] if line.number is None else _part(line.number)
            parts = (own.random, own.risk, own.coverage, own.total, line.start, line.end)
            yield [number, *self._school(line), rank.tests, str(rank.score), rank.rank,
                   *map(_part, parts), drawn]  # fmt: skip
        sums = [
            _part(sum((part(line.chances) for line in self.sample.lines), Fraction(0)))
            for part in (
                lambda own: own.random,
                lambda own: own.risk,
                lambda own: own.coverage,
                lambda own: own.total,
            )
        ]
        yield [self.words["total"], *[""] * 7, *sums, "", "", len(self.sample.drawn)]

    def unscreened_lines(self, unscreened: Sequence[Unscreened]) -> Iterator[list[object]]:
        """Yield what could not be tested, and why."""
        for each in unscreened:
            yield [
                self.names.get(each.school, each.school),
                each.school,
                self.settings["screens"][each.screen]["title"],
                self.words["unscreened"][each.reason],
            ]

    def screen_lines(self) -> Iterator[list[object]]:
        """Yield every screen with its weight and the reason for its numbers."""
        for screen in self.settings["screens"].values():
            yield [
                screen["title"],
                screen["weight"],
                screen["question"],
                screen["on_site"],
                self.settings["bases"][screen["basis"]],
                screen["reason"],
            ]

    def _school(self, line: Line) -> list[object]:
        school = line.school
        return [school.name, school.code, school.kind_title, self.plan["areas"][school.area]]

    def _look(self, rank: Rank) -> str:
        screens = self.settings["screens"]
        looks = [screens[raised.signal.screen]["on_site"] for raised in rank.raised]
        return "\n".join(looks) or str(self.words["look_in_general"])

    def _evidence(self, raised: Raised) -> str:
        numbers = dict(raised.signal.numbers)
        if "other_school" in numbers:
            numbers["other_school"] = self.names.get(
                numbers["other_school"], numbers["other_school"]
            )
        return str(self.settings["screens"][raised.signal.screen]["evidence"]).format(**numbers)

    def _adjusted(self, raised: Raised) -> str:
        text = printed(raised.adjusted, PLACES)
        return text if exact(text) else str(self.words["tiny"])

    def _sources(self, sources: Sequence[Source]) -> str:
        shown = self.words["join"].join(
            self.words["source"].format(
                submission=source.submission,
                sheet=source.sheet,
                cells=source.cell,
                sha256=source.sha256[:HASH_SHOWN],
            )
            for source in sources[:SOURCES_SHOWN]
        )
        if len(sources) <= SOURCES_SHOWN:
            return str(shown)
        return str(self.words["more_sources"].format(sources=shown, count=len(sources)))


def _part(value: Fraction) -> str:
    """Return a chance or a place of the draw as printed, rounded half up."""
    scaled = value * 10**PLACES
    return printed(exact(int(scaled + Fraction(1, 2))).scaleb(-PLACES), PLACES)
