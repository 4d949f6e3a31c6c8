"""Looks everywhere for bytes that were removed; where it finds none, they are gone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from upath import UPath

from tasks.settings import load_settings
from tasks.steps.findings import rulebook
from tasks.steps.intake import folders
from tasks.steps.intake.listing import files_below
from tasks.steps.intake.placing import fingerprint
from tasks.store import Store, sha256_of


@dataclass(frozen=True)
class Search:
    """How many files of lake, intake and outbox were read, and which fingerprints were found.

    `enclosed` are those that only packages hold: what they enclose names no pupil, and stays.
    """

    lake: int
    intake: int
    outbox: int
    unreadable: int
    found: tuple[str, ...]
    enclosed: tuple[str, ...] = ()


def survivors(store: Store, county: str, gone: Collection[str]) -> Search:
    """Return what a search for files with these fingerprints found; every file is read."""
    lake = [(sha256_of(store.read(path)), _is_enclosed(path)) for path in store.everything()]
    year = county.split("/")[0]
    intake = list(_fingerprints(folders.intake() / year, folders.intake()))
    outbox = UPath(load_settings().outbox)
    sent = list(_fingerprints(outbox / year, outbox))
    read = [*lake, *intake, *sent]
    return Search(
        len(lake),
        len(intake),
        len(sent),
        unreadable=sum(not each for each, _ in read),
        found=tuple(sorted({each for each, is_enclosed in read if not is_enclosed} & set(gone))),
        enclosed=tuple(sorted({each for each, is_enclosed in read if is_enclosed} & set(gone))),
    )


def _is_enclosed(path: UPath) -> bool:
    """Tell whether a file lies among what a package of dossiers encloses."""
    return rulebook.template("review")["files"]["folder"] in path.parts


def _fingerprints(place: UPath, root: UPath) -> Iterator[tuple[str, bool]]:
    """Yield the fingerprint of every file below a folder, nothing for one that stays shut."""
    for found in files_below(place, root) if place.is_dir() else ():
        try:
            yield fingerprint(found.place), _is_enclosed(found.place)
        except OSError:
            yield "", False
