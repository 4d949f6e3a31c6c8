"""The blocks of two documents as one row of blocks: matched, marked, in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy

from lxml import etree

from tasks.redline.alignment import align
from tasks.redline.blocks import Block, Row, blocks_of, has_plain_rows
from tasks.redline.marks import DELETED, INSERTED, Marks
from tasks.redline.markup import (
    SDT,
    SDT_CONTENT,
    TBL,
    TC,
    TC_PR,
    TR,
    TR_PR,
    Element,
    P,
    name,
    w,
)
from tasks.redline.paragraphs import Paragraphs, Pictures

FIRST_IN_ROW = (name("w:tblPrEx"),)


class Bodies:
    """Merges bodies, cells and the contents of controls of one document."""

    def __init__(self, marks: Marks, paragraphs: Paragraphs, pictures: Pictures) -> None:
        self._marks = marks
        self._paragraphs = paragraphs
        self._pictures = pictures

    def merge(self, old: Element, new: Element) -> None:
        """Turn the new body into one that has the old one's blocks in it, too, all marked."""
        olds = blocks_of(old, self._pictures.old_key)
        news = blocks_of(new, self._pictures.new_key)
        pairs = align(
            [each.keys for each in olds],
            [each.keys for each in news],
            lambda at, to: olds[at].fits(news[to]),
        )
        self._replace(new, [each.element for each in news], self._blocks(olds, news, pairs))

    def _replace(self, parent: Element, old: Sequence[Element], new: Iterator[Element]) -> None:
        made = list(_divided(new, self._between_tables))
        for each in old:
            parent.remove(each)
        parent.extend(made)

    def _blocks(
        self, olds: Sequence[Block], news: Sequence[Block], pairs: Sequence[tuple[int, int]]
    ) -> Iterator[Element]:
        at = to = 0
        for old, new in (*pairs, (len(olds), len(news))):
            for gone in olds[at:old]:
                yield from self._gone(gone)
            for come in news[to:new]:
                yield self._come(come)
            at, to = old + 1, new + 1
            if new < len(news):
                yield from self._both(olds[old], news[new])

    def _both(self, old: Block, new: Block) -> Iterator[Element]:
        if new.kind == TBL:
            yield from self._tables(old, new)
            return
        if new.kind == SDT:
            self.merge(old.element.find(SDT_CONTENT), new.element.find(SDT_CONTENT))
        elif new.kind == P and old.content != new.content:
            self._paragraphs.stand_among(old.content.tags + new.content.tags)
            self._paragraphs.merge(old.element, new.element)
        yield new.element

    def _gone(self, block: Block) -> Iterator[Element]:
        """Yield an old block as one that is deleted; what only holds blocks is left out."""
        if block.kind == SDT:
            inside = block.element.find(SDT_CONTENT)
            for each in blocks_of(inside, self._pictures.old_key):
                yield from self._gone(each)
        elif block.kind in (P, TBL):
            element = deepcopy(block.element)
            self._mark(DELETED, element)
            yield element

    def _come(self, block: Block) -> Element:
        if block.kind in (P, TBL, SDT):
            self._mark(INSERTED, block.element)
        return block.element

    def _mark(self, kind: str, element: Element) -> None:
        """Mark all that stands in a block as having come or gone."""
        if element.tag == P:
            self._paragraphs.mark_whole(kind, [element])
        elif element.tag == SDT:
            for child in element.find(SDT_CONTENT):
                self._mark(kind, child)
        else:
            for row in element.iter(TR):
                self._mark_row(kind, row)

    def _mark_row(self, kind: str, row: Element) -> None:
        inside = [each for cell in row.iter(TC) for each in cell.iterchildren(P)]
        self._paragraphs.mark_whole(kind, inside)
        properties = row.find(TR_PR)
        if properties is None:
            properties = w("trPr")
            row.insert(sum(1 for each in row if each.tag in FIRST_IN_ROW), properties)
        self._marks.mark_row(kind, properties)

    # Tables

    def _tables(self, old: Block, new: Block) -> Iterator[Element]:
        if not (has_plain_rows(old.element) and has_plain_rows(new.element)):
            if old.content != new.content:
                yield from self._gone(old)
                yield self._come(new)
            else:
                yield new.element
            return
        pairs = align(
            [row.keys for row in old.rows], [row.keys for row in new.rows], lambda at, to: True
        )
        rows = list(self._rows(old.rows, new.rows, pairs))
        self._replace(new.element, [row.element for row in new.rows], iter(rows))
        yield new.element

    def _rows(
        self, olds: Sequence[Row], news: Sequence[Row], pairs: Sequence[tuple[int, int]]
    ) -> Iterator[Element]:
        at = to = 0
        for old, new in (*pairs, (len(olds), len(news))):
            for gone in olds[at:old]:
                element = deepcopy(gone.element)
                self._mark_row(DELETED, element)
                yield element
            for come in news[to:new]:
                self._mark_row(INSERTED, come.element)
                yield come.element
            at, to = old + 1, new + 1
            if new < len(news):
                self._merge_row(olds[old], news[new])
                yield news[new].element

    def _merge_row(self, old: Row, new: Row) -> None:
        if old.content == new.content:
            return
        self._paragraphs.stand_among(old.content.tags + new.content.tags)
        for before, after in zip(old.cells, new.cells, strict=True):
            self._keep_properties(before.find(TC_PR), after.find(TC_PR))
            self._merge_cell(before, after)

    def _merge_cell(self, old: Element, new: Element) -> None:
        """Merge two cells; the last paragraph of a cell is always there."""
        olds, news = ([child for child in cell if child.tag != TC_PR] for cell in (old, new))
        if [child.tag for child in olds] == [child.tag for child in news] == [P]:
            self._paragraphs.merge(olds[0], news[0])
            return
        self.merge_lines(olds, news, new)

    def merge_lines(self, olds: Sequence[Element], news: Sequence[Element], cell: Element) -> None:
        """Merge the blocks of two cells, of which the last ones belong together."""
        old, new = w("tc"), w("tc")
        old.extend(map(deepcopy, olds[:-1]))
        new.extend(news[:-1])
        self.merge(old, new)
        last = news[-1]
        if olds[-1].tag == last.tag == P:
            self._paragraphs.merge(olds[-1], last)
        cell.extend([*new, last])

    def _keep_properties(self, old: Element | None, new: Element | None) -> None:
        """Note how a cell was shaded and set before, where that changed."""
        if old is None or new is None or _xml(old) == _xml(new):
            return
        if _xml_without_width(old) != _xml_without_width(new):
            new.append(self._marks.changed_cell(deepcopy(old)))

    def _between_tables(self) -> Element:
        """Return a paragraph that is in neither version: else two tables would become one."""
        properties = w("pPr")
        self._marks.mark_end(INSERTED, properties)
        self._marks.mark_end(DELETED, properties)
        return w("p", properties)


def _divided(elements: Iterator[Element], divider: Callable[[], Element]) -> Iterator[Element]:
    """Yield elements with a divider wherever one table would follow another."""
    before = ""
    for each in elements:
        if before == each.tag == TBL:
            yield divider()
        before = each.tag
        yield each


def _xml(element: Element) -> bytes:
    return etree.tostring(element, method="c14n")


def _xml_without_width(element: Element) -> list[bytes]:
    return [_xml(child) for child in element if child.tag != name("w:tcW")]
