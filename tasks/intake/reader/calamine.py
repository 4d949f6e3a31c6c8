"""Reads the cells of a workbook with calamine, whatever program saved it."""

from __future__ import annotations

import io
from contextlib import suppress
from typing import Any

import python_calamine

from tasks.intake.reader.limits import Limits
from tasks.intake.reader.pages import Aside, Contents, Page
from tasks.intake.reader.xlsx import SheetParts
from tasks.intake.refused import Refused
from tasks.layouts import column_letter

VISIBLE = python_calamine.SheetVisibleEnum.Visible
WORK_SHEET = python_calamine.SheetTypeEnum.WorkSheet


class CalamineBook:
    """A workbook; a sheet is read when it is asked for, once."""

    def __init__(
        self,
        content: bytes,
        kind: str,
        aside: Aside,
        limits: Limits,
        remarks: tuple[str, ...] = (),
    ) -> None:
        """Open it; raises `Refused` if calamine cannot."""
        self._aside = aside
        self._limits = limits
        self._workbook = self._opened(content)
        self._pages: dict[str, Page] = {}
        sheets = self._workbook.sheets_metadata
        self._without_cells = {sheet.name for sheet in sheets if sheet.typ != WORK_SHEET}
        self.contents = Contents(
            kind,
            tuple(self._workbook.sheet_names),
            frozenset(sheet.name for sheet in sheets if sheet.visible != VISIBLE),
            remarks,
        )

    def page(self, title: str) -> Page:
        """Return one sheet; raises `Refused` if it is damaged or too large."""
        if title in self._without_cells:
            return Page([])
        if title not in self._pages:
            self._aside.check(title)
            self._pages[title] = self._page(title)
        return self._pages[title]

    def _page(self, title: str) -> Page:
        rows = cells(self._workbook, title, self._limits.sheet_cells)
        unresolved, hidden = self._aside.beside(title)
        return Page(rows, unresolved, frozenset(hidden))

    def _opened(self, content: bytes) -> python_calamine.CalamineWorkbook:
        return opened(content)

    def first_rows(self, title: str, count: int) -> list[list[Any]]:
        """Return the first rows of one sheet."""
        return self.page(title).rows[:count]

    def check_closely(self, title: str) -> None:
        """Raise `Refused` if the sheet is known to be too large."""
        self._aside.check(title)


class XlsxBook(CalamineBook):
    """A workbook of which the first rows of a sheet can be read without the others."""

    def __init__(
        self,
        content: bytes,
        kind: str,
        parts: SheetParts,
        limits: Limits,
        remarks: tuple[str, ...] = (),
    ) -> None:
        """Open it; raises `Refused` if calamine cannot."""
        self._parts = parts
        super().__init__(content, kind, parts, limits, remarks)

    def _opened(self, content: bytes) -> python_calamine.CalamineWorkbook:
        """Return the workbook, read from the parts that were unpacked to look through them."""
        unpacked = self._parts.unpacked()
        if unpacked is not None:
            with suppress(Refused):
                workbook = opened(unpacked)
                if self._parts.titles.issuperset(workbook.sheet_names):
                    return workbook
        return opened(content)

    def _page(self, title: str) -> Page:
        unresolved, hidden = self._parts.beside(title)
        self._parts.forget(title)
        rows = cells(self._workbook, title, self._limits.sheet_cells)
        return Page(rows, unresolved, hidden)

    def first_rows(self, title: str, count: int) -> list[list[Any]]:
        """Return the first rows of one sheet, the rest of it not even looked at."""
        if title in self._without_cells or title in self._pages:
            return super().first_rows(title, count)
        try:
            beginning = opened(self._parts.beginning(title, count))
            return cells(beginning, title, self._limits.sheet_cells)[:count]
        except Refused:
            return super().first_rows(title, count)

    def check_closely(self, title: str) -> None:
        """Raise `Refused` if one cell of the sheet is far away from the others."""
        self._parts.refuse_far_cell(title)


def opened(content: bytes) -> python_calamine.CalamineWorkbook:
    """Return what calamine makes of a file; raises `Refused` if that is nothing."""
    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except python_calamine.PasswordError as error:
        raise Refused("password") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Refused("damaged") from error


def cells(workbook: python_calamine.CalamineWorkbook, title: str, most: int) -> list[list[Any]]:
    """Return the cells of a sheet row by row from A1, at most `most`."""
    try:
        sheet = workbook.get_sheet_by_name(title)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Refused("damaged") from error
    if sheet.end is None:
        return []
    rows, columns = (last + 1 for last in sheet.end)
    if rows * columns > most:
        corner = f"{column_letter(columns)}{rows}"
        raise Refused("cell_too_far", sheet=title, cell=corner)
    return sheet.to_python(skip_empty_area=False)
