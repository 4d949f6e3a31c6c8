"""Reads the running times of the fitness workbook, which schools write in four ways.

`3'05"` is minutes and seconds; `3.05` (and `3.5`, a cell that lost its last zero) is
minutes.seconds; a whole number of 45 and more is seconds; `3:05` is what a spreadsheet
takes for a time of day.
"""

from __future__ import annotations

import datetime
import re

QUOTED = re.compile(r"(\d{1,2})['′’‘`´](\d{2})(?:[\"″”“]|''|′′|’’)?")
WORDS = re.compile(r"(\d{1,2})分(\d{2})秒")
COLONS = re.compile(r"(?:0{1,2}:)?(\d{1,2}):(\d{2})")
DECIMAL = re.compile(r"(\d)(?:\.(\d{1,2}))?")
SECONDS = re.compile(r"\d{2,3}")
FEWEST_SECONDS = 45
MINUTE = 60


def seconds_of(text: str) -> int | None:
    """Return the seconds that a text without spaces stands for; None if it is no time."""
    for pattern in (QUOTED, WORDS, COLONS):
        found = pattern.fullmatch(text)
        if found:
            return _seconds(int(found[1]), int(found[2]))
    found = SECONDS.fullmatch(text)
    if found:
        return int(text) if int(text) >= FEWEST_SECONDS else None
    found = DECIMAL.fullmatch(text)
    if found:
        return _seconds(int(found[1]), int((found[2] or "0").ljust(2, "0")))
    return None


def seconds_of_clock(value: datetime.time | datetime.timedelta) -> int | None:
    """Return the seconds of a cell that became a time of day when `3:05` was typed in."""
    if isinstance(value, datetime.timedelta):
        total = int(value.total_seconds())
    else:
        total = (value.hour * MINUTE + value.minute) * MINUTE + value.second
    if total < MINUTE * MINUTE:
        return total or None
    minutes, rest = divmod(total, MINUTE)
    return minutes if rest == 0 else None


def is_as_asked(text: str) -> bool:
    """Tell whether a time is written in minutes and seconds with quotes."""
    return QUOTED.fullmatch(text) is not None


def shown(seconds: int) -> str:
    """Return a time as it is asked for, such as `3′05″`."""
    minutes, rest = divmod(seconds, MINUTE)
    return f"{minutes}′{rest:02d}″"


def _seconds(minutes: int, seconds: int) -> int | None:
    total = minutes * MINUTE + seconds
    return total if seconds < MINUTE and total else None
