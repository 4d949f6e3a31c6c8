"""Step: a receipt for every file, beside where it was dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.intake.inbox import safe_stem
from tasks.model import Issue, Status, Submission, Verdict
from tasks.steps import shelf
from tasks.steps.findings import rulebook
from tasks.steps.findings.recipe import recipe
from tasks.steps.intake import folders
from tasks.steps.intake.arrival_note import PURGED
from tasks.steps.intake.folders import Drop
from tasks.steps.notices.contacts import wrong_addresses
from tasks.steps.returns.explanations import (
    Memory,
    answer_basis,
    evidence_kinds,
    kind_titles,
    open_memory,
)
from tasks.steps.returns.marking import answer_to
from tasks.steps.returns.reading import staged
from tasks.steps.returns.remainders import remainder_form
from tasks.steps.returns.standing import basis, standing_of
from tasks.steps.season.moments import late_days, readable
from tasks.steps.season.open_seasons import season_of
from tasks.steps.season.seasons import COUNTY_LIST, Attempts, Season
from tasks.steps.wording import arrival_wording, receipt_wording
from tasks.store import ARRIVAL, ORIGINAL, Store, open_store, to_json

if TYPE_CHECKING:
    from tasks.attempts.differences import Change
    from tasks.receipts.receipt import Receipt


def reply(batch: list[str], moment: str) -> list[str]:
    """Hand out the receipt of every checked submission of a batch; return the batch.

    `moment` is written down as the time of the answer; it does not stand in the receipt.
    """
    if not batch:
        return batch
    store = open_store()
    season, attempts = season_of(store, batch)
    memory = open_memory(store, season)
    for key in batch:
        _reply_once(store, season, attempts, memory, Submission.parse(key), moment)
    return batch


def _attempt_that_stands(
    store: Store, season: Season, attempts: Attempts, submission: Submission
) -> int:
    """Return which other attempt counts while this one does not, 0 where there is none."""
    if len(attempts[submission.school, submission.form]) == 1:
        return 0
    stands = standing_of(store, season, attempts, submission.school, submission.form)
    if not stands.usable or stands.submission in (None, str(submission)):
        return 0
    return Submission.parse(str(stands.submission)).attempt


def _reply_once(
    store: Store,
    season: Season,
    attempts: Attempts,
    memory: Memory,
    submission: Submission,
    moment: str,
) -> None:
    mark = store.replied(str(submission), answer_basis(memory, submission, season, attempts))
    if mark.exists():
        return
    checked = store.checked(str(submission), basis(submission, season, attempts))
    result = shelf.get_check(store, checked)
    arrival = store.read_json(store.received(str(submission)) / ARRIVAL)
    if PURGED in arrival:
        store.write_once(mark, to_json({"moment": moment}))
        return
    content = store.read(store.received(str(submission)) / ORIGINAL)
    remainder = remainder_form(store, season, str(submission))
    receipt = _receipt(season, submission, result, arrival)
    receipt = replace(
        receipt,
        explanations=memory.of(str(submission), result.issues),
        explanation_kinds=kind_titles(),
        evidence_kinds=evidence_kinds(),
        changes=_changes(season, attempts, submission) if remainder is None else None,
        remainder=remainder[0] if remainder else "",
        stands=_attempt_that_stands(store, season, attempts, submission),
    )
    answer = answer_to(content, receipt)
    if remainder is not None:
        folders.hand_out(arrival["path"], *remainder)
    file, *outdated = _names(arrival["name"], result.status, submission.attempt, answer.kind)
    if folders.hand_out(arrival["path"], file, answer.content, answer.alone):
        folders.withdraw(arrival["path"], outdated)
        store.write_once(mark, to_json({"moment": moment}))


def _names(file_name: str, status: Status, attempt: int, kind: str) -> list[str]:
    """Return the name of a receipt, and those it has when another status was found."""
    from tasks.receipts.receipt import receipt_name

    statuses = sorted(Status, key=lambda each: each is not status)
    return [receipt_name(file_name, each, attempt, receipt_wording(), kind) for each in statuses]


def _changes(season: Season, attempts: Attempts, submission: Submission) -> list[Change] | None:
    from tasks.steps.returns.attempts import changes_of

    return changes_of(season, attempts, submission) if submission.attempt > 1 else None


def _receipt(
    season: Season, submission: Submission, result: shelf.CheckResult, arrival: Mapping[str, Any]
) -> Receipt:
    from tasks.receipts.receipt import Receipt

    outcomes = result.outcomes
    titles = rulebook.rule_titles(submission.edition)
    return Receipt(
        school_name=season.school_name(submission.school),
        form_title=catalogue.layouts(submission.edition)[submission.form].title,
        file_name=arrival["name"],
        submission=str(submission),
        received=readable(arrival["moment"]),
        status=result.status,
        attempt=submission.attempt,
        rows_read=result.rows_read,
        rows_refused=result.rows_refused,
        issues=result.issues,
        repairs=result.repairs,
        not_checked=tuple(
            (titles[each.rule], each.reason)
            for each in outcomes
            if each.verdict is Verdict.NOT_CHECKED
        ),
        rules_run=sum(each.verdict is not Verdict.NOT_CHECKED for each in outcomes),
        late_days=late_days(season, submission.form, arrival["moment"]),
    )


def answer_roster(drop: Drop, key: str, moment: str) -> bool:
    """Say beside a roster, or a list of counties, it was taken in; tell if it was handed out."""
    from tasks.receipts.marking import receipt_workbook
    from tasks.receipts.receipt import Receipt, receipt_name

    submission = Submission.parse(key)
    found = staged(key, recipe(), {})
    receipt = Receipt(
        school_name=_who_opened(submission),
        form_title=catalogue.layouts(submission.edition)[submission.form].title,
        file_name=drop.name,
        submission=key,
        received=readable(moment),
        status=Status.ACCEPTED,
        attempt=submission.attempt,
        rows_read=found.rows_read,
        rows_refused=found.rows_refused,
        issues=(*found.issues, *wrong_addresses(key)),
        repairs=found.repairs,
        rules_run=len(_rules_of(submission.form)),
    )
    file = receipt_name(drop.name, Status.ACCEPTED, submission.attempt, receipt_wording())
    return folders.hand_out(drop.path, file, receipt_workbook(receipt, receipt_wording()))


def _who_opened(submission: Submission) -> str:
    """Return who filed what opens a folder: the county's bureau, or a province."""
    if submission.form == COUNTY_LIST:
        store = open_store()
        return str(store.read_json(store.received(str(submission)) / ARRIVAL)["county_name"])
    return str(catalogue.season(submission.edition)["bureau_folder"])


def _rules_of(form: str) -> Mapping[str, str]:
    """Return the sentences of all that may be wrong with what opens a folder."""
    if form == COUNTY_LIST:
        found: Mapping[str, str] = rulebook.template("province")["list"]
        return found
    return dict(arrival_wording()["roster"])


def answer_refused(drop: Drop, owner: str, issue: Issue, moment: str) -> bool:
    """Say beside a file why it was not taken in; tell whether it was handed out."""
    from tasks.receipts.marking import receipt_workbook
    from tasks.receipts.receipt import Receipt

    receipt = Receipt(
        school_name=owner,
        form_title="",
        file_name=drop.name,
        submission="",
        received=readable(moment),
        status=Status.RETURNED,
        issues=(issue,),
    )
    file = arrival_wording()["refused_file_name"].format(name=safe_stem(drop.path))
    return folders.hand_out(drop.path, file, receipt_workbook(receipt, receipt_wording()))
