"""The sentences of the worked examples, and the numbers in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tasks.model import Fact
from tasks.rounding import printed

NUMBERED = re.compile(r"^\d+ +")
SHOWN_PLACES = 10


class Words:
    """The wording of the examples, asked sentence by sentence."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._words = words

    def __call__(self, name: str, /, **parts: object) -> str:
        """Return a sentence with its blanks filled in."""
        return str(self._words[name]).format(**parts)

    def level(self, code: str) -> str:
        """Return the name of a level in brackets, nothing for what is no level."""
        return str(self._words["levels"].get(code, ""))

    def method(self, fact: str) -> str:
        """Return how a number is found whose fact has no formula, nothing where none is given."""
        known = {each["fact"]: each["method"] for each in self._words["methods"]}
        return str(known.get(fact, ""))


def title_of(fact: Fact) -> str:
    """Return what a number is called, without the number of its item in the form."""
    return NUMBERED.sub("", fact.title)


def shown(value: Decimal) -> str:
    """Return a number with up to ten decimals, without zeros at its end."""
    text = printed(value, SHOWN_PLACES)
    return text.rstrip("0").rstrip(".") if "." in text else text
