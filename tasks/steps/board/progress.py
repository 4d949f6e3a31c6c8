"""How far the returns of a county are: what was owed, came, came in time, and stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter

from tasks import catalogue
from tasks.model import BUREAU, ExpectedReturn, Severity, Status, Submission
from tasks.steps.board.state import County, once
from tasks.steps.dossiers.versions import Approval, approval_of
from tasks.steps.returns.standing import kept_of
from tasks.steps.season.moments import late_days, readable
from tasks.steps.season.tally import MISSING, UNCHECKED, is_owed, state_of


@dataclass(frozen=True)
class Counts:
    """How many returns are how far. Each is one of the `expected`.

    `explained` are those whose queries the school has all explained, `accepted` those that
    ask nothing more of anybody: clean, or with every query accepted by the county. `approved`
    are those that an approved evaluation rests on.
    """

    expected: int = 0
    received: int = 0
    on_time: int = 0
    clean: int = 0
    queried: int = 0
    explained: int = 0
    accepted: int = 0
    approved: int = 0
    returned: int = 0
    unchecked: int = 0
    missing: int = 0

    @classmethod
    def of(cls, found: Iterable[Counts]) -> Counts:
        """Return the sums of some counts."""
        return cls(*map(sum, zip(*map(_NUMBERS, found), strict=True)))


_NUMBERS = attrgetter(*(each.name for each in fields(Counts)))


@dataclass(frozen=True)
class ReturnLine:
    """One form of one school. `status` also has missing and unchecked.

    `attempt` is the one that stands, 0 for none; `queries` counts its queries by state.
    """

    form: str
    form_title: str
    due: str
    owed: bool
    submission: str
    attempt: int
    status: str
    received: str
    late_days: int
    critical: int
    warning: int
    info: int
    queries: Mapping[str, int]
    counts: Counts


@dataclass(frozen=True)
class SchoolLine:
    """One school, or the county's bureau, with its returns."""

    code: str
    name: str
    returns: tuple[ReturnLine, ...]
    counts: Counts


@once
def approval_now(county: County) -> Approval | None:
    """Return who released the evaluation of what stands, None while nobody has."""
    is_released = county.store.approval(county.current_key).exists()
    return approval_of(county.store, county.current_key) if is_released else None


@once
def school_lines(county: County) -> tuple[SchoolLine, ...]:
    """Return every school with its returns in the order of the roster, the bureau last."""
    approved = approval_now(county) is not None
    states = _states(county)
    by_school: dict[str, list[ReturnLine]] = {
        str(code): [] for code in (*county.season.roster["school_code"], BUREAU)
    }
    for each in county.expected:
        line = _line(county, each, states.get(str(each.submission), Counter()), approved)
        by_school.setdefault(each.school, []).append(line)
    return tuple(
        SchoolLine(
            code,
            county.season.school_name(code),
            tuple(lines),
            Counts.of(line.counts for line in lines),
        )
        for code, lines in by_school.items()
    )


def _states(county: County) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for each in county.explained.remembered:
        found.setdefault(each.query.submission, Counter())[str(each.state)] += 1
    return found


def _line(county: County, each: ExpectedReturn, states: Counter[str], approved: bool) -> ReturnLine:
    terms = county.season.calendar["forms"].get(each.form, {})
    check = county.checks.get(str(each.submission))
    severities = Counter(issue.severity for issue in check.issues) if check else Counter()
    status = state_of(each)
    late = _late_days(county, each)
    owed = is_owed(county.season, each.form)
    return ReturnLine(
        form=each.form,
        form_title=catalogue.layouts(county.season.edition)[each.form].title,
        due=str(terms.get("due", "")),
        owed=owed,
        submission=each.submission or "",
        attempt=Submission.parse(each.submission).attempt if each.submission else 0,
        status=status,
        received=readable(kept_of(county.store, each.submission).moment) if each.submission else "",
        late_days=late,
        critical=severities[Severity.CRITICAL],
        warning=severities[Severity.WARNING],
        info=severities[Severity.INFO],
        queries=dict(states),
        counts=_counts(each, status, states, late, approved) if owed else Counts(),
    )


def _late_days(county: County, each: ExpectedReturn) -> int:
    """Return by how many days the first attempt came too late, 0 if in time or not at all."""
    attempts = county.attempts.get((each.school, each.form), [])
    if not attempts:
        return 0
    return late_days(county.season, each.form, kept_of(county.store, str(min(attempts))).moment)


def _counts(
    each: ExpectedReturn, status: str, states: Counter[str], late: int, approved: bool
) -> Counts:
    queried = status == Status.QUERIED
    said = states["explained"] + states["accepted"]
    clean = status == Status.ACCEPTED
    return Counts(
        expected=1,
        received=bool(each.submission),
        on_time=bool(each.submission) and not late,
        clean=clean,
        queried=queried,
        explained=queried and said == states.total(),
        accepted=clean or (queried and states["accepted"] == states.total()),
        approved=approved and each.usable,
        returned=status == Status.RETURNED,
        unchecked=status == UNCHECKED,
        missing=status == MISSING,
    )
