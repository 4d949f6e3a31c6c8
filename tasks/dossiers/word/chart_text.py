"""Text and lines of charts in the house's fonts and colours."""

from __future__ import annotations

from tasks.dossiers.word.styles import Font
from tasks.dossiers.word.xml import XML_SPACE, Element, element, writable

INK = "000000"
EMU_PER_PT = 12700


def text_properties(font: Font, size_pt: float, rotation: int | None = None) -> Element:
    """Return `c:txPr`; `rotation` is in degrees."""
    return element("c:txPr", _body(rotation), element("a:lstStyle"),
                   _paragraph(font, size_pt, None))  # fmt: skip


def title(
    text: str,
    font: Font,
    size_pt: float,
    rotation: int | None = None,
    place: tuple[float, float] | None = None,
) -> Element:
    """Return `c:title`; `place` is its top left corner as shares of the chart."""
    rich = element("c:rich", _body(rotation), element("a:lstStyle"),
                   _paragraph(font, size_pt, text))  # fmt: skip
    layout = None if place is None else element("c:layout", _corner(*place))
    return element("c:title", element("c:tx", rich), layout, element("c:overlay", val=0))


def _corner(x: float, y: float) -> Element:
    return element(
        "c:manualLayout", element("c:xMode", val="edge"), element("c:yMode", val="edge"),
        element("c:x", val=f"{x:.4f}"), element("c:y", val=f"{y:.4f}"),
    )  # fmt: skip


def fill(colour: str) -> Element:
    """Return a plain fill."""
    return element("a:solidFill", element("a:srgbClr", val=colour))


def line(colour: str | None, width_pt: float = 0.75, dash: str = "") -> Element:
    """Return `a:ln`; without a colour there is no line."""
    if colour is None:
        return element("a:ln", element("a:noFill"))
    return element(
        "a:ln", fill(colour), element("a:prstDash", val=dash) if dash else None,
        element("a:round"), w=round(width_pt * EMU_PER_PT),
    )  # fmt: skip


def shape(*children: Element | None) -> Element:
    """Return `c:spPr` around fills and lines."""
    return element("c:spPr", *children)


def run(text: str, font: Font, size_pt: float, colour: str = INK) -> Element:
    """Return one run of drawing text."""
    made = element("a:t")
    made.text = writable(text)
    if text != text.strip():
        made.set(XML_SPACE, "preserve")
    return element("a:r", _characters("a:rPr", font, size_pt, colour), made)


def _body(rotation: int | None) -> Element:
    made = element("a:bodyPr")
    if rotation is not None:
        made.set("rot", str(rotation * 60000))
        made.set("vert", "horz")
    return made


def _paragraph(font: Font, size_pt: float, text: str | None) -> Element:
    properties = element("a:pPr", _characters("a:defRPr", font, size_pt, INK))
    if text is None:
        return element("a:p", properties, element("a:endParaRPr", lang="zh-CN"))
    return element("a:p", properties, run(text, font, size_pt))


def _characters(tag: str, font: Font, size_pt: float, colour: str) -> Element:
    made = element(
        tag, fill(colour), element("a:latin", typeface=font.name),
        element("a:ea", typeface=font.name), element("a:cs", typeface=font.name),
        sz=round(size_pt * 100), b=0,
    )  # fmt: skip
    if tag == "a:rPr":
        made.set("lang", "zh-CN")
    return made
