"""What is waiting to be done, asked without doing it."""

from __future__ import annotations

from tasks.steps.dossiers.approving import approvals_due
from tasks.steps.dossiers.publishing import drafts_due
from tasks.steps.findings.evaluating import counties_due
from tasks.steps.intake.receiving import due, new_drops
from tasks.steps.season.seasons import county_seasons
from tasks.store import open_store


def pending() -> dict[str, list[str]]:
    """Return what is due: new files, unanswered submissions, counties, findings."""
    store = open_store()
    return {
        "drops": new_drops(store),
        "due": due(store),
        "counties": counties_due(),
        "findings": drafts_due(),
        "approvals": approvals_due(),
    }


def to_continue() -> list[str]:
    """Return `edition/county` of every county to be evaluated, drafted or asked about."""
    drafts = (key.rpartition("/")[0] for key in drafts_due())
    return sorted({*counties_due(), *drafts, *approvals_due()})


def waiting() -> list[str]:
    """Return the paths of the files in the intake that the ledger does not know."""
    return new_drops(open_store())


def seasons() -> list[str]:
    """Return `edition/county` of every county a season was opened for."""
    return county_seasons(open_store())
