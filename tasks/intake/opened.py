"""A workbook that was opened, whatever program saved it; each sheet is read once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import python_calamine

from tasks.errors import SubmissionError
from tasks.intake.trial import fails_alone
from tasks.intake.unresolved import unresolved_cells
from tasks.intake.xlsx import BROKEN, is_xlsx, oversized_sheet

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_OOXML = "EncryptedPackage".encode("utf-16-le")
WORD_STREAM = "WordDocument".encode("utf-16-le")
ODF_MANIFEST = "META-INF/manifest.xml"
MOST_BYTES = 500_000_000
MOST_ROWS = 200_000


class Refused(SubmissionError):  # noqa: N818
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
        self._rows: dict[str, list[list[Any]]] = {}

    @property
    def titles(self) -> tuple[str, ...]:
        """Return the titles of all sheets, hidden ones too, in their order."""
        return tuple(self._workbook.sheet_names)

    def rows(self, title: str) -> list[list[Any]]:
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
    if content.startswith((OLE, b"PK")):
        _refuse_what_ends_the_reader(content)
    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except python_calamine.PasswordError as error:
        raise Refused("password") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Refused(_not_a_spreadsheet(content)) from error


def _refuse_what_ends_the_reader(content: bytes) -> None:
    """Raise `Refused` for a file that must not be opened in this process."""
    title = oversized_sheet(content)
    if title is not None:
        raise Refused("sheet_too_large", sheet=title)
    if not is_xlsx(content) and fails_alone(content):
        raise Refused("damaged")


def _not_a_spreadsheet(content: bytes) -> str:
    """Return why calamine did not open a file: it was cut off, or it never was a spreadsheet."""
    if content.startswith(OLE):
        return "not_a_spreadsheet" if WORD_STREAM in content else "damaged"
    if not content.startswith(b"PK"):
        return "not_a_spreadsheet"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = package.namelist()
    except BROKEN:
        return "damaged"
    is_workbook = any(name.startswith("xl/") or name == ODF_MANIFEST for name in names)
    return "damaged" if is_workbook else "not_a_spreadsheet"


def _has_password(content: bytes) -> bool:
    if content.startswith(OLE):
        return ENCRYPTED_OOXML in content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if ODF_MANIFEST not in package.namelist():
                return False
            return b"encryption-data" in package.read(ODF_MANIFEST)
    except BROKEN:
        return False


def _unpacked_bytes(content: bytes) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return sum(part.file_size for part in package.infolist())
    except BROKEN:
        return len(content)
