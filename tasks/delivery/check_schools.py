"""The sheet of schools as wholes: size, special rooms, small schools, all by formula."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tasks.delivery.check_data import (
    LEVELS,
    Grid,
    Key,
    begin,
    by_key,
    finish,
    write_column,
    write_formulas,
)
from tasks.delivery.check_reliefs import relaxed_cell
from tasks.delivery.check_rooms import RoomsSheet
from tasks.delivery.check_sheet import Page

COMBINED = "combined"
OF_SCHOOL: Mapping[str, str] = {
    "small_school_students": "G6.schools",
    "special_education_students": "G7.students",
    "special_education_funds_yuan": "G7.funds_yuan",
    "primary_nearby": "G13.primary_nearby",
    "primary_entrants": "G13.primary_entrants",
    "junior_nearby": "G13.junior_nearby",
    "junior_entrants": "G13.junior_entrants",
}
"""The columns that sums of the county are made of."""

BESIDE_SIZE = ("funded_students", "public_funds_yuan")
"""What is looked at beside the pupils of a school that may be a small one."""

SCHOOLS_BELOW, SHARE_OF = ".schools_below", ("part", "whole")
COMPARED_PLACES = 9
ROOMS = ("music_rooms", "art_rooms")


class SchoolsSheet:
    """Writes the sheet; `limits` gives the cell of each number of the standard by its path."""

    def __init__(
        self, page: Page, limits: Mapping[str, str], rooms: RoomsSheet | None, apart: bool
    ) -> None:
        self._page, self._limits, self._rooms, self._apart = page, limits, rooms, apart
        self.grid = Grid(page.sheet.title, [(code, "") for code in page.numbers.codes])

    def write(self) -> Grid:
        """Write every column; return where they stand."""
        page, grid, numbers = self._page, self.grid, self._page.numbers
        begin(page, grid, "by_school")
        for name, fact in OF_SCHOOL.items():
            write_column(page, grid, name, by_key(numbers.inputs([f"county.{fact}"])))
        small = [key[0] for key in by_key(numbers.inputs(["county.G6.schools"]))]
        for name in BESIDE_SIZE:
            write_column(page, grid, name, by_key(f"s.{code}.{name}" for code in small))
        self._write_sizes()
        self._write_rooms()
        for name in numbers.of_county(SCHOOLS_BELOW):
            self._write_below(name.removeprefix("county.").removesuffix(SCHOOLS_BELOW))
        finish(page, grid)
        return grid

    def _facts(self, end: str) -> dict[Key, str]:
        names = [f"s.{code}.{end}" for code in self._page.numbers.codes]
        return by_key(name for name in names if name in self._page.numbers)

    def _sum_of_inputs(self, fact: str) -> tuple[str, str, int]:
        """Return the cells of what a fact is computed from: listed, added, and how many."""
        cells = [self._page.places[name] for name in self._page.numbers.fact(fact).inputs]
        return ",".join(cells), "+".join(cells), len(cells)

    def _write_sizes(self) -> None:
        """Write size, kind, limit and whether the limit is passed, school by school."""
        facts, none = self._facts("G4.students"), self._page.words["none"]
        if not facts:
            return
        sizes: dict[Key, Any] = {}
        for key, fact in facts.items():
            listed, added, count = self._sum_of_inputs(fact)
            sizes[key] = f'=IF(COUNT({listed})<{count},"{none}",{added})'
        kinds = {key: self._kind(fact) for key, fact in facts.items()}
        titles = self._page.words["size_kinds"]
        limits = {key: f"={self._limit(key, kind)}" for key, kind in kinds.items()}
        self._put("size", sizes, facts)
        self._put("size_kind", {key: titles[kind] for key, kind in kinds.items()})
        self._put("size_limit", limits)
        over: dict[Key, Any] = {}
        for row, key in self.grid.rows():
            size, limit = (f"{self.grid.letters[name]}{row}" for name in ("size", "size_limit"))
            over[key] = f'=IF(ISNUMBER({size}),IF({size}>{limit},1,0),"{none}")'
        self._put("size_over", {key: over[key] for key in facts})

    def _limit(self, key: Key, kind: str) -> str:
        """Return the cell that says how large a school may be: of a relief, or of the standard."""
        judged = self._page.numbers.inputs([f"s.{key[0]}.G4.result"])
        return relaxed_cell(self._page, judged, "limit") or self._limits[f"G4.maximum.{kind}"]

    def _kind(self, fact: str) -> str:
        inputs = self._page.numbers.fact(fact).inputs
        levels = [level for level in LEVELS for name in inputs if f".{level}." in name]
        return levels[0] if len(levels) == 1 else COMBINED

    def _write_rooms(self) -> None:
        """Write how many rooms are needed, how many are large enough, how many are missing."""
        facts, none = self._facts("G3.rooms_needed"), self._page.words["none"]
        if not facts or self._rooms is None:
            return
        per_room = self._limits["G3.classes_per_room"]
        needed: dict[Key, Any] = {}
        for key, fact in facts.items():
            listed, added, count = self._sum_of_inputs(fact)
            rounded = f"ROUNDUP(({added})/{per_room},0)"
            needed[key] = f'=IF(COUNT({listed})<{count},"{none}",{rounded})'
        self._put("rooms_needed", needed, facts)
        for name in ROOMS:
            given = {key: self._rooms.count(name, key[0]) for key in facts}
            self._put(name, given, self._facts(f"G3.{name}"))
        self._put("rooms_short", {key: self._short(row) for row, key in self.grid.rows()
                                  if key in facts})  # fmt: skip

    def _short(self, row: int) -> str:
        needed, music, art = (
            f"{self.grid.letters[name]}{row}" for name in ("rooms_needed", *ROOMS)
        )
        enough = f"AND({music}>={needed},{art}>={needed})"
        if not self._apart:
            enough = f"{music}+{art}>={len(ROOMS)}*{needed}"
        none = self._page.words["none"]
        return f'=IF(COUNT({needed},{music},{art})<3,"{none}",IF({enough},0,1))'

    def _write_below(self, item: str) -> None:
        """Write the share of each school that the county's schools are counted by."""
        numbers, grid, none = self._page.numbers, self.grid, self._page.words["none"]
        shares = by_key(numbers.inputs([f"county.{item}{SCHOOLS_BELOW}"]))
        for place, name in enumerate(SHARE_OF):
            facts = by_key(numbers.fact(fact).inputs[place] for fact in shares.values())
            write_column(self._page, grid, f"{item}.{name}", facts)
        least = self._limits[f"{item}.minimum_percent"]
        percents: dict[Key, Any] = {}
        below: dict[Key, Any] = {}
        letters = [grid.letters[f"{item}.{name}"] for name in SHARE_OF] if shares else []
        for row, key in grid.rows():
            if key in shares:
                part, whole = (f"{letter}{row}" for letter in letters)
                is_none = f"OR(COUNT({part},{whole})<2,{whole}=0)"
                percents[key] = f'=IF({is_none},"{none}",{part}/{whole}*100)'
        self._put(f"{item}.percent", percents, shares, "school_percent")
        for row, key in grid.rows():
            cell = f"{grid.letters[f'{item}.percent']}{row}"
            rounded = f"ROUND({cell},{COMPARED_PLACES})"
            below[key] = f'=IF(ISNUMBER({cell}),IF({rounded}<{least},1,0),"{none}")'
        self._put(f"{item}.below", {key: below[key] for key in shares}, head="school_below")

    def _put(
        self,
        name: str,
        cells: Mapping[Key, Any],
        facts: Mapping[Key, str] | None = None,
        head: str = "",
    ) -> None:
        write_formulas(self._page, self.grid, name, cells, head)
        for row, key in self.grid.rows():
            if facts and key in facts:
                place = f"'{self.grid.title}'!{self.grid.letters[name]}{row}"
                self._page.places[facts[key]] = place
