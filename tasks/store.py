"""The files of every stage under one root, on disk or in object storage.

What is written once is never changed: writing the same bytes
again does nothing, writing other bytes is an error.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from upath import UPath

from tasks.errors import JunhengError, StoreError
from tasks.model import Submission
from tasks.object_store import is_local, located, names_in, paths_below
from tasks.places import Places
from tasks.seal import Seal
from tasks.settings import load_settings

PRIVATE = 0o600
PRIVATE_FOLDER = 0o700
OTHERS = 0o077
READABLE = 0o666
"""What the mask of the process leaves of it."""

PRIVATE_PARTS = ("received", "refused")
"""The folders that alone may hold what a school wrote: for the owner only, and sealed."""

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
class Store(Places):
    """The files of the lake, read and written.

    What lies in `PRIVATE_PARTS` is for the owner's eyes and goes through the seal.
    """

    seal: Seal = field(default_factory=Seal)

    # Reading and writing

    def write_once(self, path: UPath, content: bytes, mode: int | None = None) -> bool:
        """Write `content` to `path`, whole or not at all; tell whether it was new.

        Raises `ConflictError` if other bytes stand there, `StoreError` if storage fails.
        """
        try:
            if path.exists():
                if self.read(path) != content:
                    raise ConflictError(f"{path} already holds something else")
                return False
            self._write(path, content, mode)
        except OSError as error:
            raise StoreError(f"{path}: {error}") from error
        return True

    def _write(self, path: UPath, content: bytes, mode: int | None) -> None:
        private = self._private_folder(path)
        if private is None:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(path, content, mode)
        else:
            _make_private(path.parent, private)
            _write_whole(path, self.seal.close(content), PRIVATE)

    def _private_folder(self, path: UPath) -> UPath | None:
        """Return the folder that a path is private by, None if it is not."""
        folders = (self.root / name for name in PRIVATE_PARTS)
        return next((each for each in folders if path.path.startswith(f"{each.path}/")), None)

    def keep(self, path: UPath, content: bytes) -> None:
        """Write bytes that must not be lost, and read them again to see that they are there.

        Raises `StoreError` if other bytes come back, and all that `write_once` raises.
        """
        self.write_once(path, content, PRIVATE)
        if sha256_of(self.read(path)) != sha256_of(content):
            raise StoreError(f"{path} does not hold what was written")

    def read(self, path: UPath) -> bytes:
        """Return the bytes of a file; raises `StoreError` if storage fails.

        A file that is not there is no fault of the storage: `FileNotFoundError`.
        """
        try:
            kept = path.read_bytes()
        except FileNotFoundError:
            raise
        except OSError as error:
            raise StoreError(f"{path}: {error}") from error
        return kept if self._private_folder(path) is None else self.seal.open(kept, path)

    def forget(self, path: UPath, instead: bytes | None = None) -> bool:
        """Remove a private file for good, or leave other bytes `instead`; tell if it was there.

        Nothing but what schools handed in, and what names it, is ever forgotten.
        """
        if self._private_folder(path) is None:
            raise ConflictError(f"{path} is kept for good")
        try:
            if not path.exists():
                return False
            if instead is None:
                path.unlink()
            else:
                self._write(path, instead, PRIVATE)
        except OSError as error:
            raise StoreError(f"{path}: {error}") from error
        return True

    def everything(self, path: UPath | None = None) -> Iterator[UPath]:
        """Yield every file of the lake, or below a folder of it, in order."""
        folder = self.root if path is None else path
        if not is_local(folder):
            yield from (folder / each for each in paths_below(folder))
            return
        for name in self.names(folder):
            child = folder / name
            if child.is_dir():
                yield from self.everything(child)
            else:
                yield child

    def read_json(self, path: UPath) -> Any:
        """Return what a JSON file says."""
        return json.loads(self.read(path))

    def names(self, path: UPath) -> list[str]:
        """Return the names in a folder in order, none if it is not there."""
        try:
            return sorted(names_in(path))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StoreError(f"{path}: {error}") from error

    # What is there

    def submissions(self, edition: str, county: str) -> Iterator[Submission]:
        """Yield every submission received for a county, in the order of its key."""
        folder = self.root / "received" / edition / county
        arrived = _arrived_here(folder) if is_local(folder) else _arrived_there(folder)
        for school, form, number in sorted(arrived):
            yield Submission(edition, county, school, form, number)

    def has_arrived(self, key: str) -> bool:
        """Tell whether a submission was received whole."""
        return (self.received(key) / ARRIVAL).exists()

    def attempts(self, form: str) -> list[int]:
        """Return the numbers taken under `edition/county/school/form`, whole or not."""
        return sorted(map(int, self.names(self.root / "received" / form)))

    def restorations(self, season: str) -> list[Any]:
        """Return the notes on every attempt of a season that counts again, the first one first."""
        folder = self.restoration(season, 0).parent
        return [self.read_json(folder / name) for name in self.names(folder)]

    def decisions(self, season: str) -> list[Any]:
        """Return the notes on all explanations decided without a form, the first one first."""
        folder = self.decided(season, 0).parent
        return [self.read_json(folder / name) for name in self._notes(folder)]

    def comparisons(self, season: str) -> int:
        """Return the number of the latest note on a county as a whole, 0 if there is none."""
        names = self.names(self.compared(season, 0).parent)
        return int(names[-1].split(".")[0]) if names else 0

    def purges(self, season: str) -> list[str]:
        """Return the names of the plans of all purges of a season, the first one first."""
        names = self.names(self.purge_plan(season, 0).parent)
        return [name for name in names if name.endswith(".plan.json")]

    def chain(self, season: str) -> list[Any]:
        """Return all events that were recorded of a season, the first one first."""
        folder = self.events(season, 0).parent
        return [event for name in self._notes(folder) for event in self.read_json(folder / name)]

    def sealed(self, season: str) -> list[str]:
        """Return the keys of all evaluations of a season whose final version was sealed."""
        names = self._notes(self.sealing(f"{season}/x").parent)
        return [f"{season}/{name.removesuffix('.json')}" for name in names]

    def _notes(self, folder: UPath) -> list[str]:
        """Return the names of the notes in a folder, without what a killed run left half done."""
        return [name for name in self.names(folder) if name.endswith(".json")]

    def folders_of(self, season: str) -> list[tuple[str, str]]:
        """Return year and name of every intake folder that was opened for a season."""
        marks = self.season_mark("", "").parent
        found = [tuple(name.removesuffix(".json").split("-", 1)) for name in self.names(marks)]
        return [
            (year, folder)
            for year, folder in found
            if self.read_json(self.season_mark(year, folder))["season"] == season
        ]

    def seasons(self) -> list[str]:
        """Return `edition/county` of every county that something was received for."""
        folder = self.root / "received"
        return [
            f"{edition}/{county}"
            for edition in self.names(folder)
            if edition.isdecimal()
            for county in self.names(folder / edition)
        ]

    def pseudonym_key(self) -> bytes:
        """Return the secret that pupils' numbers are hashed with.

        It comes from the environment, else it is made once and kept beside the lake.
        """
        return self._secret("pseudonym", load_settings().pseudonym_key)

    def signing_key(self) -> bytes:
        """Return the secret that packages are sealed with, as hexadecimal digits.

        It comes from the environment, else it is made once and kept beside the lake.
        """
        return self._secret("signing", load_settings().signing_key)

    def board_key(self) -> bytes:
        """Return the secret that the board signs its sessions and forms with.

        It comes from the environment, else it is made once and kept beside the lake.
        """
        return self._secret("board", load_settings().board_key)

    def _secret(self, name: str, given: str) -> bytes:
        if given:
            return given.encode()
        path = self.root / f"{name}.key"
        if not path.exists():
            self.write_once(path, secrets.token_hex(32).encode(), PRIVATE)
        return self.read(path)


def _arrived_here(folder: UPath) -> Iterator[tuple[str, str, int]]:
    """Yield school, form and attempt of what arrived whole; plain paths, for they are many."""
    top = folder.path
    for school in _listed(top):
        for form in _listed(f"{top}/{school}"):
            for attempt in _listed(f"{top}/{school}/{form}"):
                if ARRIVAL in _listed(f"{top}/{school}/{form}/{attempt}"):
                    yield school, form, int(attempt)


def _listed(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [each.name for each in entries]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StoreError(f"{folder}: {error}") from error


def _arrived_there(folder: UPath) -> Iterator[tuple[str, str, int]]:
    """Yield the same of a store of objects, from one listing: each question costs a request."""
    for path in paths_below(folder):
        school, form, attempt, *name = path.split("/")
        if name == [ARRIVAL]:
            yield school, form, int(attempt)


def _make_private(folder: UPath, top: UPath) -> None:
    """Make a folder below `top`, all of them for the owner only."""
    if not is_local(folder):
        return
    private = Path(top.path)
    private.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    if private.stat().st_mode & OTHERS:
        private.chmod(PRIVATE_FOLDER)
    inside = private
    for part in Path(folder.path).relative_to(private).parts:
        inside = inside / part
        inside.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)


def _write_whole(path: UPath, content: bytes, mode: int | None) -> None:
    if not is_local(path):
        path.write_bytes(content)
        return
    local = Path(str(path))
    scratch = local.with_name(f".{local.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode or READABLE)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        scratch.replace(local)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise


@cache
def open_store() -> Store:
    """Return the store of this deployment."""
    settings = load_settings()
    return Store(located(settings.lake), Seal.read(settings.received_key))
