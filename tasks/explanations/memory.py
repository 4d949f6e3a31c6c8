"""Which query is explained, by what, and whether that still holds.

An explanation speaks of one value of one item under one rule. It holds in every later attempt
that has the same value there, wherever it stands; another value lets it lapse, and the first
value again lets it hold again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from tasks.explanations.conventions import Conventions
from tasks.model import Decision, Explanation, Issue, Severity, Submission

Item = tuple[str, str, str]
"""School, rule and item: what an explanation speaks of, whatever the value."""


class State(StrEnum):
    """Where a query stands."""

    UNEXPLAINED = "unexplained"
    INCOMPLETE = "incomplete"
    EXPLAINED = "explained"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"
    LAPSED = "lapsed"
    OFFERED = "offered"


BY_DECISION: Mapping[Decision, State] = {
    Decision.OPEN: State.EXPLAINED,
    Decision.ACCEPTED: State.ACCEPTED,
    Decision.SENT_BACK: State.SENT_BACK,
}


@dataclass(frozen=True)
class Remembered:
    """One query with what is known of its explanation.

    `explanation` is the one that counts; of a lapsed one it has the old value, of an offered
    one it is that of the year `since`. `missing` names the fields an incomplete one lacks.
    """

    query: Issue
    state: State
    explanation: Explanation | None = None
    missing: tuple[str, ...] = ()
    since: str = ""

    @property
    def is_explained(self) -> bool:
        """Tell whether the school has said what it had to; the county may still decide."""
        return self.state in (State.EXPLAINED, State.ACCEPTED)


@dataclass
class _Said:
    """What has been said of one item: of this year, and accepted in the years before."""

    own: list[Explanation] = field(default_factory=list)
    earlier: list[Explanation] = field(default_factory=list)


def remember(
    issues: Iterable[Issue],
    given: Iterable[Explanation],
    answers: Iterable[Explanation] = (),
    *,
    conventions: Conventions,
) -> tuple[Remembered, ...]:
    """Return for each query among `issues`, in their order, what has been said to it.

    `given` are the explanations of all attempts and years with the county's decisions, the
    oldest first, `answers` those that have just been read. Other issues than queries ask
    for no explanation and are left out.
    """
    known = [*given, *answers]
    queries = [issue for issue in issues if issue.severity is Severity.WARNING]
    said: dict[str, dict[Item, _Said]] = {}
    for edition in {Submission.parse(query.submission).edition for query in queries}:
        said[edition] = _by_item(known, edition, conventions)
    return tuple(_remembered(query, said, conventions) for query in queries)


def edition_of(explanation: Explanation) -> str:
    """Return the year whose file brought an explanation."""
    return explanation.given_in.split("/")[0]


def _by_item(
    known: Sequence[Explanation], edition: str, conventions: Conventions
) -> dict[Item, _Said]:
    found: dict[Item, _Said] = {}
    for each in known:
        said = found.setdefault((each.school, each.rule, each.item), _Said())
        age = int(edition) - int(edition_of(each))
        if age == 0:
            said.own.append(each)
        elif 0 < age <= conventions.offered_years and each.decision is Decision.ACCEPTED:
            said.earlier.append(each)
    return found


def _remembered(
    query: Issue, known: Mapping[str, Mapping[Item, _Said]], conventions: Conventions
) -> Remembered:
    submission = Submission.parse(query.submission)
    item = (submission.school, query.rule, query.item)
    said = known[submission.edition].get(item, _Said())
    own = [each for each in said.own if each.found == query.found]
    earlier = [each for each in said.earlier if each.found == query.found]
    if own:
        return _of_this_year(query, own, earlier, conventions)
    if earlier:
        state = State.ACCEPTED if conventions.offered_counts_at_once else State.OFFERED
        return Remembered(query, state, earlier[-1], since=edition_of(earlier[-1]))
    others = [each for each in (*said.earlier, *said.own) if each.found != query.found]
    if others and not conventions.withdraws(others[-1]):
        return Remembered(query, State.LAPSED, others[-1])
    return Remembered(query, State.UNEXPLAINED)


def _of_this_year(
    query: Issue,
    own: Sequence[Explanation],
    earlier: Sequence[Explanation],
    conventions: Conventions,
) -> Remembered:
    """Return what the latest of this year's explanations says; half of one takes none back."""
    whole = [each for each in own if not conventions.lacking(each)]
    if not whole:
        return Remembered(query, State.INCOMPLETE, own[-1], conventions.lacking(own[-1]))
    latest = whole[-1]
    if conventions.withdraws(latest):
        return Remembered(query, State.UNEXPLAINED)
    confirmed = [each for each in earlier if same_words(each, latest)]
    if latest.decision is Decision.OPEN and confirmed:
        accepted = replace(latest, decision=Decision.ACCEPTED)
        return Remembered(query, State.ACCEPTED, accepted, since=edition_of(confirmed[-1]))
    return Remembered(query, BY_DECISION[latest.decision], latest)


def same_words(one: Explanation, other: Explanation) -> bool:
    """Tell whether two explanations say the same, whoever wrote them and whenever."""
    return (one.kind, one.text, one.evidence) == (other.kind, other.text, other.evidence)
