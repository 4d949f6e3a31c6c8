"""Where packages lie in the outbox, what number each bears, and how one is laid there."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path

from tasks.settings import load_settings
from tasks.steps.season.seasons import Season
from tasks.steps.wording import delivery_wording
from tasks.store import Store, to_json


def folder_of(store: Store, season: Season, findings: str, version: str) -> Path:
    """Return the folder of one version of one evaluation; it bears a number from now on."""
    note = store.issue_number(season.key, version, findings)
    if not note.exists():
        number = len(store.names(note.parent)) + 1
        store.write_once(note, to_json({"number": number}))
    return _folder(season, version, int(store.read_json(note)["number"]))


def delivered(store: Store, season: Season, findings: str, version: str) -> Path | None:
    """Return the package of one version of one evaluation, None if it is not in the outbox."""
    note = store.issue_number(season.key, version, findings)
    if not note.exists():
        return None
    package = archive_of(_folder(season, version, store.read_json(note)["number"]))
    return package if package.exists() else None


def archive_of(folder: Path) -> Path:
    """Return the zip that lies beside a folder of the outbox."""
    return folder.with_name(f"{folder.name}.zip")


def inside_of(folder: Path) -> Path:
    """Return the folder that is the bureau's alone, beside the folder of a version."""
    return folder.with_name(delivery_wording()["inside"].format(folder=folder.name))


def lay_out(folder: Path, files: Mapping[str, bytes], inside: Mapping[str, bytes]) -> Path:
    """Put the files of a version into its folder and into a zip beside it; return the zip.

    What is `inside` the bureau goes into a folder of its own. The zip comes last: what has
    one is whole.
    """
    from tasks.delivery.package import package

    for path, content in files.items():
        _put(folder / path, content)
    for path, content in inside.items():
        _put(inside_of(folder) / path, content)
    archive = archive_of(folder)
    _put(archive, package(files))
    return archive


def _folder(season: Season, version: str, number: int) -> Path:
    wording = delivery_wording()
    name = wording["folder"].format(
        county_name=season.county_name, version=wording["versions"][version], number=number
    )
    return Path(load_settings().outbox) / season.edition / season.county_name / name


def _put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, unless it has these bytes already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.read_bytes() == content:
        return
    scratch = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        scratch.write_bytes(content)
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)
