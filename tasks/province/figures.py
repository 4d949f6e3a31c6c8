"""The figures of a roll-up as facts; each names package, hash and fact of its county."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from tasks.model import Fact, Findings, Judgement, Source, Verdict
from tasks.province.standings import Standing, missing, released
from tasks.province.terms import Terms

COUNTY, OVERALL = "county", "county.overall.result"
COEFFICIENT = re.compile(r"county\.(\w+)\.([A-Z]\d+)\.cv")
EVALUATED, NOT_MET, COMPOSITE, LIMIT = "schools_evaluated", "schools_not_met", "composite", "limit"
LIMITS = ("standard.{level}.cv", "standard.{level}.composite")
"""Where a regime says what a coefficient may be at most: each one, or their mean."""

MET_SHARE, PART_ENDS, TITLE_ENDS = ".schools_met_percent", ".result", "："


@dataclass(frozen=True)
class Figures:
    """All figures of one roll-up. Ids begin with `p.<county>.`, those of the whole `province.`."""

    terms: Terms
    standings: Sequence[Standing]
    day: date
    words: Mapping[str, Any]

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """Return every figure that may be printed, by its id."""
        found = [fact for each in self.shown for fact in self._of_county(each)]
        found += self._of_province()
        return {fact.id: fact for fact in found}

    @cached_property
    def shown(self) -> list[Standing]:
        """Return the counties of this year whose figures are shown, drafts among them."""
        return [each for each in self.standings if each.listed.evaluated and each.package]

    def get(self, standing: Standing, name: str) -> Fact | None:
        """Return a figure of a county by the rest of its id, None where it has none."""
        return self.facts.get(f"p.{standing.listed.code}.{name}")

    def version(self, standing: Standing) -> str:
        """Return which version of a county's package is used."""
        if standing.package is None:
            return str(self.words["none"])
        name = self.words["versions"][standing.state]
        text = self.words["version"].format(version=name, number=standing.package.number)
        return str(self.words["changed"].format(version=text) if standing.newer else text)

    def _of_county(self, standing: Standing) -> Iterator[Fact]:
        assert standing.package is not None
        findings = standing.package.findings
        yield self._taken(standing, OVERALL, "overall.result", "")
        for level in levels(findings):
            for name in (EVALUATED, COMPOSITE, *(f"{each}.cv" for each in indicators(findings))):
                if f"{COUNTY}.{level}.{name}" in findings.facts:
                    yield self._taken(
                        standing, f"{COUNTY}.{level}.{name}", f"{level}.{name}", level
                    )
            for path in LIMITS:
                if path.format(level=level) in findings.facts:
                    yield self._taken(standing, path.format(level=level), f"{level}.{LIMIT}", level)
                    break
            yield from self._schools_not_met(standing, findings, level)

    def _taken(self, standing: Standing, fact: str, name: str, level: str) -> Fact:
        """Return a fact of a county as a figure of the roll-up, which names where it is from."""
        package, words = standing.package, self.words["facts"]
        assert package is not None
        given = package.findings.facts[fact]
        title = words["of_county"].format(
            county=standing.listed.name, level=self.words["levels"].get(level, ""),
            title=given.title,
        )  # fmt: skip
        formula = words["taken"].format(
            county=standing.listed.name, version=self.version(standing),
            content=package.content, path=package.path, fact=fact,
        )  # fmt: skip
        return replace(
            given, id=f"p.{standing.listed.code}.{name}", title=title, formula=formula, inputs=(),
            sources=(self._source(standing, fact),),
        )  # fmt: skip

    def _source(self, standing: Standing, fact: str) -> Source:
        """Return where in which package a fact stands; the key names evaluation and version."""
        package = standing.package
        assert package is not None
        key = f"{package.key}/{standing.state}/{package.number}"
        return Source(key, package.content, package.path, fact)

    def _schools_not_met(
        self, standing: Standing, findings: Findings, level: str
    ) -> Iterator[Fact]:
        item = school_item(findings, level)
        if not item:
            return
        failing = [
            each for each in findings.judgements
            if (each.item, each.level, each.verdict) == (item, level, Verdict.NOT_MET)
            and each.subject != COUNTY
        ]  # fmt: skip
        words = self.words["facts"][NOT_MET]
        blanks = {"county": standing.listed.name, "level": self.words["levels"].get(level, level)}
        formula = words["formula"].format(level_code=level, item=item)
        yield Fact(
            f"p.{standing.listed.code}.{level}.{NOT_MET}", words["title"].format(**blanks),
            Decimal(len(failing)), str(len(failing)), words["unit"], formula, places=0,
            sources=(self._source(standing, f"s.*.{level}.{item}"),),
        )  # fmt: skip

    def _of_province(self) -> Iterator[Fact]:
        final, asked = released(self.standings), len(self.terms.asked)
        verdicts = [overall(each) for each in final]
        counted = {
            "listed": len(self.terms.counties),
            "asked": asked,
            "needed": self.terms.needed(self.day),
            "released": len(final),
            "drafts": len(self.shown) - len(final),
            "missing": len(missing(self.standings)),
            **{str(verdict): verdicts.count(verdict) for verdict in Verdict},
        }
        inputs = tuple(f"p.{each.listed.code}.overall.result" for each in final)
        for name, count in counted.items():
            words = self.words["facts"][name]
            yield Fact(
                f"province.{name}", words["title"], Decimal(count), str(count), words["unit"],
                words["formula"], inputs=inputs if name in tuple(Verdict) else (), places=0,
            )  # fmt: skip


def levels(findings: Findings) -> list[str]:
    """Return the levels at which schools of a county were evaluated, in the order of facts."""
    parts = (name.split(".") for name in findings.facts if name.endswith(f".{EVALUATED}"))
    return [level for county, level, *_ in parts if county == COUNTY]


def indicators(findings: Findings) -> list[str]:
    """Return the indicators that have a coefficient of variation, in the order of facts."""
    found = (COEFFICIENT.fullmatch(name) for name in findings.facts)
    return list(dict.fromkeys(match.group(2) for match in found if match))


def indicator_title(findings: Findings, indicator: str) -> str:
    """Return what people call an indicator."""
    for level in levels(findings):
        name = f"{COUNTY}.{level}.{indicator}.cv"
        if name in findings.facts:
            return findings.facts[name].title.partition(TITLE_ENDS)[0]
    return indicator


def school_item(findings: Findings, level: str) -> str:
    """Return the item by which schools of a level are judged as a whole, empty for none."""
    return next(
        (each.item for each in findings.judgements
         if each.subject == COUNTY and each.level == level and each.fact.endswith(MET_SHARE)),
        "",
    )  # fmt: skip


def overall(standing: Standing) -> Verdict:
    """Return the conclusion on a county; its package must be there."""
    assert standing.package is not None
    found = standing.package.findings.judgements
    return next(
        (each.verdict for each in found if (each.subject, each.item) == (COUNTY, "overall")),
        Verdict.NOT_CHECKED,
    )


def has_failed(findings: Findings, fact: str) -> bool:
    """Tell whether a fact of a county misses its standard."""
    return any(
        each.fact == fact and each.verdict is Verdict.NOT_MET
        for each in findings.judgements
        if each.subject == COUNTY
    )


def items(findings: Findings, verdict: Verdict, levels_named: Mapping[str, str]) -> list[str]:
    """Return what is asked of a county and was answered so; a part only sums up its items."""
    return list(dict.fromkeys(
        levels_named.get(each.level, "") + _title(findings, each)
        for each in findings.judgements
        if each.subject == COUNTY and each.verdict is verdict
        and not each.fact.endswith(PART_ENDS)
    ))  # fmt: skip


def _title(findings: Findings, judgement: Judgement) -> str:
    path = ".".join(filter(None, (COUNTY, judgement.level, judgement.item))) + PART_ENDS
    fact = findings.facts.get(path) or findings.facts[judgement.fact]
    return fact.title
