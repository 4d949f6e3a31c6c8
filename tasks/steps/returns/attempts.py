"""What a school handed in, attempt by attempt, and the way back to an earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.model import BUREAU, Severity, Status, Submission
from tasks.steps import shelf
from tasks.steps.intake import folders
from tasks.steps.intake.arrival_note import PURGED
from tasks.steps.returns.reading import staged_of
from tasks.steps.returns.standing import basis, standing
from tasks.steps.season.moments import readable
from tasks.steps.season.open_seasons import season_of_key
from tasks.steps.season.seasons import Attempts, Season, attempts_of
from tasks.steps.wording import arrival_wording, problem
from tasks.store import ARRIVAL, Store, open_store, to_json

if TYPE_CHECKING:
    from tasks.attempts.differences import Change


@dataclass(frozen=True)
class Attempt:
    """One attempt as people look back on it.

    `status` is None while it was not checked; `changes` is what it says differently from the
    attempt before it; `restored` has a sentence for each time it was made to count again.
    """

    submission: str
    form_title: str
    number: int
    file_name: str
    received: str
    status: Status | None
    critical: int
    warning: int
    info: int
    stands: bool
    changes: tuple[Change, ...]
    restored: tuple[str, ...]


def attempts(county: str, school: str, form: str = "") -> list[Attempt]:
    """Return every attempt of a school in the season `edition/county`, form by form.

    `school` is a code, a name or the folder of the bureau. Raises `JunhengError` where the
    roster knows no such school, or nothing came from it.
    """
    store = open_store()
    season = season_of_key(store, county)
    code = _school(season, school)
    counting = attempts_of(store, season.key)
    stands = {each.submission for each in standing(store, season) if each.usable}
    found = [
        _attempt(store, season, counting, each, stands)
        for (owner, name), submissions in sorted(counting.items())
        if owner == code and form in ("", name)
        for each in sorted(submissions)
    ]
    if not found:
        raise problem("nothing_came", school=season.school_name(code), county=season.key)
    return found


def changes_of(season: Season, attempts: Attempts, submission: Submission) -> list[Change]:
    """Return what an attempt says differently from the one that came before it."""
    from tasks.attempts.differences import differences

    earlier = [
        each
        for each in attempts[submission.school, submission.form]
        if each.attempt < submission.attempt
    ]
    if not earlier:
        return []
    layout = catalogue.layouts(submission.edition)[submission.form]
    before, after = staged_of(str(max(earlier)), season), staged_of(str(submission), season)
    return differences(before, after, layout, catalogue.code_lists())


def restore(submission: str, reason: str, by: str, moment: str) -> None:
    """Let an earlier attempt count again until a later one is found usable.

    The school finds a note beside its receipts. Raises `JunhengError` if there is no such
    attempt, it was returned, or it counts already.
    """
    store = open_store()
    season = season_of_key(store, submission)
    counting = attempts_of(store, season.key)
    wanted = Submission.parse(submission)
    same = counting.get((wanted.school, wanted.form), [])
    if wanted not in same:
        raise problem("no_attempt", submission=submission)
    if _status(store, season, counting, wanted) not in (Status.ACCEPTED, Status.QUERIED):
        raise problem("attempt_not_usable", submission=submission)
    if submission in {each.submission for each in standing(store, season)}:
        raise problem("attempt_stands", submission=submission)
    note = {
        "submission": submission,
        "latest": max(each.attempt for each in same),
        "reason": reason,
        "by": by,
        "moment": moment,
    }
    number = len(store.restorations(season.key)) + 1
    store.write_once(store.restoration(season.key, number), to_json(note))
    _tell_school(store, season, wanted, note, number)


def _tell_school(
    store: Store, season: Season, submission: Submission, note: dict[str, Any], number: int
) -> None:
    words = arrival_wording()["restored"]
    arrival = store.read_json(store.received(str(submission)) / ARRIVAL)
    if PURGED in arrival:
        return
    form = catalogue.layouts(season.edition)[submission.form].title
    blanks = {
        "form": form,
        "attempt": submission.attempt,
        "number": number,
        "reason": note["reason"],
        "by": note["by"],
        "moment": readable(note["moment"]),
    }
    text = words["text"].format(**blanks)
    folders.hand_out(arrival["path"], words["file_name"].format(**blanks), text.encode())


def _attempt(
    store: Store,
    season: Season,
    counting: Attempts,
    submission: Submission,
    stands: set[str | None],
) -> Attempt:
    arrival = store.read_json(store.received(str(submission)) / ARRIVAL)
    result = _result(store, season, counting, submission)
    severities = [issue.severity for issue in result.issues] if result else []
    return Attempt(
        submission=str(submission),
        form_title=catalogue.layouts(season.edition)[submission.form].title,
        number=submission.attempt,
        file_name=Path(arrival["path"]).name,
        received=readable(arrival["moment"]),
        status=result.status if result else None,
        critical=severities.count(Severity.CRITICAL),
        warning=severities.count(Severity.WARNING),
        info=severities.count(Severity.INFO),
        stands=str(submission) in stands,
        changes=tuple(changes_of(season, counting, submission)),
        restored=tuple(_restorations(store, season, str(submission))),
    )


def _restorations(store: Store, season: Season, submission: str) -> list[str]:
    words = arrival_wording()["restored"]["told"]
    return [
        words.format(**{**note, "moment": readable(note["moment"])})
        for note in store.restorations(season.key)
        if note["submission"] == submission
    ]


def _result(
    store: Store, season: Season, counting: Attempts, submission: Submission
) -> shelf.CheckResult | None:
    path = store.checked(str(submission), basis(submission, season, counting))
    return shelf.get_check(store, path) if path.exists() else None


def _status(
    store: Store, season: Season, counting: Attempts, submission: Submission
) -> Status | None:
    result = _result(store, season, counting, submission)
    return result.status if result else None


def _school(season: Season, named: str) -> str:
    """Return the code of the school that is meant by a code, a name or a folder."""
    codes: Sequence[str] = [BUREAU, *season.roster["school_code"]]
    found = {code for code in codes if named in (code, season.school_name(code))}
    found |= {code for folder, code in season.folders.items() if folder == named}
    if len(found) != 1:
        raise problem("no_school", school=named, county=season.key)
    return found.pop()
