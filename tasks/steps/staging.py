"""Step: original bytes into typed tables."""

from __future__ import annotations

from functools import cache
from typing import Any

from tasks import catalogue
from tasks.model import StagedSubmission, Submission
from tasks.steps import shelf
from tasks.steps.recipe import recipe
from tasks.store import ORIGINAL, open_store, sha256_of


def stage(batch: list[str]) -> list[str]:
    """Turn every submission of a batch into typed tables; return the batch."""
    for key in batch:
        staged_of(key)
    return batch


def staged_of(key: str) -> StagedSubmission:
    """Return a submission's typed tables, made now if this program has not made them yet."""
    store = open_store()
    folder = store.staged(key, recipe())
    if (folder / shelf.STAGED).exists():
        return shelf.get_staged(store, folder)
    staged = read(key, store.read(store.received(key) / ORIGINAL))
    shelf.put_staged(store, staged, folder)
    return staged


def read(key: str, content: bytes) -> StagedSubmission:
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
    )


@cache
def receipt_wording() -> dict[str, Any]:
    """Return the sentences of receipts and of what is noticed while reading."""
    found: dict[str, Any] = catalogue.read_yaml(catalogue.TEMPLATES / "receipts" / "wording.yml")
    return found
