"""Writes the sheets of a blank workbook that are read by people only, and the stamp."""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tasks.intake.data_sheets import Form
from tasks.intake.looks import display_width, fit_page, put, put_text
from tasks.layouts import STAMP_SHEET, Field, Sheet, Stamp, column_letter
from tasks.worksheets import as_text

COVER_WIDTHS = (26, 56)
HOWTO_WIDTHS = (14, 36, 10, 24, 56)


def write_stamp(workbook: Workbook, stamp: Stamp) -> None:
    """Append the hidden sheet that says what the workbook is and whose it is."""
    sheet = workbook.create_sheet(STAMP_SHEET)
    for row, (name, text) in enumerate(stamp.items(), 1):
        sheet.cell(row, 1, name)
        value = sheet.cell(row, 2, text)
        value.number_format = "@"
        as_text(value)
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True


def write_cover(sheet: Worksheet, form: Form, stamp: Stamp, due: str) -> None:
    """Write the first page: whose form it is, until when, what is in it, who signs."""
    wording = form.wording["cover"]
    looks = form.looks
    sheet.sheet_view.showGridLines = False
    for number, width in enumerate(COVER_WIDTHS, 1):
        sheet.column_dimensions[column_letter(number)].width = width
    put(sheet, 1, 1, wording["title"].format(form=form.layout.title), looks.title())
    sheet.merge_cells("A1:B1")
    sheet.row_dimensions[1].height = 48
    row = 3
    for label, text in _lines(form, stamp, due).items():
        put(sheet, row, 1, label, looks.boxed(bold=True, fill="locked"))
        put_text(sheet, row, 2, text, looks.boxed())
        sheet.row_dimensions[row].height = 26
        row += 1
    row = _contents(sheet, form, row + 1)
    for label in (*wording["signatures"], wording["date"]):
        put(sheet, row, 1, label, looks.boxed(bold=True, fill="locked"))
        put(sheet, row, 2, None, looks.input(left=True))
        sheet.row_dimensions[row].height = 30
        row += 1
    sheet.protection.sheet = True
    fit_page(sheet, landscape=False)


def _lines(form: Form, stamp: Stamp, due: str) -> Mapping[str, str]:
    """Return label and text of the lines that name the form and its owner."""
    wording = form.wording["cover"]
    parts = dict(stamp.items())
    parts["filled_by"] = form.layout.filled_by
    parts["school_year"] = str(form.school.prefill.get("school_year", stamp.edition))
    parts["due"] = due or wording["without_due"]
    lines = wording["lines" if stamp.school_name else "bureau_lines"]
    return {label: text.format(**parts) for label, text in lines.items()}


def _contents(sheet: Worksheet, form: Form, row: int) -> int:
    """List the sheets with links; return the first row that is free."""
    wording = form.wording["cover"]
    put(sheet, row, 1, wording["contents"], form.looks.plain(bold=True))
    row += 1
    for column, text in enumerate(wording["contents_header"], 1):
        put(sheet, row, column, text, form.looks.header())
    for part in form.layout.sheets:
        row += 1
        cell = put(sheet, row, 1, part.title, form.looks.link())
        cell.hyperlink = f"#'{part.title}'!A1"
        cell._style = form.looks.link()
        put(sheet, row, 2, part.one_row_is, form.looks.boxed())
        sheet.row_dimensions[row].height = 20
    return row + 2


def write_howto(sheet: Worksheet, form: Form) -> None:
    """Write how the form is filled in, with one line for each field."""
    wording = form.wording["howto"]
    columns = len(HOWTO_WIDTHS)
    sheet.sheet_view.showGridLines = False
    for number, width in enumerate(HOWTO_WIDTHS, 1):
        sheet.column_dimensions[column_letter(number)].width = width
    lines = [(wording["title"], form.looks.title())]
    lines += [(step, form.looks.plain()) for step in wording["steps"]]
    for row, (text, look) in enumerate(lines, 1):
        put(sheet, row, 1, text, look)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)
        sheet.row_dimensions[row].height = 36 if row == 1 else 24
    header = len(lines) + 2
    for column, text in enumerate(wording["header"], 1):
        put(sheet, header, column, text, form.looks.header())
    row = header + 1
    for part in form.layout.sheets:
        for field in part.fields:
            _explain(sheet, row, part, field, form)
            row += 1
    sheet.freeze_panes = f"A{header + 1}"
    sheet.protection.sheet = True
    fit_page(sheet, landscape=True, repeat=f"{header}:{header}")


def _explain(sheet: Worksheet, row: int, part: Sheet, field: Field, form: Form) -> None:
    texts = (part.title, field.title, field.unit, _format(field, form), form.help(part, field))
    for column, text in enumerate(texts, 1):
        put_text(sheet, row, column, text, form.looks.boxed())
    lines = max(
        -(-display_width(text) // (width - 2))
        for text, width in zip(texts, HOWTO_WIDTHS, strict=True)
    )
    sheet.row_dimensions[row].height = max(20, 16 * lines + 4)


def _format(field: Field, form: Form) -> str:
    """Return how a value of `field` is to be written."""
    formats = form.wording["howto"]["format"]
    if field.computed:
        return str(formats["computed"])
    if field.prefill:
        return str(formats["prefilled"])
    optional = "" if field.required else form.wording["howto"]["optional"]
    return f"{formats[field.type]}{optional}"
