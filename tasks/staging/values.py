"""Understands one cell: from what stands there to a value of the type the field has."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tasks.layouts import CodeList, Field
from tasks.spelling import half_width, plain_number, squeezed
from tasks.staging import run_times

MARKS = frozenset({"无", "/", "\\", "-", "--", "—", "——", "–", "－", "没有"})
THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
DATE = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?")
DATE_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
FIRST_DAY = datetime.date(1899, 12, 30)
LAST_SERIAL = 200_000
LARGEST = 1e15


@dataclass(frozen=True)
class Parsed:
    """What one cell says.

    `repair` is how the value was read where it was not written as asked; `mark` is what
    stood in a cell that holds no value (empty text for a blank); `problem` names the
    entry of the wording that says why the cell was not understood.
    """

    value: str | int | float | None = None
    repair: str = ""
    mark: str | None = None
    problem: str = ""

    @property
    def is_plain(self) -> bool:
        """Tell whether there is nothing to report but the value, or its absence."""
        return not (self.repair or self.problem or self.mark)


BLANK = Parsed(mark="")


def parse(raw: object, field: Field, codes: Mapping[str, CodeList]) -> Parsed:
    """Return what a cell says as a value of `field`; `raw` is as calamine reads it.

    Numbers become int (count, year) or float (decimal, percent; run_time in seconds),
    dates ISO texts, codes the code; whatever else the text without spaces at its ends.
    """
    if raw is None or raw == "":
        return BLANK
    if isinstance(raw, str):
        text = half_width(raw)
        if not text:
            return BLANK
        if text in MARKS:
            return Parsed(mark=text)
    if field.type == "code":
        return _code(raw, codes[field.codes], field.code_column)
    return PARSERS[field.type](raw, field)


def _text(raw: object, field: Field) -> Parsed:
    if isinstance(raw, bool):
        return Parsed(problem="text")
    if isinstance(raw, (int, float)):
        return Parsed(plain_number(raw))
    if isinstance(raw, datetime.datetime) and raw.time() == datetime.time():
        raw = raw.date()
    if not isinstance(raw, str):
        text = str(raw)
        return Parsed(text, repair=text)
    text = squeezed(raw) if field.length else raw.strip().strip("\u3000\u00a0")
    return Parsed(text, repair="" if text == raw else text)


def _number(raw: object, field: Field) -> tuple[float | None, str]:
    """Return the number of a cell and how it was read where it was not a plain number."""
    if isinstance(raw, bool) or not isinstance(raw, (int, float, str)):
        return None, ""
    if not isinstance(raw, str):
        value = float(raw)
        return (value if _is_usable(value) else None), ""
    text = squeezed(raw)
    if field.unit and field.unit != "%":
        text = text.removesuffix(half_width(field.unit))
    if field.type == "percent":
        text = text.removesuffix("%")
    if THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if not NUMBER.fullmatch(text):
        return None, ""
    value = float(text)
    return (value if _is_usable(value) else None), plain_number(value)


def is_plain_decimal(raw: object) -> bool:
    """Tell whether a cell is a number that can be taken as it is."""
    return type(raw) is float and -LARGEST < raw < LARGEST


def _is_usable(value: float) -> bool:
    return math.isfinite(value) and abs(value) < LARGEST


def _decimal(raw: object, field: Field) -> Parsed:
    value, repair = _number(raw, field)
    if value is None:
        return Parsed(problem="percent" if field.type == "percent" else "number")
    return Parsed(value, repair=repair)


def _count(raw: object, field: Field) -> Parsed:
    value, repair = _number(raw, field)
    if value is None:
        return Parsed(problem="number")
    if not value.is_integer():
        return Parsed(problem="whole")
    return Parsed(int(value), repair=repair)


def _year(raw: object, field: Field) -> Parsed:
    if isinstance(raw, datetime.date):
        return Parsed(raw.year, repair=str(raw.year))
    text = squeezed(raw) if isinstance(raw, str) else raw
    written = text.removesuffix("年") if isinstance(text, str) else text
    found = _count(written, field)
    if not isinstance(found.value, int) or not 1000 <= found.value <= 9999:
        return Parsed(problem="year")
    return found


def _date(raw: object, field: Field) -> Parsed:
    """Return an ISO date; a whole number in the range of dates is a day of the calendar."""
    if isinstance(raw, datetime.datetime):
        raw = raw.date()
    if isinstance(raw, datetime.date):
        return Parsed(raw.isoformat())
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        if float(raw).is_integer() and 0 < raw < LAST_SERIAL:
            day = (FIRST_DAY + datetime.timedelta(days=int(raw))).isoformat()
            return Parsed(day, repair=day)
        raw = plain_number(raw)
    text = squeezed(str(raw))
    found = DATE.fullmatch(text) or DATE_DIGITS.fullmatch(text)
    if not found:
        return Parsed(problem="date")
    try:
        day = datetime.date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return Parsed(problem="date")
    return Parsed(day, repair="" if day == raw else day)


def _code(raw: object, codes: CodeList, column: str) -> Parsed:
    if isinstance(raw, bool) or not isinstance(raw, (int, float, str)):
        return Parsed(problem="code")
    text = raw if isinstance(raw, str) else plain_number(raw)
    found = next(
        (
            codes.readings[way]
            for way in (text, half_width(text), squeezed(text))
            if way in codes.readings
        ),
        None,
    )
    if found is None:
        return Parsed(problem="code")
    shown = codes.shown(found, column)
    return Parsed(found, repair="" if text == shown else shown)


def _run_time(raw: object, field: Field) -> Parsed:
    if isinstance(raw, (datetime.time, datetime.timedelta)):
        seconds = run_times.seconds_of_clock(raw)
        written = ""
    elif isinstance(raw, (int, float, str)) and not isinstance(raw, bool):
        written = squeezed(raw) if isinstance(raw, str) else plain_number(raw)
        seconds = run_times.seconds_of(written)
    else:
        return Parsed(problem="run_time")
    if seconds is None:
        return Parsed(problem="run_time")
    as_asked = run_times.is_as_asked(written)
    return Parsed(float(seconds), repair="" if as_asked else run_times.shown(seconds))


def _pseudonym(raw: object, field: Field) -> Parsed:
    """Return the number of a pupil as it was typed; the caller must not let it out."""
    if isinstance(raw, str):
        return Parsed(squeezed(raw).upper())
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        return Parsed(problem="pupil_number")
    if abs(raw) >= LARGEST:
        return Parsed(problem="pupil_number_cut")
    return Parsed(plain_number(raw))


PARSERS: Mapping[str, Callable[[object, Field], Parsed]] = {
    "text": _text,
    "count": _count,
    "decimal": _decimal,
    "percent": _decimal,
    "year": _year,
    "date": _date,
    "run_time": _run_time,
    "pseudonym": _pseudonym,
}
