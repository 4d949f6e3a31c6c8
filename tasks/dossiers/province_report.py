"""全省汇总: the counties of a province in one report, each number tagged with its figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from tasks.dossiers.facts_part import NAMESPACE, FactIndex
from tasks.dossiers.table_outline import outlined
from tasks.dossiers.word.dossier import Cell, Dossier, Number, Section, Styles
from tasks.dossiers.word.tables import CellContent
from tasks.dossiers.wording import Wording
from tasks.model import Findings

FILE = "templates/province/wording.yml"
COMPOSITE = {"mm": 0, "align": "right"}

Rows = Sequence[Sequence[tuple[str, str, bool]]]
"""Rows of cells: text, id of the fact or nothing, whether it misses a standard."""


class Spread(Protocol):
    """The coefficients at one level under one regime."""

    @property
    def level(self) -> str:
        """Return the title of the level."""

    @property
    def regime(self) -> str:
        """Return the title of the regime."""

    @property
    def titles(self) -> Sequence[str]:
        """Return the titles of the indicators."""

    @property
    def rows(self) -> Rows:
        """Return a row for each county."""


class Tables(Protocol):
    """The rows of each table of the report, and whether drafts are among the counties."""

    @property
    def verdicts(self) -> Rows:
        """Return a row for each county whose figures are shown."""

    @property
    def spreads(self) -> Sequence[Spread]:
        """Return the tables of coefficients."""

    @property
    def missing(self) -> Rows:
        """Return a row for each county without a final version."""

    @property
    def sources(self) -> Rows:
        """Return a row for each package."""

    @property
    def has_drafts(self) -> bool:
        """Tell whether the figures of a draft are shown."""


def province_report(
    styles: Styles,
    words: Mapping[str, Any],
    tables: Tables,
    *,
    findings: Findings,
    blanks: Mapping[str, str],
    moment: datetime,
) -> bytes:
    """Return the report as a Word file; `findings` hold the facts that its cells name.

    `words` is the part `report` of its wording, `blanks` are `province`, `edition` and `day`.
    """
    wording = Wording(words, FILE)
    title = words["file_title"].format(**blanks)
    dossier = Dossier(styles, title, moment=moment, section=Section("landscape", restart=1))
    dossier.title(title)
    dossier.paragraph(words["subtitle"].format(**blanks), style="subtitle")
    heads = words["headings"]
    dossier.heading(heads["scope"], 1)
    dossier.paragraph(*wording.sentence("scope", findings.facts))
    dossier.heading(heads["verdicts"], 1)
    dossier.paragraph(*wording.sentence("conclusion", findings.facts))
    if tables.has_drafts:
        dossier.paragraph(words["mixed"])
    outlines = words["tables"]
    dossier.table(outlined(outlines["verdicts"], _rows(tables.verdicts)))
    dossier.heading(heads["spreads"], 1)
    for spread in tables.spreads:
        _write_spread(dossier, words, spread)
    dossier.heading(heads["missing"], 1)
    if tables.missing:
        dossier.table(outlined(outlines["missing"], _rows(tables.missing)))
    else:
        dossier.paragraph(words["no_missing"])
    dossier.heading(heads["sources"], 1)
    dossier.paragraph(words["sources"])
    dossier.table(outlined(outlines["sources"], _rows(tables.sources)))
    facts = FactIndex(findings).part(dossier.printed)
    return dossier.attach(facts, NAMESPACE).to_bytes()


def _write_spread(dossier: Dossier, words: Mapping[str, Any], spread: Spread) -> None:
    outline = words["tables"]["spreads"]
    text = words["spreads"].format(level=spread.level, regime=spread.regime)
    dossier.paragraph(text)
    indicators = [{"title": title, **COMPOSITE} for title in (*spread.titles, outline["composite"])]
    columns = [*outline["columns"], *indicators]
    dossier.table(outlined(outline, _rows(spread.rows), columns=columns))


def _rows(rows: Rows) -> list[list[CellContent]]:
    return [[_cell(*each) for each in row] for row in rows]


def _cell(text: str, fact: str, failed: bool) -> CellContent:
    content = Number(fact, text) if fact else text
    return Cell(content, shade="failed") if failed else content
