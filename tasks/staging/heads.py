"""Finds the columns of a sheet by their headers, and says where these are not as given out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tasks.layouts import HEADER_ROWS_SEARCHED, Sheet, column_letter
from tasks.spelling import heading
from tasks.staging.cells import Rows, address, bare, cell_text, is_blank, is_same
from tasks.staging.notebook import Notebook, has_pupils
from tasks.staging.windows import Window, best_windows, needed_names, wanted_headers

BELOW = "／"


@dataclass(frozen=True)
class Head:
    """Where the values of a sheet stand: the rows of its header, and the index of each column."""

    row: int
    columns: Mapping[str, int]
    first_row: int
    top: int

    @property
    def width(self) -> int:
        """Return how many columns from A on hold something of the sheet."""
        return max(self.columns.values()) + 1


def find_head(sheet: Sheet, rows: Rows, notes: Notebook) -> Head | None:
    """Return where the columns of a list or of given rows stand; None if that is not certain."""
    if sheet.match == "header":
        return _by_title(sheet, rows, notes)
    return _as_given(sheet, rows, notes) or _by_window(sheet, rows, notes)


def _as_given(sheet: Sheet, rows: Rows, notes: Notebook) -> Head | None:
    """Return the head where it was given out; None unless every header is in its column."""
    wanted = wanted_headers(sheet)
    cells = rows[sheet.header_row - 1] if len(rows) >= sheet.header_row else ()
    pairs = zip(wanted.values(), cells, strict=False)
    if len(cells) < len(wanted) or not all(is_same(title, cell) for title, cell in pairs):
        return None
    columns = {name: index for index, name in enumerate(wanted)}
    texts = {index: str(cell) for index, cell in enumerate(cells) if not is_blank(cell)}
    _note_further(sheet, texts, frozenset(columns.values()), sheet.header_row, notes)
    return _head(sheet, rows, sheet.header_row, sheet.header_row, columns)


def _head(sheet: Sheet, rows: Rows, top: int, row: int, columns: Mapping[str, int]) -> Head:
    """Return the head; a row of units below it is part of it."""
    first_row = row + 1
    if len(rows) > row and _has_only_units(sheet, rows[row]):
        first_row += 1
    return Head(row, columns, first_row, top)


def _has_only_units(sheet: Sheet, row: Sequence[object]) -> bool:
    units = {heading(field.unit) for field in sheet.fields if field.unit}
    texts = [heading(cell) for cell in row if not is_blank(cell)]
    return bool(texts) and all(not bare(text) or text in units for text in texts)


def _by_title(sheet: Sheet, rows: Rows, notes: Notebook) -> Head | None:
    """Return the head of a sheet whose columns may stand in any order."""
    found = [sheet.headers_in(row) for row in rows[:HEADER_ROWS_SEARCHED]]
    best = max(range(len(found)), key=lambda number: len(found[number]), default=0)
    columns: Mapping[str, int] = found[best] if found else {}
    if any(field.is_staged and field.name not in columns for field in sheet.fields):
        windows = best_windows(sheet, rows)
        if windows and len(windows[0].columns) > len(columns):
            return _of_window(sheet, rows, windows[0], notes)
    if not columns:
        notes.issue(sheet.title, f"A{sheet.header_row}", "head_missing", row=sheet.header_row)
        return None
    row = best + 1
    _report_missing(sheet, columns, row, notes)
    _report_twice(sheet, rows[best], row, notes)
    texts = {index: str(cell) for index, cell in enumerate(rows[best]) if not is_blank(cell)}
    _note_further(sheet, texts, frozenset(columns.values()), row, notes)
    return _head(sheet, rows, row, row, columns)


def _report_missing(sheet: Sheet, columns: Mapping[str, int], row: int, notes: Notebook) -> None:
    needed = needed_names(sheet)
    for name, title in _titles(sheet).items():
        if name in needed and name not in columns:
            notes.issue(sheet.title, f"A{row}", "column_missing", title=title)


def _titles(sheet: Sheet) -> dict[str, str]:
    key = {sheet.key.name: sheet.key.title} if sheet.key else {}
    return key | {field.name: field.title for field in sheet.fields}


def _report_twice(sheet: Sheet, cells: Sequence[object], row: int, notes: Notebook) -> None:
    wanted = {heading(field.title) for field in sheet.fields if field.is_staged}
    seen: set[str] = set()
    for index, cell in enumerate(cells):
        text = heading(cell)
        if text in wanted and text in seen:
            place = address(index, row)
            notes.issue(sheet.title, place, "column_twice", cell, title=cell)
        seen.add(text)


def _by_window(sheet: Sheet, rows: Rows, notes: Notebook) -> Head | None:
    """Return the head of a form that somebody rebuilt, as far as its headers tell it."""
    windows = best_windows(sheet, rows)
    needed = needed_names(sheet)
    key = sheet.key.name if sheet.key else None
    place = f"A{sheet.header_row}"
    if not windows or len(windows[0].columns.keys() & needed) * 2 <= len(needed):
        notes.issue(sheet.title, place, "head_missing", row=sheet.header_row)
        return None
    if len(windows) > 1:
        both = {"row": windows[0].last, "further": windows[1].last}
        notes.issue(sheet.title, f"A{windows[0].last}", "head_twice", **both)
        return None
    if key is not None and key not in windows[0].columns:
        notes.issue(sheet.title, f"A{windows[0].last}", "column_missing", title=sheet.key.title)  # type: ignore[union-attr]
        return None
    return _of_window(sheet, rows, windows[0], notes)


def _of_window(sheet: Sheet, rows: Rows, window: Window, notes: Notebook) -> Head:
    """Return the head that was found, and say what is not as it was given out."""
    titles = _titles(sheet)
    window = _as_given_first(sheet, window)
    renamed = _report_changed(sheet, rows, window, notes)
    for name, index in window.twice:
        if name in needed_names(sheet) and index not in renamed:
            place = address(index, window.last)
            notes.issue(sheet.title, place, "column_twice", titles[name], title=titles[name])
    _note_moved(sheet, window, notes)
    for name, index in window.columns.items():
        if index not in window.whole:
            read_as = _quote(sheet, titles[name])
            path = _quote(sheet, BELOW.join(window.paths[index]))
            parts = {"path": path, "title": read_as}
            notes.remark(sheet, address(index, window.last), "header_in_part", **parts)
    taken = {*window.columns.values(), *renamed, *(index for _, index in window.twice)}
    texts = {index: "".join(path) for index, path in window.paths.items()}
    _note_further(sheet, texts, frozenset(taken), window.last, notes)
    return _head(sheet, rows, window.first, window.last, window.columns)


def _as_given_first(sheet: Sheet, window: Window) -> Window:
    """Return the header with the column given out, of those that have one name."""
    columns, twice = dict(window.columns), []
    given = {name: index for index, name in enumerate(wanted_headers(sheet))}
    for name, index in window.twice:
        is_given = window.last == sheet.header_row and index == given[name]
        twice.append((name, columns[name] if is_given else index))
        columns[name] = index if is_given else columns[name]
    return replace(window, columns=columns, twice=tuple(twice))


def _report_changed(sheet: Sheet, rows: Rows, window: Window, notes: Notebook) -> set[int]:
    """Report the columns that were not found; return those whose header was written over."""
    if sheet.match == "header" or window.last != sheet.header_row:
        _report_missing(sheet, window.columns, window.last, notes)
        return set()
    given = {name: index for index, name in enumerate(wanted_headers(sheet))}
    titles = _titles(sheet)
    renamed = set()
    for name in sorted(needed_names(sheet) - window.columns.keys(), key=lambda name: given[name]):
        index = given[name]
        if index in window.columns.values():
            notes.issue(sheet.title, f"A{window.last}", "column_missing", title=titles[name])
            continue
        renamed.add(index)
        found = _quote(sheet, cell_text(rows, window.last, index))
        place = address(index, window.last)
        notes.issue(sheet.title, place, "head_changed", found, title=titles[name])
    return renamed


def _note_moved(sheet: Sheet, window: Window, notes: Notebook) -> None:
    """Say that the headers do not stand where they were given out."""
    given = {name: index for index, name in enumerate(wanted_headers(sheet))}
    order = sorted(window.columns, key=lambda name: window.columns[name])
    place = address(window.columns[order[0]], window.last)
    if window.size > 1:
        rows = {"first": window.first, "last": window.last}
        notes.remark(sheet, place, "head_of_rows", **rows)
    elif window.last != sheet.header_row and sheet.match != "header":
        parts = {"row": sheet.header_row, "now": window.last}
        notes.remark(sheet, place, "head_elsewhere", **parts)
    if sheet.match != "header" and any(window.columns[name] != given[name] for name in order):
        notes.remark(sheet, place, "columns_elsewhere")


def _note_further(
    sheet: Sheet, texts: Mapping[int, str], taken: frozenset[int], row: int, notes: Notebook
) -> None:
    """Say which columns are not of the form and are not read."""
    known = {bare(title) for title in wanted_headers(sheet).values()}
    further = {
        index: text
        for index, text in texts.items()
        if index not in taken and bare(text) and bare(text) not in known
    }
    if further:
        letters = "、".join(column_letter(index + 1) for index in further)
        titles = _quote(sheet, "、".join(further.values()))
        key = "columns_further" if titles else "columns_further_unnamed"
        parts = {"letters": letters, "titles": titles, "count": len(further)}
        notes.remark(sheet, address(min(further), row), key, **parts)


def _quote(sheet: Sheet, text: object) -> str:
    """Return a text that may be shown: on a sheet with a row a pupil, none."""
    return "" if has_pupils(sheet) else str(text)
