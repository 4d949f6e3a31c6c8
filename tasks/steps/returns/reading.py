"""Reads a workbook once, and keeps what was read."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.errors import JunhengError, SubmissionError
from tasks.model import StagedSubmission, Submission
from tasks.steps import shelf
from tasks.steps.discretion import blotter_of, keep_names, trace
from tasks.steps.findings.recipe import fingerprint, recipe
from tasks.steps.intake.arrival_note import BASE, NATIONAL, PURGED
from tasks.steps.returns.books import open_book
from tasks.steps.returns.statistics import completed, layout_of_remainder, read_statistics
from tasks.steps.wording import problem, receipt_wording, refusal_issue
from tasks.store import ARRIVAL, ORIGINAL, open_store, sha256_of

if TYPE_CHECKING:
    from tasks.layouts import Layout
    from tasks.steps.season.seasons import Season

log = logging.getLogger(__name__)


def staged(
    key: str,
    basis: str,
    prefilled: Mapping[str, str],
    tables: Collection[str] | None = None,
) -> StagedSubmission:
    """Return a submission's typed tables, read now if they were not read on this basis yet.

    Where they were, only `tables` are taken off the shelf if these are named.
    Once the original was removed, what was read of it last stands. Raises `JunhengError` if
    it was never read.
    """
    store = open_store()
    folder = store.staged(key, basis)
    if (folder / shelf.STAGED).exists():
        return shelf.get_staged(store, folder, tables)
    purged = store.read_json(store.received(key) / ARRIVAL).get(PURGED)
    if purged:
        if not purged["staged"]:
            raise problem("original_removed", submission=key, moment=purged["moment"])
        return shelf.get_staged(store, store.staged(key, purged["staged"]))
    found = _without_names(key, _read_or_refuse(key, basis, prefilled))
    shelf.put_staged(store, found, folder)
    return found


def _without_names(key: str, found: StagedSubmission) -> StagedSubmission:
    """Return what was read without what other files of the school have as names of pupils."""
    from tasks.staging.redaction import redacted

    return redacted(found, _layout_of(key), blotter_of(open_store(), key))


def _layout_of(key: str) -> Layout:
    submission = Submission.parse(key)
    return catalogue.layouts(submission.edition)[submission.form]


def _read_or_refuse(key: str, basis: str, prefilled: Mapping[str, str]) -> StagedSubmission:
    """Return the typed tables, or nothing but the issue that says why there are none.

    A file that our own code stumbles over must not stop the returns beside it: it goes
    back to its school, and the traceback in the log is for us.
    """
    try:
        return _read_received(key, basis, prefilled)
    except SubmissionError as error:
        refusal = error
    except JunhengError:
        raise
    except Exception as error:
        log.error("%s could not be read: %s", key, trace(error))
        refusal = SubmissionError(type(error).__name__)
    return StagedSubmission(key, {}, issues=(refusal_issue(refusal, "", key),))


def _read_received(key: str, basis: str, prefilled: Mapping[str, str]) -> StagedSubmission:
    """Return what a file says, together with the file that it completes where there is one."""
    store = open_store()
    arrival = store.read_json(store.received(key) / ARRIVAL)
    content = store.read(store.received(key) / ORIGINAL)
    base = arrival.get(BASE, "")
    if arrival.get(NATIONAL):
        own = _read_national(key, arrival, content, prefilled)
        return completed(_alone(base, prefilled), own) if base else own
    if base:
        layout = layout_of_remainder(key, open_book(content, arrival["name"]))
        own = read(key, content, prefilled, arrival["name"], layout)
        return completed(staged(base, basis, prefilled), own)
    return read(key, content, prefilled, arrival["name"])


def _alone(key: str, prefilled: Mapping[str, str]) -> StagedSubmission:
    """Return what one statistics workbook says, whatever it was completed with."""
    store = open_store()
    arrival = store.read_json(store.received(key) / ARRIVAL)
    return _read_national(key, arrival, store.read(store.received(key) / ORIGINAL), prefilled)


def _read_national(
    key: str, arrival: Mapping[str, Any], content: bytes, prefilled: Mapping[str, str]
) -> StagedSubmission:
    return read_statistics(key, content, arrival["name"], prefilled)


def read(
    key: str,
    content: bytes,
    prefilled: Mapping[str, str] | None = None,
    name: str = "",
    layout: Layout | None = None,
) -> StagedSubmission:
    """Return the typed tables of a submission from the bytes of its workbook.

    `name` is that of the file; `layout` is the form's own unless only a part of it was asked.
    """
    from tasks.staging.pseudonym import pseudonyms
    from tasks.staging.redaction import identities, redacted
    from tasks.staging.tables import stage as stage_tables

    store, book = open_store(), open_book(content, name)
    found = stage_tables(
        key,
        sha256_of(content),
        book,
        layout or _layout_of(key),
        catalogue.code_lists(),
        pseudonyms(store.pseudonym_key()),
        wording=receipt_wording()["reading"],
        prefilled=prefilled,
    )
    words = identities(book, _layout_of(key))
    keep_names(store, key, words)
    return redacted(found, _layout_of(key), blotter_of(store, key, words))


def staged_of(key: str, season: Season, tables: Collection[str] | None = None) -> StagedSubmission:
    """Return a submission's typed tables, held against what its blank form said before.

    Where only some `tables` are needed, the others need not be among them.
    """
    basis = fingerprint(recipe(), season.roster_key)
    return staged(key, basis, season.prefilled(Submission.parse(key).school), tables)
