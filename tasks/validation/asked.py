"""Which rules are asked of which submissions, and what became of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tasks.model import RuleOutcome, Severity
from tasks.validation.book import Rule
from tasks.validation.failure import Failure
from tasks.validation.findings import code_failures, engine_failures
from tasks.validation.gate import Gate
from tasks.validation.outcomes import Obstacles, outcome_of
from tasks.validation.stops import Stops


@dataclass(frozen=True)
class Asked:
    """The rules that are asked of the targets, and what may keep each from being run."""

    rules: Sequence[Rule]
    targets: Collection[str]
    obstacles: Obstacles

    def failures(self) -> Iterator[Failure]:
        """Yield what the rules find in the targets, where they can be run at all."""
        for failure in self._run(self.rules, self.targets):
            if not self._reasons.get((failure.submission, failure.rule.name)):
                yield failure

    def failures_below(self, rules: Iterable[Rule]) -> Iterator[Failure]:
        """Yield what the critical ones of `rules` find in what the asked rules rest on.

        That are the submissions the targets are held against and, where earlier gates are
        not asked, the targets themselves.
        """
        names = {rule.name for rule in self.rules}
        below = [rule for rule in rules if self._is_rested_on(rule)]
        every = {submission for submission, _ in self.obstacles.batch.returns.origins}
        others = every - set(self.targets)
        if others:
            yield from self._run([rule for rule in below if rule.name in names], others)
        yield from self._run([rule for rule in below if rule.name not in names], every)

    def of(self, failure: Failure) -> bool:
        """Tell whether a failure is of an asked rule, and in a target."""
        return failure.submission in self.targets and failure.rule.name in self._names

    def outcomes(self, told: Sequence[Failure], stops: Stops) -> dict[str, tuple[RuleOutcome, ...]]:
        """Return what became of each rule by submission; every failure of `told` is an issue."""
        by_rule: dict[tuple[str, str], list[Failure]] = {}
        for failure in told:
            by_rule.setdefault((failure.submission, failure.rule.name), []).append(failure)
        return {
            submission: tuple(
                outcome_of(
                    rule,
                    submission,
                    by_rule.get((submission, rule.name), ()),
                    self._reason(rule, submission, stops),
                )
                for rule in self._rules_for(submission)
            )
            for submission in sorted(self.targets)
        }

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(rule.name for rule in self.rules)

    @cached_property
    def _reasons(self) -> Mapping[tuple[str, str], str]:
        """Return by submission and rule why the rule cannot be run at all."""
        return {
            (submission, rule.name): self.obstacles.before(rule, submission)
            for submission in self.targets
            for rule in self._rules_for(submission)
        }

    @cached_property
    def _rested_on(self) -> Mapping[str, set[str]]:
        """Return by table the columns of other submissions that an asked rule reads."""
        batch, found = self.obstacles.batch, dict[str, set[str]]()
        for rule in self.rules:
            form = batch.form_of(rule.table)
            for table, columns in rule.reads.items():
                if batch.form_of(table) != form or rule.gate is Gate.COUNTY:
                    found.setdefault(table, set()).update(columns)
            for table, columns in rule.reads_of_all.items():
                found.setdefault(table, set()).update(columns)
        return found

    def _is_rested_on(self, rule: Rule) -> bool:
        if rule.severity is not Severity.CRITICAL or rule.gate is Gate.COUNTY:
            return False
        return not self._rested_on.get(rule.table, set()).isdisjoint(rule.reads[rule.table])

    def _run(self, rules: Sequence[Rule], submissions: Collection[str]) -> Iterator[Failure]:
        batch = self.obstacles.batch
        yield from engine_failures([rule for rule in rules if rule.type], batch, submissions)
        yield from code_failures([rule for rule in rules if rule.check], batch, submissions)

    def _rules_for(self, submission: str) -> list[Rule]:
        batch, form = self.obstacles.batch, submission.split("/")[3]
        return [rule for rule in self.rules if batch.form_of(rule.table) == form]

    def _reason(self, rule: Rule, submission: str, stops: Stops) -> str:
        """Return why a rule was not run, or not run whole; nothing if it was."""
        reason = self._reasons[submission, rule.name]
        reason = reason or self.obstacles.after(rule, submission)
        held = None if reason else stops.before(rule, submission)
        return reason if held is None else self.obstacles.held(*held)
