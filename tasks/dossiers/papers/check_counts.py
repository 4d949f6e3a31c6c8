"""What came of the checks of a county's returns, rule by rule and form by form, as facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tasks.model import ExpectedReturn, Fact, RuleOutcome, Severity, Verdict

CHECKS, ATTEMPTS = "county.checks", "county.attempts"
COUNTED = ("failed", "failures", "not_run", "explained")
"""Of a rule: returns that failed it, cells, returns it was not run on, accepted explanations."""

OF_FORM = ("owed", "came", "attempts")
"""Of a form: how many are owed or came unasked, how many came, in how many attempts."""

WHOLE = ("returns", "rules", "run", "passed", "failed", "not_run", "explained")


@dataclass(frozen=True)
class Checks:
    """The checks of the attempts that count.

    `severities` gives what a failure asks for by rule, `explained` how many queries of a rule
    have an accepted explanation, `attempts` how many attempts came of each return.
    """

    outcomes: Sequence[RuleOutcome]
    severities: Mapping[str, Severity]
    explained: Mapping[str, int]
    expected: Sequence[ExpectedReturn]
    attempts: Mapping[tuple[str, str], int]


@dataclass
class _Tally:
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    reasons: dict[str, None] = field(default_factory=dict)


def rules_told(checks: Checks) -> dict[str, tuple[str, ...]]:
    """Return the rules that failed, were not run or were explained, with why they were not run.

    Rules that hold a believed number against a standard are no checks of data.
    """
    return {
        rule: tuple(tally.reasons)
        for rule, tally in _tallies(checks).items()
        if any(tally.counts.values())
    }


def forms_told(checks: Checks) -> tuple[str, ...]:
    """Return the forms that are owed or came, in their order."""
    return tuple(dict.fromkeys(each.form for each in checks.expected))


def check_facts(checks: Checks, words: Mapping[str, Mapping[str, str]]) -> list[Fact]:
    """Return the counts of all checks together, of every rule that is told, and of every form.

    `words` gives title, unit and formula by the name that a fact's id ends with.
    """
    tallies = _tallies(checks)
    outcomes = [each for each in checks.outcomes if is_check(checks, each.rule)]
    verdicts = [each.verdict for each in outcomes]
    passed, failed = verdicts.count(Verdict.MET), verdicts.count(Verdict.NOT_MET)
    whole = (
        len({each.submission for each in outcomes}), len({each.rule for each in outcomes}),
        passed + failed, passed, failed, verdicts.count(Verdict.NOT_CHECKED),
        sum(tally.counts["explained"] for tally in tallies.values()),
    )  # fmt: skip
    found = [_fact(f"{CHECKS}.{name}", count, words[f"all_{name}"])
             for name, count in zip(WHOLE, whole, strict=True)]  # fmt: skip
    for rule in rules_told(checks):
        found += [_fact(f"{CHECKS}.{rule}.{name}", count, words[name])
                  for name, count in tallies[rule].counts.items()]  # fmt: skip
    return found + _of_forms(checks, words)


def _of_forms(checks: Checks, words: Mapping[str, Mapping[str, str]]) -> list[Fact]:
    found = []
    for form in forms_told(checks):
        mine = [each for each in checks.expected if each.form == form]
        tried = [checks.attempts.get((each.school, form), 0) for each in mine]
        counts = (len(mine), sum(map(bool, tried)), sum(tried))
        found += [_fact(f"{ATTEMPTS}.{form}.{name}", count, words[name])
                  for name, count in zip(OF_FORM, counts, strict=True)]  # fmt: skip
    return found


def _tallies(checks: Checks) -> dict[str, _Tally]:
    found: dict[str, _Tally] = {}
    for each in checks.outcomes:
        if not is_check(checks, each.rule):
            continue
        tally = found.setdefault(each.rule, _Tally())
        if each.verdict is Verdict.NOT_MET:
            tally.counts["failed"] += 1
            tally.counts["failures"] += each.failures
        elif each.verdict is Verdict.NOT_CHECKED:
            tally.counts["not_run"] += 1
            tally.reasons[each.reason] = None
    for rule, count in checks.explained.items():
        if rule in found:
            found[rule].counts["explained"] += count
    return found


def is_check(checks: Checks, rule: str) -> bool:
    """Tell whether a rule asks for a correction or an explanation, and not just for notice."""
    return checks.severities.get(rule, Severity.INFO) is not Severity.INFO


def _fact(name: str, count: int, words: Mapping[str, str]) -> Fact:
    return Fact(name, words["title"], Decimal(count), str(count), unit=words["unit"],
                formula=words["formula"], places=0)  # fmt: skip
