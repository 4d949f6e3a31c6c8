"""The facts that the checking workbook shows, and the cells each one came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property

from tasks.model import Fact, Findings, Source

COUNTY, SENIOR = "county", "senior"
LEVELS = ("primary", "junior")


class Numbers:
    """The findings of a county, asked the way the sheets need them."""

    def __init__(self, findings: Findings) -> None:
        self._facts = findings.facts
        self.county_name = findings.county_name

    def fact(self, name: str) -> Fact:
        """Return one fact."""
        return self._facts[name]

    def value(self, name: str) -> Decimal | None:
        """Return the number of a fact; None where there is none."""
        fact = self._facts.get(name)
        return fact.value if fact is not None and isinstance(fact.value, Decimal) else None

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
