"""Tells which form of which edition a workbook is, and whose."""

from __future__ import annotations

from collections.abc import Mapping

from tasks.intake.opened import Opened, Refused
from tasks.layouts import STAMP_SHEET, Layout, Stamp


def identify(
    content: bytes | Opened, layouts_by_edition: Mapping[str, Mapping[str, Layout]]
) -> Stamp:
    """Return the stamp of a workbook, of which no more is read than its stamp or its headers.

    A national fitness workbook carries no stamp and is known by its header; its stamp
    names the newest edition and leaves county and school empty, for the caller knows in
    whose folder the file was. Raises `Refused` if the file cannot be opened or is none
    of our forms.
    """
    opened = content if isinstance(content, Opened) else Opened(content)
    if STAMP_SHEET not in opened.titles:
        return _by_header(opened, layouts_by_edition)
    stamp = _read_stamp(opened)
    if stamp.edition not in layouts_by_edition:
        known = "、".join(sorted(layouts_by_edition))
        raise Refused("unknown_edition", edition=stamp.edition, known=known, form=stamp.form)
    if stamp.form not in layouts_by_edition[stamp.edition]:
        raise Refused("unknown_form", form=stamp.form)
    return stamp


def _read_stamp(opened: Opened) -> Stamp:
    parts: dict[str, str] = {}
    for row in opened.first_rows(STAMP_SHEET):
        if len(row) >= 2 and str(row[0]).strip():
            parts[str(row[0]).strip()] = _text(row[1])
    needed = ("form", "edition", "county", "school")
    if any(not parts.get(name) for name in needed):
        raise Refused("stamp_damaged")
    return Stamp(
        form=parts["form"],
        edition=parts["edition"],
        county=parts["county"],
        county_name=parts.get("county_name", ""),
        school=parts["school"],
        school_name=parts.get("school_name", ""),
        base=parts.get("base", ""),
    )


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _by_header(opened: Opened, layouts_by_edition: Mapping[str, Mapping[str, Layout]]) -> Stamp:
    """Return the stamp of a workbook whose columns are those of a form that is read by header."""
    for edition in sorted(layouts_by_edition, reverse=True):
        for layout in layouts_by_edition[edition].values():
            by_header = [sheet for sheet in layout.sheets if sheet.match == "header"]
            rows = map(opened.first_rows, opened.titles) if by_header else ()
            if any(sheet.is_known_by(page) for page in rows for sheet in by_header):
                return Stamp(layout.form, edition, "", "", "")
    raise Refused("not_our_form")
