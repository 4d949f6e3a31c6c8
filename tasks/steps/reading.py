"""Reads a workbook once, and keeps what was read."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from tasks import catalogue
from tasks.errors import StoreError, SubmissionError
from tasks.model import StagedSubmission, Submission
from tasks.steps import shelf
from tasks.steps.wording import receipt_wording, refusal_issue
from tasks.store import ORIGINAL, open_store, sha256_of

log = logging.getLogger(__name__)


def staged(key: str, basis: str, prefilled: Mapping[str, str]) -> StagedSubmission:
    """Return a submission's typed tables, read now if they were not read on this basis yet."""
    store = open_store()
    folder = store.staged(key, basis)
    if (folder / shelf.STAGED).exists():
        return shelf.get_staged(store, folder)
    found = _read_or_refuse(key, store.read(store.received(key) / ORIGINAL), prefilled)
    shelf.put_staged(store, found, folder)
    return found


def _read_or_refuse(key: str, content: bytes, prefilled: Mapping[str, str]) -> StagedSubmission:
    """Return the typed tables, or nothing but the issue that says why there are none.

    A file that our own code stumbles over must not stop the returns beside it: it goes
    back to its school, and the traceback in the log is for us.
    """
    try:
        return read(key, content, prefilled)
    except StoreError:
        raise
    except SubmissionError as error:
        refusal = error
    except Exception as error:
        log.exception("%s could not be read", key)
        refusal = SubmissionError(str(error))
    return StagedSubmission(key, {}, issues=(refusal_issue(refusal, "", key),))


def read(key: str, content: bytes, prefilled: Mapping[str, str] | None = None) -> StagedSubmission:
    """Return the typed tables of a submission from the bytes of its workbook."""
    from tasks.intake.opened import Opened
    from tasks.staging.pseudonym import pseudonyms
    from tasks.staging.tables import stage as stage_tables

    submission = Submission.parse(key)
    return stage_tables(
        key,
        sha256_of(content),
        Opened(content),
        catalogue.layouts(submission.edition)[submission.form],
        catalogue.code_lists(),
        pseudonyms(open_store().pseudonym_key()),
        wording=receipt_wording()["reading"],
        prefilled=prefilled,
    )
