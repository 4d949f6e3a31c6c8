"""The relief clauses of a regime as its file says them, and what has been granted by them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tasks.indicators.entries import entry, wrong
from tasks.rounding import exact

FILE = "reliefs"
ADDS, ROOMS, SIZE = "adds", "rooms", "size"
EFFECTS = (ADDS, ROOMS, SIZE)


@dataclass(frozen=True)
class Case:
    """One situation in which a clause may be used: its conditions by kind, and what it changes."""

    conditions: Mapping[str, Any]
    kind: str
    effect: Mapping[str, Any]


@dataclass(frozen=True)
class Clause:
    """One relief clause: the requirement it relaxes, and the cases in which it does."""

    id: str
    title: str
    text: str
    item: str
    clause: str
    to_verify: str
    cases: tuple[Case, ...]

    @property
    def adds(self) -> bool:
        """Tell whether it counts more, at a level; if not, it relaxes a limit of the school."""
        return self.cases[0].kind == ADDS


@dataclass(frozen=True)
class Terms:
    """When requests are heard at all, and what each must say.

    A plan may end at most `deadline_years` after the day the data stand for.
    """

    valid_from: date
    valid_until: date
    needs: tuple[str, ...]
    deadline_years: int

    def latest(self, snapshot: date) -> date:
        """Return the last day on which a plan may end."""
        year = snapshot.year + self.deadline_years
        return snapshot.replace(
            year=year, day=min(snapshot.day, monthrange(year, snapshot.month)[1])
        )


@dataclass(frozen=True)
class Granted:
    """A relief that applies to one school.

    `levels` are those whose numerator counts `counted_amount` more. `limits` are the relaxed
    limits by the name of their fact. `prefix` begins the ids of its facts.
    """

    clause: Clause
    case: Case
    school: str
    levels: tuple[str, ...]
    prefix: str
    limits: Mapping[str, Decimal] = field(default_factory=dict)


def read_clauses(data: Mapping[str, Any]) -> dict[str, Clause]:
    """Return the clauses of the file by their codes."""
    return {name: _clause(name, each) for name, each in entry(data, "clauses", FILE).items()}


def read_relief_terms(data: Mapping[str, Any]) -> Terms:
    """Return validity and what a request must say."""
    request, validity = entry(data, "request", FILE), entry(data, "validity", FILE)
    return Terms(
        valid_from=_day(validity, "valid_from"),
        valid_until=_day(validity, "valid_until"),
        needs=tuple(entry(request, "needs", FILE)),
        deadline_years=int(entry(request, "deadline_years", FILE)),
    )


def _clause(name: str, data: Mapping[str, Any]) -> Clause:
    cases = tuple(_case(name, each) for each in data.get("cases", [data]))
    if not cases or len({case.kind for case in cases}) > 1:
        raise wrong(data, f"{name}: its cases must have effects of one kind", FILE)
    texts = {key: str(entry(data, key, name))
             for key in ("title", "text", "item", "clause", "to_verify")}  # fmt: skip
    return Clause(id=name, cases=cases, **texts)


def _case(name: str, data: Mapping[str, Any]) -> Case:
    effect = entry(data, "effect", name)
    kind = entry(effect, "kind", name)
    if kind not in EFFECTS:
        raise wrong(effect, f"{name}: effect {kind} is none of {', '.join(EFFECTS)}", FILE)
    return Case(entry(data, "conditions", name), kind, effect)


def _day(data: Mapping[str, Any], name: str) -> date:
    found = entry(data, name, FILE)
    try:
        return found if isinstance(found, date) else date.fromisoformat(str(found))
    except ValueError as error:
        raise wrong(data, f"{name}: {found} is no day", FILE) from error


def limits_of(case: Case, levels: Sequence[str], combined: str) -> dict[str, Decimal]:
    """Return the relaxed limits for a school with these levels, by the name of their fact.

    Of several levels the larger area counts; for its size such a school is `combined`.
    """
    if case.kind == SIZE:
        kind = levels[0] if len(levels) == 1 else combined
        return {"limit": exact(entry(case.effect, f"maximum.{kind}", FILE))}
    if case.kind == ADDS:
        return {}
    return {
        f"{kind}_m2": max(exact(entry(areas, level, FILE)) for level in levels)
        for kind, areas in entry(case.effect, "minimum_m2", FILE).items()
    }
