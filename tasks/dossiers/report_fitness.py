"""Fitness of the pupils: rates by level and by grade."""

from __future__ import annotations

from collections.abc import Mapping

from tasks.dossiers.report import Report
from tasks.dossiers.report_charts import grades_chart
from tasks.dossiers.view import COUNTY
from tasks.dossiers.word_tables import CellContent


def write_fitness(report: Report) -> None:
    """Append the part on fitness; it informs and is not judged."""
    view = report.view
    report.heading("fitness", 2)
    found = view.fact(f"{COUNTY}.fitness.pass_percent")
    state = "nothing" if found.value is None else "partly" if found.note else "all"
    report.body(f"fitness.{state}", note=found.note)
    levels = {f"{COUNTY}.{level}.fitness": title for level, title in view.levels.items()}
    levels[f"{COUNTY}.fitness"] = report.say("words.both")
    _write_rates(report, "fitness_levels", levels)
    grades = view.codes["grades"]
    _write_rates(
        report,
        "fitness_grades",
        {f"{COUNTY}.fitness.{grade}": grades.title(grade) for grade in grades.codes},
    )
    report.chart(grades_chart(report))
    report.note("notes.fitness")


def _write_rates(report: Report, table: str, scopes: Mapping[str, str]) -> None:
    fields = report.part(f"tables.{table}")["facts"]
    facts = {scope: [f"{scope}.{field}" for field in fields] for scope in scopes}
    rows: list[list[CellContent]] = [
        [title, *map(report.view.number, facts[scope])] for scope, title in scopes.items()
    ]
    absent = [fact for mine in facts.values() for fact in mine]
    report.table(table, rows, facts=absent)
