"""佐证目录: part, item and point, and the documents that the bureau names for each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from tasks.dossiers.papers.evidence import EvidenceLine, evidence_lines
from tasks.dossiers.papers.evidence_counts import SCHOOL_COUNT
from tasks.dossiers.table_outline import column_of, head_of
from tasks.dossiers.view import COUNTY, View
from tasks.dossiers.word.dossier import Cell, Dossier, Section, Table
from tasks.dossiers.word.inline import Content
from tasks.dossiers.word.tables import CellContent
from tasks.model import BUREAU

FILE = "evidence_index"
OPEN = "noted"
"""The shade of what nobody has provided."""


def evidence_index(view: View) -> bytes:
    """Return the Word file of the county's evidence index."""
    section = Section("landscape", numbered=True, restart=1)
    title = view.say(FILE, "title.file", county=view.findings.county_name)
    dossier = view.dossier(title, subject=view.text(f"{COUNTY}.name"), section=section)
    dossier.title(*view.sentence(FILE, "title.printed"))
    for line in view.sentences(FILE, "opening", f"{COUNTY}.evidence"):
        dossier.note(*line)
    write_evidence_table(dossier, view, evidence_lines(view, BUREAU, everything=True))
    for line in view.sentences(FILE, "notes"):
        dossier.paragraph(*line, style="form_note")
    return view.finished(dossier)


def write_evidence_table(dossier: Dossier, view: View, lines: Sequence[EvidenceLine]) -> None:
    """Append a table for each part; documents of no known point stand in one of their own."""
    for part, found in groupby(lines, key=lambda line: line.part):
        title = part or view.say(FILE, "other")
        dossier.heading(title, style="form_part")
        dossier.table(_table(view, title, list(found)))


def _table(view: View, title: str, lines: Sequence[EvidenceLine]) -> Table:
    outline = view.part(FILE, "table")
    rows: list[list[CellContent]] = []
    for _, found in groupby(lines, key=lambda line: line.item):
        rows += _rows_of_item(view, list(found))
    return Table(
        columns=[column_of(each) for each in outline["columns"]],
        head=head_of(outline["columns"]),
        rows=rows,
        description=view.say(FILE, "table.description", part=title),
        density=outline["density"],
        row_mm=outline["row_mm"],
    )


def _rows_of_item(view: View, lines: Sequence[EvidenceLine]) -> list[list[CellContent]]:
    height = sum(max(1, len(line.documents)) for line in lines)
    rows = [row for line in lines for row in _rows_of_point(view, line)]
    first = lines[0]
    title = view.say(FILE, "item", number=first.item, title=first.item_title)
    return [[Cell(title, rows=height), *rows[0]], *rows[1:]]


def _rows_of_point(view: View, line: EvidenceLine) -> list[list[CellContent]]:
    """Return a row for each document of a point, or the one that says there is none."""
    height = max(1, len(line.documents))
    before: list[CellContent] = [
        Cell(line.number, rows=height),
        Cell(_titled(view, line), rows=height),
    ]
    if not line.documents:
        return [[*before, *_nothing(view, line)]]
    rows: list[list[CellContent]] = []
    for at, document in enumerate(line.documents):
        texts = (document.name, document.number, document.date, document.page, document.note)
        cells: list[CellContent] = [text or view.no_value for text in texts[:-1]]
        rows.append([*(before if at == 0 else ()), *cells, texts[-1]])
    return rows


def _titled(view: View, line: EvidenceLine) -> str:
    if not line.title:
        return view.say(FILE, "unknown_point")
    return line.title if line.is_confirmed else view.say(FILE, "unconfirmed", title=line.title)


def _nothing(view: View, line: EvidenceLine) -> list[CellContent]:
    fact = f"{COUNTY}.evidence.{line.number.replace('-', '.')}.{SCHOOL_COUNT}"
    said: Content = view.say(FILE, "not_provided")
    shade = OPEN
    if line.is_of_schools_alone and view.has(fact):
        said, shade = view.sentence(FILE, "by_schools", fact), ""
    return [Cell(said, columns=5, shade=shade)]
