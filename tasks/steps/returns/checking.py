"""Step: typed tables against the suites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tasks import catalogue
from tasks.errors import SubmissionError
from tasks.layouts import Stamp
from tasks.model import BUREAU, Returns, StagedSubmission, Submission
from tasks.steps import shelf
from tasks.steps.findings import rulebook
from tasks.steps.intake.receiving import stamp_of
from tasks.steps.returns.comparison import NOTHING, Comparison
from tasks.steps.returns.reading import read, staged_of
from tasks.steps.returns.remainders import asking
from tasks.steps.returns.standing import against, basis, beside_of
from tasks.steps.season.open_seasons import season_of
from tasks.steps.season.seasons import Attempts, Season
from tasks.steps.shelf import CheckResult
from tasks.steps.wording import refusal_issue
from tasks.store import Store, open_store

UNKNOWN = "unknown"


def check(batch: list[str]) -> list[str]:
    """Check every submission of a batch of one county; return the batch.

    What has been checked already, by this program and against the same returns, is not
    checked again.
    """
    if not batch:
        return batch
    store = open_store()
    season, attempts = season_of(store, batch)
    paths = {
        key: store.checked(key, basis(Submission.parse(key), season, attempts)) for key in batch
    }
    due = [key for key in batch if not paths[key].exists()]
    asked = [result for key in due if (result := asking(store, season, key)) is not None]
    targets = [key for key in due if key not in {result.submission for result in asked}]
    checked = _checked(store, season, attempts, targets) if targets else []
    for result in (*asked, *checked):
        shelf.put_check(store, result, paths[result.submission])
    return batch


def _checked(
    store: Store, season: Season, attempts: Attempts, targets: Sequence[str]
) -> list[CheckResult]:
    """Return what the check of each target finds, held against all that stands beside it."""
    beside = beside_of(season)
    siblings = {key: against(Submission.parse(key), attempts) for key in targets}
    history = {beside.history(Submission.parse(key), attempts) for key in targets}
    earlier = {key for key in history if key and not key.startswith(f"{season.key}/")}
    now = {*targets, *filter(None, siblings.values()), *filter(None, history - earlier)}
    return check_staged(
        {key: staged_of(key, season) for key in now},
        targets,
        siblings,
        season.roster,
        previous=_returns_of(beside.last_season, sorted(earlier)),
        county=beside.county,
    )


def _returns_of(season: Season | None, keys: Sequence[str]) -> Returns | None:
    """Return the staged returns of another season, None where there are none."""
    from tasks.staging.returns import gather

    if season is None or not keys:
        return None
    return gather((staged_of(key, season) for key in keys), season.roster)


def check_staged(
    staged: Mapping[str, StagedSubmission],
    targets: Sequence[str],
    siblings: Mapping[str, str],
    roster: Any,
    previous: Returns | None = None,
    county: Comparison = NOTHING,
) -> list[CheckResult]:
    """Return what the check of each target finds; all others are there to be held against.

    `previous` are the returns that stood a year ago; `county` is what was found over all
    schools together.
    """
    from tasks.staging.returns import gather
    from tasks.validation.gate import GATES, Gate
    from tasks.validation.gates import check as check_returns
    from tasks.validation.gates import in_order, not_compared, status_of

    if not targets:
        return []
    edition = targets[0].split("/")[0]
    suites, layouts = catalogue.suites(edition), catalogue.layouts(edition)
    references = rulebook.references(edition)
    checked = check_returns(
        gather((staged[key] for key in sorted(staged)), roster),
        suites,
        layouts=layouts,
        references=references,
        targets=targets,
        staging_issues=[issue for each in staged.values() for issue in each.issues],
        previous=previous,
        gates=[gate for gate in GATES if gate is not Gate.COUNTY],
    )
    issues = {
        key: in_order((*checked.issues[key], *county.issues.get(key, ())), layouts)
        for key in targets
    }
    alone = not_compared(targets, suites, layouts=layouts, references=references)
    return [
        CheckResult(
            submission=key,
            status=status_of(issues[key]),
            issues=issues[key],
            outcomes=(*checked.outcomes[key], *(county.outcomes.get(key) or alone[key])),
            rows_read=staged[key].rows_read,
            rows_refused=staged[key].rows_refused,
            repairs=staged[key].repairs,
            against={"sibling": siblings.get(key, "")},
        )
        for key in targets
    ]


def check_file(content: bytes, name: str) -> CheckResult:
    """Return what the check of one file finds, without a store, a roster or Airflow.

    Raises `SubmissionError`, in words for the school, if it cannot be opened or is none of
    our forms.
    """
    from tasks.intake.opened import Refused

    try:
        stamp = stamp_of(content)
        key = _key_of(stamp)
        staged = read(key, content)
    except Refused as error:
        issue = refusal_issue(error, name)
        raise SubmissionError(f"{issue.message}。{issue.guidance}") from error
    return check_staged({key: staged}, [key], {}, _roster_of(stamp, staged))[0]


def rule_titles(submission: str) -> Mapping[str, str]:
    """Return what each rule for a submission asks for, by its name, as schools may read it."""
    return rulebook.rule_titles(submission.split("/")[0])


def _key_of(stamp: Stamp) -> str:
    """Return a key for a file that is only looked at; a national workbook names no school."""
    is_bureau = stamp.school and stamp.school == stamp.county
    school = BUREAU if is_bureau else stamp.school or UNKNOWN
    return str(Submission(stamp.edition, stamp.county or UNKNOWN, school, stamp.form, 1))


def _roster_of(stamp: Stamp, staged: StagedSubmission) -> Any:
    """Return a roster of the one school that a file says it is from."""
    import pandas as pd

    sheet = catalogue.layouts(stamp.edition)["roster"].by_table["roster"]
    school = staged.tables.get("school")
    school_type = school.frame["school_type"].iloc[0] if school is not None else pd.NA
    row = {"school_code": stamp.school, "school_name": stamp.school_name}
    row |= {"school_type": school_type, "counted": "yes", "folder": stamp.school_name}
    return pd.DataFrame([{name: row.get(name, pd.NA) for name in sheet.columns}], dtype="string")
