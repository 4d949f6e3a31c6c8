"""The parts of an xlsx or xlsm file: read when asked for, patched, and written again.

What is changed is written down in a part of its own, so that it can be undone to the byte.
"""

from __future__ import annotations

import hashlib
import io
import json
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import unescape

from tasks.receipts.markup import (
    Edit,
    Element,
    Unmarkable,
    children,
    edited,
    parsed,
    quoted,
    root_of,
    undone,
)
from tasks.worksheets import ZIP_DATE

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What the zip library raises for a file that is damaged or protected."""

CONTENT_TYPES = "[Content_Types].xml"
WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
UNDO_SPACE = "urn:junheng:marks"
UNDO = "customXml/junheng.xml"
MOST_UNPACKED_BYTES = 300_000_000
MOST_PARTS = 5000
UTF_8, ASCII = "UTF-8", "ASCII"
LEVEL = 3


@dataclass(frozen=True)
class Relation:
    """One line of a relationships part; `part` is what it points at."""

    id: str
    type: str
    part: str
    element: Element


class Package:
    """One OOXML file. Raises `Unmarkable` if it is none, or not one that can be patched."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except BROKEN as error:
            raise Unmarkable("no package") from error
        entries = self._zip.infolist()
        self.names = [each.filename for each in entries]
        unpacked = sum(each.file_size for each in entries)
        if len(set(self.names)) < len(entries) or len(entries) > MOST_PARTS:
            raise Unmarkable("names")
        if unpacked > MOST_UNPACKED_BYTES or not {WORKBOOK, CONTENT_TYPES} <= set(self.names):
            raise Unmarkable("no workbook")
        self._changed: dict[str, bytes] = {}
        self._sound: set[str] = set()
        self._undo: dict[str, tuple[str, list[Edit]]] = {}
        self._added: dict[str, str] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def read(self, name: str) -> bytes:
        """Return the bytes of one part as it stands now."""
        if name in self._changed:
            return self._changed[name]
        try:
            return self._zip.read(name)
        except (*BROKEN, KeyError) as error:
            raise Unmarkable(name) from error

    def xml(self, name: str) -> bytes:
        """Return the bytes of a part that is well-formed, so that its tags can be searched."""
        content = self.read(name)
        if name not in self._sound:
            encoding = parsed(content).getroottree().docinfo.encoding or UTF_8
            if encoding.upper() not in (UTF_8, ASCII):
                raise Unmarkable(encoding)
            self._sound.add(name)
        return content

    def size(self, name: str) -> int:
        """Return how many bytes a part says it has."""
        return self._zip.getinfo(name).file_size

    def edit(self, name: str, edits: Sequence[Edit]) -> None:
        """Patch one part; once only, for its undoing is written down."""
        if not edits:
            return
        before = self.read(name)
        self._changed[name] = edited(before, edits)
        if name in self._added:
            self._added[name] = _sha256(self._changed[name])
        else:
            self._undo[name] = (_sha256(self._changed[name]), undone(before, edits))

    def add(self, name: str, content: bytes) -> None:
        """Put a new part into the file."""
        self.names.append(name)
        self._changed[name] = content
        self._added[name] = _sha256(content)

    def replace(self, name: str, content: bytes) -> None:
        """Put other bytes in the place of a part; this is not written down."""
        self._changed[name] = content

    def remove(self, name: str) -> None:
        """Leave a part out."""
        self.names.remove(name)

    @property
    def touched(self) -> tuple[str, ...]:
        """Return the names of all parts that are not as they were, or are new."""
        return tuple(name for name in self.names if name in self._changed)

    def free_name(self, pattern: str) -> str:
        """Return the first name after `pattern`, such as `xl/comments{}.xml`, not in use."""
        taken = {name.lower() for name in self.names}
        number = 1
        while pattern.format(number).lower() in taken:
            number += 1
        return pattern.format(number)

    def undo_part(self) -> bytes:
        """Return what was added and edited so far, as a part that can be kept in the file."""
        edits = {
            name: [sha256, [[e.start, e.end, e.text.decode("latin-1")] for e in back]]
            for name, (sha256, back) in self._undo.items()
        }
        text = json.dumps({"added": self._added, "edits": edits}, sort_keys=True)
        return f'<marks xmlns="{UNDO_SPACE}">{quoted(text)}</marks>'.encode()

    def packed(self) -> bytes:
        """Return the file, with one fixed date for every part."""
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as package:
            for name in self.names:
                part = zipfile.ZipInfo(name, ZIP_DATE)
                part.compress_type = zipfile.ZIP_DEFLATED
                part.external_attr = 0o644 << 16
                package.writestr(part, self.read(name), compresslevel=LEVEL)
        return written.getvalue()

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of one part piece by piece."""
        if name in self._changed:
            yield self._changed[name]
            return
        try:
            with self._zip.open(name) as part:
                while piece := part.read(1 << 20):
                    yield piece
        except (*BROKEN, KeyError) as error:
            raise Unmarkable(name) from error

    def relations(self, name: str) -> dict[str, Relation]:
        """Return the relations of a part by their id."""
        path = relations_of(name)
        if path not in self:
            return {}
        xml = self.xml(path)
        found = {}
        for element in children(xml, root_of(xml)):
            target = element.attribute("Target") or ""
            part = (
                target[1:]
                if target.startswith("/")
                else posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
            )
            each = Relation(
                element.attribute("Id") or "", element.attribute("Type") or "", part, element
            )
            found[each.id] = each
        return found


@dataclass(frozen=True)
class Link:
    """A relation to be added to a part; the target starts at the root of the package."""

    id: str
    type: str
    part: str

    @property
    def xml(self) -> bytes:
        """Return the line of the relationships part."""
        return (
            f'<Relationship xmlns="{PACKAGE_RELATIONS}" Id="{self.id}" Type="{self.type}" '
            f'Target="/{quoted(self.part)}"/>'
        ).encode()


def link(package: Package, name: str, links: Sequence[Link]) -> None:
    """Add relations to a part, which may have none yet."""
    path = relations_of(name)
    text = b"".join(each.xml for each in links)
    if path in package:
        xml = package.xml(path)
        package.edit(path, [root_of(xml).append(text)])
    else:
        package.add(
            path, b'<Relationships xmlns="' + PACKAGE_RELATIONS.encode() + b'">' + text
            + b"</Relationships>",
        )  # fmt: skip


def declare(package: Package, parts: Mapping[str, str], endings: Mapping[str, str]) -> None:
    """Say the content type of added parts, and of `endings` that are not known yet."""
    xml = package.xml(CONTENT_TYPES)
    root = root_of(xml)
    known = {
        (each.attribute("Extension") or "").lower()
        for each in children(xml, root)
        if each.name == b"Default"
    }
    space = 'xmlns="http://schemas.openxmlformats.org/package/2006/content-types" '
    lines = [
        f'<Default {space}Extension="{ending}" ContentType="{type_}"/>'
        for ending, type_ in endings.items()
        if ending not in known
    ]
    lines += [
        f'<Override {space}PartName="/{quoted(name)}" ContentType="{type_}"/>'
        for name, type_ in parts.items()
    ]
    package.edit(CONTENT_TYPES, [root.append("".join(lines).encode())])


def relations_of(name: str) -> str:
    """Return the name of the part that holds the relations of another."""
    folder, file = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{file}.rels")


class Undo:
    """What an earlier marking wrote down about itself."""

    def __init__(self, part: bytes) -> None:
        try:
            text = part[part.index(b">") + 1 : part.rindex(b"</")].decode()
            given = json.loads(unescape(text))
            self.added: dict[str, str] = dict(given["added"])
            self.edits = {
                name: (sha256, [Edit(a, b, text.encode("latin-1")) for a, b, text in back])
                for name, (sha256, back) in given["edits"].items()
            }
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Unmarkable("undo") from error
        whole = all(isinstance(e.start, int) and isinstance(e.end, int) for e in self._all())
        if not whole:
            raise Unmarkable("undo")

    def _all(self) -> Iterator[Edit]:
        for _, edits in self.edits.values():
            yield from edits

    @cached_property
    def parts(self) -> frozenset[str]:
        """Return the names of all parts that were added or edited."""
        return frozenset(self.added) | frozenset(self.edits)

    def fits(self, package: Package) -> bool:
        """Tell whether every edited part is still as the marking left it."""
        return all(
            name in package and _sha256(package.read(name)) == sha256
            for name, (sha256, _) in self.edits.items()
        )

    def altered(self, package: Package) -> list[str]:
        """Return the added parts that somebody changed since."""
        return [
            name
            for name, sha256 in self.added.items()
            if name in package and _sha256(package.read(name)) != sha256
        ]


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
