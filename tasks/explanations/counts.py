"""How many queries there are, how many are explained and accepted, and which rule is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tasks.explanations.conventions import Conventions
from tasks.explanations.memory import Remembered, State
from tasks.model import RuleOutcome, Submission, Verdict

WHOLE_PERCENT = 100
OPEN = (State.UNEXPLAINED, State.INCOMPLETE, State.OFFERED)
"""States in which the school has not yet said what it has to say."""

ADDED = (State.SENT_BACK, State.LAPSED, State.OFFERED)
"""States that are told besides, where there are any."""


@dataclass(frozen=True)
class Tally:
    """How many queries there are and in which state; `explained` has the accepted ones in it."""

    queries: int
    explained: int
    accepted: int
    sent_back: int
    lapsed: int
    offered: int

    @property
    def open(self) -> int:
        """Return how many queries no accepted explanation has closed."""
        return self.queries - self.accepted


def tally(remembered: Iterable[Remembered]) -> Tally:
    """Return the counts of some queries."""
    states = Counter(each.state for each in remembered)
    return Tally(
        queries=states.total(),
        explained=states[State.EXPLAINED] + states[State.ACCEPTED],
        accepted=states[State.ACCEPTED],
        sent_back=states[State.SENT_BACK],
        lapsed=states[State.LAPSED],
        offered=states[State.OFFERED],
    )


def tally_text(found: Tally, words: Mapping[str, Any]) -> str:
    """Return the counts as a sentence; `words` is `tally` of the wording."""
    if not found.queries:
        return str(words["none"])
    text = words["some"].format(
        queries=found.queries, explained=found.explained, accepted=found.accepted
    )
    for state in ADDED:
        count = getattr(found, state)
        text += words[state].format(**{state: count}) if count else ""
    return str(text)


@dataclass(frozen=True)
class RuleCount:
    """What came of one rule in the county: returns checked, schools asked, answers.

    The two shares are of the queries, in percent. `is_raised` says that so many were
    explained away that the rule itself is to be looked at.
    """

    rule: str
    checked: int
    schools: int
    queries: int
    unexplained: int
    explained: int
    accepted: int
    sent_back: int
    lapsed: int
    explained_percent: Decimal
    accepted_percent: Decimal
    is_raised: bool


def count_rules(
    remembered: Sequence[Remembered], outcomes: Iterable[RuleOutcome], conventions: Conventions
) -> tuple[RuleCount, ...]:
    """Return the counts of every rule that asked anything, those to be looked at first.

    `outcomes` are those of the same submissions: a rule was checked where it has a verdict.
    """
    checked = Counter(
        each.rule for each in outcomes if each.verdict is not Verdict.NOT_CHECKED
    )  # fmt: skip
    by_rule: dict[str, list[Remembered]] = {}
    for each in remembered:
        by_rule.setdefault(each.query.rule, []).append(each)
    counts = [_count(rule, found, checked[rule], conventions) for rule, found in by_rule.items()]
    return tuple(
        sorted(counts, key=lambda each: (not each.is_raised, -each.queries, each.rule))
    )  # fmt: skip


def _count(
    rule: str, found: Sequence[Remembered], checked: int, conventions: Conventions
) -> RuleCount:
    states, sums = Counter(each.state for each in found), tally(found)
    schools = len({Submission.parse(each.query.submission).school for each in found})
    accepted = _percent(sums.accepted, sums.queries)
    return RuleCount(
        rule=rule,
        checked=checked,
        schools=schools,
        queries=sums.queries,
        unexplained=sum(states[state] for state in OPEN),
        explained=sums.explained,
        accepted=sums.accepted,
        sent_back=sums.sent_back,
        lapsed=sums.lapsed,
        explained_percent=_percent(sums.explained, sums.queries),
        accepted_percent=accepted,
        is_raised=schools >= conventions.raised_from_schools
        and accepted >= conventions.raised_from_percent,
    )


def _percent(part: int, whole: int) -> Decimal:
    return Decimal(part * WHOLE_PERCENT) / Decimal(whole)
