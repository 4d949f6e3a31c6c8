"""督导意见表: the county's results, and room for what the reviewers find, part by part."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.dossiers.regime_report.part import Part, parts_of
from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import COUNTY, OVERALL, View
from tasks.dossiers.word.dossier import Cell, Section
from tasks.dossiers.word.tables import CellContent
from tasks.model import Judgement

FILE = "opinion_form"
BY_ITEM = ("items", "satisfaction")
"""The kinds of parts whose single items the reviewers look at."""

TO_FILL = "noted"
"""The shade of what is filled in by hand."""


def opinion_form(view: View) -> bytes:
    """Return the Word file of the form that reviewers fill in."""
    title = view.say(FILE, "title.file", county=view.findings.county_name)
    section = Section("landscape", numbered=True, restart=1)
    dossier = view.dossier(title, subject=view.text(f"{COUNTY}.name"), section=section)
    report = Report(view, dossier, FILE)
    regime = view.standards["regime"]
    dossier.title(*report.sentence("title.printed", regime=str(regime["title"])))
    for line in view.sentences(FILE, "head", words={"edition": view.findings.edition}):
        dossier.note(*line)
    for key, rows in (
        ("parts", _parts(view)),
        ("balance", _balance(view)),
        ("items", _items(view)),
    ):
        report.heading(key)
        report.table(key, [[str(at), *row] for at, row in enumerate(rows, 1)])
    for key in ("problems", "suggestions"):
        report.heading(key)
        report.table(key, _empty(report, key))
    report.heading("conclusion")
    for text in report.part("conclusion")["lines"]:
        dossier.note(text)
    return view.finished(dossier)


def _opinion(view: View) -> list[CellContent]:
    """Return the cells that a reviewer fills in: agreed or not, and why."""
    return [
        Cell(view.say(FILE, "choice"), shade=TO_FILL, align="center"),
        Cell("", shade=TO_FILL),
    ]


def _parts(view: View) -> Iterator[list[CellContent]]:
    for part in parts_of(view):
        judgement = view.judgement(COUNTY, part.id)
        result = view.cell(f"{COUNTY}.{part.id}.result", judgement)
        yield [part.title, view.standard_of(judgement), result, *_opinion(view)]
    whole = view.judgement(COUNTY, OVERALL)
    result = view.cell(f"{COUNTY}.{OVERALL}.result", whole)
    yield [view.say(FILE, "words.overall"), view.standard_of(whole), result, *_opinion(view)]


def _balance(view: View) -> Iterator[list[CellContent]]:
    """Yield each indicator of a level: the share of schools that meet it, its coefficient."""
    for level, title in view.levels.items():
        for each in view.indicators:
            scope = f"{COUNTY}.{level}.{each.id}"
            judgement = view.judgement(COUNTY, f"{each.id}.cv", level)
            yield [title, each.title, view.number(f"{scope}.schools_met_percent"),
                   view.cell(f"{scope}.cv", judgement), *_opinion(view)]  # fmt: skip


def _items(view: View) -> Iterator[list[CellContent]]:
    for part in parts_of(view):
        if part.kind in BY_ITEM:
            yield from (_item(view, part, item) for item in view.standards[part.sheet]
                        if view.has(f"{COUNTY}.{item}.result"))  # fmt: skip


def _item(view: View, part: Part, item: str) -> list[CellContent]:
    judgement: Judgement | None = view.judgement(COUNTY, item)
    result = f"{COUNTY}.{item}.result"
    title = view.say(FILE, "item", number=item, title=view.fact(result).title)
    return [part.title, title, view.cell(result, judgement), *_opinion(view)]


def _empty(report: Report, key: str) -> list[list[CellContent]]:
    """Return as many empty lines as the outline asks for."""
    outline = report.part(f"tables.{key}")
    width = len(outline["columns"]) - 1
    return [
        [str(at), *(Cell("", shade=TO_FILL) for _ in range(width))]
        for at in range(1, int(outline["lines"]) + 1)
    ]
