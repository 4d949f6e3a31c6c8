"""The code of a file in the footer of every page: as text, and as a QR picture beside it.

The picture hangs from the footer's line into the bottom margin, so that the line stays one
line high and the page number stays where it is.
"""

from __future__ import annotations

import io
from functools import lru_cache

import segno
from docx.parts.story import StoryPart

from tasks.dossiers.word.xml import PIC, Element, element, emu, name, w

DOTS = 8
"""How many dots of the picture one square of the code is wide."""

QUIET = 4
"""How many squares around the code stay white, as ISO/IEC 18004 wants it."""

LEAST_MM = 0.33
"""How wide a square must be at least, to be read from a page printed at 300 dots an inch."""

FIRST_ID = 2_000_000
"""Ids of these pictures begin above those of all charts."""


@lru_cache(maxsize=64)
def qr_picture(text: str) -> bytes:
    """Return the QR code of a text as PNG, the same bytes for the same text."""
    stream = io.BytesIO()
    _code(text).save(stream, kind="png", scale=DOTS, border=QUIET)
    return stream.getvalue()


def least_mm(text: str) -> float:
    """Return how wide the picture of a text must be printed at least."""
    squares, _ = _code(text).symbol_size(border=QUIET)
    return float(squares * LEAST_MM)


def qr_drawing(
    part: StoryPart, text: str, about: str, side: str, size_mm: float, number: int
) -> Element:
    """Return a run with the QR code of `text` at one `side` of the footer that `part` is.

    `about` is said to those who cannot see it. All footers of a file share one picture.
    """
    relation, _ = part.get_or_add_image(io.BytesIO(qr_picture(text)))
    size = {"cx": emu(size_mm), "cy": emu(size_mm)}
    properties = element("wp:docPr", id=FIRST_ID + number, name=f"QR {number}", descr=about)
    anchor = element(
        "wp:anchor",
        element("wp:simplePos", x=0, y=0),
        element("wp:positionH", _text("wp:align", side), relativeFrom="margin"),
        element("wp:positionV", _text("wp:posOffset", "0"), relativeFrom="paragraph"),
        element("wp:extent", **size), element("wp:effectExtent", l=0, t=0, r=0, b=0),
        element("wp:wrapNone"), properties, element("wp:cNvGraphicFramePr"),
        element("a:graphic", _graphic(relation, size)),
        distT=0, distB=0, distL=0, distR=0, simplePos=0, relativeHeight=number, behindDoc=1,
        locked=0, layoutInCell=1, allowOverlap=1,
    )  # fmt: skip
    return w("r", w("drawing", anchor))


def _graphic(relation: str, size: dict[str, int]) -> Element:
    blip = element("a:blip")
    blip.set(name("r:embed"), relation)
    frame = element("a:xfrm", element("a:off", x=0, y=0), element("a:ext", **size))
    picture = element(
        "pic:pic",
        element("pic:nvPicPr", element("pic:cNvPr", id=0, name="QR"), element("pic:cNvPicPr")),
        element("pic:blipFill", blip, element("a:stretch", element("a:fillRect"))),
        element("pic:spPr", frame, element("a:prstGeom", element("a:avLst"), prst="rect")),
    )
    return element("a:graphicData", picture, uri=PIC)


def _text(prefixed: str, text: str) -> Element:
    made = element(prefixed)
    made.text = text
    return made


@lru_cache(maxsize=64)
def _code(text: str) -> segno.QRCode:
    return segno.make(text, mode="byte", encoding="utf-8", error="m", micro=False)
