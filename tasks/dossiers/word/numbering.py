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
from tasks.dossiers.word.xml import PREFIXES, Element, element, name, w

DOCUMENT = "word/document.xml"
CONTENTS = "Table of Contents"
PAGE_FIELD = "PAGEREF"
CHART = f"{name('a:graphicData')}/{name('c:chart')}"


def headings_of(docx: bytes) -> list[Heading]:
    """Return the headings that the contents of a file list, none where it has no contents."""
    blob = _blob(docx)
    if CONTENTS.encode() not in blob:
        return []
    return [
        Heading(_text(entry), 1, entry.get(name("w:anchor"), ""))
        for entry in _entries(_parsed(blob))
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
    return _with_document(docx, root)


def contents_stand_apart(docx: bytes) -> bool:
    """Tell whether what is listed begins on a page of its own that is counted anew.

    The length of such contents, and the numbers in them, move no heading to another page.
    """
    root = _document(docx)
    listed = {entry.get(name("w:anchor"), "") for entry in _entries(root)}
    seen = {name("w:hyperlink"), name("w:bookmarkStart"), name("w:sectPr")}
    ends: list[Element] = []
    has_begun = False
    for found in root.iter(*seen):
        if found.tag == name("w:sectPr"):
            ends.append(found)
            if has_begun:
                break
        elif found.tag == name("w:hyperlink") and found.get(name("w:anchor")) in listed:
            ends.clear()
        elif found.get(name("w:name")) in listed:
            has_begun = True
    return len(ends) > 1 and _begins_anew(ends[-1])


def _begins_anew(section: Element) -> bool:
    """Tell whether a section begins on a new page with a number of its own."""
    kind, count = section.find(name("w:type")), section.find(name("w:pgNumType"))
    on_new_page = kind is None or kind.get(name("w:val")) == "nextPage"
    return on_new_page and count is not None and count.get(name("w:start")) is not None


def with_frames(docx: bytes) -> bytes:
    """Return the file with an empty frame of the same size for each chart.

    Its pages break where those of the file do, and are laid out in half the time.
    """
    root = _document(docx)
    for inline in root.iter(name("wp:inline")):
        graphic, extent = inline.find(name("a:graphic")), inline.find(name("wp:extent"))
        if graphic is not None and graphic.find(CHART) is not None:
            size = {side: extent.get(side) for side in ("cx", "cy")}
            inline.replace(graphic, _frame(size))
    return _with_document(docx, root)


def _frame(size: Mapping[str, str]) -> Element:
    place = element("a:xfrm", element("a:off", x=0, y=0), element("a:ext", **size))
    shape = element("a:prstGeom", element("a:avLst"), prst="rect")
    frame = element(
        "wps:wsp", element("wps:cNvSpPr"), element("wps:spPr", place, shape), element("wps:bodyPr")
    )
    return element("a:graphic", element("a:graphicData", frame, uri=PREFIXES["wps"]))


def _with_document(docx: bytes, root: Element) -> bytes:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        parts = {path: package.read(path) for path in package.namelist()}
    parts[DOCUMENT] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return zipped(parts)


def _document(docx: bytes) -> Element:
    return _parsed(_blob(docx))


def _blob(docx: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return package.read(DOCUMENT)


def _parsed(blob: bytes) -> Element:
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
