"""What was found when all schools of a county were held against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from tasks.model import BUREAU, Issue, RuleOutcome, Severity, Submission, Verdict
from tasks.steps.findings.recipe import fingerprint
from tasks.store import Store


@dataclass(frozen=True)
class Comparison:
    """What one comparison found, by submission, and which returns and rules it was made of."""

    of: str
    issues: Mapping[str, tuple[Issue, ...]]
    outcomes: Mapping[str, tuple[RuleOutcome, ...]]

    def digest(self, submission: str) -> str:
        """Return a fingerprint of what a submission's receipt has to say, empty for nothing.

        A school is told of findings; the bureau also, once, that all schools were compared.
        """
        issues = self.issues.get(submission, ())
        told = [repr(issue) for issue in issues]
        if Submission.parse(submission).school == BUREAU:
            outcomes = self.outcomes.get(submission, ())
            told += [each.rule for each in outcomes if each.verdict is not Verdict.NOT_CHECKED]
        return fingerprint(*told) if told else ""


NOTHING = Comparison("", {}, {})


def comparison_of(store: Store, season: str) -> Comparison:
    """Return what the latest comparison of a season `edition/county` found."""
    number = store.comparisons(season)
    return _read(store, season, number) if number else NOTHING


@lru_cache(maxsize=16)
def _read(store: Store, season: str, number: int) -> Comparison:
    note = store.read_json(store.compared(season, number))
    return Comparison(
        of=note["of"],
        issues={
            key: tuple(Issue(**each | {"severity": Severity(each["severity"])}) for each in found)
            for key, found in note["issues"].items()
        },
        outcomes={
            key: tuple(
                RuleOutcome(**each | {"verdict": Verdict(each["verdict"])}) for each in found
            )
            for key, found in note["outcomes"].items()
        },
    )
