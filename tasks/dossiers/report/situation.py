"""The county and its schools: people, money, schools by type, classes, pupils, teachers."""

from __future__ import annotations

from tasks.dossiers.notes import write_missing
from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import COUNTY
from tasks.dossiers.word.inline import Number
from tasks.dossiers.word.tables import CellContent


def write_situation(report: Report) -> None:
    """Append the chapter on the county, its schools, pupils and teachers."""
    said = [report.sentence(f"situation.{key}") for key in report.part("situation")]
    for sentence in said:
        report.pieces(*sentence)
    numbers = [piece for sentence in said for piece in sentence if isinstance(piece, Number)]
    write_missing(report.dossier, report.view, [number.fact for number in numbers])
    _write_schools(report)
    _write_levels(report)


def _write_schools(report: Report) -> None:
    rows: list[list[CellContent]] = [
        [row["title"], report.view.number(f"{COUNTY}.schools.{kind}"), row["of"]]
        for kind, row in report.part("tables.schools.rows").items()
    ]
    report.table("schools", rows)


def _write_levels(report: Report) -> None:
    """Append classes, pupils and teachers, a row a level and one for both."""
    view, fields = report.view, report.part("tables.levels")["facts"]
    scopes = {f"{COUNTY}.{level}": title for level, title in view.levels.items()}
    scopes[COUNTY] = report.say("words.both")
    facts = [[f"{scope}.{field}" for field in fields] for scope in scopes]
    rows: list[list[CellContent]] = [
        [title, *map(view.number, row)] for title, row in zip(scopes.values(), facts, strict=True)
    ]
    report.table("levels", rows, facts=[fact for row in facts for fact in row])
