"""What stands inside a paragraph: text, styled text, and numbers that know their fact.

A `Number` becomes a content control whose tag is the fact's id, so that Word, WPS and
`junheng verify` can tell which fact a printed number is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from tasks.dossiers.word.base import font_slots
from tasks.dossiers.word.styles import Font, Styles
from tasks.dossiers.word.xml import XML_SPACE, Element, w, writable

LONGEST_TAG = 64
BREAKS = re.compile("([\n\t])")


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


def pieces(content: Content) -> tuple[Piece, ...]:
    """Return the pieces of `content`, which may be a single one."""
    return (content,) if isinstance(content, (str, Number, Styled)) else tuple(content)


class InlineWriter:
    """Makes the runs and content controls of one document; controls are numbered 1, 2, 3 …"""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._control_ids = count(1)

    def elements(self, content: Content, font: Font) -> Iterator[Element]:
        """Yield the XML of `content`, for a paragraph whose style has `font`."""
        for piece in pieces(content):
            if isinstance(piece, str):
                yield self.run(piece, font)
            elif isinstance(piece, Styled):
                yield self.run(piece.text, font, piece.style)
            else:
                yield self._control(piece, font)

    def run(self, text: str, font: Font, style: str = "") -> Element:
        """Return one run; `\\n` becomes a line break and `\\t` a tabulator."""
        made = w("r")
        properties = self._run_properties(text, font, style)
        if len(properties):
            made.append(properties)
        for part in BREAKS.split(writable(text)):
            if part == "\n":
                made.append(w("br"))
            elif part == "\t":
                made.append(w("tab"))
            elif part:
                made.append(_text(part))
        return made

    def _run_properties(self, text: str, font: Font, style: str) -> Element:
        properties = w("rPr")
        if style:
            character = self._styles.character(style)
            properties.append(w("rStyle", val=character.id))
            font = character.font or font
        if not text.isascii():
            properties.append(font_slots(font, hint=True))
        return properties

    def _control(self, number: Number, font: Font) -> Element:
        properties = w(
            "sdtPr",
            w("alias", val=(number.title or number.fact)[:LONGEST_TAG]),
            w("tag", val=number.fact),
            w("id", val=next(self._control_ids)),
            w("text"),
        )
        return w("sdt", properties, w("sdtContent", self.run(number.text, font, number.style)))


def _text(text: str) -> Element:
    made = w("t")
    made.text = text
    if text != text.strip():
        made.set(XML_SPACE, "preserve")
    return made
