"""The evaluation while it is being made: its inputs, and the books it writes into."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tasks.indicators import arithmetic
from tasks.indicators.facts import FactBook
from tasks.indicators.readings import Readings
from tasks.indicators.regime import FactSpec, Regime, Requirement
from tasks.indicators.relief_clauses import Granted
from tasks.indicators.schools import School
from tasks.layouts import CodeList, Layout
from tasks.model import Exclusion, Fact, Judgement, Source, Verdict
from tasks.rounding import exact, printed

COUNTY = "county"
VERDICTS = "verdicts"
MOST_PLACES = 9


@dataclass
class Evaluation:
    """What the formulas read, and the facts, judgements and exclusions they leave behind.

    `incomplete` holds the ids of totals to which some school's return is missing, `granted`
    the reliefs that apply. `snapshot` is the day the data stand for, None where nobody says.
    """

    regime: Regime
    codes: Mapping[str, CodeList]
    layouts: Mapping[str, Layout]
    readings: Readings
    schools: tuple[School, ...]
    book: FactBook = field(default_factory=FactBook)
    judgements: list[Judgement] = field(default_factory=list)
    exclusions: list[Exclusion] = field(default_factory=list)
    incomplete: set[str] = field(default_factory=set)
    granted: list[Granted] = field(default_factory=list)
    snapshot: date | None = None

    def value(self, fact: str) -> Decimal | None:
        """Return the exact number of a fact, None where it has none."""
        found = self.book[fact].value
        return found if isinstance(found, Decimal) else None

    def known(self, facts: Iterable[str]) -> list[Decimal]:
        """Return the numbers of those facts that have one."""
        return [value for value in map(self.value, facts) if value is not None]

    def is_complete(self, facts: Iterable[str]) -> bool:
        """Tell whether every fact has a number to which nothing is missing."""
        return all(self.value(fact) is not None and fact not in self.incomplete for fact in facts)

    def enter(
        self,
        scope: str,
        name: str,
        value: Decimal | int | None,
        *,
        spec: FactSpec | None = None,
        inputs: Sequence[str] = (),
        sources: Iterable[Source] = (),
        formula: str = "",
        note: str = "",
    ) -> Fact:
        """Enter the number `scope.name`, called and printed as the regime says."""
        spec = spec or self.regime.fact(name)
        if value is None and not note:
            note = self.regime.say("zero_denominator")
        return self.book.number(
            f"{scope}.{name}", spec.title, value, places=spec.places, unit=spec.unit,
            formula=formula or spec.formula, inputs=dict.fromkeys(inputs), sources=sources,
            note=note,
        )  # fmt: skip

    def derive(
        self,
        scope: str,
        name: str,
        inputs: Sequence[str],
        compute: Callable[..., Decimal | None],
        *,
        spec: FactSpec | None = None,
        formula: str = "",
        doubt: Callable[[Decimal], str] | None = None,
    ) -> Fact:
        """Enter what `compute` makes of the numbers of `inputs`; without one of them, nothing.

        `doubt` says why a result cannot be right, if it cannot; it is printed, and decides
        nothing.
        """
        values = [self.value(fact) for fact in inputs]
        missing = [fact for fact, value in zip(inputs, values, strict=True) if value is None]
        note = self._why(missing) or self._provisional(inputs)
        result = None if missing else compute(*values)
        doubted = doubt(result) if doubt and result is not None else ""
        fact = self.enter(
            scope, name, result, spec=spec, inputs=inputs, formula=formula, note=doubted or note
        )
        self._pass_on(fact.id, inputs, bool(doubted))
        return fact

    def total(
        self, scope: str, name: str, inputs: Sequence[str], *, spec: FactSpec | None = None
    ) -> Fact:
        """Enter the sum of the numbers that are known; a missing one makes it provisional."""
        return self._gather(scope, name, inputs, arithmetic.total, spec)

    def count(
        self,
        scope: str,
        name: str,
        inputs: Sequence[str],
        test: Callable[[Decimal], bool],
        *,
        spec: FactSpec | None = None,
    ) -> Fact:
        """Enter how many of the numbers pass the test; a missing one makes it provisional."""

        def passing(values: list[Decimal]) -> Decimal:
            return Decimal(sum(map(test, values)))

        return self._gather(scope, name, inputs, passing, spec)

    def count_over(
        self, scope: str, name: str, limits: Mapping[str, Decimal], relaxed: Sequence[str]
    ) -> Fact:
        """Enter how many facts are above the limit that each has; `relaxed` limits are facts."""

        def over(_: list[Decimal]) -> Decimal:
            known = {fact: self.value(fact) for fact in limits}
            return Decimal(
                sum(value > limits[fact] for fact, value in known.items() if value is not None)
            )

        return self._gather(scope, name, [*limits, *relaxed], over, None)

    def most(self, scope: str, name: str, inputs: Sequence[str]) -> Fact:
        """Enter the largest number that is known; a missing one makes it provisional."""
        if not inputs:
            return self.enter(scope, name, None, note=self.regime.say("no_schools"))
        return self._gather(scope, name, inputs, max, None)

    def _gather(
        self,
        scope: str,
        name: str,
        inputs: Sequence[str],
        compute: Callable[[list[Decimal]], Decimal],
        spec: FactSpec | None,
    ) -> Fact:
        values = self.known(inputs)
        missing = len(inputs) - len(values)
        note = self.regime.say("partial", count=missing) if missing else self._provisional(inputs)
        result = None if missing and not values else compute(values)
        if result is None:
            note = self._why([fact for fact in inputs if self.value(fact) is None])
        fact = self.enter(scope, name, result, spec=spec, inputs=inputs, note=note)
        self._pass_on(fact.id, inputs, bool(missing))
        return fact

    def _pass_on(self, fact: str, inputs: Iterable[str], missing: bool = False) -> None:
        if missing or any(name in self.incomplete for name in inputs):
            self.incomplete.add(fact)

    def _provisional(self, inputs: Iterable[str]) -> str:
        notes = [self.book[name].note for name in inputs if name in self.incomplete]
        return notes[0] if notes else ""

    def _why(self, missing: Sequence[str]) -> str:
        return self.book[missing[0]].note if missing else ""

    def judge(
        self,
        subject: str,
        level: str,
        requirement: Requirement,
        inputs: Sequence[str],
        is_met: bool | None,
        *,
        reason: str = "",
        fact: str = "",
        distance: Decimal | None = None,
        words: str = VERDICTS,
        may_turn: bool = False,
    ) -> Judgement:
        """Judge one requirement by the numbers `inputs`, and enter its result as a text.

        What misses the requirement by what is known misses it; what meets it only because
        something is missing is not checked. `is_met` is None where it cannot be told.
        `may_turn` says that what is missing could turn a miss as well, as it can a share, a
        mean or a coefficient; then a miss by what is known is not checked either.
        """
        is_open = may_turn and any(name in self.incomplete for name in inputs)
        verdict = verdict_of(None if is_open else is_met, self.is_complete_or_text(inputs))
        judgement = Judgement(
            subject, level, requirement.id, verdict, fact or (inputs[0] if inputs else ""),
            requirement.standard, requirement.clause,
            self._reason(verdict, inputs, reason if is_met is False else ""),
            distance if is_met is False else None,
        )  # fmt: skip
        self.judgements.append(judgement)
        scope = COUNTY if subject == COUNTY else f"s.{subject}"
        parts = (scope, level, requirement.id) if level else (scope, requirement.id)
        self.conclude(".".join(parts), requirement.title, judgement, inputs, words)
        return judgement

    def conclude(
        self,
        prefix: str,
        title: str,
        judgement: Judgement,
        inputs: Sequence[str] = (),
        words: str = VERDICTS,
    ) -> Fact:
        """Enter the answer of a judgement in words as `prefix.result`."""
        return self.book.text(
            f"{prefix}.result", title, self.regime.say(f"{words}.{judgement.verdict}"),
            formula=judgement.standard, inputs=dict.fromkeys(inputs), note=judgement.reason,
        )  # fmt: skip

    def is_complete_or_text(self, facts: Iterable[str]) -> bool:
        """Tell whether each fact says something, a number or an answer in words."""
        return all(
            self.book[fact].value is not None and fact not in self.incomplete for fact in facts
        )

    def _reason(self, verdict: Verdict, inputs: Sequence[str], reason: str) -> str:
        if verdict is Verdict.MET:
            return ""
        notes = dict.fromkeys(
            self.book[fact].note
            for fact in inputs
            if self.book[fact].value is None or fact in self.incomplete
        )
        return self.regime.say("join").join(filter(None, [reason, *notes]))

    def show(self, fact: str) -> str:
        """Return a fact as it is printed."""
        return self.book[fact].printed

    def show_beside(self, fact: str, limit: Decimal) -> str:
        """Return a fact with as many decimals as it takes to tell it from `limit`."""
        value, shown = self.value(fact), self.show(fact)
        places = len(shown.partition(".")[2])
        while value is not None and value != limit and exact(shown) == limit:
            if places >= MOST_PLACES:
                break
            places += 1
            shown = printed(value, places)
        return shown


def verdict_of(is_met: bool | None, is_complete: bool) -> Verdict:
    """Return met only where everything needed for the answer is there."""
    if is_met is False:
        return Verdict.NOT_MET
    return Verdict.MET if is_met and is_complete else Verdict.NOT_CHECKED


def combined(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict on requirements that must all be met; of none nothing was checked."""
    found = list(verdicts)
    if Verdict.NOT_MET in found:
        return Verdict.NOT_MET
    return Verdict.MET if set(found) == {Verdict.MET} else Verdict.NOT_CHECKED
