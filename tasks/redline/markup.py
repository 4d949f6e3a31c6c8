"""The words of WordprocessingML that tracked changes are written in."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element as Element

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
PREFIXES = {"w": W, "r": R, "wp": WP, "c": C}


def name(prefixed: str) -> str:
    """Return the full name of `w:p` as lxml wants it."""
    prefix, _, local = prefixed.partition(":")
    return f"{{{PREFIXES[prefix]}}}{local}"


def w(tag: str, *children: Element | None, **attributes: object) -> Element:
    """Return an element of WordprocessingML; its attributes are in that namespace."""
    made = etree.Element(f"{{{W}}}{tag}", nsmap={"w": W})
    for key, value in attributes.items():
        made.set(f"{{{W}}}{key}", str(value))
    made.extend(child for child in children if child is not None)
    return made


def text_of(value: str, tag: str = "t") -> Element:
    """Return a `w:t`, or a `w:delText`, that keeps the blanks at its ends."""
    made = w(tag)
    made.text = value
    if value != value.strip():
        made.set(XML_SPACE, "preserve")
    return made


def value_of(parent: Element, path: str) -> str:
    """Return the `w:val` of the first element at a path such as `w:sdtPr/w:tag`, else nothing."""
    found = parent.find("/".join(name(step) for step in path.split("/")))
    return "" if found is None else str(found.get(VAL, ""))


VAL = name("w:val")
ID = name("w:id")
P, TBL, TR, TC = (name(f"w:{tag}") for tag in ("p", "tbl", "tr", "tc"))
P_PR, R_PR, TR_PR, TC_PR = (name(f"w:{tag}") for tag in ("pPr", "rPr", "trPr", "tcPr"))
SDT, SDT_PR, SDT_CONTENT = (name(f"w:{tag}") for tag in ("sdt", "sdtPr", "sdtContent"))
RUN, TEXT, DELETED_TEXT = (name(f"w:{tag}") for tag in ("r", "t", "delText"))
INS, DEL = name("w:ins"), name("w:del")
SECTION = name("w:sectPr")
