"""Runs of rows that stand a second time: in another school, another class or another year."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tasks.model import Source, Submission
from tasks.screening.pupils import Pupils
from tasks.screening.signals import Screened, Unscreened, signal

SCREEN = "identical_blocks"
MIXER, BASE = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
SHIFT = np.uint64(32)


@dataclass(frozen=True, eq=False)
class _Rows:
    """All rows of all files, file by file; those of earlier years come last.

    `marks` is a number for what was measured, equal for equal rows; `usable` tells where
    enough was measured; `measured` says how many fields.
    """

    years: Sequence[Pupils]
    order: Sequence[np.ndarray]
    marks: np.ndarray
    measured: np.ndarray
    file: np.ndarray
    usable: np.ndarray

    @property
    def size_now(self) -> int:
        """Return how many rows are of this year."""
        return len(self.order[0])

    def where(self, position: int) -> tuple[Pupils, int]:
        """Return the year of a row and its place there."""
        year = 0 if position < self.size_now else 1
        return self.years[year], int(self.order[year][position - year * self.size_now])

    def school(self, position: int) -> str:
        """Return the code of the school of a row."""
        pupils, place = self.where(position)
        return pupils.schools[int(pupils.school[place])]

    def block(self, start: int, length: int, fields: Sequence[str]) -> Source:
        """Return the cells of some rows one after the other."""
        pupils, first = self.where(start)
        _, last = self.where(start + length - 1)
        there = [name for name in fields if name in pupils.units]
        file = int(pupils.submission[first])
        return pupils.block(file, pupils.row[first], pupils.row[last], there[0], there[-1])


@dataclass(frozen=True)
class _Run:
    """Rows from `first` on that stand again from `second` on, and the chance of that."""

    first: int
    second: int
    length: int
    chance: float
    rows: _Rows
    fields: tuple[str, ...]


def identical_blocks(
    pupils: Pupils, settings: Mapping[str, Any], earlier: Pupils | None = None
) -> Screened:
    """Return one signal a school: its longest run of rows that stands somewhere else too.

    Both schools of a pair are named, because the rows do not say whose they are. The chance
    of a run is the number of pairs of places times the rate at which two rows of the county
    are equal, to the power of its length. `earlier` has the rows of earlier years; only
    schools of this year are answered for.
    """
    about = settings["screens"][SCREEN]
    tries = [_runs(pupils, earlier, tuple(names), about) for names in about["field_sets"].values()]
    by_school: dict[str, list[_Run]] = {}
    for run in (run for runs in tries for run in runs):
        for school in _schools_of(run):
            by_school.setdefault(school, []).append(run)
    enough = np.bincount(pupils.school, minlength=len(pupils.schools)) >= about["rows"]
    found, lacking = [], []
    for school, tested in zip(pupils.schools, enough, strict=True):
        runs = sorted(by_school.get(school, []), key=lambda run: (run.chance, run.first))
        if not tested:
            lacking.append(Unscreened(school, SCREEN, "few_values"))
        elif runs:
            others = {(run.first, run.second) for run in runs[1:]} - {
                (runs[0].first, runs[0].second)
            }
            numbers, sources = _evidence(runs[0], school)
            chance = runs[0].chance * len(tries)
            found.append(signal(school, SCREEN, chance, numbers | {"more": len(others)}, sources))
        else:
            found.append(signal(school, SCREEN, 1, {}))
    return Screened(tuple(found), tuple(lacking))


def _schools_of(run: _Run) -> set[str]:
    """Return the schools of this year that a run concerns."""
    places = [place for place in (run.first, run.second) if place < run.rows.size_now]
    return {run.rows.school(place) for place in places}


def _evidence(run: _Run, school: str) -> tuple[dict[str, object], list[Source]]:
    rows = run.rows
    first_is_own = rows.school(run.first) == school and run.first < rows.size_now
    own, other = (run.first, run.second) if first_is_own else (run.second, run.first)
    sources = [rows.block(place, run.length, run.fields) for place in (own, other)]
    numbers = {
        "rows": run.length,
        "fields": int(rows.measured[own]),
        "other_school": rows.school(other),
        "other_edition": Submission.parse(sources[1].submission).edition,
        "other_place": f"{sources[1].sheet}!{sources[1].cell}",
    }
    return numbers, sources


def _runs(
    pupils: Pupils, earlier: Pupils | None, fields: tuple[str, ...], about: Mapping[str, Any]
) -> list[_Run]:
    """Return the longest runs that stand twice, at least one time in this year."""
    rows = _rows([pupils] if earlier is None else [pupils, earlier], fields, about)
    starts = _starts(rows, about)
    windows = _window_marks(rows.marks, starts, about["rows"])
    pairs = _pairs(windows, starts, rows, about["rows"])
    rate, places = _collision_rate(rows), math.log(max(int(rows.usable.sum()), 2)) * 2
    return [
        _Run(first, second, length, math.exp(min(0.0, places + length * rate)), rows, fields)
        for first, second, length in _merged(pairs, about["rows"])
    ]


def _rows(years: Sequence[Pupils], fields: Sequence[str], about: Mapping[str, Any]) -> _Rows:
    orders, marks, measured, files = [], [], [], []
    for number, pupils in enumerate(years):
        order = np.lexsort((pupils.row, pupils.submission))
        orders.append(order)
        mark, count = _marks(pupils, fields)
        marks.append(mark[order])
        measured.append(count[order])
        files.append(pupils.submission[order] * 2 + number)
    counts = np.concatenate(measured)
    return _Rows(
        years=years,
        order=orders,
        marks=np.concatenate(marks),
        measured=counts,
        file=np.concatenate(files),
        usable=counts >= about["least_fields"],
    )


def _marks(pupils: Pupils, fields: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return a number for the values of each row, and how many values it has."""
    mark = np.zeros(pupils.size, dtype=np.uint64)
    count = np.zeros(pupils.size, dtype=np.int64)
    for name in fields:
        units = pupils.units.get(name, np.full(pupils.size, np.nan))
        there = ~np.isnan(units)
        value = np.where(there, units, -1e9).astype(np.int64).astype(np.uint64)
        mark = _mixed((mark ^ value) * MIXER)
        count += there
    return mark, count


def _mixed(marks: np.ndarray) -> np.ndarray:
    return (marks ^ (marks >> SHIFT)) * BASE


def _starts(rows: _Rows, about: Mapping[str, Any]) -> np.ndarray:
    """Return where so many usable rows of one file begin that are not all the same."""
    length = about["rows"]
    size = len(rows.marks) - length + 1
    if size < 1:
        return np.zeros(0, dtype=np.int64)
    usable = np.all([rows.usable[step : step + size] for step in range(length)], axis=0)
    same_file = rows.file[:size] == rows.file[length - 1 :]
    stacked = np.sort([rows.marks[step : step + size] for step in range(length)], axis=0)
    different = 1 + (stacked[1:] != stacked[:-1]).sum(axis=0)
    return np.flatnonzero(usable & same_file & (different >= about["least_different_rows"]))


def _window_marks(marks: np.ndarray, starts: np.ndarray, length: int) -> np.ndarray:
    found = np.zeros(len(starts), dtype=np.uint64)
    for step in range(length):
        found = _mixed((found ^ marks[starts + step]) * MIXER)
    return found


def _pairs(windows: np.ndarray, starts: np.ndarray, rows: _Rows, length: int) -> np.ndarray:
    """Return first and other place of every window that stands twice, one line a pair."""
    order = np.argsort(windows, kind="stable")
    ordered, places = windows[order], starts[order]
    is_first = np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]
    firsts = places[np.flatnonzero(is_first)[np.cumsum(is_first) - 1]]
    kept = ~is_first & (firsts < rows.size_now) & (places - firsts >= length)
    return np.column_stack([firsts[kept], places[kept]])


def _merged(pairs: np.ndarray, length: int) -> list[tuple[int, int, int]]:
    """Return first place, second place and length of the runs that overlapping pairs make."""
    if not len(pairs):
        return []
    distance = pairs[:, 1] - pairs[:, 0]
    order = np.lexsort((pairs[:, 0], distance))
    pairs, distance = pairs[order], distance[order]
    goes_on = (np.diff(pairs[:, 0]) == 1) & (np.diff(distance) == 0)
    begins = np.flatnonzero(np.append(True, ~goes_on))
    lengths = np.diff(np.append(begins, len(pairs))) + length - 1
    return [
        (int(first), int(second), int(size))
        for (first, second), size in zip(pairs[begins], lengths, strict=True)
    ]


def _collision_rate(rows: _Rows) -> float:
    """Return the logarithm of the rate at which two usable rows are equal."""
    marks = rows.marks[rows.usable]
    _, times = np.unique(marks, return_counts=True)
    equal = float((times * (times - 1.0)).sum()) + 2
    return math.log(equal / (len(marks) * (len(marks) - 1.0) + 2))
