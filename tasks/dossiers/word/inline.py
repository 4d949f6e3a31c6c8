"""What stands inside a paragraph: text, styled text, and numbers that know their fact.

A `Number` becomes a content control whose tag is the fact's id, so that Word, WPS and
`junheng verify` can tell which fact a printed number is. Around each control lies a hidden
bookmark: where an editor drops controls when it saves, the bookmark still says where the
number was, and the facts that travel with the file say which fact the bookmark is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count

from tasks.dossiers.word.base import font_slots
from tasks.dossiers.word.styles import Font, Styles
from tasks.dossiers.word.xml import XML_SPACE, Element, name, w, writable

LONGEST_TAG = 64
VALUE, MARK_ID, MARK_NAME = name("w:val"), name("w:id"), name("w:name")
BREAKS = re.compile("([\n\t])")
MARK = "_F{:06d}"
"""The name of the bookmark around the control of this number; Word hides such names."""

FIRST_MARK = 1_000_000
"""Where the numbers of these bookmarks begin, far behind those of headings."""


@dataclass(frozen=True)
class Number:
    """A printed fact. `style` names a character style, `title` is shown when clicked.

    Raises `ValueError` where the id is empty or longer than the 64 signs Word keeps.
    """

    fact: str
    text: str
    title: str = ""
    style: str = ""

    def __post_init__(self) -> None:
        if not 0 < len(self.fact) <= LONGEST_TAG:
            raise ValueError(f"a fact id has 1 to {LONGEST_TAG} signs: {self.fact!r}")


@dataclass(frozen=True)
class Styled:
    """Text in a character style such as `strong` or `failed`."""

    text: str
    style: str


Piece = str | Number | Styled
Content = Piece | Sequence[Piece]
Splitter = Callable[[str], Sequence[Piece]]
"""Divides a text into plain text and the numbers in it that are facts."""


def pieces(content: Content) -> tuple[Piece, ...]:
    """Return the pieces of `content`, which may be a single one."""
    return (content,) if isinstance(content, (str, Number, Styled)) else tuple(content)


class InlineWriter:
    """Makes the runs and content controls of one document; controls are numbered 1, 2, 3 …

    `printed` has the fact of each control, in the order of their numbers. `split` finds the
    numbers in plain text.
    """

    def __init__(self, styles: Styles, split: Splitter | None = None) -> None:
        self._styles = styles
        self._split = split
        self._control_ids = count(1)
        self._properties = cache(self._new_properties)
        self.printed: list[str] = []

    def elements(self, content: Content, font: Font) -> Iterator[Element]:
        """Yield the XML of `content`, for a paragraph whose style has `font`."""
        for given in pieces(content):
            for piece in self._split(given) if self._split and isinstance(given, str) else (given,):
                if isinstance(piece, str):
                    yield self.run(piece, font)
                elif isinstance(piece, Styled):
                    yield self.run(piece.text, font, piece.style)
                else:
                    yield from self._control(piece, font)

    def run(self, text: str, font: Font, style: str = "") -> Element:
        """Return one run; `\\n` becomes a line break and `\\t` a tabulator."""
        made = w("r")
        properties = self._properties(text.isascii(), font, style)
        if len(properties):
            made.append(properties.__copy__())
        for part in BREAKS.split(writable(text)):
            if part == "\n":
                made.append(w("br"))
            elif part == "\t":
                made.append(w("tab"))
            elif part:
                made.append(_text(part))
        return made

    def _new_properties(self, is_ascii: bool, font: Font, style: str) -> Element:
        """Return the properties of a run, of which there are few kinds in a document."""
        properties = w("rPr")
        if style:
            character = self._styles.character(style)
            properties.append(w("rStyle", val=character.id))
            font = character.font or font
        if not is_ascii:
            properties.append(font_slots(font, hint=True))
        return properties

    def _control(self, number: Number, font: Font) -> Iterator[Element]:
        """Yield the control of a number between the ends of its bookmark.

        LibreOffice 7.4 doubles the text of a control that is for plain text only.
        """
        self.printed.append(number.fact)
        identity = next(self._control_ids)
        start, control, end = (each.__copy__() for each in _blank_control())
        (alias, tag, own), inside = control
        alias.set(VALUE, (number.title or number.fact)[:LONGEST_TAG])
        tag.set(VALUE, number.fact)
        own.set(VALUE, str(identity))
        inside.append(self.run(number.text, font, number.style))
        for each in (start, end):
            each.set(MARK_ID, str(FIRST_MARK + identity))
        start.set(MARK_NAME, MARK.format(identity))
        yield from (start, control, end)


@cache
def _blank_control() -> tuple[Element, Element, Element]:
    """Return a control between the ends of its bookmark, to be copied and filled."""
    properties = w("sdtPr", w("alias"), w("tag"), w("id"))
    return w("bookmarkStart"), w("sdt", properties, w("sdtContent")), w("bookmarkEnd")


def _text(text: str) -> Element:
    made = w("t")
    made.text = text
    if text != text.strip():
        made.set(XML_SPACE, "preserve")
    return made
