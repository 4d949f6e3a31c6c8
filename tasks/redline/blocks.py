"""Paragraphs, tables and rows with the keys by which two versions of them are matched.

A number that changed must not part a row from its other version, so keys say of numbers only
which fact they are, and of digits only that they are there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property

from tasks.redline.alignment import Keys
from tasks.redline.markup import (
    SDT,
    SDT_CONTENT,
    SDT_PR,
    SECTION,
    TBL,
    TC,
    TC_PR,
    TEXT,
    TR,
    VAL,
    Element,
    P,
    name,
    value_of,
)
from tasks.redline.pieces import ObjectKey

DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
DRAWING, FIELD_SIGN, TAG = name("w:drawing"), name("w:fldChar"), name("w:tag")
BREAKS = {name("w:br"), name("w:cr"), name("w:tab")}
FIELD_KIND = name("w:fldCharType")
OPENS, CLOSES = "begin", "end"


@dataclass(frozen=True)
class Content:
    """What stands in a block: texts and facts in order, and what else tells blocks apart."""

    words: tuple[str, ...]
    tags: tuple[str, ...]
    drawings: tuple[Hashable, ...]
    field_balance: int
    ends_section: bool

    @cached_property
    def text(self) -> str:
        """Return all text."""
        return "".join(self.words)

    @cached_property
    def neutral(self) -> str:
        """Return the text with a sign in place of every number."""
        return DIGITS.sub("#", self.text)

    @cached_property
    def _signs(self) -> Counter[str]:
        return Counter(self.text)

    def is_like(self, other: Content) -> bool:
        """Tell whether somebody would say that this is a version of the other."""
        if self.drawings or other.drawings:
            return bool(self.drawings) == bool(other.drawings)
        if self.field_balance or set(self.tags) & set(other.tags):
            return True
        shared = sum((self._signs & other._signs).values())
        return is_half(shared, max(len(self.text), len(other.text)))


def is_half(part: int, whole: int) -> bool:
    """Tell whether so much is shared that one thing is a version of the other."""
    return part + part >= whole


def content_of(element: Element, object_key: ObjectKey) -> Content:
    """Return what stands in a block; one walk through it."""
    words, tags, drawings, balance, section = [], [], [], 0, False
    for each in element.iter():
        tag = each.tag
        if tag == TEXT:
            words.append(each.text or "")
        elif tag in BREAKS:
            words.append("\n")
        elif tag == TAG:
            tags.append(each.get(VAL, ""))
        elif tag == DRAWING:
            drawings.append(object_key(each))
        elif tag == FIELD_SIGN:
            kind = each.get(FIELD_KIND)
            balance += 1 if kind == OPENS else -1 if kind == CLOSES else 0
        elif tag == SECTION:
            section = True
    return Content(tuple(words), tuple(tags), tuple(drawings), balance, section)


@dataclass(frozen=True)
class Row:
    """One row of a table, its cells and what stands in it."""

    element: Element
    cells: tuple[Element, ...]
    content: Content

    @cached_property
    def shape(self) -> Hashable:
        """Return how the cells of the row are spanned."""
        return tuple((value_of(cell, "w:tcPr/w:gridSpan"), _merge(cell)) for cell in self.cells)

    @cached_property
    def keys(self) -> Keys:
        """Return the keys of the row: its school tells it from others more than its numbers."""
        found = self.content
        subjects = tuple(dict.fromkeys(_subject(tag) for tag in found.tags))
        first = next((word for word in found.words if not DIGITS.fullmatch(word)), "")
        return (
            (self.shape, found.words, found.tags),
            (self.shape, found.tags, found.neutral),
            (self.shape, found.tags or found.neutral),
            (self.shape, subjects, first),
            (self.shape, subjects or first),
        )


@dataclass(frozen=True)
class Block:
    """A paragraph, a table, a control around several of them, or anything else of a body."""

    element: Element
    kind: str
    content: Content
    rows: tuple[Row, ...] = ()

    @cached_property
    def head(self) -> tuple[str, ...]:
        """Return the texts of the first row of a table."""
        return self.rows[0].content.words if self.rows else ()

    @cached_property
    def keys(self) -> Keys:
        """Return the keys of the block."""
        if self.kind == TBL:
            width = len(self.element.findall(f"{name('w:tblGrid')}/{name('w:gridCol')}"))
            said = value_of(self.element, "w:tblPr/w:tblDescription")
            return (
                (TBL, width, self.head, said, self.content.tags),
                (TBL, width, self.head, said),
                (TBL, width, self.head),
                (TBL, width),
            )
        if self.kind == SDT:
            gallery = value_of(self.element, "w:sdtPr/w:docPartObj/w:docPartGallery")
            return ((SDT, gallery or value_of(self.element, "w:sdtPr/w:tag")),) * 4
        return self._keys_of_paragraph()

    def _keys_of_paragraph(self) -> Keys:
        found, style = self.content, value_of(self.element, "w:pPr/w:pStyle")
        if found.field_balance:
            # A field that ends in another paragraph must neither lose its head nor its tail.
            return ((self.kind, "field", found.field_balance),) * 4
        return (
            (self.kind, style, found.words, found.tags, found.ends_section, found.drawings),
            (self.kind, style, found.tags, found.neutral, bool(found.drawings)),
            (self.kind, style, found.tags or found.neutral, bool(found.drawings)),
            (self.kind, style),
        )

    def fits(self, other: Block) -> bool:
        """Tell whether two blocks that only their last key matched are versions of each other."""
        if self.kind == TBL:
            mine, theirs = ({row.keys[-1] for row in each.rows} for each in (self, other))
            return is_half(len(mine & theirs), min(len(mine), len(theirs)))
        return self.content.is_like(other.content)


def blocks_of(parent: Element, object_key: ObjectKey) -> list[Block]:
    """Return the blocks of a body, of a cell or of the content of a control."""
    return [_block(child, object_key) for child in parent if child.tag not in (TC_PR, SDT_PR)]


def _block(element: Element, object_key: ObjectKey) -> Block:
    content = content_of(element, object_key)
    rows = tuple(_rows(element, object_key)) if element.tag == TBL else ()
    return Block(element, str(element.tag), content, rows)


def _rows(table: Element, object_key: ObjectKey) -> Iterator[Row]:
    for row in table.iterchildren(TR):
        yield Row(row, tuple(row.iterchildren(TC)), content_of(row, object_key))


def has_plain_rows(table: Element) -> bool:
    """Tell whether nothing stands between a table and its rows, and a row and its cells."""
    others = {SDT, name("w:customXml"), name("w:ins"), name("w:del")}
    inside = [table, *table.iterchildren(TR)]
    return not any(child.tag in others for each in inside for child in each)


def _merge(cell: Element) -> str:
    found = cell.find(f"{TC_PR}/{name('w:vMerge')}")
    return "" if found is None else found.get(VAL, "continue")


def _subject(tag: str) -> str:
    """Return whom a fact speaks of: `s.2113999001` or `county`."""
    parts = tag.split(".")
    return ".".join(parts[:2]) if parts[0] == "s" else parts[0]


__all__ = ["SDT_CONTENT", "Block", "Content", "P", "Row", "blocks_of", "content_of",
           "has_plain_rows"]  # fmt: skip
