"""The table of contents, right when the file is first opened.

Entries are written out from the headings, each a link to its heading. A page number can
only come from a program that lays out pages: `Dossier.to_bytes()` leaves it out, which is
incomplete but never wrong; `to_bytes(pages=…)`, or `numbered` for a file that is made, writes
the numbers that `heading_pages` found in the text of a converted PDF. Word's “update field”
works on both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.dossiers.word.inline import InlineWriter
from tasks.dossiers.word.pages import field
from tasks.dossiers.word.styles import Styles
from tasks.dossiers.word.xml import Element, w

PRINTED_NUMBER = re.compile(r"—\s*(\d+)\s*—")
BLANKS = re.compile(r"\s+")
LINES_OF_A_HEADING = (1, 2, 3)


@dataclass(frozen=True)
class Heading:
    """One heading with the bookmark that stands at it."""

    text: str
    level: int
    bookmark: str


class ContentsWriter:
    """Writes the entries of one table of contents, again and again if asked."""

    def __init__(self, styles: Styles, inline: InlineWriter, title: str, levels: int) -> None:
        self._styles = styles
        self._inline = inline
        self._title = title
        self._levels = levels
        self._place = w("sdtContent")
        gallery = w("docPartObj", w("docPartGallery", val="Table of Contents"), w("docPartUnique"))
        self.element = w("sdt", w("sdtPr", gallery), self._place)

    def fill(self, headings: Sequence[Heading], pages: Sequence[int | None]) -> None:
        """Replace the entries; `pages` has one printed number (or None) a heading."""
        for child in list(self._place):
            self._place.remove(child)
        style = self._styles.paragraph("contents_title")
        heading = w("p", w("pPr", w("pStyle", val=style.id)))
        heading.append(self._inline.run(self._title, style.font))
        self._place.append(heading)
        entries = [
            self._entry(heading, page)
            for heading, page in zip(headings, pages, strict=True)
            if heading.level <= self._levels
        ]
        if not entries:
            return
        begin, code, separate, _, end = field(f'TOC \\o "1-{self._levels}" \\h \\z \\u', "")
        for position, run in enumerate((begin, code, separate)):
            entries[0].insert(1 + position, run)
        entries[-1].append(end)
        self._place.extend(entries)

    def _entry(self, heading: Heading, page: int | None) -> Element:
        style = self._styles.paragraph(f"contents{heading.level}")
        link = w("hyperlink", self._inline.run(heading.text, style.font),
                 anchor=heading.bookmark, history=1)  # fmt: skip
        if page is not None:
            link.append(w("r", w("tab")))
            link.extend(field(f"PAGEREF {heading.bookmark} \\h", str(page)))
        return w("p", w("pPr", w("pStyle", val=style.id)), link)


def heading_pages(headings: Sequence[Heading], page_texts: Sequence[str]) -> list[int | None]:
    """Return the printed page number of each heading, None where it was not found.

    `page_texts` is the text of each page of the converted file, in order. A heading is the
    last line, or lines where it is long, with its text from the page of the heading before it
    on; entries of the table of contents stand before all headings and are passed over.
    """
    pages = [_lines(text) for text in page_texts]
    found: list[int | None] = []
    latest = len(pages) - 1
    for heading in reversed(headings):
        wanted = BLANKS.sub("", heading.text)
        at = next((n for n in range(latest, -1, -1) if wanted in pages[n]), None)
        latest = latest if at is None else at
        found.append(None if at is None else _printed_number(page_texts[at]))
    return found[::-1]


def _lines(page: str) -> set[str]:
    """Return the lines of a page without blanks, and each with one or two that follow it."""
    lines = [found for line in page.splitlines() if (found := BLANKS.sub("", line))]
    together = (lines[at : at + many] for many in LINES_OF_A_HEADING for at in range(len(lines)))
    return {"".join(each) for each in together}


def _printed_number(page: str) -> int | None:
    numbers = PRINTED_NUMBER.findall(page)
    return int(numbers[-1]) if numbers else None
