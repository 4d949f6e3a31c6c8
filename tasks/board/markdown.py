"""The little Markdown that steps write for Airflow's pages, taken apart for ours."""

from __future__ import annotations

import re
from collections.abc import Iterator

STRONG = re.compile(r"\*\*(.+?)\*\*|`(.+?)`")
ROW = re.compile(r"\|(.*)\|")
RULE = re.compile(r"\|?[\s:|-]+\|?")

Block = tuple[str, str | list[str] | list[tuple[str, ...]]]


def blocks(text: str) -> list[Block]:
    """Return heads, texts, lists and tables (of two columns) in their order, unmarked."""
    found: list[Block] = []
    for kind, value in _lines(text):
        if kind in ("list", "table") and found and found[-1][0] == kind:
            found[-1][1].append(value)  # type: ignore[union-attr, arg-type]
        elif kind in ("list", "table"):
            found.append((kind, [value]))  # type: ignore[arg-type]
        else:
            found.append((kind, str(value)))
    return found


def _lines(text: str) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for line in map(str.strip, text.splitlines()):
        row = ROW.fullmatch(line)
        if not line or (row and RULE.fullmatch(line)):
            continue
        if row:
            cells = tuple(_plain(cell.strip()) for cell in row[1].split("|"))
            if all(cells):
                yield "table", (*cells, "")[:2]
        elif line.startswith("- "):
            yield "list", _plain(line[2:])
        elif line.startswith("**") and line.endswith("**"):
            yield "head", _plain(line)
        else:
            yield "text", _plain(line)


def _plain(text: str) -> str:
    return STRONG.sub(lambda match: match[1] or match[2], text)
