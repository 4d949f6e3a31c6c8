"""Word files for tests: the house's own styles, and dossiers that hold what a test is about."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml
from lxml import etree

from tasks.dossiers.word.charts import Chart, Series, Threshold
from tasks.dossiers.word.dossier import (
    Cell,
    Column,
    Dossier,
    Number,
    PageMark,
    Section,
    Styled,
    Styles,
    Table,
)

STYLES = Path(__file__).parents[2] / "templates" / "dossiers" / "styles.yml"
SCHOOLS = ("城关镇第一小学", "清河乡中心小学", "县第二九年一贯制学校小学部")


@cache
def house_styles() -> Styles:
    """Return the styles that every dossier is written with."""
    return Styles.read(yaml.safe_load(STYLES.read_text(encoding="utf-8")), STYLES.name)


def a_dossier(**changes: object) -> Dossier:
    """Return an empty dossier; name only what your test is about."""
    return Dossier(house_styles(), "某县自评报告", **changes)  # type: ignore[arg-type]


def a_table(**changes: object) -> Table:
    """Return a table of two columns, one head row and two schools."""
    rows = [(school, Number(f"school.{at}.area", "4.51")) for at, school in enumerate(SCHOOLS)]
    given = {"columns": (Column(60), Column(0, "right")), "rows": rows}
    return Table(**(given | {"head": (("学校名称", "生均面积"),)} | changes))  # type: ignore[arg-type]


def a_chart(**changes: object) -> Chart:
    """Return columns for three schools, one of them without a value."""
    series = (Series("生均面积", (Decimal("4.51"), None, Decimal("3.90"))),)
    given = {"kind": "columns", "title": "生均面积", "categories": SCHOOLS, "series": series}
    return Chart(**(given | {"description": "三所学校的生均面积"} | changes))  # type: ignore[arg-type]


def a_chart_of_every_kind() -> list[Chart]:
    """Return one chart of each kind, each with a threshold and a highlighted value."""
    dress = {"thresholds": (Threshold(Decimal("4.5"), "标准 4.50"),), "labels": True}
    kinds = ("columns", "bars", "lines", "dots", "histogram")
    return [a_chart(kind=kind, highlighted=frozenset({2}), **dress) for kind in kinds]


def a_full_dossier() -> Dossier:
    """Return a dossier with every element: cover, contents, headings, tables, charts, marks."""
    dossier = a_dossier(
        mark=PageMark("初稿，未经审定", "初稿"), section=Section(numbered=False)
    ).paragraph("申报表", style="cover_title")
    dossier.section(restart=1).contents("目　录").page_break().title("某县自评报告")
    dossier.heading("一、基本情况").heading("（一）学校", 2)
    dossier.paragraph(
        "共 ", Number("county.schools", "24"), " 所，", Styled("3 所", "failed"), "。"
    )
    dossier.caption("表1　各校情况").table(a_table(description="各校生均面积")).note("注：略。")
    dossier.section("landscape").heading("二、图表")
    for chart in a_chart_of_every_kind():
        dossier.chart(chart, caption="图　" + chart.kind)
    many = tuple(f"{SCHOOLS[2]}第{at}教学点" for at in range(40))
    values = (Series("生均面积", tuple(Decimal(at % 7) for at in range(40))),)
    dossier.section().chart(a_chart(kind="bars", categories=many, series=values), "图　长名")
    return dossier.table(a_table(rows=[(Cell("合计", shade="total"), "—")]))


def part(docx: bytes, path: str) -> etree._Element:
    """Return one XML part of a Word file, parsed."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return etree.fromstring(package.read(path))


def parts(docx: bytes) -> dict[str, bytes]:
    """Return every part of a Word file (or of a workbook) by its path."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return {entry: package.read(entry) for entry in package.namelist()}
