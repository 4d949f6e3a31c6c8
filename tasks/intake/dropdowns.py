"""What a spreadsheet program checks and offers while a cell is being filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tasks.layouts import CodeList, Field, Sheet, column_letter

CODE_SHEET = "_代码"
LEVELS = "levels"
PROMPT_LENGTH = 255
PROMPT_TITLE_LENGTH = 32


class CodeSheet:
    """The hidden sheet that holds the lists of all drop-downs of one workbook.

    `levels` are the levels taught at the school; a code of another level is not offered.
    """

    def __init__(
        self, workbook: Workbook, codes: Mapping[str, CodeList], levels: frozenset[str] | None
    ) -> None:
        self._workbook = workbook
        self._codes = codes
        self._levels = levels
        self._sheet: Worksheet | None = None
        self._names: dict[tuple[str, str], str] = {}

    def reference(self, codes: str, column: str) -> str:
        """Return the defined name of the list of `codes`, shown by `column`."""
        key = codes, column
        if key not in self._names:
            self._names[key] = self._add(codes, column)
        return self._names[key]

    def _add(self, codes: str, column: str) -> str:
        if self._sheet is None:
            self._sheet = self._workbook.create_sheet(CODE_SHEET)
            self._sheet.sheet_state = "hidden"
        listed = self._codes[codes]
        offered = [code for code in listed.codes if applies(listed, code, self._levels)]
        number = len(self._names) + 1
        for row, code in enumerate(offered, 1):
            self._sheet.cell(row, number, as_number(listed.shown(code, column)))
        name = f"codes_{codes}_{column}"
        letter = column_letter(number)
        place = f"'{CODE_SHEET}'!${letter}$1:${letter}${len(offered)}"
        self._workbook.defined_names[name] = DefinedName(name, attr_text=place)
        return name


def applies(codes: CodeList, code: str, levels: frozenset[str] | None) -> bool:
    """Tell whether `code` is for a school that teaches `levels`; None means any school."""
    level = code if codes.name == LEVELS else codes.rows[code].get("level", "")
    return levels is None or not level or level in levels


def as_number(text: str) -> str | int:
    """Return the number that a spreadsheet program would make of a code that is typed in."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


def add_validation(
    sheet: Worksheet,
    layout: Sheet,
    field: Field,
    cells: Iterable[str],
    code_sheet: CodeSheet,
    wording: Mapping[str, Any],
    prompt: str,
) -> None:
    """Give the cells of one field their drop-down or range, and the help that pops up."""
    checked = layout.match != "header" or field.type == "code"
    validation = _rule(field, code_sheet) if checked else None
    if validation is None and not prompt:
        return
    if validation is None:
        validation = DataValidation(type=None)
    else:
        validation.showErrorMessage = True
        validation.errorTitle = wording["entry"]["error_title"]
        validation.error = _error(field, wording)
    validation.allowBlank = True
    if prompt:
        validation.showInputMessage = True
        validation.promptTitle = field.title[:PROMPT_TITLE_LENGTH]
        validation.prompt = prompt[:PROMPT_LENGTH]
    for cell in cells:
        validation.add(cell)
    sheet.add_data_validation(validation)


def _rule(field: Field, code_sheet: CodeSheet) -> DataValidation | None:
    """Return what the program is to enforce; None where anything may be typed."""
    if field.type == "code":
        name = code_sheet.reference(field.codes, field.code_column)
        return DataValidation(type="list", formula1=name)
    if field.type == "count":
        return DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0")
    if field.type == "decimal":
        return DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0")
    if field.type == "percent":
        return DataValidation(type="decimal", operator="between", formula1="0", formula2="100")
    if field.type == "year":
        return DataValidation(type="whole", operator="between", formula1="1000", formula2="9999")
    if field.length:
        return DataValidation(type="textLength", operator="equal", formula1=str(field.length))
    return None


def _error(field: Field, wording: Mapping[str, Any]) -> str:
    kind = field.type if field.type != "text" else "length"
    return str(wording["entry"][kind]).format(length=field.length)
