"""A workbook that was opened, whatever program saved it; each sheet is read once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tasks.intake.reader.limits import DEFAULT_LIMITS, MEGABYTE, Limits
from tasks.intake.reader.pages import Contents, Page, received
from tasks.intake.reader.process import FileInHand, reader_for
from tasks.intake.refused import Refused
from tasks.layouts import HEADER_ROWS_SEARCHED
from tasks.long_sheets import LongSheet

__all__ = ["Limits", "Opened", "Refused"]


class Opened:
    """One workbook: what it is, the titles of its sheets, and the cells of each.

    It is read in another process, which is ended when it asks for more than `limits` allow.
    """

    def __init__(self, content: bytes, name: str = "", limits: Limits = DEFAULT_LIMITS) -> None:
        """Open an xlsx, xlsm, xlsb, xls, et, ods or csv file by what it is, not by its name.

        `name`, of the file, names the sheet of a csv file and tells et from xls. Raises
        `Refused` if the file is empty, too large, protected by a password, no spreadsheet,
        or nothing that should be opened.
        """
        self.content = content
        if not content:
            raise Refused("empty")
        if len(content) > limits.file_bytes:
            size = -(-len(content) // MEGABYTE)
            raise Refused("file_too_large", size=str(size), most=str(limits.file_mb))
        self._file = FileInHand(content, name, limits)
        self._contents = Contents(**self._ask("open"))
        self._pages: dict[str, Page] = {}
        self._long: dict[str, list[list[Any]]] = {}

    @property
    def kind(self) -> str:
        """Return what the file is: xlsx, xlsm, xlsb, xls, et, ods or csv."""
        return self._contents.kind

    @property
    def titles(self) -> tuple[str, ...]:
        """Return the titles of all sheets, hidden ones too, in their order."""
        return self._contents.titles

    @property
    def hidden_sheets(self) -> frozenset[str]:
        """Return the titles of the sheets that nobody sees."""
        return self._contents.hidden_sheets

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return the names of the sentences that a school should read of its file."""
        return self._contents.remarks

    def rows(self, title: str) -> list[list[Any]]:
        """Return the cells of one sheet row by row from A1; an empty cell is an empty text."""
        rows = self.sheet(title)
        if not isinstance(rows, LongSheet):
            return rows
        if title not in self._long:
            self._long[title] = list(rows)
        return self._long[title]

    def sheet(self, title: str) -> list[list[Any]] | LongSheet:
        """Return what `rows` does; of a long sheet no row is made before it is asked for."""
        return self._page(title).rows

    def unresolved(self, title: str) -> Mapping[str, str]:
        """Return the cells that look blank but hold a formula or an error, with its text."""
        return self._page(title).unresolved

    def hidden_rows(self, title: str) -> frozenset[int]:
        """Return the rows of one sheet that nobody sees, 1 being the first."""
        return self._page(title).hidden_rows

    def first_rows(self, title: str) -> list[list[Any]]:
        """Return the rows of one sheet that its headers are searched in, as `rows` does.

        Of a large workbook the other rows are not read for it.
        """
        if title in self._pages:
            return self._pages[title].rows[:HEADER_ROWS_SEARCHED]
        found: list[list[Any]] = self._ask("first_rows", title, HEADER_ROWS_SEARCHED)
        return found

    def _page(self, title: str) -> Page:
        if title not in self._pages:
            self._pages[title] = received(self._ask("page", title))
        return self._pages[title]

    def _ask(self, name: str, *given: object) -> Any:
        return reader_for(self._file.limits).ask(self._file, name, *given)
