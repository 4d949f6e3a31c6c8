"""表Ⅱ-1 and 表Ⅲ of an application form: indicators as columns, some rows for each level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.dossiers.items import Indicator
from tasks.dossiers.notes import write_missing, write_provisional
from tasks.dossiers.table_outline import Outline
from tasks.dossiers.view import COUNTY, View
from tasks.dossiers.word.dossier import Cell, Column, Dossier, Table
from tasks.dossiers.word.tables import CellContent

LEVEL_MM, ROW_MM = 12, 26


@dataclass(frozen=True)
class _Writing:
    """One table: its wording file and key, its indicators, and whose facts it prints."""

    view: View
    file: str
    table: str
    indicators: Sequence[Indicator]

    @property
    def outline(self) -> Outline:
        return self.view.part(self.file, self.table)


def write_by_level(
    form: Dossier,
    view: View,
    file: str,
    table: str,
    indicators: Sequence[Indicator],
    words: Mapping[str, str],
) -> None:
    """Append a table with the indicators as columns and some rows for each level.

    A cell whose fact nobody entered has a dash: not every indicator has a standard.
    """
    writing = _Writing(view, file, table, indicators)
    outline = writing.outline
    form.heading(outline["title"], style="form_title")
    facts: list[tuple[str, str]] = []
    rows = [
        row
        for level, title in view.levels.items()
        for row in _rows_of_level(writing, level, title, facts)
    ]
    form.table(
        Table(
            columns=[Column(LEVEL_MM, "center"), Column(ROW_MM)]
            + [Column(align="right")] * (len(indicators) + 1),
            rows=rows,
            head=_head(writing),
            description=outline["description"],
            density="small",
        )
    )
    write_missing(form, view, [fact for _, fact in facts])
    write_provisional(form, view, facts)
    for note in view.sentences(file, f"{table}.notes", words=words):
        form.paragraph(*note, style="form_note")


def standards_of_cvs(view: View, file: str, item: str) -> str:
    """Return the standard of a coefficient at each level, as one enumeration."""
    return view.enumerated(
        view.say(file, "table_3.standard", level=title, standard=judgement.standard)
        for level, title in view.levels.items()
        for judgement in view.judgements(subject=COUNTY, level=level, item=item)
    )


def _head(writing: _Writing) -> list[list[CellContent]]:
    view, outline = writing.view, writing.outline
    titles = [
        view.say(writing.file, "indicator", title=each.title, unit=each.unit)
        if each.unit
        else each.title
        for each in writing.indicators
    ]
    labels = outline.get("labels") or [each.id for each in writing.indicators]
    return [
        [Cell(outline["level"], rows=2), Cell(outline["row"], rows=2), *titles, outline["last"]],
        [*labels[: len(writing.indicators)], outline["last_label"]],
    ]


def _rows_of_level(
    writing: _Writing, level: str, title: str, facts: list[tuple[str, str]]
) -> list[list[CellContent]]:
    """Return the rows of one level; their facts are added to `facts`, each with the level."""
    view, found = writing.view, []
    for entry in writing.outline["rows"]:
        cells: list[CellContent] = [entry["title"]]
        for item in (each.id for each in writing.indicators):
            fact = f"{COUNTY}.{level}.{item}.{entry['fact']}"
            judged = f"{item}.{entry['judged']}" if "judged" in entry else ""
            cells.append(_cell(view, fact, judged, level))
            facts.append((title, fact))
        if "last" in entry:
            last = f"{COUNTY}.{level}.{entry['last']}"
            facts.append((title, last))
            cells.append(_cell(view, last, entry.get("last_judged", ""), level))
        else:
            cells.append(view.no_value)
        found.append(cells)
    facts[:] = [(name, fact) for name, fact in facts if view.has(fact)]
    found[0].insert(0, Cell(title, rows=len(found)))
    return found


def _cell(view: View, fact: str, judged: str, level: str) -> CellContent:
    if not view.has(fact):
        return view.no_value
    return view.cell(fact, view.judgement(COUNTY, judged, level) if judged else None)
