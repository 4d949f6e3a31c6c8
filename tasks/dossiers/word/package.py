"""The Word file as bytes: the same content gives the same bytes, on every day and machine."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from docx.document import Document as WordDocument

FIRST = "[Content_Types].xml"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
APPLICATION = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"><Application>Junheng</Application></Properties>'
)


def packed(document: WordDocument) -> bytes:
    """Return the bytes of `document`, without any trace of when they were made."""
    stream = io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as saved:
        parts = {entry: saved.read(entry) for entry in saved.namelist()}
    parts["docProps/app.xml"] = APPLICATION
    return zipped(parts)


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
