"""Reading a formula of a spreadsheet: its text into a tree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>"(?:[^"]|"")*")
  | (?P<cells>(?:'(?:[^']|'')+'!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?(?![\w(]))
  | (?P<number>\d+(?:\.\d+)?)
  | (?P<call>[A-Z]+)\(
  | (?P<sign><=|>=|<>|[-+*/^=<>&(),])
    )""",
    re.VERBOSE,
)
COMPARING = ("=", "<>", "<=", ">=", "<", ">")
LAYERS = (COMPARING, ("&",), ("+", "-"), ("*", "/"), ("^",))
"""The signs between two values, those that bind least first."""

KNOWN_TREES = 20_000
"""Formulas whose trees are kept: the workbooks of two counties have most of them in common."""

Token = tuple[str, str]


@dataclass(frozen=True)
class Plain:
    """A number or a text that stands in the formula itself."""

    value: Decimal | str


@dataclass(frozen=True)
class Cells:
    """A cell, or a rectangle of cells, of a sheet; no sheet means the formula's own."""

    sheet: str
    first: str
    last: str


@dataclass(frozen=True)
class Call:
    """A function, or a sign between two values, with what it is given."""

    name: str
    given: tuple[Node, ...]


Node = Plain | Cells | Call


@lru_cache(maxsize=KNOWN_TREES)
def tree_of(formula: str) -> Node:
    """Return the tree of a formula without its leading sign; refuses what it does not know."""
    reader = _Reader(_tokens(formula), formula)
    found = reader.layer(0)
    if reader.rest:
        raise ValueError(f"cannot read the end of {formula}")
    return found


def _tokens(formula: str) -> list[Token]:
    found, at = [], 0
    end = len(formula.rstrip())
    while at < end:
        match = TOKEN.match(formula, at)
        if match is None or match.lastgroup is None:
            raise ValueError(f"cannot read {formula} from {at} on")
        found.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found


class _Reader:
    """Takes the tokens of one formula from left to right."""

    def __init__(self, tokens: Sequence[Token], formula: str) -> None:
        self.rest = list(reversed(tokens))
        self._formula = formula

    def layer(self, number: int) -> Node:
        """Return the next value and all that signs of this layer or a closer one tie to it."""
        if number == len(LAYERS):
            return self._value()
        found = self.layer(number + 1)
        while self._next_is(*LAYERS[number]):
            _, sign = self.rest.pop()
            found = Call(sign, (found, self.layer(number + 1)))
        return found

    def _next_is(self, *signs: str) -> bool:
        return bool(self.rest) and self.rest[-1][0] == "sign" and self.rest[-1][1] in signs

    def _value(self) -> Node:
        if not self.rest:
            raise ValueError(f"{self._formula} ends too early")
        kind, text = self.rest.pop()
        if kind == "number":
            return Plain(Decimal(text))
        if kind == "text":
            return Plain(text[1:-1].replace('""', '"'))
        if kind == "cells":
            return _cells(text)
        if kind == "call":
            return Call(text, self._given())
        if text == "-":
            return Call("-", (Plain(Decimal(0)), self._value()))
        if text == "(":
            found = self.layer(0)
            self._close()
            return found
        raise ValueError(f"{text} stands wrong in {self._formula}")

    def _given(self) -> tuple[Node, ...]:
        found = [] if self._next_is(")") else [self.layer(0)]
        while self._next_is(","):
            self.rest.pop()
            found.append(self.layer(0))
        self._close()
        return tuple(found)

    def _close(self) -> None:
        if not self._next_is(")"):
            raise ValueError(f"a bracket is open in {self._formula}")
        self.rest.pop()


def _cells(text: str) -> Cells:
    sheet, _, address = text.rpartition("!")
    first, _, last = address.replace("$", "").partition(":")
    return Cells(sheet[1:-1].replace("''", "'"), first, last or first)
