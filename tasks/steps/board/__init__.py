"""What the board shows: read-only views of the store, as plain values and without any pupil."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from tasks import catalogue
from tasks.model import BUREAU, Severity
from tasks.steps.board.files import Offered, content_of, notices_of, packages, receipts
from tasks.steps.board.findings import Verdicts, regime_title, verdicts_of
from tasks.steps.board.issues import (
    QueryLine,
    RuleLine,
    RuleText,
    issues_of,
    query_lines,
    rule_lines,
    rule_text,
)
from tasks.steps.board.progress import (
    UNCHECKED,
    Counts,
    ReturnLine,
    SchoolLine,
    approval_now,
    school_lines,
)
from tasks.steps.board.state import County, county_of, once
from tasks.steps.board.stuck import Waiting, stuck_lines
from tasks.steps.returns.standing import kept_of
from tasks.steps.season.moments import readable
from tasks.store import open_store


@dataclass(frozen=True)
class CountyLine:
    """One county of a year, in a line. `verdict` is empty while nothing was evaluated."""

    season: str
    county_name: str
    season_title: str
    counts: Counts
    queries_waiting: int
    verdict: str
    is_current: bool
    approved_by: str
    approved: str
    stuck: int


@dataclass(frozen=True)
class AttemptLine:
    """One attempt of a school. The name of its file is left out: it may be that of a pupil."""

    form_title: str
    attempt: int
    received: str
    status: str
    critical: int
    warning: int
    info: int
    stands: bool


def county_keys() -> list[str]:
    """Return `edition/county` of every county that something was received for."""
    return open_store().seasons()


def county_line(county: County) -> CountyLine:
    """Return where one county stands."""
    approval = approval_now(county)
    verdicts = county_verdicts(county)
    return CountyLine(
        season=county.season.key,
        county_name=county.season.county_name,
        season_title=str(county.season.calendar["title"]),
        counts=Counts.of(school.counts for school in school_lines(county)),
        queries_waiting=sum(line.waits for line in query_lines(county)),
        verdict=verdicts.overall,
        is_current=verdicts.is_current,
        approved_by=approval.approved_by if approval else "",
        approved=readable(approval.moment) if approval else "",
        stuck=len(stuck_lines(county)),
    )


@once
def county_verdicts(county: County) -> Verdicts:
    """Return what the latest evaluation says of the county."""
    return verdicts_of(county)


def school_of(county: County, code: str) -> SchoolLine | None:
    """Return one school with its returns, None where the roster does not know it."""
    return next((each for each in school_lines(county) if each.code == code), None)


def attempt_lines(county: County, code: str) -> tuple[AttemptLine, ...]:
    """Return every attempt of a school, form by form and the latest first."""
    stands = {each.submission for each in county.expected if each.usable}
    titles = catalogue.layouts(county.season.edition)
    lines = []
    for (owner, form), submissions in sorted(county.attempts.items()):
        for each in sorted(submissions, reverse=True) if owner == code else ():
            check = county.check(each)
            found = Counter(issue.severity for issue in check.issues) if check else Counter()
            line = AttemptLine(
                form_title=titles[form].title,
                attempt=each.attempt,
                received=readable(kept_of(county.store, str(each)).moment),
                status=str(check.status) if check else UNCHECKED,
                critical=found[Severity.CRITICAL],
                warning=found[Severity.WARNING],
                info=found[Severity.INFO],
                stands=str(each) in stands,
            )
            lines.append(line)
    return tuple(lines)


__all__ = [
    "BUREAU",
    "AttemptLine",
    "Counts",
    "County",
    "CountyLine",
    "Offered",
    "QueryLine",
    "ReturnLine",
    "RuleLine",
    "RuleText",
    "SchoolLine",
    "Verdicts",
    "Waiting",
    "approval_now",
    "attempt_lines",
    "content_of",
    "county_keys",
    "county_line",
    "county_of",
    "county_verdicts",
    "issues_of",
    "notices_of",
    "packages",
    "query_lines",
    "receipts",
    "regime_title",
    "rule_lines",
    "rule_text",
    "school_lines",
    "school_of",
    "stuck_lines",
    "verdicts_of",
]
