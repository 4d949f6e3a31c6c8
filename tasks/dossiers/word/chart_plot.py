"""The plot of a chart as DrawingML: series, axes, legend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tasks.dossiers.word.chart_data import SHEET, column_letters
from tasks.dossiers.word.chart_model import Chart, Series, Value, shown, value_ceiling
from tasks.dossiers.word.chart_text import fill, line, shape, text_properties, title
from tasks.dossiers.word.xml import Element, element, name, parsed, quoted, writable

Look = Mapping[str, Any]
CATEGORY_AXIS, VALUE_AXIS = 111, 112
LONG_NAME = 5
"""Names of more signs than this are turned when there are many of them."""
MANY_NAMES = 9
MM_PER_PT = 25.4 / 72
DASHES = ("dash", "sysDot", "lgDashDot")


def chart_space(chart: Chart, look: Look, width_mm: float, height_mm: float) -> Element:
    """Return `c:chartSpace` without the references to other parts."""
    drawn = element(
        "c:chart",
        title(chart.title, look["heading_font"], look["title"]) if chart.title else None,
        element("c:autoTitleDeleted", val=0 if chart.title else 1),
        _plot_area(chart, look, width_mm, height_mm),
        _legend(chart, look),
        element("c:plotVisOnly", val=1),
        element("c:dispBlanksAs", val="gap"),
    )
    return element(
        "c:chartSpace",
        element("c:date1904", val=0), element("c:lang", val="zh-CN"),
        element("c:roundedCorners", val=0), drawn,
        shape(element("a:noFill"), line(None)),
        text_properties(look["font"], look["text"]),
    )  # fmt: skip


def inner_plot(chart: Chart, look: Look, width_mm: float, height_mm: float) -> tuple[float, ...]:
    """Return x, y, width, height of the plot of long names, as shares of the whole chart.

    Left to themselves, programs squeeze the plot until the names have all the room.
    """
    names = name_room_mm(chart, look) + (6.0 if chart.category_title else 0.0)
    values = 8.0 + (6.0 if chart.value_title else 0.0)
    left = min(0.45 * width_mm, names) if chart.is_lying else values + 6.0
    top = 14.0 if chart.title else 3.0
    top += 6.0 if chart.thresholds and chart.is_lying else 0.0
    bottom = (values if chart.is_lying else names) + (7.0 if _has_legend(chart) else 0.0)
    return (
        left / width_mm, top / height_mm,
        (width_mm - left - 8.0) / width_mm, (height_mm - top - bottom) / height_mm,
    )  # fmt: skip


def name_room_mm(chart: Chart, look: Look) -> float:
    """Return how long the longest name of a category is on paper."""
    longest = max(_signs(category) for category in chart.categories)
    room = longest * _name_size(chart, look) * MM_PER_PT + 4.0
    return room if chart.is_lying else min(room, look["name_mm"])


def has_turned_names(chart: Chart) -> bool:
    """Tell whether the names under upright bars are too many and too long to lie."""
    if chart.is_lying or len(chart.categories) <= MANY_NAMES:
        return False
    return max(map(_signs, chart.categories)) > LONG_NAME


def _plot_area(chart: Chart, look: Look, width_mm: float, height_mm: float) -> Element:
    layout = element("c:layout")
    if chart.is_lying or has_turned_names(chart):
        layout.append(_manual_layout(inner_plot(chart, look, width_mm, height_mm)))
    groups = [_main_group(chart, look)]
    if chart.thresholds and not chart.is_lying:
        groups.append(_threshold_group(chart, look))
    axes = (_category_axis(chart, look), _value_axis(chart, look, width_mm, height_mm))
    return element("c:plotArea", layout, *groups, *axes, shape(element("a:noFill"), line(None)))


def _manual_layout(places: Sequence[float]) -> Element:
    keys = zip("xywh", places, strict=True)
    return element(
        "c:manualLayout", element("c:layoutTarget", val="inner"),
        element("c:xMode", val="edge"), element("c:yMode", val="edge"),
        *(element(f"c:{key}", val=f"{place:.4f}") for key, place in keys),
    )  # fmt: skip


def _main_group(chart: Chart, look: Look) -> Element:
    is_line = chart.kind in ("lines", "dots")
    series = [_series(chart, look, position) for position in range(len(chart.series))]
    axes = (element("c:axId", val=CATEGORY_AXIS), element("c:axId", val=VALUE_AXIS))
    if is_line:
        return element(
            "c:lineChart", element("c:grouping", val="standard"), element("c:varyColors", val=0),
            *series, element("c:marker", val=1), *axes,
        )  # fmt: skip
    gap = look["histogram_gap_percent" if chart.kind == "histogram" else "gap_percent"]
    return element(
        "c:barChart", element("c:barDir", val="bar" if chart.is_lying else "col"),
        element("c:grouping", val="clustered"), element("c:varyColors", val=0),
        *series, element("c:gapWidth", val=gap), element("c:overlap", val=0), *axes,
    )  # fmt: skip


def _threshold_group(chart: Chart, look: Look) -> Element:
    first = len(chart.series)
    lines = []
    for position in range(first, len(chart.columns)):
        dash = DASHES[(position - first) % len(DASHES)]
        lines.append(element(
            "c:ser", *_heading(chart, position), shape(line(look["threshold"], 1.75, dash)),
            element("c:marker", element("c:symbol", val="none")),
            *_data(chart, position), element("c:smooth", val=0),
        ))  # fmt: skip
    return element(
        "c:lineChart", element("c:grouping", val="standard"), element("c:varyColors", val=0),
        *lines, element("c:marker", val=1),
        element("c:axId", val=CATEGORY_AXIS), element("c:axId", val=VALUE_AXIS),
    )  # fmt: skip


def _series(chart: Chart, look: Look, position: int) -> Element:
    colour = look["colours"][position % len(look["colours"])]
    heading, data = _heading(chart, position), _data(chart, position)
    labels = _labels(chart, look, position)
    if chart.kind in ("lines", "dots"):
        drawn = line(colour, 2.0) if chart.kind == "lines" else line(None)
        points = [_dot(at, look) for at in sorted(chart.highlighted)] if not position else []
        return element(
            "c:ser", *heading, shape(drawn), _marker(position, colour), *points, labels,
            *data, element("c:smooth", val=0),
        )  # fmt: skip
    points = [
        element(
            "c:dPt", element("c:idx", val=at), element("c:invertIfNegative", val=0),
            element("c:bubble3D", val=0), shape(fill(look["highlight"])),
        )
        for at in sorted(chart.highlighted)
    ]  # fmt: skip
    return element(
        "c:ser", *heading, shape(fill(colour)), element("c:invertIfNegative", val=0),
        *points, labels, *data,
    )  # fmt: skip


def _marker(position: int, colour: str) -> Element:
    symbols = ("circle", "diamond", "triangle", "square")
    return element(
        "c:marker", element("c:symbol", val=symbols[position % len(symbols)]),
        element("c:size", val=7), shape(fill(colour), line(colour)),
    )  # fmt: skip


def _dot(at: int, look: Look) -> Element:
    colour = look["highlight"]
    marker = element("c:marker", element("c:symbol", val="square"), element("c:size", val=8),
                     shape(fill(colour), line(colour)))  # fmt: skip
    return element("c:dPt", element("c:idx", val=at), marker, element("c:bubble3D", val=0))


def _heading(chart: Chart, position: int) -> tuple[Element, ...]:
    letters = column_letters(position + 1)
    names = _strings(f"{SHEET}!${letters}$1", [chart.columns[position].name])
    return (
        element("c:idx", val=position), element("c:order", val=position),
        element("c:tx", names),
    )  # fmt: skip


def _data(chart: Chart, position: int) -> tuple[Element, Element]:
    last = len(chart.categories) + 1
    letters = column_letters(position + 1)
    series: Series = chart.columns[position]
    categories = _strings(f"{SHEET}!$A$2:$A${last}", chart.categories)
    values = _numbers(f"{SHEET}!${letters}$2:${letters}${last}", series.values, chart.number_format)
    return element("c:cat", categories), element("c:val", values)


def _strings(reference: str, texts: Sequence[str]) -> Element:
    points = _points((at, writable(text)) for at, text in enumerate(texts))
    cache = f'<c:strCache><c:ptCount val="{len(texts)}"/>{points}</c:strCache>'
    made = parsed(f"<c:strRef><c:f>{quoted(reference)}</c:f>{cache}</c:strRef>", "c")
    if not all(texts):
        for point in made.iter(name("c:v")):
            point.text = point.text or ""
    return made


def _numbers(reference: str, values: Sequence[Value], number_format: str) -> Element:
    points = _points((at, shown(value)) for at, value in enumerate(values) if value is not None)
    known = f'<c:formatCode>{quoted(number_format)}</c:formatCode><c:ptCount val="{len(values)}"/>'
    cache = f"<c:numCache>{known}{points}</c:numCache>"
    return parsed(f"<c:numRef><c:f>{quoted(reference)}</c:f>{cache}</c:numRef>", "c")


def _points(texts: Iterable[tuple[int, str]]) -> str:
    """Return the text of all points; a chart has one a school and series."""
    return "".join(f'<c:pt idx="{at}"><c:v>{quoted(text)}</c:v></c:pt>' for at, text in texts)


def _labels(chart: Chart, look: Look, position: int) -> Element | None:
    if not chart.labels:
        return None
    shows = {"showLegendKey": 0, "showVal": 1, "showCatName": 0, "showSerName": 0,
             "showPercent": 0, "showBubbleSize": 0}  # fmt: skip
    crowded = len(chart.categories) >= look["small_from"] or len(chart.series) > 1
    size = look["small" if crowded else "text"]
    ground = fill("FFFFFF") if chart.is_lying else element("a:noFill")
    place = ("t", "b", "r")[min(position, 2)] if chart.kind in ("lines", "dots") else "outEnd"
    return element(
        "c:dLbls", element("c:numFmt", formatCode=chart.number_format, sourceLinked=0),
        shape(ground, line(None)), text_properties(look["font"], size),
        element("c:dLblPos", val=place),
        *(element(f"c:{key}", val=on) for key, on in shows.items()),
    )  # fmt: skip


def _category_axis(chart: Chart, look: Look) -> Element:
    rotation = -90 if has_turned_names(chart) else 0
    direction = element("c:orientation", val="maxMin" if chart.is_lying else "minMax")
    axis_title = None
    if chart.category_title:
        axis_title = title(chart.category_title, look["font"], look["text"],
                           -90 if chart.is_lying else None)  # fmt: skip
    return element(
        "c:catAx", element("c:axId", val=CATEGORY_AXIS),
        element("c:scaling", direction),
        element("c:delete", val=0), element("c:axPos", val="l" if chart.is_lying else "b"),
        axis_title, element("c:numFmt", formatCode="General", sourceLinked=0),
        element("c:majorTickMark", val="none"), element("c:minorTickMark", val="none"),
        element("c:tickLblPos", val="low"), shape(line(look["axis"])),
        text_properties(look["font"], _name_size(chart, look), rotation),
        element("c:crossAx", val=VALUE_AXIS), element("c:crosses", val="autoZero"),
        element("c:auto", val=0), element("c:lblAlgn", val="ctr"), element("c:lblOffset", val=100),
        element("c:tickLblSkip", val=1), element("c:noMultiLvlLbl", val=1),
    )  # fmt: skip


def _value_axis(chart: Chart, look: Look, width_mm: float, height_mm: float) -> Element:
    axis_title = None
    if chart.value_title:
        axis_title = title(chart.value_title, look["font"], look["text"],
                           None if chart.is_lying else -90,
                           _value_title_place(chart, look, width_mm, height_mm))  # fmt: skip
    return element(
        "c:valAx", element("c:axId", val=VALUE_AXIS), _scaling(chart),
        element("c:delete", val=0), element("c:axPos", val="b" if chart.is_lying else "l"),
        element("c:majorGridlines", shape(line(look["grid"], 0.5))), axis_title,
        element("c:numFmt", formatCode=chart.number_format, sourceLinked=0),
        element("c:majorTickMark", val="out"), element("c:minorTickMark", val="none"),
        element("c:tickLblPos", val="nextTo"), shape(line(look["axis"])),
        text_properties(look["font"], look["text"], 0),
        element("c:crossAx", val=CATEGORY_AXIS),
        element("c:crosses", val="max" if chart.is_lying else "autoZero"),
        element("c:crossBetween", val="between"),
    )  # fmt: skip


def _value_title_place(
    chart: Chart, look: Look, width_mm: float, height_mm: float
) -> tuple[float, float] | None:
    """Return where the title of a fixed plot's upright axis begins, None where it is free."""
    if not has_turned_names(chart):
        return None
    _, top, _, down = inner_plot(chart, look, width_mm, height_mm)
    length = _signs(chart.value_title) * look["text"] * MM_PER_PT / height_mm
    return 1.0 / width_mm, top + max(down - length, 0.0) / 2


def _scaling(chart: Chart) -> Element:
    low = chart.minimum
    if low is None and chart.kind in ("columns", "bars", "histogram"):
        low = 0
    high = value_ceiling(chart) if chart.is_lying else chart.maximum
    return element(
        "c:scaling", element("c:orientation", val="minMax"),
        element("c:max", val=shown(high)) if high is not None else None,
        element("c:min", val=shown(low)) if low is not None else None,
    )  # fmt: skip


def _legend(chart: Chart, look: Look) -> Element | None:
    if not _has_legend(chart):
        return None
    return element(
        "c:legend", element("c:legendPos", val="b"), element("c:overlay", val=0),
        text_properties(look["font"], look["text"]),
    )  # fmt: skip


def _has_legend(chart: Chart) -> bool:
    return len(chart.series) + (0 if chart.is_lying else len(chart.thresholds)) > 1


def _name_size(chart: Chart, look: Look) -> float:
    return look["small"] if len(chart.categories) >= look["small_from"] else look["text"]


def _signs(text: str) -> float:
    """Return the width of a text in Chinese signs; Latin letters count half."""
    return sum(0.5 if sign.isascii() else 1.0 for sign in text)
