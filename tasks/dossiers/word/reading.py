"""What a reader sees in a Word file, for approval tests and for `junheng verify`.

Works on our own files and on what Word, WPS or LibreOffice made of them: text inside
content controls is read wherever the control stands, deleted text is not.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from lxml import etree

from tasks.dossiers.word.inline import MARK
from tasks.dossiers.word.xml import WP, Element, name

DOCUMENT = "word/document.xml"
VML_TEXT = "{urn:schemas-microsoft-com:vml}textpath"
CELL_RULE = " | "
LINE_RULE = " / "
FIGURE = "〔图〕"
SKIPPED = {name("w:del"), name("w:moveFrom"), name("w:instrText"), name("w:sdtPr")}


def plain_text(docx: bytes) -> str:
    """Return the text of a Word file in reading order, one line a paragraph or table row.

    Cells are divided by ` | `, lines inside a cell by ` / `; a chart is `〔图〕` and its
    description. Headers, footers and marks are left out: see `page_marks`.
    """
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        root = _parse(package.read(DOCUMENT))
    lines = _blocks(root.find(name("w:body")))
    return "".join(f"{line}\n" for line in lines if line.strip())


def numbers(docx: bytes) -> list[tuple[str, str]]:
    """Return (fact id, printed text) of every number, in reading order.

    LibreOffice before 7.5 loses the tags of content controls when it saves. The bookmarks
    around them stay, and the facts that travel with the file say which fact each marks.
    """
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        root = _parse(package.read(DOCUMENT))
        found = []
        for control in root.iter(name("w:sdt")):
            content = control.find(name("w:sdtContent"))
            identity = _property(control, "w:tag")
            if identity and content is not None:
                found.append((identity, _text(content)))
        return found or list(_marked(root, _printed(package)))


def _printed(package: zipfile.ZipFile) -> dict[str, str]:
    """Return the fact of each mark, by the name of its bookmark."""
    found: dict[str, str] = {}
    for entry in package.namelist():
        if entry.startswith("customXml/item") and "Props" not in entry:
            for element in _parse(package.read(entry)).iter("{*}print"):
                found[MARK.format(int(element.get("mark")))] = element.get("fact")
    return found


def _marked(root: Element, printed: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield fact and text of every bookmark around a number."""
    texts: dict[str, list[str]] = {}
    facts: dict[str, str] = {}
    for element in root.iter(name("w:bookmarkStart"), name("w:bookmarkEnd"), name("w:t")):
        key = element.get(name("w:id"), "")
        if element.tag == name("w:t"):
            for open_mark in texts.values():
                open_mark.append(element.text or "")
        elif element.tag == name("w:bookmarkEnd") and key in facts:
            yield facts.pop(key), "".join(texts.pop(key))
        elif element.get(name("w:name")) in printed:
            facts[key], texts[key] = printed[element.get(name("w:name"))], []


def page_marks(docx: bytes) -> list[tuple[str, ...]]:
    """Return for each header that a section uses its text and its watermark.

    A file is marked on every page when each of them holds the mark.
    """
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        root = _parse(package.read(DOCUMENT))
        relations = _relations(package)
        used = [reference.get(name("r:id")) for reference in root.iter(name("w:headerReference"))]
        return [_mark(_parse(package.read(relations[key]))) for key in used]


def sections_without_header(docx: bytes) -> int:
    """Return how many sections name no header of their own."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        root = _parse(package.read(DOCUMENT))
    sections = root.iter(name("w:sectPr"))
    return sum(1 for section in sections if section.find(name("w:headerReference")) is None)


def attachments(docx: bytes) -> list[bytes]:
    """Return the XML documents that the file carries, in the order of their names."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        names = sorted(
            entry for entry in package.namelist()
            if entry.startswith("customXml/item") and "Props" not in entry
        )  # fmt: skip
        return [package.read(entry) for entry in names]


def _property(control: Element, wanted: str) -> str:
    found = control.find(f"{name('w:sdtPr')}/{name(wanted)}")
    return "" if found is None else found.get(name("w:val"), "")


def _relations(package: zipfile.ZipFile) -> dict[str, str]:
    root = _parse(package.read("word/_rels/document.xml.rels"))
    return {
        relation.get("Id"): str(PurePosixPath("word") / relation.get("Target").lstrip("/"))
        for relation in root
        if relation.get("TargetMode") != "External"
    }


def _mark(header: Element) -> tuple[str, ...]:
    texts = [_text(header), *(shape.get("string", "") for shape in header.iter(VML_TEXT))]
    return tuple(text for text in texts if text)


def _blocks(parent: Element) -> Iterator[str]:
    for child in parent:
        if child.tag == name("w:p"):
            yield _text(child)
        elif child.tag == name("w:tbl"):
            yield from _rows(child)
        elif child.tag not in SKIPPED and isinstance(child.tag, str):
            yield from _blocks(child)


def _rows(table: Element) -> Iterator[str]:
    for row in _inside(table, "w:tr"):
        yield CELL_RULE.join(_cell(cell) for cell in _inside(row, "w:tc"))


def _inside(parent: Element, wanted: str) -> Iterator[Element]:
    """Yield the nearest descendants, also where Word put a content control between."""
    for child in parent:
        if child.tag == name(wanted):
            yield child
        elif child.tag in (name("w:sdt"), name("w:sdtContent"), name("w:customXml")):
            yield from _inside(child, wanted)


def _cell(cell: Element) -> str:
    return LINE_RULE.join(line for line in _blocks(cell) if line)


def _text(parent: Element) -> str:
    return "".join(_signs(parent))


def _signs(parent: Element) -> Iterator[str]:
    for child in parent:
        if child.tag == name("w:t"):
            yield child.text or ""
        elif child.tag == name("w:tab"):
            # A tabulator also stands in the list of tab stops, where it has a position.
            yield "" if child.get(name("w:pos")) else "\t"
        elif child.tag in (name("w:br"), name("w:cr")):
            yield "" if child.get(name("w:type")) == "page" else LINE_RULE
        elif child.tag == f"{{{WP}}}docPr":
            yield FIGURE + (child.get("descr") or child.get("title") or "")
        elif child.tag not in SKIPPED and isinstance(child.tag, str):
            yield from _signs(child)


def _parse(blob: bytes) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(blob, parser)
