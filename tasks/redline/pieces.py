"""A paragraph as the pieces that are compared: words, number controls, pictures.

Prose falls into single Chinese signs, words and whole numbers. A control is one piece: its
tag tells which fact it is, and its text is compared apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass

from lxml import etree

from tasks.redline.markup import (
    P_PR,
    R_PR,
    RUN,
    SDT,
    SDT_CONTENT,
    SDT_PR,
    TEXT,
    Element,
    name,
    value_of,
)

WORDS = re.compile(r"\d+(?:[.,]\d+)*|[A-Za-z]+|\s+|.", re.DOTALL)
ZERO_WIDTH = {
    name(f"w:{tag}")
    for tag in ("bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd",
                "commentRangeStart", "commentRangeEnd", "lastRenderedPageBreak")
}  # fmt: skip
FIELD = {name("w:fldChar"), name("w:instrText")}
WRAPPERS = {name("w:hyperlink"), name("w:customXml"), name("w:smartTag")}
INNER_PROPERTIES = {R_PR, P_PR, SDT_PR, name("w:customXmlPr"), name("w:smartTagPr")}
LOOKS_APART = {name("w:rFonts"), name("w:lang")}
"""Properties of a run that follow from its text."""

TAB, BREAKS = name("w:tab"), {name("w:br"), name("w:cr")}

TEXT_PIECE, CONTROL, WRAPPER, OBJECT, UNSEEN = "text", "control", "wrapper", "object", "unseen"

ObjectKey = Callable[[Element], Hashable]


@dataclass(frozen=True)
class Piece:
    """One thing in a paragraph. Pieces with equal keys stand for the same thing.

    `run` is the run it stands in, None for what stands beside runs. `unseen` pieces have no
    width: bookmarks, and the bones of fields.
    """

    kind: str
    key: Hashable
    element: Element
    run: Element | None = None
    text: str = ""


def pieces(parent: Element, object_key: ObjectKey) -> list[Piece]:
    """Return the pieces of a paragraph, or of what wraps runs, in order."""
    return list(_pieces(parent, object_key))


def _pieces(parent: Element, object_key: ObjectKey) -> Iterator[Piece]:
    for child in parent:
        if child.tag in INNER_PROPERTIES:
            continue
        if child.tag == RUN:
            yield from _of_run(child, object_key)
        elif child.tag == SDT:
            key = ("sdt", control_tag(child))
            yield Piece(CONTROL, key, child, text=_text(child.find(SDT_CONTENT)))
        elif child.tag in WRAPPERS:
            yield Piece(WRAPPER, child.tag, child)
        elif child.tag in ZERO_WIDTH or not isinstance(child.tag, str):
            yield Piece(UNSEEN, None, child)
        else:
            yield Piece(OBJECT, object_key(child), child)


def _of_run(run: Element, object_key: ObjectKey) -> Iterator[Piece]:
    look = _look(run.find(R_PR))
    for child in run:
        if child.tag == TEXT:
            for word in WORDS.findall(child.text or ""):
                yield Piece(TEXT_PIECE, (word, look), child, run, word)
        elif child.tag in FIELD or child.tag in ZERO_WIDTH:
            yield Piece(UNSEEN, None, child, run)
        elif child.tag == TAB or child.tag in BREAKS:
            yield Piece(TEXT_PIECE, (child.tag, *child.attrib.values()), child, run)
        elif child.tag != R_PR:
            yield Piece(OBJECT, object_key(child), child, run)


def _look(properties: Element | None) -> Hashable:
    """Return how the text of a run looks, as far as this does not follow from the text."""
    if properties is None:
        return ()
    return tuple(
        (each.tag, *each.attrib.values()) for each in properties if each.tag not in LOOKS_APART
    )


def control_tag(control: Element) -> str:
    """Return the tag of a control: the id of its fact."""
    return value_of(control, "w:sdtPr/w:tag") or value_of(control, "w:sdtPr/w:alias")


def _text(parent: Element | None) -> str:
    return "" if parent is None else "".join(each.text or "" for each in parent.iter(TEXT))


def plain_key(element: Element) -> Hashable:
    """Return what tells an object from others where nothing better is known: its XML."""
    return etree.tostring(element, method="c14n")


__all__ = [
    "CONTROL", "OBJECT", "TEXT_PIECE", "UNSEEN", "WRAPPER", "ObjectKey", "Piece", "control_tag",
    "pieces", "plain_key",
]  # fmt: skip
