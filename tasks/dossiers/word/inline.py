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
from tasks.dossiers.word.styles import Font, ParagraphStyle, Styles
from tasks.dossiers.word.xml import Element, as_markup, parsed, quoted, w, writable

LONGEST_TAG = 64
BREAKS = re.compile("([\n\t])")
CONTROL = (
    '<w:bookmarkStart w:id="{1}" w:name="{5}"/>'
    '<w:sdt><w:sdtPr><w:alias w:val="{2}"/><w:tag w:val="{3}"/><w:id w:val="{0}"/></w:sdtPr>'
    '<w:sdtContent>{4}</w:sdtContent></w:sdt><w:bookmarkEnd w:id="{1}"/>'
)
"""The control of a number between the ends of its bookmark."""

MARK = "_F{:06d}"
"""The name of the bookmark around the control of this number; Word hides such names."""

SPECIAL_PARTS = {"": "", "\n": "<w:br/>", "\t": "<w:tab/>"}
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

    def markup(self, content: Content, font: Font) -> str:
        """Return the XML of `content` as text, for a paragraph whose style has `font`."""
        made = []
        for piece in self._pieces(content):
            if isinstance(piece, str):
                made.append(self._run(piece, font))
            elif isinstance(piece, Styled):
                made.append(self._run(piece.text, font, piece.style))
            else:
                made.append(self._control(piece, font))
        return "".join(made)

    def _pieces(self, content: Content) -> Iterator[Piece]:
        """Yield the pieces of `content`, plain text divided into text and numbers."""
        for given in pieces(content):
            if self._split and isinstance(given, str):
                yield from self._split(given)
            else:
                yield given

    def paragraph(self, content: Content, style: ParagraphStyle) -> Element:
        """Return a paragraph of `content`."""
        inside = self.markup(content, style.font)
        return parsed(f'<w:p><w:pPr><w:pStyle w:val="{style.id}"/></w:pPr>{inside}</w:p>')

    def run(self, text: str, font: Font, style: str = "") -> Element:
        """Return one run; `\\n` becomes a line break and `\\t` a tabulator."""
        return parsed(self._run(text, font, style))

    def _run(self, text: str, font: Font, style: str = "") -> str:
        properties = self._properties(text.isascii(), font, style)
        parts = "".join(map(_part, BREAKS.split(writable(text))))
        return f"<w:r>{properties}{parts}</w:r>"

    def _new_properties(self, is_ascii: bool, font: Font, style: str) -> str:
        """Return the properties of a run, of which there are few kinds in a document."""
        properties = w("rPr")
        if style:
            character = self._styles.character(style)
            properties.append(w("rStyle", val=character.id))
            font = character.font or font
        if not is_ascii:
            properties.append(font_slots(font, hint=True))
        return as_markup(properties) if len(properties) else ""

    def _control(self, number: Number, font: Font) -> str:
        """Return the control of a number between the ends of its bookmark.

        LibreOffice 7.4 doubles the text of a control that is for plain text only.
        """
        self.printed.append(number.fact)
        identity = next(self._control_ids)
        return CONTROL.format(
            identity,
            FIRST_MARK + identity,
            quoted((number.title or number.fact)[:LONGEST_TAG]),
            quoted(number.fact),
            self._run(number.text, font, number.style),
            MARK.format(identity),
        )


def _part(text: str) -> str:
    """Return the XML of a text without breaks, or of one break."""
    if text in SPECIAL_PARTS:
        return SPECIAL_PARTS[text]
    space = "" if text == text.strip() else ' xml:space="preserve"'
    return f"<w:t{space}>{quoted(text)}</w:t>"
