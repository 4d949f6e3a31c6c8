"""The Word file as bytes: the same content gives the same bytes, on every day and machine."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from docx.document import Document as WordDocument
from docx.opc.packuri import PackURI
from docx.opc.pkgwriter import PackageWriter

FIRST = "[Content_Types].xml"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
APPLICATION = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"><Application>Junheng</Application></Properties>'
)


def packed(document: WordDocument) -> bytes:
    """Return the bytes of `document`, without any trace of when they were made."""
    package = document.part.package
    for part in package.parts:
        part.before_marshal()
    parts: Any = _Parts()
    PackageWriter._write_content_types_stream(parts, package.parts)
    PackageWriter._write_pkg_rels(parts, package.rels)
    PackageWriter._write_parts(parts, package.parts)
    parts["docProps/app.xml"] = APPLICATION
    return zipped(parts)


class _Parts(dict[str, bytes]):
    """Takes the parts of a package where python-docx would pack them, with the day and hour."""

    def write(self, path: PackURI, blob: bytes) -> None:
        """Take one part."""
        self[path.membername] = blob


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return a zip of `parts` in the order of their names, the list of types first."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for entry in sorted(parts, key=lambda entry: (entry != FIRST, entry)):
            info = zipfile.ZipInfo(entry, ZIP_EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = 3
            archive.writestr(info, parts[entry])
    return stream.getvalue()
