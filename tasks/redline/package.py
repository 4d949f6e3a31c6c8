"""The parts of a Word file, with what each refers to, as names and bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from posixpath import dirname, join, normpath, relpath

from lxml import etree

from tasks.redline.markup import Element

CONTENT_TYPES = "[Content_Types].xml"
DOCUMENT = "word/document.xml"
SHOWN = (DOCUMENT, "word/charts/chart")
"""How the names of the parts begin that a reader of the body sees."""

UNIX = 3
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


class Package:
    """A Word file taken apart; parts may be read, replaced and added."""

    def __init__(self, docx: bytes) -> None:
        """Take a file apart; raises `zipfile.BadZipFile` or `KeyError` where it is no Word file."""
        with zipfile.ZipFile(io.BytesIO(docx)) as archive:
            self.parts = {entry: archive.read(entry) for entry in archive.namelist()}
        self.document = parse(self.parts[DOCUMENT])
        self._types = parse(self.parts[CONTENT_TYPES])
        self._relations: dict[str, Element] = {}

    def relations(self, part: str) -> Element:
        """Return the list of what a part refers to, which may be added to."""
        if part not in self._relations:
            kept = self.parts.get(relations_of(part))
            made = etree.Element(f"{RELATIONSHIPS}Relationships", nsmap={None: RELATIONSHIPS[1:-1]})
            self._relations[part] = made if kept is None else parse(kept)
        return self._relations[part]

    def target(self, part: str, relation: str) -> str:
        """Return the name of the part that a relation of a part leads to, empty if to none."""
        for each in self.relations(part):
            if each.get("Id") == relation and each.get("TargetMode") != "External":
                target = str(each.get("Target"))
                return target.lstrip("/") if target[0] == "/" else _inside(part, target)
        return ""

    def relate(self, part: str, kind: str, target: str) -> str:
        """Let a part refer to another one; return the id of the relation."""
        relations = self.relations(part)
        taken = {each.get("Id") for each in relations}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        where = relpath(target, dirname(part))
        etree.SubElement(
            relations, f"{RELATIONSHIPS}Relationship", Id=f"rId{number}", Type=kind, Target=where
        )
        return f"rId{number}"

    def add(self, part: str, content: bytes, content_type: str) -> None:
        """Add a part with the type of its content, which may be that of its ending."""
        self.parts[part] = content
        if content_type != self._default_type(part):
            etree.SubElement(
                self._types, f"{TYPES}Override", PartName=f"/{part}", ContentType=content_type
            )

    def type_of(self, part: str) -> str:
        """Return the type of the content of a part."""
        for each in self._types.iter(f"{TYPES}Override"):
            if each.get("PartName") == f"/{part}":
                return str(each.get("ContentType"))
        return self._default_type(part)

    def _default_type(self, part: str) -> str:
        ending = part.rpartition(".")[2]
        for each in self._types.iter(f"{TYPES}Default"):
            if each.get("Extension") == ending:
                return str(each.get("ContentType"))
        return ""

    def to_bytes(self) -> bytes:
        """Return the Word file; the same parts give the same bytes."""
        parts = self.parts | {DOCUMENT: to_xml(self.document), CONTENT_TYPES: to_xml(self._types)}
        for part, relations in self._relations.items():
            if len(relations):
                parts[relations_of(part)] = to_xml(relations)
        return _zipped(parts)


def has_same_body(old: bytes, new: bytes) -> bool:
    """Tell whether two Word files have the same text and charts, byte for byte."""
    with zipfile.ZipFile(io.BytesIO(old)) as before, zipfile.ZipFile(io.BytesIO(new)) as after:
        bodies = [
            {each: archive.read(each) for each in archive.namelist() if each.startswith(SHOWN)}
            for archive in (before, after)
        ]
    return bodies[0] == bodies[1]


def parse(blob: bytes) -> Element:
    """Return the root of an XML part."""
    return etree.fromstring(blob, PARSER)


def to_xml(root: Element) -> bytes:
    """Return an XML part as bytes."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def relations_of(part: str) -> str:
    """Return where the list stands of what a part refers to."""
    folder, _, file = part.rpartition("/")
    return f"{folder}/_rels/{file}.rels"


def _inside(part: str, target: str) -> str:
    return normpath(join(dirname(part), target))


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in sorted(parts, key=lambda entry: (entry != CONTENT_TYPES, entry)):
            info = zipfile.ZipInfo(entry, ZIP_EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = UNIX
            archive.writestr(info, parts[entry])
    return stream.getvalue()
