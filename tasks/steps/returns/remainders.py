"""What statistics leave open, and the short form that asks a school for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks import catalogue
from tasks.layouts import Stamp
from tasks.model import RuleOutcome, StagedSubmission, Status, Submission, Verdict
from tasks.steps.findings import rulebook
from tasks.steps.intake.arrival_note import BASE, NATIONAL
from tasks.steps.returns.reading import staged_of
from tasks.steps.returns.statistics import SCHOOL_RETURN, form_of
from tasks.steps.season.seasons import Season
from tasks.steps.shelf import CheckResult
from tasks.steps.wording import national_wording, workbook_wording
from tasks.store import ARRIVAL, Store

if TYPE_CHECKING:
    from tasks.staging.national.remainder import Missing


def asking(store: Store, season: Season, key: str) -> CheckResult | None:
    """Return the one answer to statistics that leave something open, None for a whole return.

    The suites wait for the whole: each gap would be told by a rule of its own.
    """
    from tasks.staging.national.remainder import remainder_issue

    staged, gaps = _open(store, season, key)
    if staged is None or not gaps:
        return None
    issue = remainder_issue(key, gaps, form_of(key), national_wording())
    return CheckResult(
        submission=key,
        status=Status.RETURNED,
        issues=(*staged.issues, issue),
        outcomes=_not_run(key),
        rows_read=staged.rows_read,
        rows_refused=staged.rows_refused,
        repairs=staged.repairs,
        against={"sibling": ""},
    )


def _not_run(key: str) -> tuple[RuleOutcome, ...]:
    """Return that no rule was run on a return of which a part is still to come."""
    from tasks.validation.book import WORDING, rules_of

    suites = catalogue.suites(key.split("/")[0])
    references = rulebook.references(key.split("/")[0])
    reason = str(suites[WORDING]["not_checked"]["incomplete"])
    return tuple(
        RuleOutcome(key, rule.name, Verdict.NOT_CHECKED, reason)
        for rule in rules_of(suites, references)
        if rule.table in form_of(key).by_table
    )


def remainder_form(store: Store, season: Season, key: str) -> tuple[str, bytes] | None:
    """Return name and content of the form that asks for what statistics leave open."""
    from tasks.intake.blank import write_workbook
    from tasks.staging.national.remainder import remainder_layout, remainder_values

    staged, gaps = _open(store, season, key)
    if staged is None or not gaps:
        return None
    submission = Submission.parse(key)
    form = remainder_layout(form_of(key), gaps, national_wording())
    name = season.school_name(submission.school)
    content = write_workbook(
        form,
        Stamp(
            SCHOOL_RETURN, season.edition, season.county, season.county_name,
            submission.school, name, base=key,
        ),
        catalogue.code_lists(),
        wording=workbook_wording(),
        values=remainder_values(staged, form),
        guidance=rulebook.field_guidance(season.edition).get(SCHOOL_RETURN, {}),
        prefill={
            "school_type": season.school_type(submission.school),
            "school_year": season.calendar["school_year"],
        },
        due=str(season.calendar["forms"][SCHOOL_RETURN]["due"]),
    )  # fmt: skip
    words = national_wording()["remainder"]["handed_out"]
    file = words.format(form=form.file_name, school=name, attempt=submission.attempt)
    return str(file), content


def _open(
    store: Store, season: Season, key: str
) -> tuple[StagedSubmission | None, tuple[Missing, ...]]:
    """Return what statistics say and leave open; nothing for other files.

    What a remainder form leaves open has cells of its own: there the suites say it.
    """
    from tasks.staging.national.remainder import missing

    arrival = store.read_json(store.received(key) / ARRIVAL)
    if not arrival.get(NATIONAL) or arrival.get(BASE):
        return None, ()
    staged = staged_of(key, season)
    if not staged.tables:
        return None, ()
    kind = season.school_type(Submission.parse(key).school)
    return staged, missing(staged, form_of(key), catalogue.code_lists(), kind)
