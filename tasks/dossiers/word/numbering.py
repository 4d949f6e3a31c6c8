"""Page numbers put into a Word file that is already made: what its contents say of its headings.

A page number can only come from a program that lays out pages. So a file is made, laid out,
and its contents written again with the numbers that were found; nothing else of it changes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping

from lxml import etree

from tasks.dossiers.word.contents import Heading
from tasks.dossiers.word.package import zipped
from tasks.dossiers.word.pages import field
from tasks.dossiers.word.xml import Element, name, w

DOCUMENT = "word/document.xml"
CONTENTS = "Table of Contents"
PAGE_FIELD = "PAGEREF"


def headings_of(docx: bytes) -> list[Heading]:
    """Return the headings that the contents of a file list, none where it has no contents."""
    return [
        Heading(_text(entry), 1, entry.get(name("w:anchor"), ""))
        for entry in _entries(_document(docx))
    ]


def numbered(docx: bytes, pages: Mapping[str, int]) -> bytes:
    """Return the file whose contents give the page of each heading by its bookmark.

    A heading whose page is not known stands there without one, as before.
    """
    root = _document(docx)
    for entry in _entries(root):
        for child in list(entry)[1:]:
            entry.remove(child)
        page = pages.get(entry.get(name("w:anchor"), ""))
        if page is not None:
            entry.append(w("r", w("tab")))
            entry.extend(field(f"{PAGE_FIELD} {entry.get(name('w:anchor'))} \\h", str(page)))
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        parts = {path: package.read(path) for path in package.namelist()}
    parts[DOCUMENT] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return zipped(parts)


def _document(docx: bytes) -> Element:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        blob = package.read(DOCUMENT)
    return etree.fromstring(blob, etree.XMLParser(resolve_entities=False, no_network=True))


def _entries(root: Element) -> Iterator[Element]:
    """Yield the link of each entry; in a file with several contents all of them."""
    for control in root.iter(name("w:sdt")):
        gallery = control.find(
            f"{name('w:sdtPr')}/{name('w:docPartObj')}/{name('w:docPartGallery')}"
        )
        if gallery is not None and gallery.get(name("w:val")) == CONTENTS:
            yield from control.iter(name("w:hyperlink"))


def _text(entry: Element) -> str:
    """Return the text of a heading in an entry, without the number behind it."""
    return "".join(text.text or "" for text in entry[0].iter(name("w:t")))
