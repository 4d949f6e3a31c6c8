"""Charts of the coefficients of variation: beside their limit, and beside last year's."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.dossiers.items import Indicator
from tasks.dossiers.last_year import PREFIX
from tasks.dossiers.report.charts import THREE_PLACES, limit_of, outlined_chart, value_of
from tasks.dossiers.report.writer import REPORTS, Report
from tasks.dossiers.view import COUNTY
from tasks.dossiers.word.charts import Series, Threshold

COMPOSITE = "composite"


def write_coefficients(report: Report, indicators: Sequence[Indicator], level: str) -> None:
    """Append the coefficients of a level, with the composite where it alone has a limit."""
    speaking, view = report.speaking(REPORTS), report.view
    facts, titles = _facts(speaking, indicators, level)
    is_of_all = view.has(f"standard.{level}.{COMPOSITE}")
    if is_of_all:
        facts.append(f"{COUNTY}.{level}.{COMPOSITE}")
        titles.append(speaking.say("charts.coefficients.composite"))
    values = [value_of(view, fact) for fact in facts]
    lines = _lines(speaking, level, COMPOSITE if is_of_all else "cv")
    above = [
        at
        for at, value in enumerate(values)
        if value is not None and not is_of_all and lines and value > limit_of(view, f"{level}.cv")
    ]
    series = [Series(speaking.say("charts.coefficients.up"), values)]
    speaking.chart(
        outlined_chart(speaking, "coefficients", "columns", titles, series, THREE_PLACES, lines,
                       above, level=view.levels[level])
    )  # fmt: skip


def write_trend(report: Report, indicators: Sequence[Indicator], level: str) -> None:
    """Append this year's coefficients beside last year's, nothing where none are known."""
    speaking, view = report.speaking(REPORTS), report.view
    facts, titles = _facts(speaking, indicators, level)
    if not any(view.has(PREFIX + fact) for fact in facts):
        return
    years = speaking.part("charts.trend")["years"]
    before = [value_of(view, PREFIX + fact) if view.has(PREFIX + fact) else None for fact in facts]
    series = [
        Series(years["last"], before),
        Series(years["now"], [value_of(view, fact) for fact in facts]),
    ]
    lines = _lines(speaking, level, "cv")
    speaking.chart(
        outlined_chart(speaking, "trend", "columns", titles, series, THREE_PLACES, lines,
                       level=view.levels[level])
    )  # fmt: skip


def _facts(
    report: Report, indicators: Sequence[Indicator], level: str
) -> tuple[list[str], list[str]]:
    """Return the coefficients of the indicators that were computed, and what each is called."""
    known = [
        (fact, each.short)
        for each in indicators
        if report.view.has(fact := f"{COUNTY}.{level}.{each.id}.cv")
    ]
    return [fact for fact, _ in known], [title for _, title in known]


def _lines(report: Report, level: str, kind: str) -> list[Threshold]:
    view = report.view
    if not view.has(f"standard.{level}.{kind}"):
        return []
    limit = limit_of(view, f"{level}.{kind}")
    named = report.say("charts.limited", standard=view.text(f"standard.{level}.{kind}"))
    return [Threshold(limit, named)]
