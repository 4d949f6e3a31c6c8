"""Reads a workbook once, and keeps what was read."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.errors import StoreError, SubmissionError
from tasks.model import StagedSubmission, Submission
from tasks.steps import shelf
from tasks.steps.books import open_book
from tasks.steps.wording import receipt_wording, refusal_issue
from tasks.store import ARRIVAL, ORIGINAL, open_store, sha256_of

if TYPE_CHECKING:
    from tasks.layouts import Layout

log = logging.getLogger(__name__)

NATIONAL, BASE = "national", "base"
"""In the note on an arrival: that it is a statistics workbook, and which attempt it completes."""


def staged(key: str, basis: str, prefilled: Mapping[str, str]) -> StagedSubmission:
    """Return a submission's typed tables, read now if they were not read on this basis yet."""
    store = open_store()
    folder = store.staged(key, basis)
    if (folder / shelf.STAGED).exists():
        return shelf.get_staged(store, folder)
    found = _read_or_refuse(key, basis, prefilled)
    shelf.put_staged(store, found, folder)
    return found


def _read_or_refuse(key: str, basis: str, prefilled: Mapping[str, str]) -> StagedSubmission:
    """Return the typed tables, or nothing but the issue that says why there are none.

    A file that our own code stumbles over must not stop the returns beside it: it goes
    back to its school, and the traceback in the log is for us.
    """
    try:
        return _read_received(key, basis, prefilled)
    except StoreError:
        raise
    except SubmissionError as error:
        refusal = error
    except Exception as error:
        log.exception("%s could not be read", key)
        refusal = SubmissionError(str(error))
    return StagedSubmission(key, {}, issues=(refusal_issue(refusal, "", key),))


def _read_received(key: str, basis: str, prefilled: Mapping[str, str]) -> StagedSubmission:
    """Return what a file says, together with the file that it completes where there is one."""
    from tasks.steps.statistics import completed, layout_of_remainder

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
    from tasks.steps.statistics import read_statistics

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
    from tasks.staging.tables import stage as stage_tables

    submission = Submission.parse(key)
    return stage_tables(
        key,
        sha256_of(content),
        open_book(content, name),
        layout or catalogue.layouts(submission.edition)[submission.form],
        catalogue.code_lists(),
        pseudonyms(open_store().pseudonym_key()),
        wording=receipt_wording()["reading"],
        prefilled=prefilled,
    )
