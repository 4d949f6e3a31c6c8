"""Steps: what is due as a draft, dossiers into the outbox, a final version released."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import tasks
from tasks import catalogue
from tasks.settings import load_settings
from tasks.steps import shelf
from tasks.steps.assembling import (
    DRAFT,
    FILES,
    FINAL,
    INSIDE,
    Approval,
    approval_of,
    assemble,
    assembled,
)
from tasks.steps.evaluating import current_findings
from tasks.steps.open_seasons import open_season, season_of_key
from tasks.steps.recipe import code_digest, recipe
from tasks.steps.seasons import Season
from tasks.steps.wording import delivery_wording, problem
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
    from tasks.delivery.package import MANIFEST, manifest, package

    store = open_store()
    season = season_of_key(store, findings)
    files, inside = (assembled(store, findings, version, place) for place in (FILES, INSIDE))
    about = _about(store, season, findings, version)
    files |= {MANIFEST: manifest(files, **about)}
    target = _outbox(season, version, _number(store, season, findings, version))
    for path, content in files.items():
        _put(target / path, content)
    for path, content in inside.items():
        _put(inside_of(target) / path, content)
    archive = _package(target)
    _put(archive, package(files))
    return str(archive)


def publish_final(county: str, approved_by: str, moment: str) -> str:
    """Release the current evaluation of `edition/county` as final; return the package's path.

    Raises `JunhengError` if what stands now has not been evaluated, or somebody else has
    released it.
    """
    store = open_store()
    season = open_season(store, county)
    current = season and current_findings(store, season)
    if not current:
        raise problem("not_evaluated")
    key, _ = current
    path = store.approval(key)
    if not path.exists():
        store.write_once(path, to_json(asdict(Approval(approved_by, moment))))
    approval = approval_of(store, key)
    if approval.approved_by != approved_by:
        raise problem("approved_already", name=approval.approved_by, moment=approval.moment)
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


def delivered(store: Store, season: Season, findings: str, version: str) -> Path | None:
    """Return the package of one version of one evaluation, None if it is not in the outbox."""
    note = store.issue_number(season.key, version, findings)
    if not note.exists():
        return None
    package = _package(_outbox(season, version, store.read_json(note)["number"]))
    return package if package.exists() else None


def _number(store: Store, season: Season, findings: str, version: str) -> int:
    """Return which draft, or which final version, of the season an evaluation becomes."""
    note = store.issue_number(season.key, version, findings)
    if not note.exists():
        number = len(store.names(note.parent)) + 1
        store.write_once(note, to_json({"number": number}))
    return int(store.read_json(note)["number"])


def _outbox(season: Season, version: str, number: int) -> Path:
    """Return the folder in the outbox for one numbered version."""
    wording = delivery_wording()
    name = wording["folder"].format(
        county_name=season.county_name, version=wording["versions"][version], number=number
    )
    return Path(load_settings().outbox) / season.edition / season.county_name / name


def _package(folder: Path) -> Path:
    """Return the zip that lies beside a folder of the outbox."""
    return folder.with_name(f"{folder.name}.zip")


def inside_of(folder: Path) -> Path:
    """Return the folder that is the bureau's alone, beside the folder of a version."""
    return folder.with_name(delivery_wording()["inside"].format(folder=folder.name))


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)
