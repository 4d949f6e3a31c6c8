"""Builds files that no honest program saves, and formats that LibreOffice cannot write."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Mapping, Sequence

SECTOR = 512
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SMALL_BELOW = 4096
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def a_compound_file(streams: Mapping[str, bytes]) -> bytes:
    """Return an OLE file with some streams, filled up so that none is a small one."""
    contents = {name: content.ljust(SMALL_BELOW, b"\0") for name, content in streams.items()}
    sectors: list[bytes] = []
    table: list[int] = []
    entries = [_entry("Root Entry", 5, END, 0)]
    for name, content in contents.items():
        start = len(sectors)
        pieces = [content[at : at + SECTOR] for at in range(0, len(content), SECTOR)]
        sectors += [piece.ljust(SECTOR, b"\0") for piece in pieces]
        table += [start + number + 1 for number in range(len(pieces) - 1)] + [END]
        entries.append(_entry(name, 2, start, len(content)))
    directory = len(sectors)
    listed = b"".join(entries)
    pieces = [listed[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(listed), SECTOR)]
    sectors += pieces
    table += [directory + number + 1 for number in range(len(pieces) - 1)] + [END]
    return _header(directory, len(sectors)) + b"".join(sectors) + _allocation(table)


def _header(directory: int, table: int) -> bytes:
    head = OLE + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, directory, 0, SMALL_BELOW, END, 0, END, 0)
    return head + struct.pack("<109I", table, *[FREE] * 108)


def _allocation(table: list[int]) -> bytes:
    numbers = [*table, TABLE]
    return struct.pack(f"<{SECTOR // 4}I", *numbers, *[FREE] * (SECTOR // 4 - len(numbers)))


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1)
    return (
        head + struct.pack("<III", FREE, FREE, FREE) + bytes(36) + struct.pack("<IQ", start, size)
    )


def repacked(content: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """Return a package with some parts put in, or taken out where nothing is given."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as package,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name in package.namelist():
            if name not in changes:
                out.writestr(name, package.read(name))
        for name, part in changes.items():
            if part is not None:
                out.writestr(name, part)
    return written.getvalue()


def part_of(content: bytes, name: str) -> bytes:
    """Return one part of a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name)


def a_package(parts: Mapping[str, bytes]) -> bytes:
    """Return a zip file of some parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as out:
        for name, part in parts.items():
            out.writestr(name, part)
    return written.getvalue()


INLINE = re.compile(rb't="inlineStr"><is><t[^>]*>([^<]*)</t></is>')
SHARED = (
    b'<Relationship Id="shared" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)


def with_shared_texts(content: bytes) -> bytes:
    """Return a workbook whose texts stand in one list, as Excel and WPS save it."""
    texts: dict[bytes, int] = {}

    def share(cell: re.Match[bytes]) -> bytes:
        return b't="s"><v>%d</v>' % texts.setdefault(cell[1], len(texts))

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        changes: dict[str, bytes | None] = {
            name: INLINE.sub(share, package.read(name)) for name in names
        }
        relations = package.read("xl/_rels/workbook.xml.rels")
    listed = b"".join(b"<si><t>%b</t></si>" % text for text in texts)
    changes["xl/sharedStrings.xml"] = b"<sst>" + listed + b"</sst>"
    changes["xl/_rels/workbook.xml.rels"] = relations.replace(b"</Relationships>", SHARED)
    return repacked(content, changes)


TYPES = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled'
    b'.main"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    b'relationships+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{}" Target="{}"/></Relationships>'
)


def a_binary_workbook(
    title: str, rows: Sequence[Sequence[object]], hidden: Sequence[int] = ()
) -> bytes:
    """Return an xlsb file with one sheet of texts, numbers and errors (`#DIV/0!`)."""
    sheet = _record(129) + _record(148, struct.pack("<IIII", 0, len(rows), 0, 50)) + _record(145)
    for number, row in enumerate(rows):
        flags = 0x10 if number + 1 in hidden else 0
        height = struct.pack("<IIHBBB", number, 0, 300, 0, flags, 0) + struct.pack("<I", 0)
        sheet += _record(0, height)
        for column, value in enumerate(row):
            sheet += _cell(column, value)
    sheet += _record(146) + _record(130)
    bundle = struct.pack("<II", 0, 1) + _wide("rId1") + _wide(title)
    book = _record(131) + _record(143) + _record(156, bundle) + _record(144)
    book += _record(157, bytes(26)) + _record(132)
    return a_package(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELATIONS.format("officeDocument", "xl/workbook.bin").encode(),
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": RELATIONS.format(
                "worksheet", "worksheets/sheet1.bin"
            ).encode(),
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def _cell(column: int, value: object) -> bytes:
    place = struct.pack("<II", column, 0)
    if value == "#DIV/0!":
        return _record(3, place + b"\x07")
    if isinstance(value, str):
        return _record(6, place + _wide(value)) if value else b""
    assert isinstance(value, (int, float))
    return _record(5, place + struct.pack("<d", value))


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _record(number: int, content: bytes = b"") -> bytes:
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    size = len(content)
    length = b""
    while True:
        size, low = size >> 7, size & 0x7F
        length += bytes([low | (0x80 if size else 0)])
        if not size:
            return head + length + content
