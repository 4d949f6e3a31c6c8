"""What lies in a folder, on disk or in object storage, listed without reading any of it."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from upath import UPath

from tasks.object_store import is_local
from tasks.steps.discretion import reason, unnamed

log = logging.getLogger(__name__)

TIMES = ("mtime", "LastModified", "last_modified", "modified", "created", "updated")
"""Under which names the stores of objects tell when an object was written."""


@dataclass(frozen=True)
class Glance:
    """How a file looks from outside: its size, and when it was last written."""

    size: int
    modified: float


@dataclass(frozen=True)
class Found:
    """One file of a folder: its path relative to the intake, where it is, and its looks."""

    path: str
    place: UPath
    glance: Glance


def files_below(folder: UPath, root: UPath) -> Iterator[Found]:
    """Yield every file below a folder; no link, and nothing that cannot be looked at now.

    Paths are relative to `root`, the intake.
    """
    listed = _on_disk(Path(folder.path)) if is_local(folder) else _in_storage(folder)
    start = str(Path(root.path)) if is_local(root) else root.path
    for path, glance in listed:
        relative = path[len(start) :].strip("/")
        yield Found(_readable(relative.replace(os.sep, "/")), root / relative, glance)


def _readable(path: str) -> str:
    """Return a path as text; a name that is not UTF-8 was written by an old Chinese system."""
    raw = path.encode("utf-8", "surrogateescape")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def glance_at(place: UPath) -> Glance | None:
    """Return how a file looks now, None if it is gone or cannot be looked at."""
    try:
        if is_local(place):
            seen = Path(place.path).lstat()
            return Glance(seen.st_size, seen.st_mtime)
        place.fs.invalidate_cache()
        return _glance(place.fs.info(place.path))
    except OSError:
        return None


def folders_in(folder: UPath) -> list[UPath]:
    """Return the folders directly in a folder, in order; none if it is not there."""
    try:
        if not folder.is_dir():
            return []
        found = [each for each in folder.iterdir() if each.is_dir() and not each.is_symlink()]
    except OSError as error:
        log.warning("%s cannot be looked at now: %s", unnamed(folder), reason(error))
        return []
    return sorted(found, key=lambda each: each.name)


def _on_disk(folder: Path) -> Iterator[tuple[str, Glance]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        log.warning("%s cannot be looked at now: %s", unnamed(folder), reason(error))
        return
    for entry in entries:
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _on_disk(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                seen = entry.stat(follow_symlinks=False)
                yield entry.path, Glance(seen.st_size, seen.st_mtime)
        except OSError as error:
            log.warning("%s cannot be looked at now: %s", unnamed(entry.path), reason(error))


def _in_storage(folder: UPath) -> Iterator[tuple[str, Glance]]:
    folder.fs.invalidate_cache()
    try:
        listed: dict[str, dict[str, Any]] = folder.fs.find(folder.path, detail=True)
    except OSError as error:
        log.warning("%s cannot be looked at now: %s", unnamed(folder), reason(error))
        return
    for path in sorted(listed):
        yield path, _glance(listed[path])


def _glance(info: dict[str, Any]) -> Glance:
    size = int(info.get("size") or 0)
    moment: Any = next((info[name] for name in TIMES if info.get(name) is not None), 0)
    return Glance(size, moment.timestamp() if isinstance(moment, datetime) else float(moment))
