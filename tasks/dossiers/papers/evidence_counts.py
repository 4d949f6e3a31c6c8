"""How many points of the evidence index have a document: facts, from the rows of returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tasks.dossiers.papers.evidence import SCHOOLS, Point, asked_of, points_of
from tasks.model import BUREAU, Fact, Source

ALL, GIVEN, MISSING = "points", "given", "missing"
COUNTS = (ALL, GIVEN, MISSING)
SCHOOL_COUNT = "schools"


@dataclass(frozen=True)
class Named:
    """One document of a return: which point it is for, and the cell that names it."""

    item: str
    point: str
    source: Source


def evidence_counts(
    catalogue: Mapping[str, Any], schools: Sequence[str], named: Mapping[str, Sequence[Named]]
) -> list[Fact]:
    """Return how many points the bureau and each school have, fill and leave open.

    Ids are `county.evidence.points`, `s.<code>.evidence.given` and so on; for each point that
    schools are asked for, `county.evidence.<item>.<place>.schools` counts those that have it.
    """
    points = points_of(catalogue)
    if not points:
        return []
    titles = catalogue["facts"]
    found = list(_of_owner(titles, points, BUREAU, named.get(BUREAU, ())))
    for point in points:
        if SCHOOLS in point.by:
            found.append(_schools(titles, point, {code: named.get(code, ()) for code in schools}))
    for code in schools:
        found += _of_owner(titles, points, code, named.get(code, ()))
    return found


def _of_owner(
    titles: Mapping[str, Any], points: Sequence[Point], owner: str, named: Sequence[Named]
) -> Iterator[Fact]:
    asked = asked_of(points, owner)
    wanted = {point.key for point in asked}
    cells = [each for each in named if (each.item, each.point) in wanted]
    given = len({(each.item, each.point) for each in cells})
    scope = "county" if owner == BUREAU else f"s.{owner}"
    sources = tuple(each.source for each in cells)
    for name, count in zip(COUNTS, (len(asked), given, len(asked) - given), strict=True):
        yield _fact(titles[name], f"{scope}.evidence.{name}", count,
                    () if name == ALL else sources)  # fmt: skip


def _schools(titles: Mapping[str, Any], point: Point, named: Mapping[str, Sequence[Named]]) -> Fact:
    cells = {
        code: [each.source for each in rows if (each.item, each.point) == point.key]
        for code, rows in named.items()
    }
    sources = tuple(source for found in cells.values() for source in found)
    name = f"county.evidence.{point.item}.{point.place}.{SCHOOL_COUNT}"
    return _fact(titles[SCHOOL_COUNT], name, sum(map(bool, cells.values())), sources)


def _fact(words: Mapping[str, str], name: str, count: int, sources: tuple[Source, ...]) -> Fact:
    return Fact(name, words["title"], Decimal(count), str(count), unit=words["unit"],
                formula=words["formula"], sources=sources, places=0)  # fmt: skip
