"""Seeded damage to real workbooks: to their bytes, their parts, their XML, and their cells."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from random import Random

DOCUMENT_TYPE = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
NASTY = (
    b"=cmd|'/c calc'!A1",
    b"+1",
    b"@SUM(A1)",
    b"-",
    b"/",
    "无".encode(),
    "１２３".encode(),
    b"1e308",
    b"-1e999",
    b"NaN",
    b"0.1e-400",
    b"99999999999999999999",
    b"TRUE",
    b"#REF!",
    "\N{PILE OF POO}\u202e\ufeff\ufffd".encode(),
    b"a&#10;b&#13;&#9;c",
    b"_x000D__x0001_",
    b"&#11;",
    b"2016-02-30",
    b"x" * 40_000,
    b"   ",
    b"",
)
REFERENCES = (b"A1", b"XFD1048576", b"ZZZ9", b"A0", b"1A", b"", b"A99999999999", b"B2")
NUMBERS = (b"0", b"-1", b"1", b"4294967295", b"99999999999999", b"x", b"")
TAG = re.compile(rb"<[^<>]{1,400}>")
TEXT = re.compile(rb">([^<>]{1,200})<")
REFERENCE = re.compile(rb'\br="([^"]*)"')
NUMBER = re.compile(rb'="(\d+)"')

Mutation = Callable[[bytes, Random], bytes]


def flipped(content: bytes, chance: Random) -> bytes:
    """Return a file with some bits turned."""
    found = bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 30))):
        found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def cut(content: bytes, chance: Random) -> bytes:
    """Return the beginning of a file."""
    return content[: chance.randrange(len(content))]


def shifted(content: bytes, chance: Random) -> bytes:
    """Return a file with a piece taken out, put in twice, overwritten, or of noise."""
    start = chance.randrange(len(content))
    end = min(len(content), start + chance.choice((1, 16, 512, 5000)))
    noise = chance.randbytes(end - start)
    piece = chance.choice((b"", content[start:end] * 2, bytes(end - start), noise))
    return content[:start] + piece + content[end:]


def with_parts_mixed(content: bytes, chance: Random) -> bytes:
    """Return a package with a part lost, exchanged, cut, renamed, or with definitions."""
    parts = _parts(content)
    name, other = chance.choice(list(parts)), chance.choice(list(parts))
    kind = chance.randrange(6)
    if kind == 0:
        del parts[name]
    elif kind == 1:
        parts[name], parts[other] = parts[other], parts[name]
    elif kind == 2:
        parts[name] = parts[name][: chance.randrange(len(parts[name]) + 1)]
    elif kind == 3:
        parts[name.upper()] = parts.pop(name)
    elif kind == 4:
        parts[name] = DOCUMENT_TYPE + parts[name]
    else:
        parts[f"../{'x' * 300}\n{name}"] = parts[name]
    return _packed(parts)


def with_tags_broken(content: bytes, chance: Random) -> bytes:
    """Return a package with a tag of one part lost, doubled, or moved."""

    def change(xml: bytes) -> bytes:
        tag = _any(TAG, xml, chance)
        if tag is None:
            return xml
        tags = (b"", tag[0] * 2, tag[0] * 2000, b"</x>", b"<!--", b"<![CDATA[", b"&x;", b"\0")
        return xml[: tag.start()] + chance.choice(tags) + xml[tag.end() :]

    return _with_part(content, change, chance)


def with_values_changed(content: bytes, chance: Random) -> bytes:
    """Return a package with addresses or numbers of one part changed."""

    def change(xml: bytes) -> bytes:
        for _ in range(chance.choice((1, 1, 5))):
            is_address = chance.random() < 0.5
            pattern, values = (REFERENCE, REFERENCES) if is_address else (NUMBER, NUMBERS)
            found = _any(pattern, xml, chance)
            if found is not None:
                xml = xml[: found.start(1)] + chance.choice(values) + xml[found.end(1) :]
        return xml

    return _with_part(content, change, chance)


def with_texts_changed(content: bytes, chance: Random) -> bytes:
    """Return a package with texts of one part replaced by what nobody should have typed."""

    def change(xml: bytes) -> bytes:
        for _ in range(chance.choice((1, 5, 30))):
            found = _any(TEXT, xml, chance)
            if found is not None:
                xml = xml[: found.start(1)] + chance.choice(NASTY) + xml[found.end(1) :]
        return xml

    return _with_part(content, change, chance)


ON_BYTES: tuple[Mutation, ...] = (flipped, cut, shifted)
ON_PACKAGES: tuple[Mutation, ...] = (
    with_parts_mixed,
    with_tags_broken,
    with_values_changed,
    with_texts_changed,
    with_texts_changed,
)


def mutated(content: bytes, chance: Random) -> bytes:
    """Return a file after one accident, or two."""
    for _ in range(chance.choice((1, 1, 1, 2))):
        known = ON_BYTES + ON_PACKAGES * 2 if zipfile.is_zipfile(io.BytesIO(content)) else ON_BYTES
        try:
            content = chance.choice(known)(content, chance) or b"\0"
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
            # A package that the first accident broke is not repacked for a second one.
            break
        except Exception as error:
            if type(error).__module__ != "zlib":
                raise
            break
    return content


def _any(pattern: re.Pattern[bytes], xml: bytes, chance: Random) -> re.Match[bytes] | None:
    """Return one of the places where a pattern stands, near any place of the part."""
    start = chance.randrange(len(xml) + 1)
    return pattern.search(xml, start) or pattern.search(xml)


def _with_part(content: bytes, change: Callable[[bytes], bytes], chance: Random) -> bytes:
    parts = _parts(content)
    sheets = [name for name in parts if "sheet" in name or "content.xml" in name]
    names = sheets if sheets and chance.random() < 0.7 else list(parts)
    name = chance.choice(names)
    parts[name] = change(parts[name])
    return _packed(parts)


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _packed(parts: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return written.getvalue()
