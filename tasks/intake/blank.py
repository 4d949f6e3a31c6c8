"""Makes the workbook that a school fills in, from the layout that will read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from tasks.intake.cover import write_cover, write_howto, write_stamp
from tasks.intake.data_sheets import Form, School, write_sheet
from tasks.intake.dropdowns import CodeSheet
from tasks.intake.looks import Looks
from tasks.layouts import CodeList, Layout, Stamp
from tasks.worksheets import workbook_bytes

SCHOOL_TYPES = "school_types"


def write_workbook(
    layout: Layout,
    stamp: Stamp,
    codes: Mapping[str, CodeList],
    *,
    wording: Mapping[str, Any],
    values: Mapping[str, Sequence[Mapping[str, object]]] | None = None,
    guidance: Mapping[str, Mapping[str, str]] | None = None,
    prefill: Mapping[str, object] | None = None,
    due: str = "",
) -> bytes:
    """Return the xlsx file of one form for one school; the same input is the same bytes.

    `values` gives rows by table that are written into the cells exactly as they are; a
    value that is a code of its list is written as the form shows it. `guidance` gives a
    sentence by table and field. `prefill` gives `school_type` (a code) and
    `school_year`; without a school type nothing is greyed.
    """
    workbook = Workbook()
    workbook.remove(workbook.active)
    looks = Looks(workbook, wording["look"])
    before = {"school_code": stamp.school, "school_name": stamp.school_name, **(prefill or {})}
    school = _school(codes, before)
    code_sheet = CodeSheet(workbook, codes, school.levels)
    form = Form(layout, school, codes, looks, code_sheet, guidance or {}, wording)
    national = any(sheet.match == "header" for sheet in layout.sheets)
    if not national:
        _front(workbook, form, stamp, due)
    for sheet in layout.sheets:
        write_sheet(
            workbook.create_sheet(sheet.title), sheet, form, (values or {}).get(sheet.table, ())
        )
    if national:
        _front(workbook, form, stamp, due)
    write_stamp(workbook, stamp)
    _last(workbook)
    looks.discard_scratch()
    workbook.active = 0
    return workbook_bytes(workbook, has_formulas=True)


def _school(codes: Mapping[str, CodeList], before: Mapping[str, object]) -> School:
    """Return what the school type says about levels and senior-high pupils."""
    row = codes[SCHOOL_TYPES].rows.get(str(before.get("school_type", "")))
    levels = frozenset(row["levels"].split()) if row else None
    return School(levels, senior=row is None or row["senior"] == "yes", prefill=before)


def _front(workbook: Workbook, form: Form, stamp: Stamp, due: str) -> None:
    write_cover(workbook.create_sheet(form.wording["cover"]["sheet"]), form, stamp, due)
    write_howto(workbook.create_sheet(form.wording["howto"]["sheet"]), form)


def _last(workbook: Workbook) -> None:
    """Put the hidden sheets behind the visible ones."""
    hidden = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "hidden"]
    for sheet in hidden:
        workbook.move_sheet(sheet, len(workbook.worksheets))
