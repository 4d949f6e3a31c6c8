"""What it would take to reach every standard (达标推演): supposed numbers, marked as such."""

from __future__ import annotations

from tasks.dossiers.report.writer import Report
from tasks.dossiers.word.tables import CellContent


def write_plan(report: Report) -> None:
    """Append the plan, if one was made: what came out, every measure, coefficients after it.

    None of its numbers is a fact; they are plain text under a mark that says so.
    """
    plan = report.view.enclosures.plan
    if plan is None:
        return
    report.heading("plan", 2)
    report.body("plan.how")
    for line in plan["summary"]:
        report.pieces(line)
    _write_rows(report, "plan_measures", plan["measures"])
    _write_rows(report, "plan_coefficients", plan["coefficients"])


def _write_rows(report: Report, name: str, rows: list[dict[str, str]]) -> None:
    if not rows:
        return
    fields = [column["field"] for column in report.part(f"tables.{name}")["columns"]]
    found: list[list[CellContent]] = [[row[field] for field in fields] for row in rows]
    report.table(name, found)
