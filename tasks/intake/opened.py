"""A workbook that was opened, whatever program saved it; each sheet is read once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import python_calamine

from tasks.errors import SubmissionError
from tasks.intake.unresolved import unresolved_cells

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_OOXML = "EncryptedPackage".encode("utf-16-le")
ODF_MANIFEST = "META-INF/manifest.xml"
MOST_BYTES = 500_000_000
MOST_ROWS = 200_000


class Refused(SubmissionError):
    """A file that cannot be taken in; `reason` names the entry of the wording that says why.

    `parts` fill the blanks of that sentence.
    """

    def __init__(self, reason: str, **parts: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.parts = parts


class Opened:
    """One workbook: the titles of its sheets and the cells of each."""

    def __init__(self, content: bytes) -> None:
        """Open an xlsx, xls or ods file by what it is, not by its name.

        Raises `Refused` if it is empty, protected by a password, or no spreadsheet.
        """
        self.content = content
        self._workbook = _open(content)
        self._rows: dict[str, list[list[object]]] = {}

    @property
    def titles(self) -> tuple[str, ...]:
        """Return the titles of all sheets, hidden ones too, in their order."""
        return tuple(self._workbook.sheet_names)

    def rows(self, title: str) -> list[list[object]]:
        """Return the cells of one sheet row by row from A1; an empty cell is an empty text."""
        if title not in self._rows:
            try:
                sheet = self._workbook.get_sheet_by_name(title)
                if sheet.total_height > MOST_ROWS:
                    raise Refused("sheet_too_large", sheet=title)
                self._rows[title] = sheet.to_python(skip_empty_area=False)
            except python_calamine.CalamineError as error:
                raise Refused("damaged") from error
        return self._rows[title]

    def unresolved(self, title: str) -> Mapping[str, str]:
        """Return the cells that look blank but hold a formula or an error, with its text."""
        return unresolved_cells(self.content, title)


def _open(content: bytes) -> python_calamine.CalamineWorkbook:
    if not content:
        raise Refused("empty")
    if _has_password(content):
        raise Refused("password")
    if _unpacked_bytes(content) > MOST_BYTES:
        raise Refused("too_large")
    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except python_calamine.PasswordError as error:
        raise Refused("password") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Refused(_not_a_spreadsheet(content)) from error


def _not_a_spreadsheet(content: bytes) -> str:
    """Return why calamine did not open a file: it was cut off, or it never was a spreadsheet."""
    return "damaged" if content.startswith((OLE, b"PK")) else "not_a_spreadsheet"


def _has_password(content: bytes) -> bool:
    if content.startswith(OLE):
        return ENCRYPTED_OOXML in content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if ODF_MANIFEST not in package.namelist():
                return False
            return b"encryption-data" in package.read(ODF_MANIFEST)
    except (zipfile.BadZipFile, OSError, EOFError):
        return False


def _unpacked_bytes(content: bytes) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return sum(part.file_size for part in package.infolist())
    except (zipfile.BadZipFile, OSError, EOFError):
        return len(content)
