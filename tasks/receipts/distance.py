"""By how much a value misses what was expected, where both are plain numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from tasks.rounding import exact
from tasks.spelling import squeezed

GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


class Yardstick:
    """Tells how far numbers lie from what was expected.

    `words` gives the `bounds` and `units` that may stand before and behind a number, and the
    `others` that begin another way out behind it; a text that says anything else is not
    understood.
    """

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        bounds, units = (
            "|".join(map(re.escape, sorted(map(squeezed, words[name]), key=len, reverse=True)))
            for name in ("bounds", "units")
        )
        self._others = re.compile("|".join(re.escape(squeezed(each)) for each in words["others"]))
        self._number = re.compile(rf"(?:{bounds})?(-?\d+(?:\.\d+)?)(?:{units})?")
        self._range = re.compile(rf"(\d+(?:\.\d+)?)[%]?[—–~-]{{1,2}}(\d+(?:\.\d+)?)(?:{units})?")
        self._known: dict[tuple[str, str], str] = {}

    def difference(self, found: str, expected: str) -> str:
        """Return how far a number lies from the number or range expected, with its sign.

        Nothing is returned where one of them is no number, or nothing is missing.
        """
        key = found, expected
        if key not in self._known:
            apart = self._apart(found, expected)
            self._known[key] = f"{apart:+f}" if apart else ""
        return self._known[key]

    def _apart(self, found: str, expected: str) -> Decimal | None:
        value = self._number.fullmatch(_plain(found))
        if value is None:
            return None
        number, wanted = exact(value[1]), self._others.split(_plain(expected))[0]
        span = self._range.fullmatch(wanted)
        if span:
            return number - min(max(number, exact(span[1])), exact(span[2]))
        single = self._number.fullmatch(wanted)
        return number - exact(single[1]) if single else None


def _plain(text: str) -> str:
    return GROUPED.sub("", squeezed(text))
