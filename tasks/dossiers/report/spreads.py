"""How each indicator is spread over the schools: a chart of each, and all in one heat table."""

from __future__ import annotations

from decimal import Decimal

from tasks.dossiers.items import Indicator
from tasks.dossiers.report.charts import TWO_PLACES, limit_of, outlined_chart, ranks, value_of
from tasks.dossiers.report.writer import REPORTS, Report
from tasks.dossiers.view import COUNTY, School
from tasks.dossiers.word.charts import Chart, Series, Threshold
from tasks.dossiers.word.dossier import Cell
from tasks.dossiers.word.inline import Piece
from tasks.dossiers.word.tables import CellContent
from tasks.rounding import exact


def write_spreads(report: Report, indicators: tuple[Indicator, ...], level: str) -> None:
    """Append a chart for each indicator: every school from the least to the most, the standard.

    Below it stands the coefficient of variation. An indicator without a standard has no line.
    """
    speaking = report.speaking(REPORTS)
    for indicator in indicators:
        if indicator.not_collected:
            continue
        chart = _spread(speaking, indicator, level)
        if chart is not None:
            speaking.chart(chart, *_coefficient(speaking, indicator, level))


def _spread(report: Report, indicator: Indicator, level: str) -> Chart | None:
    view = report.view
    values = sorted(
        value
        for school in view.evaluated(level)
        if (value := value_of(view, f"{school.subject}.{level}.{indicator.id}")) is not None
    )
    if not values:
        return None
    lines, below = [], list[int]()
    if view.has(f"standard.{level}.{indicator.id}"):
        limit = limit_of(view, f"{level}.{indicator.id}")
        named = report.say("charts.limit", standard=view.standard(indicator.id, level))
        lines = [Threshold(limit, named)]
        below = [at for at, value in enumerate(values) if value < limit]
    words = {"level": view.levels[level], "indicator": indicator.short, "unit": indicator.unit}
    return outlined_chart(
        report, "spread", "histogram", ranks(report, len(values)),
        [Series(view.levels[level], values)], TWO_PLACES, lines, below, **words,
    )  # fmt: skip


def _coefficient(report: Report, indicator: Indicator, level: str) -> list[Piece]:
    """Return the coefficient of variation for the caption, with its limit where it has one."""
    view, fact = report.view, f"{COUNTY}.{level}.{indicator.id}.cv"
    if not view.has(fact):
        return []
    judgement = view.judgement(COUNTY, f"{indicator.id}.cv", level)
    key = "limited" if judgement else "free"
    return report.sentence(f"charts.coefficient.{key}", fact, standard=view.standard_of(judgement))


def write_heat(report: Report, indicators: tuple[Indicator, ...], level: str) -> None:
    """Append every school with every indicator, shaded by how far it is from its standard."""
    speaking, view = report.speaking(REPORTS), report.view
    collected = [each for each in indicators if not each.not_collected]
    schools = view.evaluated(level)
    if not schools:
        return
    outline = speaking.part("tables.heat")
    columns = [
        *outline["columns"],
        *({"title": each.short, "align": "right"} for each in collected),
    ]
    rows: list[list[CellContent]] = [
        [str(at), view.number(f"{school.subject}.name"),
         *(_heat(speaking, school, level, each) for each in collected)]
        for at, school in enumerate(schools, 1)
    ]  # fmt: skip
    speaking.table("heat", rows, columns=columns, level=view.levels[level])
    speaking.note("heat.legend")


def _heat(report: Report, school: School, level: str, indicator: Indicator) -> Cell:
    fact = f"{school.subject}.{level}.{indicator.id}"
    value = report.view.fact(fact).value
    shade = ""
    if isinstance(value, Decimal) and report.view.has(f"standard.{level}.{indicator.id}"):
        shade = _shade(report, value / limit_of(report.view, f"{level}.{indicator.id}"))
    return Cell(report.view.number(fact), shade=shade)


def _shade(report: Report, share: Decimal) -> str:
    """Return the shade for a value that is this share of its standard."""
    for shade, below in report.part("heat")["below"].items():
        if share < exact(below):
            return str(shade)
    return ""
