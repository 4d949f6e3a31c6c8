"""What changed from one year to the next, number by number, and which changes are large."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cached_property
from typing import Any

from tasks.history.queries import COUNTY, Query
from tasks.history.rules import LEVELS, Rules
from tasks.history.successions import PERCENT, Lineage
from tasks.model import Fact, Findings
from tasks.rounding import DIGITS, exact, printed

SCHOOL = "s"
NAME = "name"
RELATIVE_PLACES = 1
PERCENT_SIGN = "%"


@dataclass(frozen=True)
class Change:
    """One number in two years. `relative_percent` is None where it was zero before.

    `kind` names the entry of `changes` it is judged by, `large` whether it exceeds it.
    """

    fact: str
    fact_before: str
    kind: str
    before: Decimal
    after: Decimal
    absolute: Decimal
    relative_percent: Decimal | None
    large: bool


@dataclass(frozen=True)
class YearOnYear:
    """All changes in the order of this year's facts, and the schools that have none.

    `new` had no pupils the year before; `vanished` are not there any more; `reshaped` gives
    for each school that was merged or split the schools its pupils came from, and is not
    compared; `doubtful` gives for each school the reason why it cannot be matched.
    """

    changes: tuple[Change, ...]
    queries: tuple[Query, ...]
    new: tuple[str, ...]
    vanished: tuple[str, ...]
    reshaped: Mapping[str, tuple[str, ...]]
    doubtful: Mapping[str, str]


@dataclass(frozen=True)
class Kind:
    """Which facts belong together, and how much they may change without a question."""

    name: str
    pattern: re.Pattern[str]
    absolute: Decimal | None
    relative_percent: Decimal | None
    reason: str

    def covers(self, fact: str) -> bool:
        """Tell whether a fact id is one of them."""
        return self.pattern.fullmatch(fact) is not None

    def is_large(self, absolute: Decimal, relative: Decimal | None) -> bool:
        """Tell whether a change exceeds every limit the kind has; from zero is beyond any part."""
        beyond = self.absolute is None or abs(absolute) > self.absolute
        if self.relative_percent is None or relative is None:
            return beyond and absolute != 0
        return beyond and abs(relative) > self.relative_percent


def kinds_of(rules: Rules) -> tuple[Kind, ...]:
    """Return the kinds of changes in the order they are asked."""
    return tuple(_kind(data) for data in rules.at("changes"))


def _kind(data: Mapping[str, Any]) -> Kind:
    absolute, relative = data.get("absolute"), data.get("relative_percent")
    return Kind(
        name=data["kind"],
        pattern=_pattern(data["facts"]),
        absolute=None if absolute is None else exact(absolute),
        relative_percent=None if relative is None else exact(relative),
        reason=data["reason"],
    )


def _pattern(ids: Sequence[str]) -> re.Pattern[str]:
    """Return what matches some ids in which `*` stands for one part, or a piece of one."""
    return re.compile("|".join(each.replace(".", "[.]").replace("*", "[^.]*") for each in ids))


@dataclass(frozen=True)
class Matching:
    """Which school of this year is which of the year before.

    `year` is the year before, as the lineage counts.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    lineage: Lineage
    year: int

    @cached_property
    def same(self) -> Mapping[str, str]:
        """Return the code of the year before for each school that is still the same one."""
        found = {}
        for code in self.after:
            origins = self._origins(code)
            old = next(iter(origins), "")
            is_alone = list(origins.values()) == [1]
            if is_alone and old in self.before and not self.doubt(code) and not self._shared(old):
                found[code] = old
        return found

    def _shared(self, old: str) -> bool:
        return len(self.lineage.successors(old, self.year)) > 1

    def _origins(self, code: str) -> Mapping[str, Decimal]:
        return self.lineage.predecessors(code, self.year)

    def doubt(self, code: str) -> str:
        """Return why a school cannot be matched; empty if it can."""
        return self.lineage.doubt(code, self.year)

    @property
    def new(self) -> tuple[str, ...]:
        """Return the schools that nobody of the year before became."""
        return tuple(
            code
            for code in self.after
            if not self.doubt(code) and not set(self._origins(code)) & set(self.before)
        )

    @property
    def vanished(self) -> tuple[str, ...]:
        """Return the schools of the year before that are not among those of this year."""
        return tuple(
            code for code in self.before if code not in self.after and code not in self._kept
        )

    @property
    def _kept(self) -> set[str]:
        return set(self.same.values())

    @property
    def reshaped(self) -> dict[str, tuple[str, ...]]:
        """Return the schools each merged or split one came from."""
        return {
            code: tuple(self._origins(code))
            for code in self.after
            if code not in self.same and code not in self.new and not self.doubt(code)
        }

    @property
    def doubtful(self) -> dict[str, str]:
        """Return the schools that cannot be matched, with the reason."""
        return {code: self.doubt(code) for code in self.after if self.doubt(code)}


def match(before: Findings, after: Findings, lineage: Lineage) -> Matching:
    """Return which schools of two evaluations are the same."""
    return Matching(_schools(before), _schools(after), lineage, int(before.edition))


def _schools(findings: Findings) -> tuple[str, ...]:
    parts = [name.split(".") for name in findings.facts]
    return tuple(each[1] for each in parts if each[0] == SCHOOL and each[2:] == [NAME])


def changes_between(
    before: Findings, after: Findings, lineage: Lineage, rules: Rules
) -> YearOnYear:
    """Return how every indicator changed from the earlier to the later evaluation.

    A fact counts as an indicator where an entry of `changes` covers its id; schools are
    matched through the lineage. A number that is missing in one year has no change.
    """
    kinds, matching = kinds_of(rules), match(before, after, lineage)
    changes, queries = [], []
    for name, fact in after.facts.items():
        kind = next((each for each in kinds if each.covers(name)), None)
        old = before.facts.get(_name_before(name, matching))
        if kind is None or old is None:
            continue
        change = _change(old, fact, kind)
        if change is not None:
            changes.append(change)
            if change.large:
                queries.append(_query(change, old, fact, after, kind, rules))
    return YearOnYear(
        tuple(changes), tuple(queries), matching.new, matching.vanished, matching.reshaped,
        matching.doubtful,
    )  # fmt: skip


def _name_before(name: str, matching: Matching) -> str:
    """Return the id a fact had the year before, empty for a school that was not the same."""
    start, *rest = name.split(".")
    if start != SCHOOL:
        return name
    old = matching.same.get(rest[0])
    return ".".join([start, old, *rest[1:]]) if old else ""


def _change(old: Fact, new: Fact, kind: Kind) -> Change | None:
    if not isinstance(old.value, Decimal) or not isinstance(new.value, Decimal):
        return None
    with localcontext() as context:
        context.prec = DIGITS
        absolute = new.value - old.value
        relative = absolute * PERCENT / abs(old.value) if old.value else None
    large = kind.is_large(absolute, relative)
    return Change(new.id, old.id, kind.name, old.value, new.value, absolute, relative, large)


def _query(
    change: Change, old: Fact, new: Fact, after: Findings, kind: Kind, rules: Rules
) -> Query:
    subject, level = _subject(new.id)
    name = after.facts[f"{SCHOOL}.{subject}.{NAME}"].printed if subject != COUNTY else ""
    level_title = rules.level(level) if level else ""
    sign = rules.say("changes.plus" if change.absolute > 0 else "changes.minus")
    places = max(len(each.printed.partition(".")[2]) for each in (old, new))
    message = rules.say(
        "changes.large", school=f"{name}{level_title}", title=new.title, unit=new.unit,
        before=old.printed, after=new.printed, reason=kind.reason,
        absolute=f"{sign}{printed(abs(change.absolute), places)}",
        difference_unit=rules.say("changes.points") if new.unit == PERCENT_SIGN else new.unit,
        relative=_relative(change, sign, rules),
    )  # fmt: skip
    sources = tuple(dict.fromkeys((*old.sources, *new.sources)))
    return Query(subject, level, f"change-{kind.name}", message, (new.id,), sources)


def _relative(change: Change, sign: str, rules: Rules) -> str:
    if change.relative_percent is None:
        return rules.say("changes.from_zero")
    percent = printed(abs(change.relative_percent), RELATIVE_PLACES)
    return rules.say("changes.relative", sign=sign, percent=percent)


def _subject(fact: str) -> tuple[str, str]:
    parts: Sequence[str] = fact.split(".")
    level = next((part for part in parts if part in LEVELS), "")
    return (parts[1] if parts[0] == SCHOOL else COUNTY), level


def large(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes that are asked about."""
    return tuple(change for change in changes if change.large)
