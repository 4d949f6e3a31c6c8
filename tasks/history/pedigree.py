"""From the rows of 学校沿革 to a lineage, with a query about every row that does not fit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from tasks.history.queries import COUNTY, Query, without_twins
from tasks.history.rules import Rules
from tasks.history.successions import (
    CLOSED,
    KINDS,
    MERGED,
    OPENED,
    PERCENT,
    SPLIT,
    Lineage,
    Step,
    Succession,
)


def lineage_of(
    successions: Iterable[Succession],
    rules: Rules,
    *,
    season: int,
    first_seen: Mapping[str, int],
    roster: Collection[str],
) -> tuple[Lineage, tuple[Query, ...]]:
    """Return the history that the rows tell, and a query for every row that does not fit.

    `first_seen` says in which year a code first has pupils, `roster` which schools there are
    now. What does not fit makes the schools it names doubtful and stops nothing else.
    """
    rows = tuple(successions)
    book = _Book(rules, rows, season, first_seen, frozenset(roster))
    whole = [row for row in rows if book.is_whole(row)]
    years = sorted({row.year for row in whole if row.year is not None})
    steps = [book.step(year, [row for row in whole if row.year == year]) for year in years]
    return (
        Lineage(season, tuple(steps), rows, book.never_sure),
        without_twins(book.queries),
    )


class _Book:
    """Reads year after year, and remembers which schools were there, ended or are doubtful."""

    def __init__(
        self,
        rules: Rules,
        rows: Sequence[Succession],
        season: int,
        first_seen: Mapping[str, int],
        roster: frozenset[str],
    ) -> None:
        self.rules = rules
        self.rows = rows
        self.season = season
        self.first_seen = first_seen
        self.roster = roster
        self.queries: list[Query] = []
        self.never_sure: dict[str, str] = {}
        self.ended: dict[str, int] = {}
        self.known: set[str] = set()

    def ask(self, rule: str, rows: Sequence[Succession], **parts: object) -> str:
        """Enter a query about some rows and return its sentence."""
        message = self.rules.say(f"successions.{rule}", **parts)
        sources = tuple(row.source for row in rows if row.source)
        self.queries.append(Query(COUNTY, "", f"succession-{rule}", message, (), sources))
        return message

    def is_whole(self, row: Succession) -> bool:
        """Tell whether a row says enough to be used; ask about it if not."""
        wrong = self._wrong_with(row)
        if wrong == "after_season":
            self.ask(wrong, [row], year=row.year, season=self.season)
        elif wrong:
            message = self.ask(
                wrong, [row], year="" if row.year is None else row.year, change=row.change,
                old=row.old, new=row.new,
            )  # fmt: skip
            self.never_sure |= dict.fromkeys(filter(None, (row.old, row.new)), message)
        return not wrong

    def _wrong_with(self, row: Succession) -> str:
        if row.year is None or not row.change:
            return "incomplete"
        if row.change not in KINDS:
            return "unknown_change"
        needs_old, needs_new = row.change != OPENED, row.change not in (CLOSED,)
        if (needs_old and not row.old) or (needs_new and not row.new):
            return "incomplete"
        if row.old == row.new and row.change != SPLIT:
            return "same_school"
        return "after_season" if row.year > self.season else ""

    def step(self, year: int, rows: Sequence[Succession]) -> Step:
        """Return what happened in one year; the rows of doubtful schools move nobody."""
        doubts = self._doubts(year, rows)
        moves: dict[tuple[str, str], Decimal] = {}
        left: set[str] = set()
        for old, group in _by_old(rows).items():
            shares = None if old in doubts else self._shares(year, old, group)
            if shares is None:
                message = doubts.get(old) or self.queries[-1].message
                doubts |= dict.fromkeys({old, *(row.new for row in group if row.new)}, message)
                continue
            moves |= {(old, new): share for new, share in shares.items()}
            left.add(old)
            if old not in shares:
                self.ended[old] = year
        born = frozenset(row.new for row in rows if row.new and self._is_born(row, rows))
        self.known |= {code for row in rows for code in (row.old, row.new) if code}
        return Step(year, moves, frozenset(left), born - left, doubts)

    def _is_born(self, row: Succession, rows: Sequence[Succession]) -> bool:
        """Tell whether a school had no pupils of its own before the year of the row.

        A single school that is merged into another one went to a school that was there.
        """
        year = row.year or self.season
        if row.new in self.known or self.first_seen.get(row.new, year) < year:
            return False
        came = [other for other in rows if other.new == row.new and other.old != row.new]
        return row.change != MERGED or len(came) > 1

    def _doubts(self, year: int, rows: Sequence[Succession]) -> dict[str, str]:
        doubts: dict[str, str] = {}
        for rule, codes in self._conflicts(rows):
            named = [row for row in rows if {row.old, row.new} & set(codes)]
            message = self.ask(rule, named, year=year, codes=self.rules.listed(sorted(codes)))
            doubts |= dict.fromkeys(filter(None, _names(named)), message)
        for code in sorted(self._unknown(year, rows)):
            named = [row for row in rows if code in (row.old, row.new)]
            message = self.ask("unknown_code", named, year=year, code=code)
            doubts |= dict.fromkeys(filter(None, _names(named)), message)
        return doubts

    def _conflicts(self, rows: Sequence[Succession]) -> list[tuple[str, set[str]]]:
        found = []
        moving = [(row.old, row.new) for row in rows if row.old and row.new != row.old]
        circle = _circle(moving)
        back = {row.new for row in rows if row.new in self.ended}
        if circle or back:
            found.append(("cycle", circle | back))
        came = {new for _, new in moving if new} | {row.new for row in rows if row.change == OPENED}
        both = (came & {row.old for row in rows if row.old}) - circle
        kinds = _by_old(rows)
        both |= {old for old in kinds if len({row.change for row in kinds[old]}) > 1}
        if both:
            found.append(("two_events", both))
        return found

    def _unknown(self, year: int, rows: Sequence[Succession]) -> set[str]:
        """Return the codes that neither roster, nor pupils, nor other years know of."""
        seen = set(self.first_seen) | self.roster
        news = {row.new for row in rows if row.new}
        olds = {row.old for row in rows if row.old}
        is_covered = bool(self.first_seen) and year > min(self.first_seen.values())
        later = {row.old for row in self.rows if row.year is not None and row.year > year}
        unheard = olds - seen - self.known - news if is_covered else set()
        return unheard | (news - seen - olds - later)

    def _shares(
        self, year: int, old: str, group: Sequence[Succession]
    ) -> dict[str, Decimal] | None:
        """Return the part of a school that went to each new one, None where it cannot be told."""
        going = [row for row in group if row.new]
        is_alone = len(going) == 1 and going[0].change != SPLIT
        percents = [
            PERCENT if row.share_percent is None and is_alone else row.share_percent
            for row in going
        ]
        if None in percents:
            self.ask("share_missing", going, year=year, old=old)
            return None
        shares: dict[str, Decimal] = {}
        for row, percent in zip(going, percents, strict=True):
            assert percent is not None
            if not 0 < percent <= PERCENT:
                self.ask("share_outside", [row], year=year, old=old, new=row.new, share=percent)
                return None
            shares[row.new] = shares.get(row.new, Decimal(0)) + percent / PERCENT
        total = sum(shares.values(), Decimal(0)) * PERCENT
        if self._is_off(total, group):
            self.ask("shares", group, year=year, old=old, total=f"{total.normalize():f}")
            return None
        return shares

    def _is_off(self, total: Decimal, group: Sequence[Succession]) -> bool:
        """Tell whether shares do not make a whole; of a closed school some may go nowhere."""
        allowed = self.rules.number("shares.tolerance_percent")
        too_little = total < PERCENT - allowed and group[0].change != CLOSED
        return too_little or total > PERCENT + allowed


def _by_old(rows: Iterable[Succession]) -> dict[str, list[Succession]]:
    found: dict[str, list[Succession]] = {}
    for row in rows:
        if row.change != OPENED:
            found.setdefault(row.old, []).append(row)
    return found


def _names(rows: Iterable[Succession]) -> list[str]:
    return [code for row in rows for code in (row.old, row.new)]


def _circle(moving: Iterable[tuple[str, str]]) -> set[str]:
    """Return the schools from which the moves of one year lead back to themselves."""
    following: dict[str, set[str]] = {}
    for old, new in moving:
        following.setdefault(old, set()).add(new)
    found = set()
    for start in following:
        reached: set[str] = set()
        waiting = [start]
        while waiting:
            for code in following.get(waiting.pop(), ()):
                if code not in reached:
                    reached.add(code)
                    waiting.append(code)
        if start in reached:
            found.add(start)
    return found
