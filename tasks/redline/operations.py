"""What to keep, delete and insert so that one row of pieces becomes another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from tasks.redline.pieces import TEXT_PIECE, Piece

MOST_COMPARED = 1_000_000
"""A paragraph with more pairs of pieces than this is replaced between its common ends."""

ISLAND = 2
"""So few signs that stayed between two changes are read as part of one change."""


@dataclass(frozen=True)
class Operation:
    """Pieces `old[at:end]` become `new[to:stop]`; `same` tells that they are equal."""

    same: bool
    at: int
    end: int
    to: int
    stop: int


def operations(old: Sequence[Piece], new: Sequence[Piece]) -> list[Operation]:
    """Return the operations in order; no two that are alike follow each other."""
    start, tail = _ends(old, new)
    end, stop = len(old) - tail, len(new) - tail
    found = [Operation(True, 0, start, 0, start)]
    if (end - start) * (stop - start) > MOST_COMPARED:
        found.append(Operation(False, start, end, start, stop))
    else:
        a, b = ([piece.key for piece in side] for side in (old[start:end], new[start:stop]))
        matcher = SequenceMatcher(None, a, b, autojunk=False)
        for kind, *places in matcher.get_opcodes():
            found.append(Operation(kind == "equal", *(start + place for place in places)))
    found.append(Operation(True, end, len(old), stop, len(new)))
    given = [each for each in found if each.at < each.end or each.to < each.stop]
    return list(_joined(_calm(given, old)))


def _ends(old: Sequence[Piece], new: Sequence[Piece]) -> tuple[int, int]:
    """Return how many pieces agree at the beginning and, of the rest, at the end."""
    shorter = min(len(old), len(new))
    start = next((n for n in range(shorter) if old[n].key != new[n].key), shorter)
    rest = shorter - start
    tail = next((n for n in range(rest) if old[-1 - n].key != new[-1 - n].key), rest)
    return start, tail


def _calm(found: Sequence[Operation], old: Sequence[Piece]) -> Iterator[Operation]:
    """Yield operations in which no islands of one or two signs stand between changes."""
    for number, each in enumerate(found):
        inside = 0 < number < len(found) - 1
        kept = old[each.at : each.end]
        is_island = (
            inside
            and each.same
            and all(piece.kind == TEXT_PIECE for piece in kept)
            and sum(len(piece.text) for piece in kept) <= ISLAND
        )
        if is_island:
            each = Operation(False, each.at, each.end, each.to, each.stop)
        yield each


def _joined(found: Iterator[Operation]) -> Iterator[Operation]:
    waiting: Operation | None = None
    for each in found:
        if waiting and waiting.same == each.same:
            waiting = Operation(each.same, waiting.at, each.end, waiting.to, each.stop)
            continue
        if waiting:
            yield waiting
        waiting = each
    if waiting:
        yield waiting
