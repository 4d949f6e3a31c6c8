"""What a comment is asked about: numbers as they are shown, and who knows why they differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tasks.redline.markup import DELETED_TEXT, SDT, SDT_CONTENT, TEXT, Element
from tasks.redline.pieces import control_tag


@dataclass(frozen=True)
class Shown:
    """One number as one version shows it; `fact` is the tag of its control."""

    fact: str
    text: str


class Told(Protocol):
    """Who can tell why numbers and charts differ between two versions."""

    def of_numbers(
        self, gone: Sequence[Shown], come: Sequence[Shown], around: Iterable[str] = ()
    ) -> Sequence[str]:
        """Return the lines of a comment on numbers that went, came or changed together.

        `around` are the facts of the same paragraph or row. No line where nothing is known.
        """

    def of_charts(self, old: int | None, new: int | None) -> Sequence[str]:
        """Return the lines on what changed the values of a chart, by its number on either side."""


def shown_in(element: Element) -> list[Shown]:
    """Return the numbers in controls below an element, or the one that it is, in order."""
    return [
        Shown(control_tag(control), _text(control.find(SDT_CONTENT)))
        for control in element.iter(SDT)
        if control_tag(control)
    ]


def _text(content: Element | None) -> str:
    if content is None:
        return ""
    return "".join(each.text or "" for each in content.iter(TEXT, DELETED_TEXT))


__all__ = ["Shown", "Told", "shown_in"]
