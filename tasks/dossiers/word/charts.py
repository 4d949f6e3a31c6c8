"""Charts that Word can edit: native DrawingML with cached values and the data as a workbook.

A `Chart` says what is shown; colours, fonts and line widths come from `styles.yml`::

    Chart(
        kind="bars", title="各校生均教学及辅助用房面积", categories=("某小学", "某中学"),
        series=(Series("小学", (Decimal("4.51"), None)),),
        value_title="平方米/生", number_format="0.00",
        thresholds=(Threshold(Decimal("4.5"), "标准 4.5"),), highlighted=frozenset({1}),
        labels=True, description="条形图：两所学校的生均面积，一所低于标准",
    )

Kinds: `columns` (upright bars), `bars` (lying bars, for long names), `lines` (a trend),
`dots` (one dot a category, for a distribution), `histogram` (touching columns).
An absent value is None and leaves a gap, never a zero.
"""

from __future__ import annotations

from docx.document import Document as WordDocument
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from lxml import etree

from tasks.dossiers.word.chart_data import workbook
from tasks.dossiers.word.chart_model import KINDS, Chart, Known, Point, Series, Threshold
from tasks.dossiers.word.chart_plot import chart_space, has_turned_names, name_room_mm
from tasks.dossiers.word.chart_threshold import lying_threshold_shapes
from tasks.dossiers.word.styles import Styles
from tasks.dossiers.word.xml import Element, element, emu, name, w

OFFICE = "application/vnd.openxmlformats-officedocument"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CHART_TYPE = f"{OFFICE}.drawingml.chart+xml"
SHAPES_TYPE = f"{OFFICE}.drawingml.chartshapes+xml"
WORKBOOK_TYPE = f"{OFFICE}.spreadsheetml.sheet"
CHART_URI = "http://schemas.openxmlformats.org/drawingml/2006/chart"


class ChartWriter:
    """Makes the drawings and the parts of one document's charts, numbered 1, 2, 3 …

    `points` says where the values of facts stand in them.
    """

    def __init__(self, document: WordDocument, styles: Styles) -> None:
        self._part = document.part
        self._styles = styles
        self._made = 0
        self.points: list[Point] = []

    def drawing(self, chart: Chart, room_mm: float, room_high_mm: float) -> Element:
        """Return the `w:drawing` of `chart`, made to fit the room between the margins."""
        self._made += 1
        self.points += chart.points(self._made)
        width, height = self._size(chart, room_mm, room_high_mm)
        relation = self._add_part(chart, width, height)
        reference = element("c:chart")
        reference.set(name("r:id"), relation)
        data = element("a:graphicData", reference, uri=CHART_URI)
        properties = element(
            "wp:docPr", id=self._made, name=f"Chart {self._made}",
            descr=chart.description or chart.title, title=chart.title,
        )  # fmt: skip
        inline = element(
            "wp:inline", element("wp:extent", cx=emu(width), cy=emu(height)),
            element("wp:effectExtent", l=0, t=0, r=0, b=0), properties,
            element("wp:cNvGraphicFramePr"), element("a:graphic", data),
            distT=0, distB=0, distL=0, distR=0,
        )  # fmt: skip
        return w("drawing", inline)

    def _size(self, chart: Chart, room_mm: float, room_high_mm: float) -> tuple[float, float]:
        look = self._styles.chart
        width = chart.width_mm or (room_mm if room_mm > 200 else look["width_mm"])
        height = chart.height_mm or look["height_mm"]
        if has_turned_names(chart) and not chart.height_mm:
            height += name_room_mm(chart, look) * 0.6
        if chart.kind == "bars" and not chart.height_mm:
            thickness = look["bar_mm"] * max(1.0, 0.7 * len(chart.series))
            height = max(height * 0.6, 30 + thickness * len(chart.categories))
        return min(width, room_mm), min(height, room_high_mm - 14)

    def _add_part(self, chart: Chart, width_mm: float, height_mm: float) -> str:
        package = self._part.package
        path = f"/word/charts/chart{self._made}.xml"
        space = chart_space(chart, self._styles.chart, width_mm, height_mm)
        part = XmlPart(PackURI(path), CHART_TYPE, space, package)
        book = PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{self._made}.xlsx")
        data = Part(book, WORKBOOK_TYPE, workbook(chart), package)
        data_relation = part.relate_to(data, f"{RELATION}/package")
        external = element("c:externalData", element("c:autoUpdate", val=0))
        external.set(name("r:id"), data_relation)
        space.append(external)
        shapes = lying_threshold_shapes(chart, self._styles.chart, width_mm, height_mm)
        if shapes is not None:
            place = PackURI(f"/word/drawings/drawing{self._made}.xml")
            drawn = Part(place, SHAPES_TYPE, _xml(shapes), package)
            reference = element("c:userShapes")
            reference.set(name("r:id"), part.relate_to(drawn, f"{RELATION}/chartUserShapes"))
            space.append(reference)
        return self._part.relate_to(part, f"{RELATION}/chart")


def _xml(root: Element) -> bytes:
    etree.cleanup_namespaces(root, keep_ns_prefixes=["r"])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


__all__ = ["KINDS", "Chart", "ChartWriter", "Known", "Point", "Series", "Threshold"]
