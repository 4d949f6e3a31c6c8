"""One zip with everything, the same bytes for the same content."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The moment that every entry of a zip bears; a zip knows no earlier one."""

MANIFEST = "manifest.json"
READABLE = 0o644 << 16


def manifest(files: Mapping[str, bytes], **about: Any) -> bytes:
    """Return the list of files with size and SHA-256, and what they were made from.

    `about` holds plain values: code version, digests, attempts used, who approved.
    """
    listed = [
        {"path": path, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for path, content in sorted(files.items())
    ]
    text = json.dumps(about | {"files": listed}, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def package(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of `files` by path, in the order of the path, all with the same date."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(path, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = READABLE
            archive.writestr(entry, content)
    return buffer.getvalue()
