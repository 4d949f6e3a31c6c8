"""What a reader can work out of hidden counts from those that are published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

PRIME = (1 << 61) - 1
"""Elimination is done in the numbers below it: exact, and never larger than a machine word."""


@dataclass(frozen=True)
class Sum:
    """A published margin: the cell `total` is the sum of the cells `parts`."""

    total: str
    parts: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """Return all cells, the total first."""
        return (self.total, *self.parts)


def recoverable(
    cells: Mapping[str, int], sums: Sequence[Sum], hidden: Collection[str]
) -> frozenset[str]:
    """Return the hidden cells whose count follows from all that is published.

    A reader knows the margins, every count that is shown, and that no count is negative.
    """
    rows = [_row(each, hidden) for each in sums]
    found = _determined([dict(row) for row in rows if row])
    return frozenset(found | _pinned(cells, sums, hidden))


def _row(sum_: Sum, hidden: Collection[str]) -> dict[str, int]:
    """Return the hidden cells of a margin with their signs."""
    row: dict[str, int] = {}
    for cell, sign in ((sum_.total, -1), *((part, 1) for part in sum_.parts)):
        if cell in hidden:
            row[cell] = row.get(cell, 0) + sign
    return {cell: sign for cell, sign in row.items() if sign}


def _determined(rows: list[dict[str, int]]) -> set[str]:
    """Return the unknowns that linear equations leave only one value to.

    After Gauss-Jordan elimination they are those that stand alone in their row.
    """
    done: dict[str, dict[str, int]] = {}
    used = Counter(cell for row in rows for cell in row)
    for row in sorted(rows, key=len):
        for pivot in [cell for cell in row if cell in done]:
            _subtract(row, done[pivot], pivot)
        if not row:
            continue
        pivot = min(row, key=used.__getitem__)
        inverse = pow(row[pivot], -1, PRIME)
        row = {cell: value * inverse % PRIME for cell, value in row.items()}
        for other in done.values():
            _subtract(other, row, pivot)
        done[pivot] = row
    return {pivot for pivot, row in done.items() if len(row) == 1}


def _subtract(row: dict[str, int], other: Mapping[str, int], pivot: str) -> None:
    factor = row.get(pivot, 0)
    if not factor:
        return
    for cell, value in other.items():
        rest = (row.get(cell, 0) - factor * value) % PRIME
        if rest:
            row[cell] = rest
        else:
            row.pop(cell, None)


def bounds(
    cells: Mapping[str, int], sums: Sequence[Sum], hidden: Collection[str]
) -> dict[str, tuple[int, int | None]]:
    """Return between what counts each hidden cell must lie, None for no upper bound.

    The bounds follow margin by margin until none of them moves any more.
    """
    known: dict[str, tuple[int, int | None]] = dict.fromkeys(hidden, (0, None))
    moved = True
    while moved:
        moved = False
        for each in sums:
            for cell in each.cells:
                if cell in hidden:
                    bound = _narrowed(cell, each, cells, known)
                    moved = moved or bound != known[cell]
                    known[cell] = bound
    return known


def _narrowed(
    cell: str, sum_: Sum, cells: Mapping[str, int], known: Mapping[str, tuple[int, int | None]]
) -> tuple[int, int | None]:
    low, high = known[cell]
    if cell == sum_.total:
        fresh = _total_of(sum_.parts, cells, known)
    else:
        rest = _total_of([part for part in sum_.parts if part != cell], cells, known)
        total = _total_of([sum_.total], cells, known)
        fresh = (
            0 if rest[1] is None else max(0, total[0] - rest[1]),
            None if total[1] is None else total[1] - rest[0],
        )
    highs = [each for each in (high, fresh[1]) if each is not None]
    return max(low, fresh[0]), min(highs) if highs else None


def _total_of(
    parts: Sequence[str], cells: Mapping[str, int], known: Mapping[str, tuple[int, int | None]]
) -> tuple[int, int | None]:
    """Return the least and the most that some cells can be together."""
    low, high = 0, 0
    open_ended = False
    for part in parts:
        least, most = known.get(part, (cells[part], cells[part]))
        low += least
        open_ended = open_ended or most is None
        high += most or 0
    return low, None if open_ended else high


def _pinned(cells: Mapping[str, int], sums: Sequence[Sum], hidden: Collection[str]) -> set[str]:
    return {cell for cell, (low, high) in bounds(cells, sums, hidden).items() if low == high}
