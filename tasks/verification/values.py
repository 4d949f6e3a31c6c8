"""Whether a cell still says what was read from it."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tasks.layouts import CodeList, column_letter
from tasks.rounding import exact
from tasks.spelling import half_width, plain_number, squeezed
from tasks.verification.sheets import Cells

LEADING = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|[+-]?\.\d+")
ADDRESS = re.compile(r"([A-Z]+)(\d+)")
DATE = re.compile(r"(\d{4})(?:年|[-/.])?(\d{1,2})(?:月|[-/.])?(\d{1,2})日?")
MARKS = frozenset({"", "无", "/", "\\", "-", "--", "—", "——", "–", "－", "没有"})
FIRST_DAY = datetime.date(1899, 12, 30)


@dataclass(frozen=True)
class Cell:
    """One cell of a received file and what stands in it, None where it is empty."""

    address: str
    value: object


def number_in(raw: object) -> Decimal | None:
    """Return the number that a cell holds, be it written as text with its unit."""
    if isinstance(raw, bool) or raw is None:
        return None
    if isinstance(raw, (int, float)):
        return exact(raw) if math.isfinite(raw) else None
    text = squeezed(str(raw))
    found = LEADING.match(text)
    return Decimal(found.group().replace(",", "")) if found else None


def is_same(raw: object, staged: object, codes: CodeList | None) -> bool:
    """Tell whether a cell says what was staged: a number, a code, a date or a text."""
    if staged is None:
        return is_blank(raw) or number_in(raw) is None
    if isinstance(staged, (int, float)) and not isinstance(staged, bool):
        return number_in(raw) == exact(staged)
    text = raw if isinstance(raw, str) else "" if raw is None else _plain(raw)
    if codes is not None:
        return _code(text, codes) == staged
    return squeezed(text) == squeezed(str(staged)) or _day(raw) == str(staged)


def is_blank(raw: object) -> bool:
    """Tell whether a cell holds nothing, or a sign that stands for nothing."""
    return raw is None or (isinstance(raw, str) and half_width(raw) in MARKS)


def _plain(raw: object) -> str:
    return plain_number(raw) if isinstance(raw, (int, float)) else str(raw)


def _code(text: str, codes: CodeList) -> str | None:
    ways = (text, half_width(text), squeezed(text))
    return next((codes.readings[way] for way in ways if way in codes.readings), None)


def _day(raw: object) -> str:
    """Return the ISO date of a cell, empty where it holds none."""
    try:
        if isinstance(raw, (int, float)) and not isinstance(raw, bool):
            return (FIRST_DAY + datetime.timedelta(days=int(raw))).isoformat()
        found = DATE.match(squeezed(str(raw)))
        return datetime.date(*(int(part) for part in found.groups())).isoformat() if found else ""
    except (ValueError, OverflowError):
        return ""


def says(cells: list[Cell], fact: Any, codes: Mapping[str, CodeList]) -> bool | None:
    """Tell whether cells give the value of a fact; None where that cannot be told from them.

    One cell holds the value. Several are summed, counted, or the largest is taken.
    """
    if fact.value is None and fact.text is not None:
        return _says_text(cells, fact.text, codes)
    if fact.value is None:
        return all(is_blank(cell.value) or number_in(cell.value) is None for cell in cells)
    numbers = [found for cell in cells if (found := number_in(cell.value)) is not None]
    if len(cells) == 1 and (numbers or is_blank(cells[0].value)):
        return bool(numbers == [fact.value])
    filled = sum(1 for cell in cells if not is_blank(cell.value))
    ways = [sum(numbers, Decimal(0)), Decimal(len(numbers)), Decimal(filled)]
    return True if fact.value in [*ways, *([max(numbers)] if numbers else [])] else None


def _says_text(cells: list[Cell], text: str, codes: Mapping[str, CodeList]) -> bool | None:
    if len(cells) != 1:
        return None
    raw = cells[0].value
    given = "" if raw is None else _plain(raw)
    if squeezed(given) == squeezed(text) or _day(raw) == text:
        return True
    found = [(_code(given, each), each) for each in codes.values()]
    return any(code is not None and each.title(code) == text for code, each in found)


def cells_of(cells: Cells, address: str) -> list[Cell]:
    """Return the cells of an address, a range or several of them divided by commas or 、."""
    return [Cell(each, cells.get(each)) for each in addresses(address)]


def is_one_line(address: str) -> bool:
    """Tell whether a range lies in one column or one row: what a sum or a count is taken of."""
    ends = [ADDRESS.fullmatch(each) for each in address.split(":")]
    first, last = ends[0], ends[-1]
    return bool(first and last and (first[1] == last[1] or first[2] == last[2]))


def addresses(text: str) -> Iterator[str]:
    """Yield every address of a range such as B4:B9."""
    for part in re.split(r"[,，、;]\s*", text):
        first, _, last = part.partition(":")
        begin, end = ADDRESS.fullmatch(first), ADDRESS.fullmatch(last or first)
        if begin and end:
            for column in range(_number(begin[1]), _number(end[1]) + 1):
                for row in range(int(begin[2]), int(end[2]) + 1):
                    yield f"{column_letter(column)}{row}"


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
