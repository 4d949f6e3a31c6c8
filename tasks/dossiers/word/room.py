"""How much room a text takes, about: enough to tell a small table from one that fills a page."""

from __future__ import annotations

import math

from tasks.dossiers.word.inline import Content, pieces
from tasks.dossiers.word.styles import ParagraphStyle

MM_PER_PT = 25.4 / 72
NARROW_SIGN = 0.55
"""Width of a digit or Latin letter as a share of a Chinese sign."""


def mm_of(pt: float) -> float:
    """Return points in millimetres."""
    return pt * MM_PER_PT


def lines_of(content: Content, style: ParagraphStyle, room_mm: float) -> int:
    """Return over how many lines a text of a style runs in `room_mm`, at least one."""
    text = "".join(each if isinstance(each, str) else each.text for each in pieces(content))
    sign = mm_of(style.size_pt)
    signs_a_line = max(room_mm / sign, 1.0)
    return sum(max(1, math.ceil(_signs(line) / signs_a_line)) for line in text.split("\n"))


def _signs(line: str) -> float:
    """Return how many Chinese signs a line is wide."""
    narrow = sum(1 for sign in line if sign.isascii())
    return len(line) - narrow * (1 - NARROW_SIGN)
