"""A short code for the pages of a dossier: typed by people, so with a check sign and patience."""

from __future__ import annotations

from tasks.custody.events import digest

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no sign looks like another one."""

ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": "", "－": "", "—": ""})
GROUP = 4
LENGTH = 12
BITS = 5
FIELD = 0b100101
"""The polynomial of the field with 32 elements; in it, one wrong sign or two that changed
places never go unnoticed."""


def short_code(fingerprint: str, version: str) -> str:
    """Return the code of a version of findings, such as `7K3M-9Q2X-ABCD`."""
    number = int(digest(f"{fingerprint}\n{version}".encode()), 16)
    signs = [number >> (BITS * at) & 31 for at in range(LENGTH - 1)]
    return _grouped([*signs, _check(signs)])


def read_code(typed: str) -> str:
    """Return the code that somebody typed, as it is printed.

    Small letters, other hyphens, O for 0 and I or L for 1 are understood. Raises
    `ValueError` where a sign is missing, too many, or wrong.
    """
    plain = typed.strip().upper().translate(ALIKE)
    signs = [SIGNS.index(sign) for sign in plain]
    if len(signs) != LENGTH or _check(signs[:-1]) != signs[-1]:
        raise ValueError(typed)
    return _grouped(signs)


def _grouped(signs: list[int]) -> str:
    text = "".join(SIGNS[sign] for sign in signs)
    return "-".join(text[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def _check(signs: list[int]) -> int:
    """Return the sign that makes the sum of all, each times its own power of two, nothing."""
    found = 0
    for sign in signs:
        found = _doubled(found ^ sign)
    return found


def _doubled(sign: int) -> int:
    """Return twice an element of the field."""
    twice = sign << 1
    return twice ^ FIELD if twice >> BITS else twice
