"""Which cells an issue speaks of, from the address it gives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

MOST_ROWS = 1_048_576
MOST_LETTERS = "XFD"
SEPARATOR = re.compile(r"[,，、;；\s]+")
AREA = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})(?::([A-Z]{1,3})([1-9]\d{0,6}))?")


def areas(cell: str) -> list[str]:
    """Return the cells and ranges of an address such as `C4`, `A5:A9` or `C4、C7`."""
    return [part for part in SEPARATOR.split(cell) if _is_area(part)]


def first_cell(cell: str) -> str:
    """Return the cell that an address begins with, nothing if it names none."""
    found = areas(cell)
    return found[0].partition(":")[0] if found else ""


def row_and_column(cell: str) -> tuple[int, int]:
    """Return the numbers of row and column of one cell, A1 being 1 and 1."""
    match = AREA.fullmatch(cell)
    if match is None:
        raise ValueError(cell)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def joined(cells: Iterable[str]) -> list[str]:
    """Return areas in which cells that stand below each other are one range."""
    ranges = [each for each in cells if ":" in each]
    columns: dict[str, list[int]] = {}
    for each in cells:
        match = AREA.fullmatch(each)
        if match and not match[3]:
            columns.setdefault(match[1], []).append(int(match[2]))
    for letters, rows in columns.items():
        for first, last in _runs(sorted(rows)):
            ranges.append(f"{letters}{first}" + (f":{letters}{last}" if last > first else ""))
    return ranges


def batched(areas: Sequence[str], most: int) -> list[Sequence[str]]:
    """Return areas in pieces of at most `most`."""
    return [areas[start : start + most] for start in range(0, len(areas), most)]


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Return first and last of each run of numbers that follow one another."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and row <= found[-1][1] + 1:
            found[-1] = found[-1][0], row
        else:
            found.append((row, row))
    return found


def _is_area(text: str) -> bool:
    match = AREA.fullmatch(text)
    if match is None:
        return False
    rows = [int(number) for number in (match[2], match[4]) if number]
    letters = [each for each in (match[1], match[3]) if each]
    far = any((len(each), each) > (len(MOST_LETTERS), MOST_LETTERS) for each in letters)
    return not far and max(rows) <= MOST_ROWS
