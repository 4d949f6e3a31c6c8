"""Tells by its bytes, never by its name, what a file is."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from tasks.intake.reader import biff, ods, plain_text, xlsb, xlsx
from tasks.intake.reader.calamine import CalamineBook, XlsxBook
from tasks.intake.reader.limits import Limits
from tasks.intake.reader.ole import SIGNATURE, CompoundFile
from tasks.intake.reader.packages import DEFINITION, ENTITY, Parts
from tasks.intake.reader.pages import Book
from tasks.intake.refused import Refused

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
ENCRYPTED_PACKAGE = "EncryptedPackage"
WORKBOOK_STREAMS = ("Workbook", "Book")
MACROS_PART = "vbaProject.bin"
EXTERNAL_LINKS = "xl/externalLinks/"
WPS_ENDINGS = (".et", ".ett")

HEAD = 2048
WEB_PAGE = re.compile(
    rb"<(?:!doctype\s+html|html|head|meta|table|style|body|script)\b|mime-version:", re.IGNORECASE
)
XML = re.compile(rb"<\?xml|<\?mso-application|<(?:\w+:)?workbook\b", re.IGNORECASE)
LEADING = b"\xef\xbb\xbf\xff\xfe\xfe\xff \t\r\n\0"


def open_book(content: bytes, name: str, limits: Limits) -> Book:
    """Return the workbook that a file is; raises `Refused` if it is none, or not to be trusted.

    `name` only names the sheet of a text file and tells a WPS workbook from an xls one.
    """
    if content.startswith(SIGNATURE):
        return _compound(content, name, limits)
    if content.startswith(ZIP):
        return _packed(content, limits)
    head = content[:HEAD].replace(b"\0", b"").lstrip(LEADING)
    if WEB_PAGE.match(head):
        raise Refused("web_page")
    if XML.match(head):
        raise Refused("xml_page" if not WEB_PAGE.search(head) else "web_page")
    return plain_text.TextTable(content, PurePosixPath(name).stem, limits)


def _compound(content: bytes, name: str, limits: Limits) -> Book:
    file = CompoundFile(content)
    if ENCRYPTED_PACKAGE in file.names:
        raise Refused("password")
    stream = next((each for each in WORKBOOK_STREAMS if each in file.names), None)
    if stream is None:
        raise Refused("not_a_spreadsheet")
    workbook = file.stream(stream)
    if biff.has_password(workbook):
        raise Refused("password")
    kind = "et" if name.lower().endswith(WPS_ENDINGS) else "xls"
    remarks = ("macros",) if biff.MACROS_STREAM in file.names else ()
    return CalamineBook(content, kind, biff.Records(workbook), limits, remarks)


def _packed(content: bytes, limits: Limits) -> Book:
    parts = Parts(content, limits)
    names = parts.names
    if xlsx.WORKBOOK in names:
        parts.refuse_definitions(DEFINITION)
        macros = any(name.endswith(MACROS_PART) for name in names)
        found = xlsx.SheetParts(parts, limits)
        return XlsxBook(content, "xlsm" if macros else "xlsx", found, limits, _remarks(names))
    if xlsb.WORKBOOK in names:
        parts.refuse_definitions(DEFINITION)
        binary = xlsb.BinaryParts(parts, limits)
        return CalamineBook(content, "xlsb", binary, limits, _remarks(names))
    if ods.CONTENT in names and ods.MANIFEST in names:
        if ods.ENCRYPTION in parts.read(ods.MANIFEST):
            raise Refused("password")
        parts.refuse_definitions(ENTITY)
        return CalamineBook(content, "ods", ods.ContentPart(parts), limits)
    is_torn = any(name.startswith("xl/") or name == ods.MANIFEST for name in names)
    raise Refused("damaged" if is_torn else "not_a_spreadsheet")


def _remarks(names: frozenset[str]) -> tuple[str, ...]:
    """Return what is to be said of a workbook beside its cells."""
    found = []
    if any(name.endswith(MACROS_PART) for name in names):
        found.append("macros")
    if any(name.startswith(EXTERNAL_LINKS) for name in names):
        found.append("external_links")
    return tuple(found)
