"""A school's history: which schools its pupils came from, and where pupils of a school went."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from tasks.history.rows import rows_of
from tasks.model import Returns, Source

TABLE = "successions"
RENAMED, MERGED, SPLIT, CLOSED, OPENED = "renamed", "merged", "split", "closed", "opened"
KINDS = (RENAMED, MERGED, SPLIT, CLOSED, OPENED)
WHOLE = Decimal(1)
PERCENT = Decimal(100)


@dataclass(frozen=True)
class Succession:
    """One row of 学校沿革: from `year` on, pupils of `old` are in `new`.

    `share_percent` says which part of the old school's pupils; None means all of them.
    """

    year: int | None
    change: str
    old: str = ""
    new: str = ""
    share_percent: Decimal | None = None
    source: Source | None = None


@dataclass(frozen=True)
class Step:
    """What happened at the start of one school year.

    `moves` is the part of an old school that went to a new one; `left` are the schools whose
    pupils moved, `born` those that had no pupils before; `doubts` says of a school why its
    history cannot be told.
    """

    year: int
    moves: Mapping[tuple[str, str], Decimal]
    left: frozenset[str]
    born: frozenset[str]
    doubts: Mapping[str, str] = field(default_factory=dict)

    def back(self, held: Mapping[str, Decimal]) -> dict[str, Decimal]:
        """Return the shares of the schools before, whose pupils are in `held` afterwards."""
        before: dict[str, Decimal] = {}
        for code, share in held.items():
            if code not in self.left | self.born:
                before[code] = before.get(code, Decimal(0)) + share
            for (old, new), part in self.moves.items():
                if new == code:
                    before[old] = before.get(old, Decimal(0)) + part * share
        return before

    def forth(self, held: Mapping[str, Decimal]) -> dict[str, Decimal]:
        """Return the shares of the schools afterwards, that pupils in `held` went to."""
        after: dict[str, Decimal] = {}
        for code, share in held.items():
            if code not in self.left:
                after[code] = after.get(code, Decimal(0)) + share
            for (old, new), part in self.moves.items():
                if old == code:
                    after[new] = after.get(new, Decimal(0)) + part * share
        return after


@dataclass(frozen=True)
class Lineage:
    """The history of all schools up to `season`; steps in the order of their years."""

    season: int
    steps: tuple[Step, ...] = ()
    rows: tuple[Succession, ...] = ()
    never_sure: Mapping[str, str] = field(default_factory=dict)

    def predecessors(self, code: str, year: int) -> dict[str, Decimal]:
        """Return which part (0 to 1) of each school's pupils of `year` is now in `code`.

        A school that did not exist in `year`, and has no pupils from elsewhere, gives {}.
        """
        held = {code: WHOLE}
        for step in reversed(self._since(year)):
            held = step.back(held)
        return dict(sorted(held.items()))

    def successors(self, code: str, year: int) -> dict[str, Decimal]:
        """Return which part of the pupils that `code` had in `year` is now in which school.

        A school closed without a successor gives {}.
        """
        held = {code: WHOLE}
        for step in self._since(year):
            held = step.forth(held)
        return dict(sorted(held.items()))

    def doubt(self, code: str, year: int) -> str:
        """Return why the predecessors of a school cannot be told; empty if they can."""
        held = {code: WHOLE}
        for step in reversed(self._since(year)):
            for name in held:
                if name in step.doubts:
                    return step.doubts[name]
            held = step.back(held)
        return next((self.never_sure[name] for name in held if name in self.never_sure), "")

    def sources(self, codes: Collection[str], year: int) -> tuple[Source, ...]:
        """Return the cells of what happened to some schools after `year`."""
        return tuple(
            row.source
            for row in self.rows
            if row.source and row.year is not None and year < row.year <= self.season
            and {row.old, row.new} & set(codes)
        )  # fmt: skip

    def _since(self, year: int) -> list[Step]:
        return [step for step in self.steps if year < step.year <= self.season]


def read_successions(returns: Returns) -> tuple[Succession, ...]:
    """Return the rows of the bureau's table 学校沿革, in their order."""
    return tuple(
        Succession(
            year=row.whole("year"),
            change=row.text("change"),
            old=row.text("old_code"),
            new=row.text("new_code"),
            share_percent=row.number("share_percent"),
            source=row.source("change"),
        )
        for row in rows_of(returns, TABLE)
    )
