"""Saves a workbook so that the same content is the same bytes."""

from __future__ import annotations

import datetime
import io
import re
import zipfile

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

ZIP_DATE = (1980, 1, 1, 0, 0, 0)
CORE_DATE = "2000-01-01T00:00:00Z"
CORE = "docProps/core.xml"


def workbook_bytes(workbook: Workbook) -> bytes:
    """Return the xlsx file of `workbook`, without the moment it was made."""
    workbook.properties.creator = ""
    workbook.properties.created = datetime.datetime(2000, 1, 1)
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as package:
        ExcelWriter(workbook, package).save()
    return _dated(plain)


def _dated(package: io.BytesIO) -> bytes:
    """Return the package with one fixed date for every part and in its core properties."""
    fixed = io.BytesIO()
    with (
        zipfile.ZipFile(package) as parts,
        zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as written,
    ):
        for name in parts.namelist():
            content = parts.read(name)
            if name == CORE:
                content = re.sub(
                    rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + CORE_DATE.encode(), content
                )
            part = zipfile.ZipInfo(name, ZIP_DATE)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            written.writestr(part, content)
    return fixed.getvalue()
