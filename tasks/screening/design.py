"""How likely each school is to be visited: exact fractions that add up to the sample size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tasks.errors import CatalogueError
from tasks.layouts import CodeList

AREAS = "area"


@dataclass(frozen=True)
class SampleSchool:
    """A school that may be visited; `kind` and `area` are what the sample must cover."""

    code: str
    name: str
    kind: str
    kind_title: str
    area: str


@dataclass(frozen=True)
class Chances:
    """The chance of one school to be drawn, by what it is made of; the parts add up."""

    random: Fraction
    risk: Fraction
    coverage: Fraction

    @property
    def total(self) -> Fraction:
        """Return the chance to be drawn."""
        return self.random + self.risk + self.coverage


def schools_to_sample(
    roster: Sequence[Mapping[str, Any]], codes: Mapping[str, CodeList]
) -> tuple[SampleSchool, ...]:
    """Return the schools of a roster with kind and area, in the order in which they are drawn.

    A kind is what the list of school types says of kind, levels and senior pupils. Schools
    stand kind by kind; within a kind area by area, forwards and backwards in turn, so that
    schools of one area stand together across kinds.
    """
    types, places = codes["school_types"].rows, codes["urban_rural"].rows
    kinds = list(dict.fromkeys(_kind(row) for row in types.values()))
    areas = list(dict.fromkeys(row[AREAS] for row in places.values()))
    there = {row["school_type"] for row in roster}
    found = [
        SampleSchool(
            code=str(row["school_code"]),
            name=str(row["school_name"]),
            kind=_kind(types[row["school_type"]]),
            kind_title="、".join(
                line["title"]
                for code, line in types.items()
                if code in there and _kind(line) == _kind(types[row["school_type"]])
            ),
            area=places[row["urban_rural"]][AREAS],
        )
        for row in roster
    ]
    present = [kind for kind in kinds if any(school.kind == kind for school in found)]

    def place(school: SampleSchool) -> tuple[int, int, str]:
        turn = present.index(school.kind)
        along = areas.index(school.area)
        return turn, -along if turn % 2 else along, school.code

    return tuple(sorted(found, key=place))


def _kind(row: Mapping[str, str]) -> str:
    return " ".join([row["kind"], row["levels"], *(["senior"] if row["senior"] == "yes" else [])])


def sample_size(schools: Sequence[SampleSchool], plan: Mapping[str, Any]) -> int:
    """Return how many schools are drawn: as many as planned, but one for each group at least."""
    return min(len(schools), max(int(plan["schools"]), len(_groups(schools))))


def chances(
    schools: Sequence[SampleSchool], scores: Mapping[str, Decimal], plan: Mapping[str, Any]
) -> tuple[Chances, ...]:
    """Return the chance of each school, in the order of `schools`; they add up to the size.

    A budget of places is shared out: the part `1 - risk_share` equally, the rest in
    proportion to the scores. Each kind, and each area where most of its schools stand
    together, is then raised to one whole place; the budget is what makes the sum right.
    Raises `CatalogueError` for a plan that leaves nothing to chance.
    """
    if not 0 <= plan["risk_share"] < 1:
        raise CatalogueError("risk_share must be 0 or more and below 1", "site_sample.yml")
    size = sample_size(schools, plan)
    if size == len(schools):
        return tuple(Chances(Fraction(0), Fraction(0), Fraction(1)) for _ in schools)
    shares = _shares(schools, scores, plan)
    groups = _groups(schools)
    budget = _budget(shares, groups, size)
    return _with(budget, shares, groups)


def _shares(
    schools: Sequence[SampleSchool], scores: Mapping[str, Decimal], plan: Mapping[str, Any]
) -> list[tuple[Fraction, Fraction]]:
    """Return what part of the budget is each school's, by lot and by score."""
    risks = [Fraction(scores.get(school.code, Decimal(0))) for school in schools]
    total = sum(risks)
    by_risk = Fraction(str(plan["risk_share"])) if total else Fraction(0)
    return [
        ((1 - by_risk) / len(schools), by_risk * risk / total if total else Fraction(0))
        for risk in risks
    ]


def _groups(schools: Sequence[SampleSchool]) -> list[list[int]]:
    """Return the runs of schools of which one must be drawn: each kind, each area.

    Of an area the longest run of neighbours counts, because only neighbours can be promised.
    """
    kinds = _stretches([school.kind for school in schools])
    longest: dict[str, list[int]] = {}
    for run in _stretches([school.area for school in schools]):
        area = schools[run[0]].area
        if len(run) > len(longest.get(area, [])):
            longest[area] = run
    covered = [run for run in longest.values() if not any(set(kind) <= set(run) for kind in kinds)]
    return [*kinds, *covered]


def _stretches(names: Sequence[str]) -> list[list[int]]:
    found: list[list[int]] = []
    for place, name in enumerate(names):
        if found and names[found[-1][0]] == name:
            found[-1].append(place)
        else:
            found.append([place])
    return found


def _with(
    budget: Fraction, shares: Sequence[tuple[Fraction, Fraction]], groups: Sequence[Sequence[int]]
) -> tuple[Chances, ...]:
    """Return the chances that a budget gives, each group raised to one whole place."""
    parts = []
    for random, risk in shares:
        base = budget * (random + risk)
        kept = min(Fraction(1), base) / base if base else Fraction(0)
        parts.append((budget * random * kept, budget * risk * kept))
    total: list[Fraction] = [random + risk for random, risk in parts]
    for group in groups:
        lacking = 1 - sum((total[place] for place in group), Fraction(0))
        for place in group if lacking > 0 else ():
            total[place] += lacking / len(group)
    return tuple(
        Chances(random, risk, whole - random - risk)
        for (random, risk), whole in zip(parts, total, strict=True)
    )


def _budget(
    shares: Sequence[tuple[Fraction, Fraction]], groups: Sequence[Sequence[int]], size: int
) -> Fraction:
    """Return the budget whose chances add up to `size`.

    The sum grows with the budget along straight pieces; halving finds the piece, and two
    points of it (also of one that ends at the budget) give the budget.
    """

    def total(budget: Fraction) -> Fraction:
        return sum((each.total for each in _with(budget, shares, groups)), Fraction(0))

    low, high = Fraction(0), Fraction(size)
    while total(high) < size:
        high *= 2
    while total(high) != size:
        middle = (low + high) / 2
        for start, end in ((low, high), (low, middle)):
            budget = _reaches(size, (start, total(start)), (end, total(end)))
            if budget is not None and total(budget) == size:
                return budget
        low, high = (middle, high) if total(middle) <= size else (low, middle)
    return high


def _reaches(
    size: int, start: tuple[Fraction, Fraction], end: tuple[Fraction, Fraction]
) -> Fraction | None:
    """Return where the line through two points reaches `size`, None where it is flat."""
    rise = end[1] - start[1]
    return start[0] + (end[0] - start[0]) * (size - start[1]) / rise if rise else None
