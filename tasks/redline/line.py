"""The content of one paragraph being written: runs kept, inserted and deleted, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from copy import deepcopy

from tasks.redline.marks import DELETED, INSERTED, Marks
from tasks.redline.markup import R_PR, TEXT, Element, text_of, w
from tasks.redline.pieces import Piece

KEPT = ""


class Line:
    """Collects pieces; pieces of one run that fare alike become one run again."""

    def __init__(self, marks: Marks, kept: Sequence[Piece]) -> None:
        """`kept` are the pieces of the new paragraph: a run of which all stay is not cut."""
        self._marks = marks
        self._whole = Counter(id(piece.run) for piece in kept if piece.run is not None)
        self._written: list[Element] = []
        self._run: list[Piece] = []
        self._kind = KEPT
        self._open: tuple[str, Element] | None = None

    def add(self, piece: Piece, kind: str) -> None:
        """Append a piece of a run."""
        if self._run and (self._run[0].run is not piece.run or self._kind != kind):
            self._close_run()
        self._kind = kind
        self._run.append(piece)

    def put(self, *elements: Element) -> None:
        """Append elements that stand beside runs as they are."""
        self._close_run()
        self._open = None
        self._written += elements

    def put_run(self, run: Element, kind: str) -> None:
        """Append a whole run."""
        self._close_run()
        self._append(run, kind)

    def elements(self) -> list[Element]:
        """Return everything that was appended."""
        self._close_run()
        return self._written

    def _close_run(self) -> None:
        if self._run:
            pieces, self._run = self._run, []
            self._append(self._made_of(pieces), self._kind)

    def _made_of(self, pieces: Sequence[Piece]) -> Element:
        run = pieces[0].run
        assert run is not None
        if self._kind != DELETED and self._whole[id(run)] == len(pieces):
            return run
        return _run_of(pieces, self._kind == DELETED)

    def _append(self, run: Element, kind: str) -> None:
        if kind == KEPT:
            self._open = None
            self._written.append(run)
        elif self._open and self._open[0] == kind:
            self._open[1].append(run)
        else:
            self._open = (kind, self._marks.of(kind, run))
            self._written.append(self._open[1])


def _run_of(pieces: Sequence[Piece], is_deleted: bool) -> Element:
    """Return a run of some pieces of another one."""
    run = pieces[0].run
    properties = None if run is None else run.find(R_PR)
    made = w("r", None if properties is None else deepcopy(properties))
    words = ""
    for piece in pieces:
        if piece.element.tag == TEXT:
            words += piece.text
            continue
        if words:
            made.append(_text(words, is_deleted))
            words = ""
        made.append(deepcopy(piece.element) if is_deleted else piece.element)
    if words:
        made.append(_text(words, is_deleted))
    return made


def _text(words: str, is_deleted: bool) -> Element:
    return text_of(words, "delText" if is_deleted else "t")


__all__ = ["DELETED", "INSERTED", "KEPT", "Line"]
