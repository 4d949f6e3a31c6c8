"""Steps: what is due as a draft, dossiers into the outbox, a final version released."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import tasks
from tasks import catalogue
from tasks.steps import shelf
from tasks.steps.dossiers.assembling import FILES, INSIDE, assemble, assembled
from tasks.steps.dossiers.changes import redlines
from tasks.steps.dossiers.outbox import delivered, folder_of, lay_out
from tasks.steps.dossiers.versions import DRAFT, FINAL, Approval, approval_of
from tasks.steps.findings.evaluating import current_findings
from tasks.steps.findings.recipe import code_digest, recipe
from tasks.steps.season.open_seasons import open_season, season_of_key
from tasks.steps.season.seasons import Season
from tasks.steps.wording import problem
from tasks.store import ARRIVAL, Store, open_store, to_json


def drafts_due() -> list[str]:
    """Return the keys of current findings that no draft lies in the outbox for."""
    store = open_store()
    found = []
    for season in _seasons(store):
        current = current_findings(store, season)
        if current and delivered(store, season, current[0], DRAFT) is None:
            found.append(current[0])
    return found


def deliver(findings: str, version: str = DRAFT) -> str:
    """Put the dossiers of one evaluation into the outbox; return the path of the package."""
    store = open_store()
    season = season_of_key(store, findings)
    files = package_files(store, season, findings, version)
    inside = assembled(store, findings, version, INSIDE)
    return str(lay_out(folder_of(store, season, findings, version), files, inside))


def package_files(store: Store, season: Season, findings: str, version: str) -> dict[str, bytes]:
    """Return by path all files of the package of one version, its manifest among them."""
    from tasks.delivery.package import MANIFEST, manifest

    files = assembled(store, findings, version, FILES)
    files |= redlines(store, season, findings, version, files)
    about = _about(store, season, findings, version)
    return files | {MANIFEST: manifest(files, **about)}


def publish_final(county: str, approved_by: str, moment: str, reason: str = "") -> str:
    """Release the current evaluation of `edition/county` as final; return the package's path.

    Raises `JunhengError` if what stands now has not been evaluated, somebody else has
    released it, or another final version was sealed and no `reason` says why it is reopened.
    """
    store = open_store()
    season = open_season(store, county)
    current = season and current_findings(store, season)
    if not current:
        raise problem("not_evaluated")
    return release(store, current[0], Approval(approved_by, moment, reason))


def release(store: Store, key: str, approval: Approval) -> str:
    """Release the evaluation `key` as final; return the package's path.

    Raises `JunhengError` if somebody else has released it, or another final version of its
    season was sealed and the approval has no `reason` why it is reopened.
    """
    path = store.approval(key)
    if not path.exists():
        reopens = bool(store.sealed(key.rpartition("/")[0]))
        reason = approval.reason.strip() if reopens else ""
        if reopens and not reason:
            raise problem("sealed_before")
        store.write_once(path, to_json(asdict(replace(approval, reason=reason))))
    known = approval_of(store, key)
    if known.approved_by != approval.approved_by:
        raise problem("approved_already", name=known.approved_by, moment=known.moment)
    assemble(key, FINAL)
    return deliver(key, FINAL)


def _about(store: Store, season: Season, key: str, version: str) -> dict[str, Any]:
    """Return what the manifest says of the making of a package."""
    findings = shelf.get_findings(store, store.findings(key))
    approval = approval_of(store, key) if version == FINAL else None
    used = [each.submission for each in findings.expected if each.usable and each.submission]
    return {
        "county": {"code": season.county, "name": season.county_name},
        "edition": season.edition,
        "regime": findings.regime,
        "version": version,
        "approval": asdict(approval) if approval else None,
        "findings": key,
        "software": {"name": "junheng", "version": tasks.__version__, "digest": code_digest()},
        "catalogue_digest": catalogue.digest(),
        "recipe": recipe(),
        "attempts": {
            each: store.read_json(store.received(each) / ARRIVAL)["sha256"] for each in used
        },
    }


def _seasons(store: Store) -> list[Season]:
    seasons = (open_season(store, key) for key in store.seasons())
    return [season for season in seasons if season is not None]
