"""Threshold lines of lying bars.

No kind of chart that both Word and LibreOffice draw can join lying bars with a line that
stands upright. So the line is a shape over the plot, whose place and scale are fixed.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tasks.dossiers.word.chart_model import Chart, Threshold, shown, value_ceiling
from tasks.dossiers.word.chart_plot import DASHES, inner_plot
from tasks.dossiers.word.chart_text import line, run
from tasks.dossiers.word.xml import Element, element, emu

LABEL_MM = 5.0
LABEL_WIDTH_MM = 40.0
Box = tuple[float, float, float, float]


def lying_threshold_shapes(
    chart: Chart, look: Mapping[str, Any], width_mm: float, height_mm: float
) -> Element | None:
    """Return `c:userShapes` with a line and a name for each threshold, or None."""
    if not (chart.is_lying and chart.thresholds):
        return None
    root = element("c:userShapes")
    left, top, across, down = inner_plot(chart, look, width_mm, height_mm)
    low = Decimal(shown(chart.minimum)) if chart.minimum is not None else Decimal(0)
    span = value_ceiling(chart) - low
    for position, threshold in enumerate(chart.thresholds):
        share = float((Decimal(shown(threshold.value)) - low) / span)
        x = left + across * share
        size = (width_mm, height_mm)
        root.append(_line((x, top, x, top + down), size, position, look))
        root.append(_name((x, top), size, position, threshold, look))
    return root


def _line(box: Box, size: tuple[float, float], position: int, look: Mapping[str, Any]) -> Element:
    properties = element(
        "cdr:spPr", _frame(box, size),
        element("a:prstGeom", element("a:avLst"), prst="line"),
        line(look["threshold"], 1.5, DASHES[position % len(DASHES)]),
    )  # fmt: skip
    named = element("cdr:cNvPr", id=2 * position + 2, name=f"Threshold {position + 1}")
    connector = element(
        "cdr:cxnSp", element("cdr:nvCxnSpPr", named, element("cdr:cNvCxnSpPr")), properties,
        macro="",
    )  # fmt: skip
    return _anchored(box, connector)


def _name(
    place: tuple[float, float],
    size: tuple[float, float],
    position: int,
    threshold: Threshold,
    look: Mapping[str, Any],
) -> Element:
    width, height = LABEL_WIDTH_MM / size[0], LABEL_MM / size[1]
    left = min(max(place[0] - width / 2, 0.0), 1.0 - width)
    box = (left, place[1] - height, left + width, place[1])
    text = run(threshold.name, look["font"], look["text"], look["threshold"])
    body = element(
        "cdr:txBody", element("a:bodyPr", wrap="none", lIns=0, tIns=0, rIns=0, bIns=0, anchor="b"),
        element("a:lstStyle"), element("a:p", element("a:pPr", algn="ctr"), text),
    )  # fmt: skip
    properties = element(
        "cdr:spPr", _frame(box, size), element("a:prstGeom", element("a:avLst"), prst="rect"),
        element("a:noFill"),
    )  # fmt: skip
    named = element("cdr:cNvPr", id=2 * position + 3, name=f"Threshold name {position + 1}")
    shape = element(
        "cdr:sp", element("cdr:nvSpPr", named, element("cdr:cNvSpPr", txBox=1)), properties, body,
        macro="", textlink="",
    )  # fmt: skip
    return _anchored(box, shape)


def _anchored(box: Box, shape: Element) -> Element:
    ends = (("cdr:from", box[0], box[1]), ("cdr:to", box[2], box[3]))
    return element("cdr:relSizeAnchor", *(_place(*end) for end in ends), shape)


def _place(tag: str, x: float, y: float) -> Element:
    made = element(tag, element("cdr:x"), element("cdr:y"))
    made[0].text, made[1].text = f"{x:.5f}", f"{y:.5f}"
    return made


def _frame(box: Box, size: tuple[float, float]) -> Element:
    x, y = emu(box[0] * size[0]), emu(box[1] * size[1])
    across, down = emu((box[2] - box[0]) * size[0]), emu((box[3] - box[1]) * size[1])
    return element("a:xfrm", element("a:off", x=x, y=y), element("a:ext", cx=across, cy=down))
