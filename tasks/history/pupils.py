"""Pupils of earlier years by school and grade: what a school returned itself comes first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from tasks.history.queries import Query, without_twins
from tasks.history.rows import Row, rows_of
from tasks.history.rules import Rules
from tasks.model import Returns, Source

BUREAU_TABLE, OWN_TABLE = "history_students", "students"
SEXES = ("male", "female")

Key = tuple[int, str, str]
"""Year in which the school year starts, school code, grade."""


@dataclass(frozen=True)
class PupilCount:
    """The pupils of one grade of one school in one year, and the cells that say so."""

    year: int
    school: str
    grade: str
    students: Decimal
    sources: tuple[Source, ...]

    @property
    def key(self) -> Key:
        """Return year, school and grade."""
        return self.year, self.school, self.grade


@dataclass(frozen=True)
class History:
    """The pupil counts that hold, by year, school and grade, and what schools were called."""

    counts: Mapping[Key, PupilCount]
    names: Mapping[str, str] = field(default_factory=dict)

    def of(self, year: int, school: str, grade: str) -> PupilCount | None:
        """Return one count, None where there is none."""
        return self.counts.get((year, school, grade))

    def of_grade(self, year: int, grade: str) -> list[PupilCount]:
        """Return the counts of all schools of one grade in one year."""
        return [each for each in self.counts.values() if (each.year, each.grade) == (year, grade)]

    @cached_property
    def years(self) -> frozenset[int]:
        """Return the years there are counts of."""
        return frozenset(year for year, _, _ in self.counts)

    @cached_property
    def schools(self) -> frozenset[tuple[int, str]]:
        """Return which schools have counts in which year."""
        return frozenset((year, school) for year, school, _ in self.counts)

    @cached_property
    def first_seen(self) -> Mapping[str, int]:
        """Return the first year of each school that has counts."""
        return {school: year for year, school in sorted(self.schools, reverse=True)}

    @cached_property
    def last_seen(self) -> Mapping[str, int]:
        """Return the last year of each school that has counts."""
        return {school: year for year, school in sorted(self.schools)}


def own_counts(returns: Returns, year: int) -> list[PupilCount]:
    """Return what schools returned themselves in one season; `returns` are the usable ones.

    A grade without any number is not taught and has no count.
    """
    found = []
    for row in rows_of(returns, OWN_TABLE):
        filled = [sex for sex in SEXES if row.number(sex) is not None]
        if filled:
            students = sum((row.number(sex) or Decimal(0) for sex in filled), Decimal(0))
            sources = tuple(row.source(sex) for sex in filled)
            found.append(
                PupilCount(year, row.text("school_code"), row.text("grade"), students, sources)
            )
    return found


def bureau_counts(returns: Returns, rules: Rules) -> tuple[list[PupilCount], list[Query]]:
    """Return what the bureau's table 历年学生 says, and a query for each row left aside."""
    found, queries = [], []
    for row in rows_of(returns, BUREAU_TABLE):
        count = _bureau_count(row, rules)
        if count is None:
            queries.append(_unusable(row, rules))
        else:
            found.append(count)
    return found, queries


def _bureau_count(row: Row, rules: Rules) -> PupilCount | None:
    year, students = row.whole("year"), row.whole("students")
    school, grade = row.text("school_code"), row.text("grade")
    is_known = grade in rules.codes["grades"].codes
    if year is None or students is None or students < 0 or not school or not is_known:
        return None
    return PupilCount(year, school, grade, Decimal(students), (row.source("students"),))


def _unusable(row: Row, rules: Rules) -> Query:
    message = rules.say(
        "pupils.incomplete", year=row.text("year"), school=row.text("school_code"),
        grade=row.text("grade"), students=row.text("students"),
    )  # fmt: skip
    return Query(
        row.text("school_code"), "", "history-incomplete", message, (), (row.source("students"),)
    )


def history_of(
    own: Iterable[PupilCount],
    bureau: Iterable[PupilCount],
    names: Mapping[str, str],
    rules: Rules,
) -> tuple[History, tuple[Query, ...]]:
    """Return the counts that hold, and what contradicts another count.

    A school's own return beats the bureau's history. A count given several times with
    different numbers by the same side holds nowhere.
    """
    queries: list[Query] = []
    kept_own = _agreed(own, names, rules, queries)
    kept_bureau = _agreed(bureau, names, rules, queries)
    for key in sorted(kept_own.keys() & kept_bureau.keys()):
        if kept_own[key].students != kept_bureau[key].students:
            queries.append(_contradiction(kept_own[key], kept_bureau[key], names, rules))
    return History(dict(sorted((kept_bureau | kept_own).items())), names), without_twins(queries)


def _agreed(
    counts: Iterable[PupilCount], names: Mapping[str, str], rules: Rules, queries: list[Query]
) -> dict[Key, PupilCount]:
    found: dict[Key, list[PupilCount]] = {}
    for count in counts:
        found.setdefault(count.key, []).append(count)
    agreed = {}
    for key, same in found.items():
        if len({count.students for count in same}) == 1:
            agreed[key] = same[0]
        else:
            queries.append(_twice(same, names, rules))
    return agreed


def _twice(same: list[PupilCount], names: Mapping[str, str], rules: Rules) -> Query:
    first = same[0]
    message = rules.say(
        "pupils.twice", school=names.get(first.school, first.school), year=first.year,
        grade=rules.grade(first.grade), numbers=rules.listed(f"{each.students}" for each in same),
    )  # fmt: skip
    sources = tuple(source for each in same for source in each.sources)
    return Query(first.school, _level(first.grade, rules), "history-twice", message, (), sources)


def _contradiction(
    own: PupilCount, bureau: PupilCount, names: Mapping[str, str], rules: Rules
) -> Query:
    message = rules.say(
        "pupils.contradiction", school=names.get(own.school, own.school), year=own.year,
        grade=rules.grade(own.grade), own=own.students, bureau=bureau.students,
    )  # fmt: skip
    return Query(
        own.school, _level(own.grade, rules), "history-contradiction", message, (),
        own.sources + bureau.sources,
    )  # fmt: skip


def _level(grade: str, rules: Rules) -> str:
    return str(rules.codes["grades"].rows[grade]["level"])


def names_of(returns: Iterable[Returns]) -> dict[str, str]:
    """Return what the bureau's tables call each school, a later row after an earlier one."""
    found: dict[str, str] = {}
    for each in returns:
        for row in rows_of(each, "successions"):
            for end in ("old", "new"):
                found[row.text(f"{end}_code")] = row.text(f"{end}_name")
        for row in rows_of(each, BUREAU_TABLE):
            found[row.text("school_code")] = row.text("school_name")
    return {code: name for code, name in found.items() if code and name}
