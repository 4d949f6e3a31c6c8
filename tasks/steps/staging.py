"""Step: original bytes into typed tables."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cache
from typing import Any

from tasks import catalogue
from tasks.errors import StoreError, SubmissionError
from tasks.model import StagedSubmission, Submission
from tasks.steps import shelf
from tasks.steps.recipe import fingerprint, recipe
from tasks.steps.seasons import Season, by_county, open_season
from tasks.store import ORIGINAL, open_store, sha256_of

log = logging.getLogger(__name__)


def stage(batch: list[str]) -> list[str]:
    """Turn every submission of a batch into typed tables; return the batch."""
    for county, keys in by_county(batch).items():
        season = open_season(open_store(), county)
        for key in keys:
            staged_of(key, season)
    return batch


def staged_of(key: str, season: Season | None = None) -> StagedSubmission:
    """Return a submission's typed tables, made now if this program has not made them yet.

    `season` tells what was filled in beforehand; without it that is not compared.
    """
    store = open_store()
    basis = fingerprint(recipe(), season.roster_key) if season else recipe()
    folder = store.staged(key, basis)
    if (folder / shelf.STAGED).exists():
        return shelf.get_staged(store, folder)
    prefilled = _prefilled(season, Submission.parse(key).school) if season else {}
    staged = _read_or_refuse(key, store.read(store.received(key) / ORIGINAL), prefilled)
    shelf.put_staged(store, staged, folder)
    return staged


def _prefilled(season: Season, school: str) -> dict[str, str]:
    """Return what stood in the blank form of a school, by prefill name."""
    year = {"school_year": str(season.calendar["school_year"])}
    for row in season.roster.to_dict("records"):
        if row["school_code"] == school:
            return year | {name: str(row[name]) for name in ("school_name", "school_type")}
    return year


def _read_or_refuse(key: str, content: bytes, prefilled: Mapping[str, str]) -> StagedSubmission:
    """Return the typed tables, or nothing but the issue that says why there are none.

    A file that our own code stumbles over must not stop the returns beside it: it goes
    back to its school, and the traceback in the log is for us.
    """
    from tasks.steps.replying import refusal_issue

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


@cache
def receipt_wording() -> dict[str, Any]:
    """Return the sentences of receipts and of what is noticed while reading."""
    found: dict[str, Any] = catalogue.read_yaml(catalogue.TEMPLATES / "receipts" / "wording.yml")
    return found
