"""Takes the streams out of an OLE compound file, which xls and encrypted files are."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from tasks.intake.refused import Refused

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADER = 512
ENTRY = 128
LAST_SECTOR = 0xFFFFFFFA
STORAGE_ROOT, STREAM = 5, 2


class CompoundFile:
    """The streams of a compound file by their names."""

    def __init__(self, content: bytes) -> None:
        """Find all streams; raises `Refused` as damaged if the file contradicts itself."""
        try:
            self._content = content
            self._sector = 1 << struct.unpack_from("<H", content, 30)[0]
            self._small_sector = 1 << struct.unpack_from("<H", content, 32)[0]
            self._small_below = struct.unpack_from("<I", content, 56)[0]
            if self._sector not in (512, 4096) or self._small_sector != 64:
                raise Refused("damaged")
            self._table = self._allocation()
            self._entries, self._root = self._directory()
        except (struct.error, IndexError) as error:
            raise Refused("damaged") from error

    @property
    def names(self) -> frozenset[str]:
        """Return the names of all streams, whatever storage they are in."""
        return frozenset(self._entries)

    def stream(self, name: str) -> bytes:
        """Return the bytes of a stream; raises `Refused` as damaged if its chain is broken."""
        try:
            start, size = self._entries[name]
            if size >= self._small_below:
                return self._chain(start, self._table)[:size]
            return self._small_chain(start, size)
        except (struct.error, IndexError, KeyError) as error:
            raise Refused("damaged") from error

    def _allocation(self) -> list[int]:
        """Return the number of the sector that follows each sector."""
        places = list(struct.unpack_from("<109I", self._content, 76))
        (more,) = struct.unpack_from("<I", self._content, 68)
        seen: set[int] = set()
        while more < LAST_SECTOR and more not in seen:
            seen.add(more)
            numbers = self._numbers(more)
            places += numbers[:-1]
            more = numbers[-1]
        table: list[int] = []
        for place in places:
            if place < LAST_SECTOR:
                table += self._numbers(place)
        return table

    def _numbers(self, sector: int) -> tuple[int, ...]:
        count = self._sector // 4
        return struct.unpack_from(f"<{count}I", self._content, self._offset(sector))

    def _offset(self, sector: int) -> int:
        return (sector + 1) * self._sector

    def _chain(self, start: int, table: list[int]) -> bytes:
        pieces, seen = [], set()
        while start < LAST_SECTOR:
            if start in seen:
                raise Refused("damaged")
            seen.add(start)
            offset = self._offset(start)
            pieces.append(self._content[offset : offset + self._sector])
            start = table[start]
        return b"".join(pieces)

    def _small_chain(self, start: int, size: int) -> bytes:
        whole = self._chain(self._root, self._table)
        raw = self._chain(struct.unpack_from("<I", self._content, 60)[0], self._table)
        table = struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])
        pieces, seen = [], set()
        while start < LAST_SECTOR:
            if start in seen:
                raise Refused("damaged")
            seen.add(start)
            pieces.append(whole[start * self._small_sector : (start + 1) * self._small_sector])
            start = table[start]
        return b"".join(pieces)[:size]

    def _directory(self) -> tuple[Mapping[str, tuple[int, int]], int]:
        (start,) = struct.unpack_from("<I", self._content, 48)
        raw = self._chain(start, self._table)
        found: dict[str, tuple[int, int]] = {}
        root = LAST_SECTOR
        for offset in range(0, len(raw) - ENTRY + 1, ENTRY):
            (length,) = struct.unpack_from("<H", raw, offset + 64)
            name = raw[offset : offset + max(0, min(length, 64) - 2)]
            first, size = struct.unpack_from("<II", raw, offset + 116)
            if raw[offset + 66] == STORAGE_ROOT:
                root = first
            elif raw[offset + 66] == STREAM:
                found.setdefault(name.decode("utf-16-le", "replace"), (first, size))
        return found, root
