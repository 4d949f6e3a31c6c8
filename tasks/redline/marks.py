"""Insertions, deletions and comments of one document: who made them, when, and their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import count

from tasks.redline.markup import DEL, ID, INS, Element, name, text_of, w

INSERTED, DELETED = "ins", "del"
BOOKMARK, CONTROL_ID = name("w:bookmarkStart"), name("w:id")


class Marks:
    """Makes the marks of one document; their numbers follow those that are taken."""

    def __init__(self, author: str, moment: datetime, root: Element) -> None:
        taken = [int(each.get(ID, 0)) for each in root.iter(BOOKMARK)]
        controls = [int(each.get(name("w:val"), 0)) for each in root.iter(CONTROL_ID)]
        self._numbers = count(max(taken, default=0) + 1)
        self._controls = count(max(controls, default=0) + 1)
        self._signed = {"author": author, "date": f"{moment:%Y-%m-%dT%H:%M:%S}Z"}
        self.comments: list[Element] = []
        self.made = 0

    def _stamp(self) -> dict[str, object]:
        self.made += 1
        return {"id": next(self._numbers), **self._signed}

    def of(self, kind: str, *children: Element) -> Element:
        """Return a `w:ins` or `w:del` around children."""
        return w(kind, *children, **self._stamp())

    def mark_end(self, kind: str, properties: Element) -> None:
        """Say of a paragraph, by its properties, that its end came or went."""
        run = properties.find(name("w:rPr"))
        if run is None:
            run = w("rPr")
            after = [name("w:sectPr"), name("w:pPrChange")]
            at = next((n for n, each in enumerate(properties) if each.tag in after), None)
            properties.insert(len(properties) if at is None else at, run)
        at = sum(1 for each in run if each.tag in (INS, DEL))
        run.insert(at, self.of(kind))

    def mark_row(self, kind: str, properties: Element) -> None:
        """Say of a table row that it came or went."""
        properties.append(self.of(kind))

    def renumber_controls(self, element: Element) -> None:
        """Give controls that were taken from elsewhere numbers of their own."""
        for each in element.iter(CONTROL_ID):
            each.set(name("w:val"), str(next(self._controls)))

    def changed_cell(self, before: Element) -> Element:
        """Return what keeps the properties that a cell had before."""
        return w("tcPrChange", before, **self._stamp())

    def comment(self, lines: Sequence[str]) -> tuple[Element, Element, Element]:
        """Return what begins, ends and shows a new comment of some lines."""
        number = len(self.comments)
        initials = self._signed["author"][:1]
        first = w("r", w("annotationRef"))
        made = w("comment", id=number, **self._signed, initials=initials)
        for at, line in enumerate(lines):
            made.append(w("p", first if at == 0 else None, w("r", text_of(line))))
        self.comments.append(made)
        reference = w("r", w("commentReference", id=number))
        return w("commentRangeStart", id=number), w("commentRangeEnd", id=number), reference


__all__ = ["DELETED", "INSERTED", "Marks"]
