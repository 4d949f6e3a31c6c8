"""Finds the cells of an xlsx sheet that a reader takes for blank although they are not.

A formula that no spreadsheet program has computed yet has no stored result, and an
error such as #DIV/0! has no value; calamine reads both as nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
ADDRESS = re.compile(rb'\br="([A-Z]+[0-9]+)"')
ERROR = re.compile(rb'\bt="e"')
EMPTY_TEXT = re.compile(rb'\bt="str"')
VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]*)</(?:\w+:)?v>")
FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)</(?:\w+:)?f>)")
HINTS = (re.compile(rb"<f[ >]"), re.compile(rb't="e"'))
PREFIXED_HINTS = (re.compile(rb":f[ >]"), re.compile(rb't="e"'))
ROOT = re.compile(rb"<(?:\w+:)?worksheet\b")
HEAD = 4096


def unresolved_in(xml: bytes) -> Mapping[str, str]:
    """Return address and text of the cells that have a formula or an error but no value."""
    root = ROOT.search(xml[:HEAD])
    hints = PREFIXED_HINTS if root and b":" in root[0] else HINTS
    if not any(hint.search(xml) for hint in hints):
        return {}
    return dict(found for cell in CELL.finditer(xml) if (found := _unresolved(cell)))


def _unresolved(cell: re.Match[bytes]) -> tuple[str, str] | None:
    attributes, inside = cell[1], cell[2] or b""
    address = ADDRESS.search(attributes)
    if address is None:
        return None
    value = VALUE.search(inside)
    if ERROR.search(attributes):
        return address[1].decode(), _text(value[1]) if value else "#"
    formula = FORMULA.search(inside)
    if formula is None or (value and value[1]) or EMPTY_TEXT.search(attributes):
        return None
    return address[1].decode(), f"={_text(formula[1])}"


def _text(xml: bytes | None) -> str:
    return unescape((xml or b"").decode(errors="replace"))
