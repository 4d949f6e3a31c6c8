"""The facts that the checking workbook shows, and the cells each one came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property

from tasks.layouts import CodeList
from tasks.model import ExpectedReturn, Fact, Findings, Source, Verdict

COUNTY, SENIOR = "county", "senior"
LEVELS = ("primary", "junior")
FITNESS, PERCENT = ".fitness.", "_percent"


class Numbers:
    """The findings of a county, asked the way the sheets need them."""

    def __init__(self, findings: Findings, lists: Mapping[str, CodeList] | None = None) -> None:
        """Take the findings; `lists` are the code lists, without which some sheets stay away."""
        self._facts, self._findings = findings.facts, findings
        self.county_name, self.lists = findings.county_name, lists or {}

    def fact(self, name: str) -> Fact:
        """Return one fact."""
        return self._facts[name]

    def value(self, name: str) -> Decimal | None:
        """Return the number of a fact; None where there is none."""
        fact = self._facts.get(name)
        return fact.value if fact is not None and isinstance(fact.value, Decimal) else None

    def is_complete(self, name: str) -> bool:
        """Tell whether a fact says something to which nothing is missing, number or text.

        A number says in its note that something is; a rate of pupils may have other notes.
        """
        fact = self._facts[name]
        if fact.value is None or not fact.note:
            return fact.value is not None
        is_rate = FITNESS in name and name.endswith(PERCENT)
        return is_rate and all(self.is_complete(each) for each in fact.inputs)

    @property
    def expected(self) -> tuple[ExpectedReturn, ...]:
        """Return every return that is owed, with what came of it."""
        return self._findings.expected

    @cached_property
    def verdicts(self) -> Mapping[str, Verdict]:
        """Return how each requirement of the county was judged, by the id of its result."""
        return {
            ".".join(filter(None, (COUNTY, judgement.level, judgement.item, "result"))):
                judgement.verdict
            for judgement in self._findings.judgements
            if judgement.subject == COUNTY
        }  # fmt: skip

    def text(self, name: str) -> str:
        """Return a fact as it is printed, nothing where there is none."""
        return self._facts[name].printed if name in self._facts else ""

    def text_title(self, name: str) -> str:
        """Return what a fact is called, nothing where there is none."""
        return self._facts[name].title if name in self._facts else ""

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of all schools in the order of the roster."""
        parts = [name.split(".") for name in self._facts]
        return tuple(names[1] for names in parts if names[0] == "s" and names[2:] == ["name"])

    def name(self, code: str) -> str:
        """Return the name of a school."""
        return self._facts[f"s.{code}.name"].printed

    def __contains__(self, name: str) -> bool:
        return name in self._facts

    def schools(self, level: str) -> tuple[str, ...]:
        """Return the codes of the schools that are evaluated at a level."""
        inputs = self.inputs([f"{COUNTY}.{level}.schools_evaluated"])
        return tuple(name.split(".")[1] for name in inputs)

    def numbers_under(self, prefix: str) -> tuple[str, ...]:
        """Return the ids of the facts that begin so and are numbers, or would be."""
        return tuple(
            name
            for name, fact in self._facts.items()
            if name.startswith(prefix) and (fact.value is None or isinstance(fact.value, Decimal))
        )

    def names_under(self, prefix: str) -> tuple[str, ...]:
        """Return the ids of all facts that begin so."""
        return tuple(name for name in self._facts if name.startswith(prefix))

    def of_county(self, end: str) -> tuple[str, ...]:
        """Return the ids of the county's facts that end so."""
        return tuple(n for n in self._facts if n.startswith(f"{COUNTY}.") and n.endswith(end))

    def inputs(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return what those facts that are there are computed from, each once."""
        return tuple(
            dict.fromkeys(
                each for name in names if name in self._facts for each in self._facts[name].inputs
            )
        )

    def split_schools(self) -> tuple[str, ...]:
        """Return the codes of the schools whose resources are split between levels."""
        ends = (".primary.weight", ".junior.weight")
        found = [name.split(".")[1] for name in self._facts if name.endswith(ends)]
        return tuple(dict.fromkeys(found))

    def split_levels(self, code: str) -> tuple[str, ...]:
        """Return the levels that share what one school owns."""
        levels = ("primary", "junior", SENIOR)
        return tuple(level for level in levels if f"s.{code}.{level}.weight" in self._facts)

    def split_indicators(self, code: str) -> tuple[str, ...]:
        """Return the indicators whose amounts are split."""
        names = [name.split(".") for name in self._facts if name.startswith(f"s.{code}.")]
        return tuple(parts[2] for parts in names if parts[-1] == "whole")

    def sources(self, name: str) -> list[Source]:
        """Return every cell that a fact was computed from."""
        return list(dict.fromkeys(self._leaves(name)))

    def _leaves(self, name: str) -> Iterator[Source]:
        fact = self._facts[name]
        yield from fact.sources
        for below in fact.inputs:
            yield from self._leaves(below)

    @cached_property
    def files(self) -> list[tuple[str, str]]:
        """Return key and fingerprint of every file that any fact was read from."""
        found = {
            (source.submission, source.sha256)
            for fact in self._facts.values()
            for source in fact.sources
        }
        return sorted(found)

    def where(self, name: str, one_source: str, cell_join: str, source_join: str) -> str:
        """Return the cells of a fact in words, those of one sheet together."""
        grouped: dict[tuple[str, str], list[str]] = {}
        for source in self.sources(name):
            grouped.setdefault((source.submission, source.sheet), []).append(source.cell)
        return source_join.join(
            one_source.format(submission=submission, sheet=sheet, cells=cell_join.join(cells))
            for (submission, sheet), cells in grouped.items()
        )
