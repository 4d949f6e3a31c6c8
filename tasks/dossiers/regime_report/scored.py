"""A scored scheme: every group and item with its points, what was computed and what was given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tasks.dossiers.regime_report.growth import write_growth
from tasks.dossiers.regime_report.part import Part
from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import COUNTY
from tasks.dossiers.word.dossier import Cell
from tasks.dossiers.word.inline import Piece
from tasks.dossiers.word.tables import CellContent

BODIES = ("self_score", "re_score", "provincial_score")
TEXTS = ("evidence", "remark")
GROUP = "noted"
"""The shade of a line that sums up those below it."""


def write_scored(report: Report, part: Part) -> None:
    """Append what the scheme came to, and a line for each of its groups and items."""
    view, subject = report.view, f"{COUNTY}.{part.id}"
    tree = view.standards[part.sheet]
    words = {"standard": view.standard(part.id)}
    score = view.fact(f"{subject}.score")
    if not any(view.has(f"standard.{name}.points") for name, _ in _walk(tree)):
        report.body("scored.without_points", subject, reason=score.note, **words)
    else:
        report.body("scored.how", subject, **words)
    if view.has(f"{subject}.least_score"):
        report.body("scored.open", subject)
    rows = [_row(report, name, item) for name, item in _walk(tree)]
    report.table("scored", rows, part=part.title)
    write_growth(report, part, [name for name, _ in _walk(tree)])


def _walk(tree: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, item in tree["items"].items():
        yield name, item
        if "items" in item:
            yield from _walk(item)


def _row(report: Report, name: str, item: Mapping[str, Any]) -> list[CellContent]:
    view, subject = report.view, f"{COUNTY}.{name}"
    shade = GROUP if "items" in item else ""
    judgement = view.judgement(COUNTY, name)
    points, score = f"standard.{name}.points", f"{subject}.score"
    return [
        Cell(name, shade=shade),
        Cell(str(item["title"]), shade=shade),
        Cell(_state(report, name, item), shade=shade),
        Cell(view.number(points) if view.has(points) else view.no_value, shade=shade),
        Cell(view.number(score), shade=shade),
        *(Cell(view.number(f"{subject}.{body}"), shade=shade) for body in BODIES),
        view.verdict_cell(judgement) if judgement else Cell(view.no_value, shade=shade),
    ]


def _state(report: Report, name: str, item: Mapping[str, Any]) -> list[Piece]:
    """Return the standard of an item, why points are lost or open, and the evidence."""
    view, subject = report.view, f"{COUNTY}.{name}"
    if "items" in item:
        return [""]
    judgement = view.judgement(COUNTY, name)
    notes = [judgement.standard, judgement.reason] if judgement else []
    if view.has(f"standard.{name}.points"):
        notes.append(view.fact(f"{subject}.score").note)
    pieces: list[Piece] = ["\n".join(dict.fromkeys(filter(None, notes)))]
    for text in TEXTS:
        if view.has(f"{subject}.{text}"):
            pieces += ["\n", report.say(f"scored.{text}"), view.number(f"{subject}.{text}")]
    return pieces
