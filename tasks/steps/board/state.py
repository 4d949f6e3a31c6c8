"""What the pages show of one county, read once for as long as nothing new was written.

Everything in the lake is written once, so the names alone tell whether anything has changed.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, wraps
from threading import Lock
from typing import Any, TypeVar

from upath import UPath

from tasks import catalogue
from tasks.model import ExpectedReturn, Submission
from tasks.object_store import is_local, paths_below
from tasks.steps import shelf
from tasks.steps.findings.evaluating import findings_key
from tasks.steps.findings.recipe import recipe
from tasks.steps.returns.explanations import Explained, explained
from tasks.steps.returns.standing import basis, standing
from tasks.steps.season.open_seasons import open_season
from tasks.steps.season.seasons import Attempts, Season, attempts_of
from tasks.store import ARRIVAL, Store, open_store

Found = TypeVar("Found")

QUIET_SECONDS = 2.0
"""So long a county is not looked at again while runs keep writing."""


@dataclass(frozen=True, eq=False)
class County:
    """One county's season as it stood at one moment; what is costly is read when asked for."""

    store: Store
    season: Season
    names: str
    _said: dict[str, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def current_key(self) -> str:
        """Return the key that an evaluation of what stands has, whether it was made or not."""
        return findings_key(self.store, self.season, self.expected)

    @cached_property
    def attempts(self) -> Attempts:
        """Return all submissions by school and form."""
        return attempts_of(self.store, self.season.key)

    @cached_property
    def expected(self) -> tuple[ExpectedReturn, ...]:
        """Return for every return that is owed, or came unasked, what has come of it."""
        return standing(self.store, self.season, self.attempts)

    @cached_property
    def explained(self) -> Explained:
        """Return what schools say to all queries of what stands."""
        return explained(self.store, self.season, self.expected, self.checks)

    @cached_property
    def checks(self) -> Mapping[str, shelf.CheckResult]:
        """Return the checks of the attempts that stand, by submission."""
        keys = [each.submission for each in self.expected if each.submission and each.status]
        found = {key: self.check(Submission.parse(key)) for key in keys}
        return {key: check for key, check in found.items() if check is not None}

    def check(self, submission: Submission) -> shelf.CheckResult | None:
        """Return status and issues of one attempt by the present program, None while unchecked."""
        path = self.store.checked(str(submission), basis(submission, self.season, self.attempts))
        return shelf.get_verdict(self.store, path) if path.exists() else None

    def arrival(self, submission: object) -> Mapping[str, Any]:
        """Return how an attempt arrived."""
        return _arrival(self.store, str(submission))


def once(ask: Callable[[County], Found]) -> Callable[[County], Found]:
    """Let a question about a county be answered once; what it asks must lie in the lake."""

    @wraps(ask)
    def answered(county: County) -> Found:
        name = f"{ask.__module__}.{ask.__name__}"
        if name not in county._said:
            county._said[name] = ask(county)
        found: Found = county._said[name]
        return found

    return answered


@lru_cache(maxsize=4096)
def _arrival(store: Store, submission: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = store.read_json(store.received(submission) / ARRIVAL)
    return {name: found[name] for name in ("moment", "path", "name", "sha256")}


@dataclass
class _Kept:
    """The county that was read last, and when its names were looked at."""

    lock: Lock
    county: County | None = None
    looked: float = 0.0


_KEPT: dict[tuple[str, str], _Kept] = {}
_LOCK = Lock()


def county_of(key: str, *, anew: bool = False) -> County | None:
    """Return the county `edition/county` as it stands, None where no roster opened it.

    It may be some seconds old, unless it is asked for `anew`.
    """
    store = open_store()
    with _LOCK:
        kept = _KEPT.setdefault((str(store.received(key)), key), _Kept(Lock()))
    with kept.lock:
        if anew or time.monotonic() - kept.looked > QUIET_SECONDS or kept.county is None:
            names = names_of(store, key)
            if kept.county is None or kept.county.names != names:
                season = open_season(store, key)
                kept.county = County(store, season, names) if season else None
            kept.looked = time.monotonic()
        return kept.county


def forget() -> None:
    """Read every county anew; for tests, which change the deployment under a process."""
    with _LOCK:
        _KEPT.clear()
    _arrival.cache_clear()


def names_of(store: Store, key: str) -> str:
    """Return what changes whenever something is written of a county, in any of its years."""
    county = key.split("/")[1]
    found = hashlib.blake2b(recipe().encode())
    for edition in catalogue.editions():
        for folder in _folders(store, f"{edition}/{county}"):
            for name in _names_below(folder):
                found.update(name.encode("utf-8", "surrogateescape"))
    return found.hexdigest()


def _folders(store: Store, season: str) -> Iterator[UPath]:
    yield store.received(season)
    yield store.checked(season, "x").parent
    yield store.explained(season)
    yield store.restoration(season, 0).parent
    yield store.compared(season, 0).parent
    yield store.decided(season, 0).parent
    yield store.findings(season)
    yield store.approval(season).parent
    yield store.events(season, 0).parent


def _names_below(folder: UPath) -> Iterator[str]:
    if not is_local(folder):
        yield from paths_below(folder)
        return
    yield from _on_disk(folder.path)


def _on_disk(folder: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            found = sorted((each.name, each.is_dir(follow_symlinks=False)) for each in entries)
    except FileNotFoundError:
        return
    yield folder
    for name, is_folder in found:
        yield name
        if is_folder:
            yield from _on_disk(f"{folder}/{name}")
