"""Opens the zip package that xlsx, xlsm, xlsb and ods files are, and distrusts it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from tasks.intake.reader.limits import Limits
from tasks.intake.refused import Refused

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    UnicodeDecodeError,
    ValueError,
)
"""What the zip library raises for a file that is damaged or protected."""

ENCRYPTED = 0x1
MOST_PARTS = 20_000
MARKUP = (".xml", ".rels", ".vml")
DEFINITION, ENTITY = b"DOCTYPE", b"ENTITY"
KEPT_BYTES = 64_000_000


class Parts:
    """The parts of one package, each unpacked once and within limits."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        """Look through the list of parts; raises `Refused` if it cannot be a workbook's."""
        self._limits = limits
        try:
            self._package = zipfile.ZipFile(io.BytesIO(content))
        except BROKEN as error:
            raise Refused("damaged") from error
        self._infos = {info.filename: info for info in self._package.infolist()}
        self._kept: dict[str, bytes] = {}
        self._kept_bytes = 0
        infos = self._package.infolist()
        if len(infos) > MOST_PARTS or sum(each.file_size for each in infos) > limits.unpacked_bytes:
            raise Refused("too_large", most=f"{limits.unpacked_bytes // 1_000_000}")
        if len(self._infos) < len(infos):
            raise Refused("damaged")
        if any(info.flag_bits & ENCRYPTED for info in infos):
            raise Refused("password")

    @property
    def names(self) -> frozenset[str]:
        """Return the names of all parts."""
        return frozenset(self._infos)

    def read(self, name: str) -> bytes:
        """Return the bytes of one part; nothing if there is no such part."""
        if name not in self._infos:
            return b""
        if name in self._kept:
            return self._kept[name]
        try:
            content = self._package.read(name)
        except BROKEN as error:
            raise Refused("damaged") from error
        self._kept_bytes += len(content)
        if self._kept_bytes <= KEPT_BYTES:
            self._kept[name] = content
        return content

    def unpacked(self) -> bytes | None:
        """Return a package of the same markup that need not be unpacked; None if it is large."""
        names = [name for name in self._infos if name.lower().endswith(MARKUP)]
        if sum(map(self.size, names)) > KEPT_BYTES:
            return None
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as package:
            for name in names:
                package.writestr(name, self.read(name))
        return written.getvalue()

    def forget(self, name: str) -> None:
        """Let go of a part that is not read again soon."""
        if name in self._kept:
            self._kept_bytes -= len(self._kept.pop(name))

    def size(self, name: str) -> int:
        """Return how large a part says it is when it is unpacked; it never turns out larger."""
        return self._infos[name].file_size if name in self._infos else 0

    def refuse_definitions(self, forbidden: bytes) -> None:
        """Raise `Refused` if a part defines XML of its own, which no spreadsheet program does.

        A part in UTF-16 would hide that from a search of bytes, and none writes one either.
        """
        for name in self._infos:
            if not name.lower().endswith(MARKUP):
                continue
            if self.size(name) > self._limits.sheet_bytes:
                raise Refused("too_large", most=f"{self._limits.sheet_bytes // 1_000_000}")
            content = self.read(name)
            is_defining = forbidden in content and re.search(b"<!" + forbidden, content)
            if is_defining or b"\0" in content[:64]:
                raise Refused("unsafe_xml")
