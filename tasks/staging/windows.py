"""Finds headers wherever they stand: in one row or in up to three, under merged cells or not.

Of merged cells only the first holds the text. A header of several rows is read from its
top cell down, a blank upper cell going on with the text to its left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tasks.layouts import HEADER_ROWS_SEARCHED, MOST_HEADER_ROWS, Sheet
from tasks.staging.cells import Rows, bare, is_blank

Path = tuple[str, ...]


@dataclass(frozen=True)
class Window:
    """The rows of a header and the columns found in them by name.

    `paths` has the texts of each column from the top down; `whole` are the columns whose
    texts, one after the other, are the header that was given out. `twice` has the
    further columns of a name.
    """

    first: int
    last: int
    columns: Mapping[str, int]
    paths: Mapping[int, Path]
    whole: frozenset[int]
    twice: tuple[tuple[str, int], ...]

    @property
    def size(self) -> int:
        """Return how many rows the header has."""
        return self.last - self.first + 1


def wanted_headers(sheet: Sheet) -> dict[str, str]:
    """Return the header each column must have, by name, in their order."""
    key = {sheet.key.name: sheet.key.title} if sheet.key else {}
    return key | {field.name: field.header for field in sheet.fields}


def needed_names(sheet: Sheet) -> frozenset[str]:
    """Return the names of the columns without which a sheet cannot be read whole."""
    by_header = sheet.match == "header"
    fields = {
        field.name
        for field in sheet.fields
        if field.is_staged and not field.optional_column and (field.required or not by_header)
    }
    return frozenset(fields | ({sheet.key.name} if sheet.key else set()))


def best_windows(sheet: Sheet, rows: Rows) -> list[Window]:
    """Return the headers that fit best, topmost first; none if no cell fits.

    There is more than one only if different columns fit equally well in different rows.
    """
    found = [window for window in _windows(sheet, rows) if window.columns]
    most = max((len(window.columns) for window in found), default=0)
    best = [window for window in found if len(window.columns) == most]
    size = min((window.size for window in best), default=0)
    kept: list[Window] = []
    for window in best:
        if window.size == size and all(window.columns != other.columns for other in kept):
            kept.append(window)
    return kept


def _windows(sheet: Sheet, rows: Rows) -> Iterator[Window]:
    names = {bare(title): name for name, title in wanted_headers(sheet).items()}
    for size in range(1, MOST_HEADER_ROWS + 1):
        for top in range(min(len(rows), HEADER_ROWS_SEARCHED) - size + 1):
            yield _window(names, rows[top : top + size], top + 1)


def _window(names: Mapping[str, str], rows: Rows, first: int) -> Window:
    columns: dict[str, int] = {}
    twice = []
    whole = set()
    paths = dict(_paths(rows))
    for index, path in paths.items():
        texts = [bare("".join(path[start:])) for start in range(len(path))]
        name = next((names[text] for text in texts if text in names), None)
        if name is None:
            continue
        if name in columns:
            twice.append((name, index))
            continue
        columns[name] = index
        if texts[0] in names:
            whole.add(index)
    last = first + len(rows) - 1
    return Window(first, last, columns, paths, frozenset(whole), tuple(twice))


def _paths(rows: Rows) -> Iterator[tuple[int, Path]]:
    """Yield index and texts of each column that has any, from the top down."""
    above = [""] * (len(rows) - 1)
    for index in range(max(map(len, rows), default=0)):
        texts = [_text(row, index) for row in rows]
        if not any(texts):
            above = [""] * len(above)
            continue
        begins = next(level for level, text in enumerate(texts) if text)
        above[begins:] = texts[begins:-1]
        yield index, tuple(text for text in (*above, texts[-1]) if text)


def _text(row: Sequence[object], index: int) -> str:
    cell = row[index] if index < len(row) else ""
    return "" if is_blank(cell) else str(cell).strip()
