"""What the tables of the report of a roll-up hold, in plain values that any writer can take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.model import Verdict
from tasks.province.figures import Figures, items, overall
from tasks.province.standings import missing
from tasks.province.tables import (
    Content,
    Figure,
    Text,
    detail,
    joined,
    regime_of,
    school_counts,
    spreads,
    state,
)

SHOWN_OF_HASH = 16

PaperCell = tuple[str, str, bool]
"""Text of a cell, the id of its fact, empty for plain text, and whether it misses a standard."""


@dataclass(frozen=True)
class SpreadTable:
    """The coefficients at one level under one regime; `titles` are those of the indicators."""

    level: str
    regime: str
    titles: Sequence[str]
    rows: Sequence[Sequence[PaperCell]]


@dataclass(frozen=True)
class PaperTables:
    """The rows of each table of the report, and whether drafts are among the counties."""

    verdicts: Sequence[Sequence[PaperCell]]
    spreads: Sequence[SpreadTable]
    missing: Sequence[Sequence[PaperCell]]
    sources: Sequence[Sequence[PaperCell]]
    has_drafts: bool


def paper_tables(figures: Figures) -> PaperTables:
    """Return what the tables of the report hold, the counties in the order of the list."""
    return PaperTables(
        verdicts=_verdicts(figures),
        spreads=_spreads(figures),
        missing=[
            [_cell(str(at)), _cell(each.listed.name), _cell(state(figures, each)),
             _cell(detail(figures, each))]
            for at, each in enumerate(missing(figures.standings), 1)
        ],
        sources=_sources(figures),
        has_drafts=any(not each.is_released for each in figures.shown),
    )  # fmt: skip


def _cell(content: Content) -> PaperCell:
    if isinstance(content, Figure):
        return content.fact.printed, content.fact.id, content.failed
    if isinstance(content, Text):
        return content.text, "", not content.is_draft
    return content, "", False


def _verdicts(figures: Figures) -> list[list[PaperCell]]:
    lines = []
    for at, each in enumerate(figures.shown, 1):
        assert each.package is not None
        fact = figures.get(each, "overall.result")
        failed = overall(each) is Verdict.NOT_MET
        not_met = items(each.package.findings, Verdict.NOT_MET, figures.words["levels"])
        conclusion = Figure(fact, failed) if fact else figures.words["none"]
        line: list[Content] = [
            str(at), each.listed.name, figures.version(each), conclusion,
            joined(figures, not_met), *school_counts(figures, each),
        ]  # fmt: skip
        lines.append([_cell(content) for content in line])
    return lines


def _spreads(figures: Figures) -> list[SpreadTable]:
    """Return a table for each regime and level, without the list of what exceeds the limit."""
    levels = figures.words["levels"]
    return [
        SpreadTable(levels[level], found.regime, found.titles, rows)
        for found in spreads(figures)
        for level in levels
        if (rows := [[_cell(each) for each in line[:-1]]
                     for at, line in found.lines if at == level])
    ]  # fmt: skip


def _sources(figures: Figures) -> list[list[PaperCell]]:
    found = []
    for each in figures.shown:
        assert each.package is not None
        package = each.package
        approval = package.approval or figures.words["none"]
        line = [each.listed.name, regime_of(figures, each), package.name,
                package.content[:SHOWN_OF_HASH], approval]  # fmt: skip
        found.append([_cell(text) for text in line])
    return found
