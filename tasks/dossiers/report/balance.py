"""Balance between schools: mean, deviation and coefficient of variation of each indicator."""

from __future__ import annotations

from tasks.dossiers.report.answers import answer_to, close_coefficients, missed
from tasks.dossiers.report.charts import balance_chart
from tasks.dossiers.report.coefficients import write_trend
from tasks.dossiers.report.trend import write_changes
from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import COUNTY
from tasks.dossiers.word.tables import CellContent
from tasks.model import Verdict

NUMBERS = ("mean", "sd", "cv", "cv_exact")
PROVISIONALLY_ABOVE = "not_checked_above"


def write_balance(report: Report) -> None:
    """Append the part on how evenly the resources are spread."""
    report.heading("balance", 2)
    report.body("balance.rule", standard=report.view.standard("balance"))
    for level in report.view.levels:
        if report.view.evaluated(level):
            _write_level(report, level)
    report.note("notes.balance")


def _write_level(report: Report, level: str) -> None:
    view, title = report.view, report.view.levels[level]
    items = [f"{each.id}.cv" for each in view.indicators]
    close = close_coefficients(view, level)
    judgement = view.judgement(COUNTY, "balance", level)
    above = missed(view, items, level)
    words = {
        "level": title,
        "standard": view.standard(items[0], level),
        "close": view.item_titles(close),
        "above": view.item_titles(each.item for each in above),
    }
    answer = answer_to(judgement, is_close=bool(close))
    if above and answer == Verdict.NOT_CHECKED:
        answer = PROVISIONALLY_ABOVE
    report.body(f"balance.answers.{answer}", f"{COUNTY}.{level}", **words)
    write_changes(
        report, [(title + report.say("words.composite_cv"), f"{COUNTY}.{level}.composite")]
    )
    _write_table(report, level, title)
    report.chart(balance_chart(report, level))
    write_trend(report, view.indicators, level)


def _write_table(report: Report, level: str, title: str) -> None:
    view, scope = report.view, f"{COUNTY}.{level}"
    rows: list[list[CellContent]] = []
    facts: list[str] = []
    for each in view.indicators:
        own = [f"{scope}.{each.id}.{name}" for name in NUMBERS]
        judgement = view.judgement(COUNTY, f"{each.id}.cv", level)
        result = view.cell(f"{scope}.{each.id}.cv.result", judgement)
        facts += own
        named = report.say("words.with_unit", title=each.short, unit=each.unit)
        rows.append(
            [named, *(view.cell(fact, judgement if fact.endswith(".cv") else None) for fact in own),
             view.standard(f"{each.id}.cv", level), result]
        )  # fmt: skip
    none = view.no_value
    composite = view.number(f"{scope}.composite")
    rows.append([report.say("words.composite"), none, none, composite, none, none, none])
    report.table("balance", rows, facts=facts, level=title)
