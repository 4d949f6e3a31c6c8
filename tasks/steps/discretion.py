"""What may be said of files and errors where anybody may read it: in logs, and beside them.

A file may be called after a pupil, and the text of an error may quote what stands in it.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from upath import UPath

from tasks.intake.inbox import drop_name
from tasks.object_store import located
from tasks.settings import load_settings
from tasks.steps.wording import arrival_wording
from tasks.store import ORIGINAL, Store, to_json

NAMES = "names.json"
"""Beside an original: the names and numbers of pupils in it, never to be seen elsewhere."""

FOLDERS = len(("year", "county", "school"))
"""The folders that have their names from the roster."""


def unnamed(place: UPath | Path | str) -> str:
    """Return what a file or folder of the intake is called in a log: not by its own name."""
    path = place if isinstance(place, str) else place.as_posix()
    inside = path.removeprefix(located(load_settings().intake).as_posix()).strip("/")
    parts = inside.split("/")
    return "/".join([*parts[:FOLDERS], drop_name(inside)] if len(parts) > FOLDERS else parts[:2])


def reason(error: Exception) -> str:
    """Return what went wrong, without what the error quotes."""
    return (isinstance(error, OSError) and error.strerror) or type(error).__name__


def trace(error: Exception) -> str:
    """Return where an error came from and of what kind it is, without its text."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{type(error).__name__}\n{frames}"


def keep_names(store: Store, key: str, words: frozenset[str]) -> None:
    """Keep the names in a submission beside its original, so that they are known elsewhere."""
    path = store.received(key) / NAMES
    if words and (store.received(key) / ORIGINAL).exists():
        content = to_json(sorted(words))
        if path.exists() and store.read(path) != content:
            store.forget(path)
        store.write_once(path, content)


def names_of(store: Store, key: str) -> frozenset[str]:
    """Return the names that the files of the school of a submission have brought so far."""
    school = "/".join(key.split("/")[:3])
    found: set[str] = set()
    for form in store.names(store.received(school)):
        for attempt in store.names(store.received(f"{school}/{form}")):
            path = store.received(f"{school}/{form}/{attempt}") / NAMES
            if path.exists():
                found.update(store.read_json(path))
    return frozenset(found)


def blotter_of(store: Store, key: str, words: frozenset[str] = frozenset()) -> Callable[[str], str]:
    """Return what takes `words` and the known names of a submission's school out of a text."""
    return _blotter(words | names_of(store, key), arrival_wording()["masked"])


@lru_cache(maxsize=2)
def _blotter(words: frozenset[str], mask: str) -> Callable[[str], str]:
    """Return what takes `words` out of a text; that of the file in hand is asked for again."""
    from tasks.staging.redaction import blotter

    return blotter(words, mask)
