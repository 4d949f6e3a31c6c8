"""Fitness of the pupils: rates by level and by grade."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.dossiers.report.charts import grades_chart
from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import COUNTY
from tasks.dossiers.word.dossier import Cell
from tasks.dossiers.word.inline import Content
from tasks.dossiers.word.tables import CellContent


def write_fitness(report: Report) -> None:
    """Append the part on fitness; it informs and is not judged."""
    view = report.view
    report.heading("fitness", 2)
    found = view.fact(f"{COUNTY}.fitness.pass_percent")
    state = "nothing" if found.value is None else "partly" if found.note else "all"
    report.body(f"fitness.{state}", note=found.note)
    _write_rates(report)
    report.chart(grades_chart(report))
    report.note("notes.fitness")


def _write_rates(report: Report) -> None:
    """Append the rates of every grade, below them those of its level, at the end all."""
    fields = report.part("tables.fitness")["facts"]
    rows: list[list[CellContent]] = []
    known: list[str] = []
    for scope, title, is_sum in _groups(report):
        facts = [f"{scope}.{field}" for field in fields]
        cells: list[Content] = [title, *map(report.view.number, facts)]
        shade = "total" if is_sum else ""
        rows.append([Cell(content, shade=shade) for content in cells])
        known += facts
    report.table("fitness", rows, facts=known)


def _groups(report: Report) -> Iterator[tuple[str, str, bool]]:
    """Yield where the facts of a row begin, its title, and whether it sums up others."""
    view = report.view
    for level, title in view.levels.items():
        for grade, row in view.codes["grades"].rows.items():
            if row["level"] == level:
                yield f"{COUNTY}.fitness.{grade}", row["title"], False
        yield f"{COUNTY}.{level}.fitness", title, True
    yield f"{COUNTY}.fitness", report.say("words.both"), True
