"""Finds the elements of an XML part without taking it apart, so that all else stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape

from lxml import etree

from tasks.errors import SubmissionError

TOKEN = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    rb"""|<(/?)([^\s/>!?]+)((?:[^"'>/]|/(?!>)|"[^"]*"|'[^']*')*+)(/?)>""",
    re.DOTALL,
)
ATTRIBUTE = re.compile(rb"""([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")
CELLS = b"sheetData"
END_OF_CELLS = re.compile(rb"</(?:[\w.-]+:)?sheetData\s*>")
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


class Unmarkable(SubmissionError):  # noqa: N818
    """A file whose parts cannot be patched; it can be converted, or answered without it."""


@dataclass(frozen=True)
class Edit:
    """Bytes of a part, from `start` to `end`, that are replaced by `text`."""

    start: int
    end: int
    text: bytes


@dataclass(frozen=True)
class Element:
    """One element of a part: its name without prefix, and where tag and content stand."""

    name: bytes
    tag: bytes
    start: int
    inner: int
    close: int
    end: int

    @property
    def is_closed_at_once(self) -> bool:
        """Tell whether the element is written as `<name/>`."""
        return self.close == self.end

    @property
    def prefix(self) -> bytes:
        """Return the prefix of the name with its colon, nothing if it has none."""
        match = TOKEN.match(self.tag)
        name = match[2] if match else b""
        return name[: -len(self.name)]

    def attribute(self, name: str) -> str | None:
        """Return the text of one attribute, None if it is not there."""
        for found, quoted in ATTRIBUTE.findall(self.tag):
            if found == name.encode():
                return unescape(quoted[1:-1].decode())
        return None

    def set(self, name: str, value: str) -> Edit:
        """Return the edit that gives the element an attribute."""
        for match in ATTRIBUTE.finditer(self.tag):
            if match[1] == name.encode():
                start = self.start + match.start(2)
                return Edit(start, self.start + match.end(2), f'"{quoted(value)}"'.encode())
        end = self.start + len(self.tag.rstrip(b">").rstrip(b"/"))
        return Edit(end, end, f' {name}="{quoted(value)}"'.encode())

    def append(self, text: bytes) -> Edit:
        """Return the edit that puts `text` behind what is in the element."""
        if not self.is_closed_at_once:
            return Edit(self.close, self.close, text)
        opened = self.tag.rstrip(b">").rstrip(b"/") + b">"
        closing = b"</" + self.prefix + self.name + b">"
        return Edit(self.start, self.end, opened + text + closing)


def root_of(xml: bytes) -> Element:
    """Return the outermost element of a part."""
    for token in TOKEN.finditer(xml):
        if token[2] and not token[1]:
            close = len(xml) if token[4] else xml.rfind(b"</")
            return Element(_local(token[2]), token[0], token.start(), token.end(), close, len(xml))
    raise Unmarkable("no element")


def children(xml: bytes, parent: Element) -> list[Element]:
    """Return the elements directly in `parent`; the cells of a sheet are not looked at."""
    return list(_children(xml, parent.inner, parent.close))


def _children(xml: bytes, start: int, end: int) -> Iterator[Element]:
    depth, at = 0, start
    opened: re.Match[bytes] | None = None
    while (token := TOKEN.search(xml, at, end)) is not None:
        at = token.end()
        if not token[2]:
            continue
        if token[1]:
            depth -= 1
            if depth == 0 and opened is not None:
                yield _element(opened, token.start(), token.end())
        elif token[4]:
            if depth == 0:
                yield _element(token, token.end(), token.end())
        else:
            depth += 1
            if depth == 1:
                opened = token
                at = _behind_cells(xml, token, end)


def _behind_cells(xml: bytes, token: re.Match[bytes], end: int) -> int:
    if _local(token[2]) != CELLS:
        return token.end()
    closing = END_OF_CELLS.search(xml, token.end(), end)
    return closing.start() if closing else token.end()


def _element(opened: re.Match[bytes], close: int, end: int) -> Element:
    return Element(_local(opened[2]), opened[0], opened.start(), opened.end(), close, end)


def _local(name: bytes) -> bytes:
    return name.rpartition(b":")[2]


def behind(found: Sequence[Element], name: bytes, order: Sequence[bytes], root: Element) -> int:
    """Return where an element belongs among others whose order a schema gives."""
    before = order[: order.index(name) + 1]
    return max((each.end for each in found if each.name in before), default=root.inner)


def edited(xml: bytes, edits: Sequence[Edit]) -> bytes:
    """Return a part with all edits done; those of one place stay in their order."""
    pieces, at = [], 0
    for edit in sorted(edits, key=lambda each: each.start):
        pieces += [xml[at : edit.start], edit.text]
        at = edit.end
    return b"".join([*pieces, xml[at:]])


def undone(xml: bytes, edits: Sequence[Edit]) -> list[Edit]:
    """Return the edits that lead from the edited part back to `xml`."""
    found, moved = [], 0
    for edit in sorted(edits, key=lambda each: each.start):
        start = edit.start + moved
        found.append(Edit(start, start + len(edit.text), xml[edit.start : edit.end]))
        moved += len(edit.text) - (edit.end - edit.start)
    return found


def parsed(xml: bytes) -> etree._Element:
    """Return a part as a tree; raises `Unmarkable` if it is no plain XML."""
    try:
        tree = etree.fromstring(xml, PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unmarkable(str(error)) from error
    if tree.getroottree().docinfo.doctype:
        raise Unmarkable("document type")
    return tree


def quoted(text: str) -> str:
    """Return a text as XML can hold it, between tags or in an attribute."""
    return escape(NO_TEXT.sub("", text))
