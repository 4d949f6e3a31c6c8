"""The lines of the roll-up's tables, the same for the workbook and the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tasks.model import Fact, Verdict
from tasks.province.figures import (
    COMPOSITE,
    COUNTY,
    EVALUATED,
    LIMIT,
    NOT_MET,
    Figures,
    has_failed,
    indicator_title,
    indicators,
    items,
    levels,
    overall,
)
from tasks.province.standings import Standing, missing


@dataclass(frozen=True)
class Figure:
    """A figure in a table; `failed` where it misses its standard."""

    fact: Fact
    failed: bool = False


@dataclass(frozen=True)
class Text:
    """A text in a table that stands out: it misses its standard, or is of a draft."""

    text: str
    is_draft: bool = False


Content = str | Figure | Text
Line = Sequence[Content]


@dataclass(frozen=True)
class Spread:
    """The coefficients of the counties under one regime: heads, and a line a county and level.

    A line has its level, the county, the version, the limit, a figure for each indicator, the
    composite, and which indicators exceed the limit.
    """

    regime: str
    titles: Sequence[str]
    lines: Sequence[tuple[str, Line]]


def county_lines(figures: Figures) -> list[Line]:
    """Return a line for every county of the list, in its order."""
    return [_county_line(figures, number, each)
            for number, each in enumerate(figures.standings, 1)]  # fmt: skip


def _county_line(figures: Figures, number: int, standing: Standing) -> Line:
    words, package = figures.words, standing.package
    listed = standing.listed
    head = [
        str(number), listed.code, listed.name, words["yes" if listed.evaluated else "no"],
        state(figures, standing),
    ]  # fmt: skip
    if package is None or not listed.evaluated:
        return [*head, *[words["none"]] * 9]
    findings, named = package.findings, words["levels"]
    verdict = overall(standing)
    conclusion = str(words["verdicts"][verdict])
    return [
        *head,
        version(figures, standing),
        regime_of(figures, standing),
        Text(conclusion) if verdict is Verdict.NOT_MET else conclusion,
        joined(figures, items(findings, Verdict.NOT_MET, named)),
        joined(figures, items(findings, Verdict.NOT_CHECKED, named)),
        *school_counts(figures, standing),
    ]


def school_counts(figures: Figures, standing: Standing) -> list[Content]:
    """Return for each level how many schools were evaluated, and how many of them miss it."""
    found: list[Content] = []
    for level in figures.words["levels"]:
        for name in (EVALUATED, NOT_MET):
            fact = figures.get(standing, f"{level}.{name}")
            failed = name == NOT_MET and fact is not None and fact.value != Decimal(0)
            found.append(Figure(fact, failed) if fact else figures.words["none"])
    return found


def version(figures: Figures, standing: Standing) -> Content:
    """Return which version of a county is used; one that nobody has released stands out."""
    text = figures.version(standing)
    return text if standing.is_released else Text(text, is_draft=True)


def state(figures: Figures, standing: Standing) -> str:
    """Return how far a county is, 本年不评估 where it is not asked."""
    words = figures.words
    return str(
        words["states"][standing.state] if standing.listed.evaluated else words["not_evaluated"]
    )


def regime_of(figures: Figures, standing: Standing) -> str:
    """Return by which regime of which edition a county was evaluated."""
    package, words = standing.package, figures.words
    if package is None:
        return str(words["none"])
    return str(words["by"].format(regime=package.regime_title, edition=package.findings.edition))


def detail(figures: Figures, standing: Standing) -> str:
    """Return what else is to be said of a county: what it owes, what changed, what is wrong."""
    words = figures.words["details"]
    said = [
        words["missing"].format(count=standing.owing) if standing.owing else "",
        words["newer"] if standing.newer else "",
        words["wrong"].format(reason=standing.wrong) if standing.wrong else "",
    ]
    return str(figures.words["comma"]).join(filter(None, said)) or str(figures.words["none"])


def missing_lines(figures: Figures) -> list[Line]:
    """Return a line for every county of this year without a final version."""
    return [
        [str(number), each.listed.code, each.listed.name, state(figures, each),
         detail(figures, each)]
        for number, each in enumerate(missing(figures.standings), 1)
    ]  # fmt: skip


def spreads(figures: Figures) -> list[Spread]:
    """Return the coefficients of all counties that are shown, one table a regime."""
    by_regime: dict[str, list[Standing]] = {}
    for each in figures.shown:
        assert each.package is not None
        by_regime.setdefault(each.package.regime_title, []).append(each)
    return [_spread(figures, regime, found) for regime, found in by_regime.items()]


def _spread(figures: Figures, regime: str, standings: Sequence[Standing]) -> Spread:
    titles: dict[str, str] = {}
    for each in standings:
        assert each.package is not None
        found = each.package.findings
        titles |= {name: indicator_title(found, name) for name in indicators(found)}
    lines = [
        (level, _spread_line(figures, each, level, list(titles)))
        for level in figures.words["levels"]
        for each in standings
        if each.package is not None and level in levels(each.package.findings)
    ]
    return Spread(regime, list(titles.values()), lines)


def _spread_line(
    figures: Figures, standing: Standing, level: str, names: Sequence[str]
) -> list[Content]:
    assert standing.package is not None
    findings, none = standing.package.findings, str(figures.words["none"])
    limit = figures.get(standing, f"{level}.{LIMIT}")
    cells: list[Content] = []
    over: list[str] = []
    for name in (*(f"{each}.cv" for each in names), COMPOSITE):
        fact = figures.get(standing, f"{level}.{name}")
        failed = has_failed(findings, f"{COUNTY}.{level}.{name}")
        cells.append(Figure(fact, failed) if fact else none)
        if failed and fact is not None:
            over.append(findings.facts[f"{COUNTY}.{level}.{name}"].title)
    limited = Figure(limit) if limit else none
    head: list[Content] = [standing.listed.name, version(figures, standing), limited]
    return [*head, *cells, joined(figures, over)]


def progress(figures: Figures, edition: str) -> str:
    """Return in plain text how many counties are done, and how far each of the others is."""
    words = figures.words
    lines = [
        words["line"].format(number=at, county=each.listed.name, code=each.listed.code,
                             state=_state_and_detail(figures, each))
        for at, each in enumerate(missing(figures.standings), 1)
    ]  # fmt: skip
    counts = {name: figures.facts[f"province.{name}"].printed
              for name in ("asked", "released", "needed")}  # fmt: skip
    told = "\n".join(lines) or words["line_none"]
    return str(words["progress"].format(
        province=figures.terms.name, edition=edition, lines=told, **counts
    ))  # fmt: skip


def _state_and_detail(figures: Figures, standing: Standing) -> str:
    more, words = detail(figures, standing), figures.words
    said = [state(figures, standing), *([more] if more != words["none"] else [])]
    return str(words["comma"]).join(said)


def joined(figures: Figures, texts: Iterable[str]) -> str:
    """Return texts with 、 between them, a dash where there are none."""
    return str(figures.words["between"]).join(texts) or str(figures.words["none"])
