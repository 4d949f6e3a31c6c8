"""The package of a county that others may rest on: found, and held against what we know of it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tasks import catalogue
from tasks.model import Findings
from tasks.steps import shelf
from tasks.steps.dossiers.chronicle import events_of
from tasks.steps.dossiers.outbox import delivered
from tasks.steps.dossiers.sealing import SEALED
from tasks.steps.dossiers.versions import DRAFT, FINAL, approval_of
from tasks.steps.findings import rulebook
from tasks.steps.season.moments import readable
from tasks.steps.season.seasons import Season
from tasks.steps.wording import delivery_wording
from tasks.store import Store, sha256_of


class WrongPackageError(Exception):
    """A package is not what was made; its text says in people's words why."""

    def __init__(self, how: str, **blanks: str) -> None:
        """Take the name of a sentence of `templates/province`, and what fills it."""
        super().__init__(rulebook.template("province")["wrong"][how].format(**blanks))


def latest(store: Store, season: Season) -> tuple[str, str, Path] | None:
    """Return findings, version and zip of the final that was released last, else of a draft.

    Where the final was sealed, and that version lies in the outbox, that is it. None where
    there is no package.
    """
    return _latest(store, season, FINAL) or _latest(store, season, DRAFT)


def _latest(store: Store, season: Season, kind: str) -> tuple[str, str, Path] | None:
    folder = store.issue_number(season.key, kind, "x").parent
    numbers = {
        int(store.read_json(folder / name)["number"]): name.removesuffix(".json")
        for name in store.names(folder)
        if name.endswith(".json")
    }
    for number in sorted(numbers, reverse=True):
        key = f"{season.key}/{numbers[number]}"
        is_sealed = kind == FINAL and store.sealing(key).exists()
        versions = (SEALED, FINAL) if is_sealed else (kind,)
        for version in versions:
            package = delivered(store, season, key, version)
            if package is not None:
                return key, version, package
    return None


def checked_package(
    store: Store, season: Season, key: str, version: str, package: Path
) -> tuple[Findings, str]:
    """Return what a package says, and the one hash of its content.

    Every file must be as its manifest says, the whole as the chain of events and the seal know
    it, and its facts those of the evaluation. Raises `WrongPackageError` where one is not.
    """
    from tasks.custody.seal import content_hash, hashes_of

    files = _files(package)
    _hold_against_manifest(files, season, key, version)
    hashes = hashes_of(files)
    if version == SEALED:
        _hold_against_seal(store, key, files, content_hash(hashes))
    else:
        _hold_against_chain(store, season, f"{key}/{version}", package)
    if files.get(facts_path()) != store.read(store.findings(key) / shelf.FACTS):
        raise WrongPackageError("facts")
    return shelf.get_findings(store, store.findings(key)), content_hash(hashes)


def facts_path() -> str:
    """Return where in a package the facts lie."""
    return str(delivery_wording()["evidence"]["deciding"]["facts"])


def regime_title(findings: Findings) -> str:
    """Return what people call the regime that findings were made under."""
    return str(catalogue.standards(findings.regime)["regime"]["title"])


def approval_text(store: Store, key: str, version: str) -> str:
    """Return who released a version and when, empty for a draft."""
    if version == DRAFT:
        return ""
    note, words = approval_of(store, key), rulebook.template("province")
    return str(words["approved"].format(name=note.approved_by, moment=readable(note.moment)))


def _files(package: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(package) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (OSError, zipfile.BadZipFile, RuntimeError) as error:
        raise WrongPackageError("unreadable") from error


def _hold_against_manifest(
    files: Mapping[str, bytes], season: Season, key: str, version: str
) -> None:
    from tasks.custody.seal import FOLDER
    from tasks.delivery.package import MANIFEST

    try:
        told: dict[str, Any] = json.loads(files[MANIFEST])
        listed = {each["path"]: each["sha256"] for each in told["files"]}
        about = [told["findings"], told["edition"], told["county"]["code"], told["version"]]
    except (KeyError, TypeError, ValueError) as error:
        raise WrongPackageError("no_manifest") from error
    own = {path for path in files if path != MANIFEST and not path.startswith(FOLDER)}
    for path in sorted({*listed, *own}):
        if path not in files or sha256_of(files[path]) != listed.get(path):
            raise WrongPackageError("files", path=path)
    made_as = FINAL if version == SEALED else version
    if about != [key, season.edition, season.county, made_as]:
        raise WrongPackageError("about")


def _hold_against_seal(store: Store, key: str, files: Mapping[str, bytes], content: str) -> None:
    from tasks.custody.check import BROKEN, check_seal

    if store.read_json(store.sealing(key))["content"] != content:
        raise WrongPackageError("content")
    for found in check_seal(files):
        if found.state == BROKEN:
            raise WrongPackageError("seal", path=found.where or found.part)


def _hold_against_chain(store: Store, season: Season, subject: str, package: Path) -> None:
    """Raise `WrongPackageError` if the chain knows the package with another hash."""
    known = [
        event.files["package"]
        for event in events_of(store, season.key)
        if event.kind == "generated" and event.subject == subject
    ]
    if known and sha256_of(package.read_bytes()) != known[-1]:
        raise WrongPackageError("chain")
