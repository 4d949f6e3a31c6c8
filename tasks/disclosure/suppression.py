"""Which counts of a set of tables are hidden, so that no small group comes out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from tasks.disclosure.recovery import Sum, recoverable


def suppressed(
    cells: Mapping[str, int],
    sums: Sequence[Sum],
    least: int,
    *,
    hide_zeros: bool = False,
    small: Collection[str] = (),
) -> frozenset[str]:
    """Return the cells that must not be published.

    Hidden are the cells with fewer than `least` pupils, those named by `small`, and as many
    others that neither a hidden cell nor a small group of them follows from the margins.
    Raises `ValueError` if a margin is not the sum of its parts.
    """
    _refuse_wrong(cells, sums)
    first = frozenset(cells) & frozenset(small)
    first |= {cell for cell, count in cells.items() if _is_small(count, least, hide_zeros)}
    hidden = set(first)
    while True:
        before = len(hidden)
        _cover(cells, sums, hidden, least)
        _cover_found(cells, sums, hidden, recoverable(cells, sums, hidden))
        if len(hidden) == before:
            return frozenset(hidden)


def _refuse_wrong(cells: Mapping[str, int], sums: Sequence[Sum]) -> None:
    wrong = [
        each.total for each in sums if cells[each.total] != sum(cells[part] for part in each.parts)
    ]
    if wrong or min(cells.values(), default=0) < 0:
        raise ValueError(f"not the sum of their parts: {sorted(wrong)}")


def _is_small(count: int, least: int, hide_zeros: bool) -> bool:
    return count < least and (count > 0 or hide_zeros)


def _cover(cells: Mapping[str, int], sums: Sequence[Sum], hidden: set[str], least: int) -> None:
    """Hide more, margin by margin, until what each leaves open is no small group."""
    moved = True
    while moved:
        moved = False
        for each in sums:
            while _is_open(cells, each, hidden, least):
                more = _cheapest(cells, each, hidden)
                if more is None:
                    break
                hidden.add(more)
                moved = True


def _is_open(cells: Mapping[str, int], sum_: Sum, hidden: Collection[str], least: int) -> bool:
    """Tell whether the hidden cells of a margin give away themselves, or how few they are.

    Two hidden parts under a published total say how many pupils they have together.
    """
    parts = [part for part in sum_.parts if part in hidden]
    if sum_.total in hidden:
        return not parts
    return bool(parts) and (len(parts) < 2 or sum(cells[part] for part in parts) < least)


def _cheapest(cells: Mapping[str, int], sum_: Sum, hidden: Collection[str]) -> str | None:
    """Return the cell of a margin that is missed least: the smallest that is not empty."""
    shown = [cell for cell in sum_.parts if cell not in hidden and cells[cell]]
    if shown:
        return min(shown, key=lambda cell: (cells[cell], cell))
    if sum_.total not in hidden and cells[sum_.total]:
        return sum_.total
    empty = [cell for cell in sum_.cells if cell not in hidden]
    return min(empty) if empty else None


def _cover_found(
    cells: Mapping[str, int], sums: Sequence[Sum], hidden: set[str], found: Collection[str]
) -> None:
    """Hide one more cell beside each that several margins together give away."""
    for cell in sorted(found):
        more = list(_beside(cells, sums, hidden, cell))
        if more:
            hidden.add(min(more, key=lambda each: (not cells[each], cells[each], each)))


def _beside(
    cells: Mapping[str, int], sums: Sequence[Sum], hidden: Collection[str], cell: str
) -> Iterator[str]:
    """Yield what is still shown in the margins of a cell, else of the cells beside it."""
    near = {each for sum_ in sums if cell in sum_.cells for each in sum_.cells}
    shown = near - set(hidden)
    if not shown:
        shown = {each for sum_ in sums if near & set(sum_.cells) for each in sum_.cells}
    yield from shown - set(hidden)
