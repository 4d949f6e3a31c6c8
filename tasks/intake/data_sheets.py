"""Writes the sheets of a blank workbook that hold values, from their layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.worksheet import Worksheet

from tasks.intake.dropdowns import CodeSheet, add_validation, applies
from tasks.intake.looks import (
    GENERAL,
    TEXT,
    Formula,
    Looks,
    display_width,
    fit_page,
    put,
    put_text,
)
from tasks.layouts import CodeList, Field, Layout, Sheet, column_letter

NUMBER_FORMATS = {"date": "yyyy-mm-dd", "text": TEXT, "pseudonym": TEXT, "private": TEXT}
LAST_ROW = 20000
TEXT_WIDTHS = (12, 22)
NUMBER_WIDTHS = (10, 13)
NARROW_WIDTHS = (9, 9)
NUMBERS = ("count", "decimal", "percent")
MANY_COLUMNS = 10
RECORD_WIDTHS = (7, 44, 24, 10, 52)
HEADER_LINE_POINTS = 16


@dataclass(frozen=True)
class School:
    """What a blank workbook has to know of the school it is for.

    `levels` are the levels taught there (None: do not grey anything), `senior` tells
    whether it has senior-high pupils too, `prefill` gives values by prefill name.
    """

    levels: frozenset[str] | None
    senior: bool
    prefill: Mapping[str, object]


@dataclass(frozen=True)
class Form:
    """Everything the sheets of one workbook are written from."""

    layout: Layout
    school: School
    codes: Mapping[str, CodeList]
    looks: Looks
    code_sheet: CodeSheet
    guidance: Mapping[str, Mapping[str, str]]
    wording: Mapping[str, Any]

    def help(self, sheet: Sheet, field: Field) -> str:
        """Return what is said beside a field: its own help, then that of its rules."""
        parts = (field.help, self.guidance.get(sheet.table, {}).get(field.name, ""))
        return "；".join(dict.fromkeys(part for part in parts if part))

    def is_for_school(self, field: Field) -> bool:
        """Tell whether the school has anything to say in `field`."""
        return field.applies_to != "senior" or self.school.senior

    def shown(self, field: Field, value: object) -> object:
        """Return `value` as the form shows it: a code by its title, all else untouched."""
        if field.type == "code" and isinstance(value, str):
            codes = self.codes[field.codes]
            if value in codes.rows:
                text = codes.shown(value, field.code_column)
                return int(text) if field.code_column != "title" and text.isdigit() else text
        return value


def write_sheet(
    worksheet: Worksheet, sheet: Sheet, form: Form, values: Sequence[Mapping[str, object]]
) -> None:
    """Write one sheet of the form and fill `values` into its input cells, exactly as given."""
    known = set(sheet.columns) | set(sheet.by_name)
    for row in values:
        unknown = set(row) - known
        if unknown:
            raise ValueError(f"{sheet.table} has no field {', '.join(sorted(unknown))}")
    writer = {"record": _record, "rows": _rows, "list": _list}[sheet.kind]
    writer(worksheet, sheet, form, values)
    _protect(worksheet, sheet)


def _protect(worksheet: Worksheet, sheet: Sheet) -> None:
    """Lock what is not to be changed; the national sheet is read in any order and stays open."""
    if sheet.match == "header":
        return
    protection = worksheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = False
    if sheet.kind == "list":
        protection.sort = protection.autoFilter = False
        protection.insertRows = protection.deleteRows = False


def _above(worksheet: Worksheet, sheet: Sheet, form: Form, columns: int) -> None:
    """Write the title and the note that stand above the header."""
    title = form.wording["sheet_title"].format(form=form.layout.title, sheet=sheet.title)
    note = form.wording["sheet_note"].format(one_row_is=sheet.one_row_is)
    if any(field.type in NUMBERS for field in sheet.fields):
        note += form.wording["sheet_note_numbers"]
    put(worksheet, 1, 1, title, form.looks.title())
    put(worksheet, 2, 1, note, form.looks.plain())
    for row in (1, 2):
        worksheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)
    worksheet.row_dimensions[1].height = 30
    worksheet.row_dimensions[2].height = 34


def _record(
    worksheet: Worksheet, sheet: Sheet, form: Form, values: Sequence[Mapping[str, object]]
) -> None:
    filled = values[0] if values else {}
    _above(worksheet, sheet, form, len(RECORD_WIDTHS))
    for column, text in enumerate(form.wording["record_header"], 1):
        put(worksheet, sheet.header_row, column, text, form.looks.header())
    for number, width in enumerate(RECORD_WIDTHS, 1):
        worksheet.column_dimensions[column_letter(number)].width = width
    for number, field in enumerate(sheet.fields, 1):
        _record_row(worksheet, sheet, form, number, field, filled)
    worksheet.freeze_panes = f"A{sheet.first_row}"
    fit_page(worksheet, landscape=True)


def _record_row(
    worksheet: Worksheet,
    sheet: Sheet,
    form: Form,
    number: int,
    field: Field,
    filled: Mapping[str, object],
) -> None:
    row = sheet.header_row + number
    looks = form.looks
    help_text = form.help(sheet, field)
    put(worksheet, row, 1, number, looks.locked())
    put(worksheet, row, 2, field.title, looks.locked(left=True))
    put(worksheet, row, 4, field.unit, looks.locked())
    put_text(worksheet, row, 5, help_text, looks.locked(left=True))
    value, look = _content(sheet, form, field, row, filled, applicable=True)
    put(worksheet, row, 3, value, look)
    lines = max(
        -(-display_width(field.title) // (RECORD_WIDTHS[1] - 2)),
        -(-display_width(help_text) // (RECORD_WIDTHS[4] - 2)),
    )
    worksheet.row_dimensions[row].height = max(22, HEADER_LINE_POINTS * lines + 6)
    if not field.prefill and not field.computed and form.is_for_school(field):
        cells = [sheet.cells[field.name]]
        _validate(worksheet, sheet, form, field, cells, help_text)


def _rows(
    worksheet: Worksheet, sheet: Sheet, form: Form, values: Sequence[Mapping[str, object]]
) -> None:
    assert sheet.key is not None
    _table_head(worksheet, sheet, form)
    codes = form.codes[sheet.key.codes]
    by_key = {row.get(sheet.key.name): row for row in values}
    open_rows = []
    for row, code in enumerate(codes.codes, sheet.first_row):
        applicable = applies(codes, code, form.school.levels)
        if applicable:
            open_rows.append(row)
        label = form.looks.locked(left=True)
        label = label if applicable else form.looks.not_applicable(left=True)
        put(worksheet, row, 1, codes.title(code), label)
        filled = by_key.get(code, {})
        for column, field in enumerate(sheet.fields, 2):
            value, look = _content(sheet, form, field, row, filled, applicable=applicable)
            put(worksheet, row, column, value, look)
        worksheet.row_dimensions[row].height = 22
    for field in sheet.fields:
        if not field.computed and open_rows:
            letter = sheet.cells[field.name]
            cells = [f"{letter}{row}" for row in open_rows]
            _validate(worksheet, sheet, form, field, cells, form.help(sheet, field))


def _list(
    worksheet: Worksheet, sheet: Sheet, form: Form, values: Sequence[Mapping[str, object]]
) -> None:
    if sheet.match == "header":
        _plain_head(worksheet, sheet, form)
    else:
        _table_head(worksheet, sheet, form)
    drawn = 0 if sheet.match == "header" else sheet.prepared_rows
    looks = [_look(form, field, plain=not drawn) for field in sheet.fields]
    for row, filled in enumerate(values, sheet.first_row):
        for column, (field, look) in enumerate(zip(sheet.fields, looks, strict=True), 1):
            value = filled.get(field.name)
            if drawn or value is not None:
                cell = put(worksheet, row, column, form.shown(field, value), look)
                if field.type == "text" and isinstance(cell.value, str):
                    cell.data_type = "s"
        lines = max(_lines(field, filled.get(field.name)) for field in sheet.fields)
        if drawn and lines > 1:
            worksheet.row_dimensions[row].height = HEADER_LINE_POINTS * lines + 4
    for row in range(sheet.first_row + len(values), sheet.first_row + drawn):
        for column, look in enumerate(looks, 1):
            put(worksheet, row, column, None, look)
    last = max(LAST_ROW, sheet.header_row + len(values))
    for field in sheet.fields:
        letter = sheet.cells[field.name]
        column_look = form.looks.open_column(NUMBER_FORMATS.get(field.type, GENERAL))
        worksheet.column_dimensions[letter]._style = column_look
        cells = [f"{letter}{sheet.first_row}:{letter}{last}"]
        _validate(worksheet, sheet, form, field, cells, form.help(sheet, field))


def _lines(field: Field, value: object) -> int:
    """Return how many lines a text takes in the column of its field, 1 for anything else."""
    if field.type != "text" or not isinstance(value, str):
        return 1
    room = _width(field) - 2
    return sum(max(1, -(-display_width(part) // room)) for part in value.split("\n"))


def _look(form: Form, field: Field, *, plain: bool = False) -> StyleArray:
    number_format = NUMBER_FORMATS.get(field.type, GENERAL)
    if plain:
        return form.looks.open_column(number_format)
    left = field.type == "text" and not field.length
    return form.looks.input(number_format, left=left)


def _validate(
    worksheet: Worksheet, sheet: Sheet, form: Form, field: Field, cells: list[str], prompt: str
) -> None:
    add_validation(worksheet, sheet, field, cells, form.code_sheet, form.wording, prompt)


def _content(
    sheet: Sheet,
    form: Form,
    field: Field,
    row: int,
    filled: Mapping[str, object],
    *,
    applicable: bool,
) -> tuple[object, StyleArray]:
    """Return what stands in one cell of a record or of a given row, and its look."""
    given = form.shown(field, filled[field.name]) if field.name in filled else None
    if not applicable or not form.is_for_school(field):
        return given, form.looks.not_applicable()
    if field.computed:
        return (given if given is not None else _formula(sheet, field, row)), form.looks.locked()
    if field.prefill:
        before = form.shown(field, form.school.prefill.get(field.prefill))
        look = form.looks.locked(TEXT) if before is not None else _look(form, field)
        return (given if given is not None else before), look
    return given, _look(form, field)


def _formula(sheet: Sheet, field: Field, row: int) -> Formula:
    """Return the formula of a computed field, such as `=SUM(B4,C4)`."""
    sums = {}
    for verb, names in field.computed.items():
        cells = (sheet.cells[name] for name in names)
        places = ",".join(cell if cell[-1].isdigit() else f"{cell}{row}" for cell in cells)
        sums[verb] = f"SUM({places})"
    formula = sums.get("add", "0")
    taken = f"-{sums['subtract']}" if "subtract" in sums else ""
    return Formula(f"={formula}{taken}")


def _table_head(worksheet: Worksheet, sheet: Sheet, form: Form) -> None:
    """Write title, note and header of a sheet with columns, and set its pages."""
    widths = [sheet.key.width] if sheet.key else []
    narrow = len(sheet.fields) > MANY_COLUMNS
    widths += [_width(field, narrow=narrow) for field in sheet.fields]
    names = [sheet.key.title] if sheet.key else []
    fields = zip(sheet.fields, widths[len(names) :], strict=True)
    names += [_broken_header(field, width) for field, width in fields]
    _above(worksheet, sheet, form, len(names))
    lines = 1
    for column, (text, width) in enumerate(zip(names, widths, strict=True), 1):
        put(worksheet, sheet.header_row, column, text, form.looks.header())
        worksheet.column_dimensions[column_letter(column)].width = width
        parts = text.split("\n")
        lines = max(lines, sum(-(-display_width(part) // (width - 1)) for part in parts))
    worksheet.row_dimensions[sheet.header_row].height = HEADER_LINE_POINTS * lines + 8
    if sum(widths) < 60:
        worksheet.row_dimensions[2].height = 68
    first_free = "B" if sheet.key else "A"
    worksheet.freeze_panes = f"{first_free}{sheet.first_row}"
    fit_page(
        worksheet,
        landscape=sum(widths) > 90,
        repeat=f"{sheet.header_row}:{sheet.header_row}",
    )


def _plain_head(worksheet: Worksheet, sheet: Sheet, form: Form) -> None:
    """Write nothing but the header, as the national workbook has it."""
    for column, field in enumerate(sheet.fields, 1):
        put(worksheet, sheet.header_row, column, field.title, form.looks.header())
        worksheet.column_dimensions[column_letter(column)].width = _width(field)
    worksheet.row_dimensions[sheet.header_row].height = 36
    worksheet.freeze_panes = f"A{sheet.first_row}"
    fit_page(worksheet, landscape=True, repeat=f"{sheet.header_row}:{sheet.header_row}")


def _broken_header(field: Field, width: int) -> str:
    """Return the header of a field, with the unit on a line of its own if it is long."""
    if field.unit and display_width(field.header) > width - 1:
        return f"{field.title}\n（{field.unit}）"
    return field.header


def _width(field: Field, *, narrow: bool = False) -> int:
    if field.width:
        return field.width
    numbers = NARROW_WIDTHS if narrow else NUMBER_WIDTHS
    narrowest, widest = TEXT_WIDTHS if field.type in ("text", "code") else numbers
    return min(max(display_width(field.header) + 2, narrowest), widest)
