"""The files of every stage under one root, on disk or in object storage.

Nobody else joins paths. What is written once is never changed: writing the same bytes
again does nothing, writing other bytes is an error.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from upath import UPath

from tasks.errors import JunhengError, StoreError
from tasks.model import Submission
from tasks.settings import load_settings

PRIVATE = 0o600

ORIGINAL = "original"
"""Name of the bytes a school handed in, in the folder of their submission."""

ARRIVAL = "arrival.json"
"""Name of the note on how they arrived; written last, so what has it was received whole."""


class ConflictError(JunhengError):
    """Other bytes stand where something is to be written once: a developer must act."""


def sha256_of(content: bytes) -> str:
    """Return the fingerprint of a file's content."""
    return hashlib.sha256(content).hexdigest()


def to_json(value: Any) -> bytes:
    """Return `value` as JSON text that is the same for the same value."""
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    return f"{text}\n".encode()


@dataclass(frozen=True)
class Store:
    """The lake: one folder for each stage, each written by that stage alone."""

    root: UPath

    # Places

    def received(self, key: str) -> UPath:
        """Return the folder with the original bytes of a submission and how it arrived."""
        return self.root / "received" / key

    def staged(self, key: str, recipe: str) -> UPath:
        """Return the folder with the typed tables of a submission."""
        return self.root / "staged" / key / recipe

    def checked(self, key: str, basis: str) -> UPath:
        """Return the file that says what the check of a submission found."""
        return self.root / "checked" / key / f"{basis}.json"

    def replied(self, key: str, basis: str) -> UPath:
        """Return the file that says that the receipt of a check has been handed out."""
        return self.root / "replied" / key / f"{basis}.json"

    def season_mark(self, year: str, folder: str) -> UPath:
        """Return the note that says which season an intake folder of a year was opened for."""
        return self.root / "seasons" / f"{year}-{folder}.json"

    def drop(self, season: str, drop: str) -> UPath:
        """Return the ledger entry of one file seen in an intake folder."""
        return self.root / "ledger" / season / f"{drop}.json"

    def refused(self, season: str, sha256: str) -> UPath:
        """Return where the bytes of a file are kept that became no submission."""
        return self.root / "refused" / season / sha256

    def findings(self, key: str, also: str = "") -> UPath:
        """Return the folder with facts and judgements of one evaluation of a county.

        `also` names a regime that the county is seen by beside the one that decides.
        """
        folder = self.root / "findings" / key
        return folder / "also" / also if also else folder

    def assembled(self, key: str, version: str) -> UPath:
        """Return the folder with the dossiers made from one evaluation."""
        return self.root / "assembled" / key / version

    def approval(self, key: str) -> UPath:
        """Return the file that says who approved one evaluation."""
        return self.root / "approved" / key / "approval.json"

    def issue_number(self, season: str, version: str, findings: str) -> UPath:
        """Return the note that says which number a delivered version of findings bears."""
        return self.root / "delivered" / season / version / f"{findings.rpartition('/')[2]}.json"

    def verified(self, recipe: str) -> UPath:
        """Return the note that a program and its data were found to agree."""
        return self.root / "verified" / f"{recipe}.json"

    # Reading and writing

    def write_once(self, path: UPath, content: bytes, mode: int | None = None) -> bool:
        """Write `content` to `path`, whole or not at all; tell whether it was new.

        Raises `ConflictError` if other bytes stand there, `StoreError` if storage fails.
        """
        try:
            if path.exists():
                if path.read_bytes() != content:
                    raise ConflictError(f"{path} already holds something else")
                return False
            _write_whole(path, content, mode)
        except OSError as error:
            raise StoreError(f"{path}: {error}") from error
        return True

    def read(self, path: UPath) -> bytes:
        """Return the bytes of a file; raises `StoreError` if storage fails.

        A file that is not there is no fault of the storage: `FileNotFoundError`.
        """
        try:
            return path.read_bytes()
        except FileNotFoundError:
            raise
        except OSError as error:
            raise StoreError(f"{path}: {error}") from error

    def read_json(self, path: UPath) -> Any:
        """Return what a JSON file says."""
        return json.loads(self.read(path))

    def names(self, path: UPath) -> list[str]:
        """Return the names in a folder in order, none if it is not there."""
        try:
            return sorted(child.name for child in path.iterdir()) if path.exists() else []
        except OSError as error:
            raise StoreError(f"{path}: {error}") from error

    # What is there

    def submissions(self, edition: str, county: str) -> Iterator[Submission]:
        """Yield every submission received for a county, in the order of its key."""
        folder = self.root / "received" / edition / county
        for school in self.names(folder):
            for form in self.names(folder / school):
                for attempt in self.attempts(f"{edition}/{county}/{school}/{form}"):
                    submission = Submission(edition, county, school, form, attempt)
                    if (self.received(str(submission)) / ARRIVAL).exists():
                        yield submission

    def attempts(self, form: str) -> list[int]:
        """Return the numbers taken under `edition/county/school/form`, whole or not."""
        return sorted(map(int, self.names(self.root / "received" / form)))

    def seasons(self) -> list[str]:
        """Return `edition/county` of every county that something was received for."""
        folder = self.root / "received"
        return [
            f"{edition}/{county}"
            for edition in self.names(folder)
            for county in self.names(folder / edition)
        ]

    def pseudonym_key(self) -> bytes:
        """Return the secret that pupils' numbers are hashed with.

        It comes from the environment, else it is made once and kept beside the lake.
        """
        given = load_settings().pseudonym_key
        if given:
            return given.encode()
        path = self.root / "pseudonym.key"
        if not path.exists():
            self.write_once(path, secrets.token_hex(32).encode(), PRIVATE)
        return self.read(path)


def _write_whole(path: UPath, content: bytes, mode: int | None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.protocol not in ("", "file", "local"):
        path.write_bytes(content)
        return
    local = Path(str(path))
    scratch = local.with_name(f".{local.name}.{secrets.token_hex(4)}")
    scratch.write_bytes(content)
    if mode is not None:
        scratch.chmod(mode)
    scratch.replace(local)


@cache
def open_store() -> Store:
    """Return the store of this deployment."""
    return Store(UPath(load_settings().lake))
