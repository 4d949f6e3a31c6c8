"""Paragraphs: two as one with its changes marked, or one that came or went as a whole.

A number whose value changed keeps its control and tag; inside stand the old text deleted and
the new one inserted. Around whatever changed and has numbers in it stands a comment on causes:
one for each place, and one for a paragraph or a row that came or went as a whole.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from copy import deepcopy
from typing import Protocol

from tasks.redline.line import DELETED, INSERTED, KEPT, Line
from tasks.redline.marks import Marks
from tasks.redline.markup import (
    DELETED_TEXT,
    P_PR,
    SDT_CONTENT,
    TEXT,
    Element,
    name,
    w,
)
from tasks.redline.operations import operations
from tasks.redline.pieces import (
    CONTROL,
    OBJECT,
    UNSEEN,
    WRAPPER,
    Piece,
    pieces,
)
from tasks.redline.told import Told, shown_in

PAGE_PARTS = (name("w:headerReference"), name("w:footerReference"))


class Pictures(Protocol):
    """What paragraphs must know of drawings, whose content stands in other parts."""

    def old_key(self, element: Element) -> Hashable:
        """Return what tells an object of the old version from others."""

    def new_key(self, element: Element) -> Hashable:
        """Return what tells an object of the new version from others."""

    def adopt(self, drawing: Element) -> None:
        """Bring what an old drawing shows into the new file."""

    def differences(self, old: Element, new: Element) -> Sequence[str]:
        """Return in words what changed between two drawings, nothing if one is no chart."""

    def of_one(self, drawing: Element, *, is_new: bool) -> Sequence[str]:
        """Return in words why a drawing came or went, nothing if it is no chart."""


class Paragraphs:
    """Writes the paragraphs of one document; `told` knows why its numbers differ."""

    def __init__(self, marks: Marks, told: Told, pictures: Pictures) -> None:
        self._marks = marks
        self._told = told
        self._pictures = pictures
        self._around: Sequence[str] = ()

    def stand_among(self, facts: Sequence[str]) -> None:
        """Say which facts stand in the paragraph or row that is merged next."""
        self._around = facts

    def merge(self, old: Element, new: Element) -> None:
        """Mark in a new paragraph what it has beyond the old one, and put in what it lacks."""
        made = self._merged(old, new)
        _fill(new, made, (P_PR,))

    def mark_whole(self, kind: str, paragraphs: Sequence[Element]) -> None:
        """Mark all that stands in paragraphs, and their ends, as having come or gone together."""
        shown = [shown_in(each) for each in paragraphs]
        numbers = [number for each in shown for number in each]
        sides = (numbers, ()) if kind == DELETED else ((), numbers)
        lines = self._told.of_numbers(*sides)
        for each in paragraphs:
            self._mark_whole(kind, each)
        if not lines:
            return
        holders = [each for each, has in zip(paragraphs, shown, strict=True) if has]
        start, end, reference = self._marks.comment(lines)
        holders[0].insert(1, start)
        holders[-1].append(end)
        holders[-1].append(self._marks.of(kind, reference))

    def _mark_whole(self, kind: str, paragraph: Element) -> None:
        key = self._pictures.old_key if kind == DELETED else self._pictures.new_key
        line = Line(self._marks, [])
        found = pieces(paragraph, key)
        gone, come = (found, ()) if kind == DELETED else ((), found)
        self._write_all(line, kind, found, lines=self._told_of_drawings(gone, come))
        _fill(paragraph, line.elements(), (P_PR,))
        properties = paragraph.find(P_PR)
        if properties is None:
            properties = w("pPr")
            paragraph.insert(0, properties)
        if kind == DELETED:
            for each in list(properties.iter(*PAGE_PARTS)):
                each.getparent().remove(each)
        self._marks.mark_end(kind, properties)

    def _merged(self, old: Element, new: Element) -> list[Element]:
        olds = [each for each in pieces(old, self._pictures.old_key) if each.kind != UNSEEN]
        everything = pieces(new, self._pictures.new_key)
        news = [each for each in everything if each.kind != UNSEEN]
        line = Line(self._marks, everything)
        unseen = iter(everything)
        for each in operations(olds, news):
            if each.same:
                for before, after in zip(
                    olds[each.at : each.end], news[each.to : each.stop], strict=True
                ):
                    self._pass_unseen(line, unseen, after)
                    self._write_pair(line, before, after)
                continue
            self._write_change(line, unseen, olds[each.at : each.end], news[each.to : each.stop])
        self._pass_unseen(line, unseen, None)
        return line.elements()

    def _write_change(
        self, line: Line, unseen: Iterator[Piece], gone: Sequence[Piece], come: Sequence[Piece]
    ) -> None:
        """Write what went and what came in its place, with one comment on all its numbers."""
        numbers = [[shown for each in side if each.kind in (CONTROL, WRAPPER)
                    for shown in shown_in(each.element)] for side in (gone, come)]  # fmt: skip
        lines = self._told.of_numbers(numbers[0], numbers[1], self._around)
        marks = self._marks.comment(lines) if lines else None
        if marks:
            line.put(marks[0])
        told = self._told_of_drawings(gone, come)
        self._write_all(line, DELETED, gone, lines=() if come else told)
        for after in come:
            self._pass_unseen(line, unseen, after)
            self._write_all(line, INSERTED, [after], lines=told)
        if marks:
            line.put(marks[1])
            line.put_run(marks[2], KEPT if gone and come else INSERTED if come else DELETED)

    def _pass_unseen(self, line: Line, waiting: Iterator[Piece], until: Piece | None) -> None:
        """Write the bookmarks and bones of fields of the new paragraph that come before a piece."""
        for piece in waiting:
            if piece is until:
                return
            if piece.run is None:
                line.put(piece.element)
            else:
                line.add(piece, KEPT)

    def _write_pair(self, line: Line, old: Piece, new: Piece) -> None:
        if new.run is not None:
            line.add(new, KEPT)
        elif new.kind == CONTROL and old.text != new.text:
            self._write_changed(line, old.element, new.element)
        elif new.kind == WRAPPER:
            _fill(new.element, self._merged(old.element, new.element), ())
            line.put(new.element)
        else:
            line.put(new.element)

    def _write_changed(self, line: Line, old: Element, new: Element) -> None:
        shown = shown_in(old), shown_in(new)
        inside = Line(self._marks, [])
        content = new.find(SDT_CONTENT)
        self._write_all(inside, DELETED, pieces(old.find(SDT_CONTENT), self._pictures.old_key))
        self._write_all(inside, INSERTED, pieces(content, self._pictures.new_key))
        _fill(content, inside.elements(), ())
        lines = self._told.of_numbers(*shown, self._around)
        if not lines:
            line.put(new)
            return
        start, end, reference = self._marks.comment(lines)
        line.put(start, new, end)
        line.put_run(reference, KEPT)

    def _write_all(
        self,
        line: Line,
        kind: str,
        given: Sequence[Piece],
        *,
        lines: Sequence[str] = (),
    ) -> None:
        """Write pieces that came or went; `lines` is what to say of an object."""
        for piece in given:
            if piece.kind == UNSEEN and kind == DELETED:
                continue
            if piece.kind == CONTROL:
                self._write_control(line, kind, piece.element)
            elif piece.kind == WRAPPER:
                self._write_wrapper(line, kind, piece.element)
            elif piece.run is None:
                self._write_beside(line, kind, piece)
            else:
                self._write_in_run(line, kind, piece, lines)

    def _write_beside(self, line: Line, kind: str, piece: Piece) -> None:
        if piece.kind == UNSEEN:
            line.put(piece.element)
        elif kind == INSERTED:
            line.put(self._marks.of(kind, piece.element))
        else:
            line.put(self._marks.of(kind, deepcopy(piece.element)))

    def _write_in_run(self, line: Line, kind: str, piece: Piece, lines: Sequence[str]) -> None:
        start = end = reference = None
        if piece.kind == OBJECT and lines:
            start, end, reference = self._marks.comment(lines)
            line.put(start)
        if piece.kind == OBJECT and kind == DELETED:
            self._pictures.adopt(piece.element)
        line.add(piece, kind)
        if end is not None and reference is not None:
            line.put(end)
            line.put_run(reference, kind)

    def _write_wrapper(self, line: Line, kind: str, wrapper: Element) -> None:
        key = self._pictures.old_key if kind == DELETED else self._pictures.new_key
        inside = pieces(wrapper, key)
        if kind == DELETED:
            self._write_all(line, kind, inside)
            return
        within = Line(self._marks, inside)
        self._write_all(within, kind, inside)
        _fill(wrapper, within.elements(), ())
        line.put(wrapper)

    def _write_control(self, line: Line, kind: str, control: Element) -> None:
        if kind == DELETED:
            control = deepcopy(control)
            self._marks.renumber_controls(control)
            for text in control.iter(TEXT):
                text.tag = DELETED_TEXT
        # The mark goes around the control, else an empty one would be left behind.
        line.put(self._marks.of(kind, control))

    def _told_of_drawings(self, gone: Sequence[Piece], come: Sequence[Piece]) -> Sequence[str]:
        old, new = ([each for each in side if each.kind == OBJECT] for side in (gone, come))
        if len(old) == len(new) == 1:
            return self._pictures.differences(old[0].element, new[0].element)
        if len(old) + len(new) == 1:
            return self._pictures.of_one((old or new)[0].element, is_new=bool(new))
        return ()


def _fill(parent: Element, children: Sequence[Element], kept: Sequence[str]) -> None:
    """Replace what stands in an element, but for some children that come first."""
    for child in list(parent):
        if child.tag not in kept:
            parent.remove(child)
    parent.extend(children)
