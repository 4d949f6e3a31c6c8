"""Which lines of two texts are the same line, though its numbers may have changed.

Every line has several keys, the strictest first. Lines that only one key fits are pairs; what
lies between pairs is looked at again, then by the next key. So 500 rows cost little more
than reading them, where a longest common subsequence of all would cost their square.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher

Keys = Sequence[Hashable]
Pair = tuple[int, int]

SMALL = 20_000
"""So many comparisons are made at once where no key stands alone."""

FEW = 900
"""So many are made where only likeness tells."""


def align(old: Sequence[Keys], new: Sequence[Keys], fits: Callable[[int, int], bool]) -> list[Pair]:
    """Return the positions of lines that belong together, both rising.

    Every line has the same number of keys. A pair that only the last key made must also
    please `fits`.
    """
    if not old or not new:
        return []
    last = len(old[0]) - 1
    found: list[Pair] = []
    waiting = [((0, len(old), 0, len(new)), 0)]
    while waiting:
        area, level = waiting.pop()
        old_keys, new_keys = ([keys[level] for keys in side] for side in _cut(old, new, area))
        pairs = [(area[0] + at, area[2] + to) for at, to in _pairs(old_keys, new_keys)]
        if level == last:
            found += _fitting(area, pairs, lambda at, to: _same(old, new, at, to) and fits(at, to))
            continue
        found += pairs
        waiting += [(gap, level + 1) for gap in _gaps(area, pairs)]
    return sorted(found)


def _same(old: Sequence[Keys], new: Sequence[Keys], at: int, to: int) -> bool:
    return old[at][-1] == new[to][-1]


def _fitting(
    area: tuple[int, int, int, int], pairs: Sequence[Pair], fits: Callable[[int, int], bool]
) -> list[Pair]:
    """Return the most pairs that fit, both rising; of a large area only some of those given."""
    at, end, to, stop = area
    if (end - at) * (stop - to) > FEW:
        return [pair for pair in pairs if fits(*pair)]
    best: list[list[tuple[Pair, ...]]] = [[()] * (stop - to + 1) for _ in range(end - at + 1)]
    for old in range(end - at - 1, -1, -1):
        for new in range(stop - to - 1, -1, -1):
            here = max(best[old + 1][new], best[old][new + 1], key=len)
            both = best[old + 1][new + 1]
            if len(both) + 1 > len(here) and fits(at + old, to + new):
                here = ((at + old, to + new), *both)
            best[old][new] = here
    return list(best[0][0])


def _cut(
    old: Sequence[Keys], new: Sequence[Keys], area: tuple[int, int, int, int]
) -> tuple[Sequence[Keys], Sequence[Keys]]:
    return old[area[0] : area[1]], new[area[2] : area[3]]


def _gaps(
    area: tuple[int, int, int, int], pairs: Sequence[Pair]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield what lies between pairs and has lines on both sides."""
    at, to = area[0], area[2]
    for pair in (*pairs, (area[1], area[3])):
        if at < pair[0] and to < pair[1]:
            yield at, pair[0], to, pair[1]
        at, to = pair[0] + 1, pair[1] + 1


def _pairs(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """Return pairs of equal keys, both rising: those at the ends, then those that stand alone."""
    found: list[Pair] = []
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        at, end, to, stop = waiting.pop()
        while at < end and to < stop and old[at] == new[to]:
            found.append((at, to))
            at, to = at + 1, to + 1
        while at < end and to < stop and old[end - 1] == new[stop - 1]:
            end, stop = end - 1, stop - 1
            found.append((end, stop))
        area = (at, end, to, stop)
        anchors = _anchors(old, new, area)
        if anchors:
            found += anchors
            waiting += _gaps(area, anchors)
        elif 0 < (end - at) * (stop - to) <= SMALL:
            found += _common(old, new, area)
    return sorted(found)


def _anchors(
    old: Sequence[Hashable], new: Sequence[Hashable], area: tuple[int, int, int, int]
) -> list[Pair]:
    """Return the longest rising row of pairs whose key stands once on either side."""
    at, end, to, stop = area
    olds, news = Counter(old[at:end]), Counter(new[to:stop])
    places = {new[number]: number for number in range(to, stop) if news[new[number]] == 1}
    pairs = [
        (number, places[old[number]])
        for number in range(at, end)
        if olds[old[number]] == 1 and old[number] in places
    ]
    return _rising(pairs)


def _rising(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the longest part of `pairs` in which the second number rises, too."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(at[length - 1] if length else -1)
        ends[length : length + 1], at[length : length + 1] = [place], [number]
    found, number = [], at[-1] if at else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _common(
    old: Sequence[Hashable], new: Sequence[Hashable], area: tuple[int, int, int, int]
) -> list[Pair]:
    at, end, to, stop = area
    matcher = SequenceMatcher(None, old[at:end], new[to:stop], autojunk=False)
    return [
        (at + block.a + number, to + block.b + number)
        for block in matcher.get_matching_blocks()
        for number in range(block.size)
    ]


__all__ = ["Keys", "align"]
