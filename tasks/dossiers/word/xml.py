"""The few XML words that every other module of the Word engine speaks.

Elements are made with python-docx's own parser, so that `docx.Document` understands them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from docx.oxml.parser import oxml_parser
from lxml import etree
from lxml.etree import _Element as Element

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
CDR = "http://schemas.openxmlformats.org/drawingml/2006/chartDrawing"
WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

PREFIXES = {"w": W, "r": R, "a": A, "c": C, "wp": WP, "pic": PIC, "cdr": CDR, "wps": WPS}
TWIPS_PER_PT = 20
EMU_PER_MM = 36000
NAME = re.compile("<[^ />]+")
SPECIAL = re.compile('[&<>"\t\n\r]')
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def name(prefixed: str) -> str:
    """Return the full name of `w:p` as lxml wants it; a name without prefix stays."""
    prefix, _, local = prefixed.rpartition(":")
    return f"{{{PREFIXES[prefix]}}}{local}" if prefix else local


def element(prefixed: str, *children: Element | None, **attributes: object) -> Element:
    """Return `<prefixed attributes>children</prefixed>`; absent children are left out.

    Attributes are plain; those of WordprocessingML are written with `w`.
    """
    given = tuple((key, str(value)) for key, value in attributes.items())
    made = _pattern(prefixed.partition(":")[0], name(prefixed), given).__copy__()
    for child in children:
        if child is not None:
            made.append(child)
    return made


def w(tag: str, *children: Element | None, **attributes: object) -> Element:
    """Return an element of WordprocessingML; its attributes are in that namespace."""
    given = tuple((f"{{{W}}}{key}", str(value)) for key, value in attributes.items())
    made = _pattern("w", f"{{{W}}}{tag}", given).__copy__()
    for child in children:
        if child is not None:
            made.append(child)
    return made


@lru_cache(maxsize=4096)
def _pattern(prefix: str, tag: str, attributes: tuple[tuple[str, str], ...]) -> Element:
    """Return an element to copy, which takes a third of the time of making one."""
    return oxml_parser.makeelement(tag, dict(attributes), {prefix: PREFIXES[prefix]})


def parsed(markup: str, prefix: str = "w") -> Element:
    """Return the one element that `markup` writes, all of it with one prefix.

    Large parts are written as text and parsed at once, which takes a tenth of the time of
    making their elements one by one.
    """
    end = len(NAME.match(markup)[0])  # type: ignore[index]
    known = f' xmlns:{prefix}="{PREFIXES[prefix]}"'
    return etree.fromstring((markup[:end] + known + markup[end:]).encode(), oxml_parser)


def as_markup(made: Element) -> str:
    """Return an element of WordprocessingML as text, to stand inside others."""
    return etree.tostring(made, encoding="unicode").replace(f' xmlns:w="{W}"', "")


def quoted(text: str) -> str:
    """Return a text as it stands between tags, or between the quotes of an attribute."""
    return SPECIAL.sub(_reference, text) if SPECIAL.search(text) else text


def _reference(sign: re.Match[str]) -> str:
    return f"&#{ord(sign[0])};"


def twips(mm: float) -> int:
    """Return millimetres in twentieths of a point."""
    return round(mm / 25.4 * 72 * TWIPS_PER_PT)


def emu(mm: float) -> int:
    """Return millimetres in the unit of drawings."""
    return round(mm * EMU_PER_MM)


def writable(text: str) -> str:
    """Return `text` without the control characters that no XML file can carry."""
    return UNWRITABLE.sub("", text)
