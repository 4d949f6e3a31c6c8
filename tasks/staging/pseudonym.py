"""Gives pupils a name that says nothing, the same in every file of a season."""

from __future__ import annotations

import hmac
from collections.abc import Callable

DIGITS = 24


def pseudonyms(key: bytes) -> Callable[[str], str]:
    """Return the function that turns a pupil's number into a keyed pseudonym.

    Without the key nobody can tell whether a number and a pseudonym belong together.
    """
    if not key:
        raise ValueError("a pseudonym needs a key")

    def pseudonym(number: str) -> str:
        return hmac.digest(key, number.encode(), "sha256").hex()[:DIGITS]

    return pseudonym
