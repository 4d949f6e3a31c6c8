"""What is packed in an archive, one file after the other, and nothing that would do harm."""

from __future__ import annotations

import io
import lzma
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from tasks.intake.inbox import ARCHIVE, is_return
from tasks.intake.opened import Refused

ZIP = b"PK"
OTHERS = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
"""How archives begin that are not opened: rar, 7z, gz, bz2, xz."""

OF_A_DOCUMENT = ("[content_types].xml", "mimetype", "meta-inf/manifest.xml")
"""Parts that make a zip a workbook or another document of an office program."""

UTF_8_NAME = 0x800
PASSWORD = 0x1
LINK, KIND = 0xA000, 0xF000
FORBIDDEN = ("", ".", "..")
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What the zip library raises for a file that is damaged."""

HARMLESS_BYTES = 1_000_000
"""Below this size nothing is asked about the ratio: a blank sheet packs well."""


@dataclass(frozen=True)
class Limits:
    """How much may come out of one archive, all archives inside it included.

    `ratio` is how many bytes one packed byte may become; `member_bytes` bounds each file.
    """

    members: int
    member_bytes: int
    total_bytes: int
    ratio: int
    depth: int


@dataclass(frozen=True)
class Member:
    """One file out of an archive: its path in it, and its bytes or why there are none.

    `modified` is the text of the moment that the archive gives, which sorts by time.
    """

    path: str
    modified: str
    content: bytes = b""
    error: Refused | None = None


class _Budget:
    """What is left of the limits while an archive is unpacked."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.members = 0
        self.total = 0

    def take(self, stream: IO[bytes], packed: int) -> bytes:
        """Return what a stream holds; raises `Refused` as soon as it is too much."""
        most = min(self.limits.member_bytes, self.limits.total_bytes - self.total)
        content = stream.read(most + 1)
        if len(content) > self.limits.member_bytes:
            raise Refused("archive_member_large", megabytes=_megabytes(self.limits.member_bytes))
        self.total += len(content)
        if self.total > self.limits.total_bytes:
            raise Refused("archive_bomb")
        if len(content) > max(HARMLESS_BYTES, packed * self.limits.ratio):
            raise Refused("archive_bomb")
        return content

    def count(self) -> None:
        """Note one more file; raises `Refused` for one too many."""
        self.members += 1
        if self.members > self.limits.members:
            raise Refused("archive_many", most=str(self.limits.members))


def is_archive(stream: IO[bytes], name: str) -> bool:
    """Tell whether a file is an archive, and no workbook, which is packed like one.

    A damaged one is known by its name alone. Raises `Refused` for a kind that is not opened.
    """
    stream.seek(0)
    start = stream.read(8)
    stream.seek(0)
    if start.startswith(OTHERS):
        raise Refused("archive_kind")
    if not start.startswith(ZIP):
        return False
    try:
        with zipfile.ZipFile(stream) as package:
            names = {each.lower() for each in package.namelist()}
    except BROKEN as error:
        _let_pass_the_disk(error)
        if name.lower().endswith(ARCHIVE):
            raise Refused("archive_damaged") from error
        return False
    finally:
        stream.seek(0)
    return not names.intersection(OF_A_DOCUMENT)


def members(stream: IO[bytes], limits: Limits) -> Iterator[Member]:
    """Yield every finished file of a zip, those of zips inside it at their place.

    The order is that of the moment the archive gives, then of the path. One file that may
    not be unpacked is a member with its error; raises `Refused` where the rest may not be
    looked at either.
    """
    yield from _members(stream, "", 1, _Budget(limits))


def _members(stream: IO[bytes], prefix: str, depth: int, budget: _Budget) -> Iterator[Member]:
    if depth > budget.limits.depth:
        raise Refused("archive_deep", most=str(budget.limits.depth))
    try:
        with zipfile.ZipFile(stream) as package:
            for path, info in sorted(_listed(package), key=_order):
                budget.count()
                yield from _member(package, info, prefix + path, depth, budget)
    except BROKEN as error:
        _let_pass_the_disk(error)
        raise Refused("archive_damaged") from error


def _order(entry: tuple[str, zipfile.ZipInfo]) -> tuple[object, str]:
    path, info = entry
    return info.date_time, path


def _listed(package: zipfile.ZipFile) -> list[tuple[str, zipfile.ZipInfo]]:
    """Return path and entry of the files of a zip that somebody meant to hand in."""
    found = ((name_of(info), info) for info in package.infolist() if not info.is_dir())
    return [
        (path, info)
        for path, info in found
        if all(is_return(part) or part in FORBIDDEN for part in path.split("/"))
    ]


def _member(
    package: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, depth: int, budget: _Budget
) -> Iterator[Member]:
    modified = "-".join(f"{part:02}" for part in info.date_time)
    try:
        content = _unpacked(package, info, path, budget)
        inner = io.BytesIO(content)
        is_nested = is_archive(inner, path)
    except Refused as error:
        if error.reason == "archive_bomb":
            raise
        yield Member(path, modified, error=error)
        return
    if not is_nested:
        yield Member(path, modified, content)
        return
    try:
        yield from _members(inner, f"{path}/", depth + 1, budget)
    except Refused as error:
        yield Member(path, modified, content, error)


def _unpacked(package: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, budget: _Budget) -> bytes:
    if _is_unsafe(name_of(info)) or (info.external_attr >> 16) & KIND == LINK:
        raise Refused("archive_unsafe", member=path)
    if info.flag_bits & PASSWORD:
        raise Refused("archive_password")
    try:
        with package.open(info) as packed:
            return budget.take(packed, info.compress_size)
    except BROKEN as error:
        _let_pass_the_disk(error)
        raise Refused("archive_damaged") from error


def _is_unsafe(path: str) -> bool:
    """Tell whether a path leads out of its archive."""
    parts = path.split("/")
    return any(part in FORBIDDEN for part in parts) or ":" in parts[0]


def _let_pass_the_disk(error: Exception) -> None:
    """Raise an error that the disk made: the archive is not to blame for it."""
    for each in (error, error.__context__):
        if isinstance(each, OSError) and each.errno is not None:
            raise each


def name_of(info: zipfile.ZipInfo) -> str:
    """Return the path of an entry as who packed it wrote it.

    Programs in China write GBK and do not say so; those of Apple write UTF-8 and do not.
    """
    name = info.orig_filename.split("\0")[0]
    if not info.flag_bits & UTF_8_NAME:
        name = _decoded(name)
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


def _decoded(name: str) -> str:
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def _megabytes(size: int) -> str:
    return str(size // 1_000_000)
