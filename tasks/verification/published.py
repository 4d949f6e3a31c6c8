"""What a notice to the public counts, and which points have documents, from the returns' rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from tasks.layouts import CodeList
from tasks.model import BUREAU

PUBLIC, ALL = "public", "all"
GROUPS = ("migrant", "left_behind", "disabled")
RATINGS = {"excellent": "excellent", "good": "good", "pass": "passed", "fail": "failed"}
"""What a notice calls a level of fitness, and what the counts of pupils call it."""

SCHOOLS = "school"
Row = Mapping[str, Any]
Pupils = Iterable[tuple[str, str, str, Mapping[str, int]]]
Cells = Counter[tuple[str, ...]]


def public_counts(
    rows: Iterable[Row], pupils: Pupils, codes: Mapping[str, CodeList]
) -> dict[str, int]:
    """Return every count of pupils by the id of the fact that a notice shows it as.

    `rows` are those of the table of pupils by grade; `pupils` gives school, grade, sex and how
    many have each level of fitness. A school counts whose rows give all their pupils.
    """
    sexes = tuple(codes["sexes"].codes)
    filled = [row for row in rows if any(row[name] is not None for name in (*sexes, *GROUPS))]
    unsound = {row["school_code"] for row in filled if not _is_sound(row, sexes)}
    sound = [row for row in filled if row["school_code"] not in unsound]
    schools = {row["school_code"] for row in sound}
    levels = {name: str(row["level"]) for name, row in codes["grades"].rows.items()}
    found: Cells = Counter()
    for row in sound:
        for sex in sexes:
            grades = (row["grade"], levels[row["grade"]], ALL)
            _add(found, ("students",), ((row["school_code"], ALL), grades, (sex, ALL)), row[sex])
        for group in GROUPS:
            _add(found, ("groups",), ((row["school_code"], ALL), (group,)), row[group])
    found.update(_fitness(found, [each for each in pupils if each[0] in schools]))
    return {".".join((PUBLIC, *name)): count for name, count in found.items()}


def _is_sound(row: Row, sexes: Sequence[str]) -> bool:
    numbers = [row[name] for name in (*sexes, *GROUPS)]
    if any(number is None for number in numbers):
        return False
    return bool(max(row[name] for name in GROUPS) <= sum(row[sex] for sex in sexes))


def _fitness(enrolled: Cells, pupils: Iterable[tuple[str, str, str, Mapping[str, int]]]) -> Cells:
    """Return the counts of pupils by grade, sex and level, those without a level as `other`."""
    rated: Cells = Counter()
    for _, grade, sex, counts in pupils:
        for rating, name in RATINGS.items():
            rated[grade, sex, rating] += counts[name]
    cells = {name[2:]: count for name, count in enrolled.items()
             if name[:2] == ("students", ALL) and ALL not in name[2:]
             and any(name[2:] == each[:2] for each in rated)}  # fmt: skip
    other = {cell: count - sum(rated[(*cell, rating)] for rating in RATINGS)
             for cell, count in cells.items()}  # fmt: skip
    fits = all(count >= 0 for count in other.values())
    found: Cells = Counter()
    for (grade, sex, rating), count in rated.items():
        _add(found, ("fitness",), ((grade, ALL), (sex, ALL), (rating,)), count)
    for (grade, sex), count in other.items():
        _add(found, ("fitness",), ((grade, ALL), (sex, ALL), ("other",)), count if fits else 0)
    return found


def _add(found: Cells, name: tuple[str, ...], ways: Iterable[Sequence[str]], count: int) -> None:
    """Add a count to every cell that it is part of."""
    for cell in product(*(dict.fromkeys(each) for each in ways)):
        found[(*name, *cell)] += count


def document_counts(
    rows: Iterable[Row], points: Sequence[Mapping[str, Any]], schools: Sequence[str]
) -> dict[str, int]:
    """Return how many points have documents, and how many schools have one for each point.

    `rows` are those of the returns that name documents, `points` what they are asked for.
    """
    named = {(row["school_code"], str(row["item"]), str(row["point"])) for row in rows}
    return dict(_documents(named, points, schools)) if points else {}


def _documents(
    named: set[tuple[Any, str, str]],
    points: Sequence[Mapping[str, Any]],
    schools: Sequence[str],
) -> Iterator[tuple[str, int]]:
    for owner in (BUREAU, *schools):
        kind, scope = (BUREAU, "county") if owner == BUREAU else (SCHOOLS, f"s.{owner}")
        asked = [each for each in points if kind in each["by"]]
        given = sum((owner, each["item"], str(each["place"])) in named for each in asked)
        yield f"{scope}.evidence.points", len(asked)
        yield f"{scope}.evidence.given", given
        yield f"{scope}.evidence.missing", len(asked) - given
    for each in points:
        if SCHOOLS in each["by"]:
            place = each["item"], str(each["place"])
            count = sum((school, *place) in named for school in schools)
            yield f"county.evidence.{'.'.join(place)}.schools", count
