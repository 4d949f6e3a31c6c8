"""Undoes what input methods and copying do to a text: full-width signs and stray spaces."""

from __future__ import annotations

import re

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
SPACES = dict.fromkeys((0x3000, 0x00A0, 0x2002, 0x2003, 0x2009, 0x200B, 0xFEFF), " ")
BRACKETS = re.compile(r"\([^()]*\)$")


def half_width(text: str) -> str:
    """Return `text` with ASCII digits and signs, without spaces at its ends."""
    if text.isascii():
        return text.strip()
    return text.translate(FULL_WIDTH).translate(SPACES).strip()


def squeezed(text: str) -> str:
    """Return `text` in ASCII signs without any space, for numbers."""
    return "".join(half_width(text).split())


def heading(text: object) -> str:
    """Return a header text in the form in which two headers are compared."""
    plain = squeezed(str(text)).replace("×", "x").replace("*", "x")
    return plain.lower()


def without_unit(text: str) -> str:
    """Return a compared header without the brackets at its end."""
    return BRACKETS.sub("", text)


def plain_number(value: float | int) -> str:
    """Return a number of a cell as it was typed: 11 and not 11.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return repr(value)
