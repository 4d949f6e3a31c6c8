"""Moving what was taken in out of the way, and putting receipts beside it, losing nothing."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from upath import UPath

from tasks.intake.inbox import RECEIPTS, TAKEN, numbered
from tasks.object_store import is_local
from tasks.steps.discretion import reason, unnamed
from tasks.steps.intake.ledger import HandedOut
from tasks.steps.intake.listing import glance_at

log = logging.getLogger(__name__)

BLOCK = 1_000_000


def target_for(place: UPath) -> UPath:
    """Return where a file that was taken in will go: a free name in the folder beside it."""
    folder = place.parent.parent if place.parent.name == RECEIPTS else place.parent
    return _free(folder / TAKEN, place.name)


def _free(folder: UPath, name: str) -> UPath:
    """Return a name in a folder that nothing has yet: the one given, or with a number."""
    names = (folder / numbered(name, number) for number in count(1))
    return next(each for each in names if not each.exists())


def fingerprint(place: UPath | Path) -> str:
    """Return the fingerprint of a file of any size."""
    total = hashlib.sha256()
    with place.open("rb") as stream:
        for block in iter(lambda: stream.read(BLOCK), b""):
            total.update(block)
    return total.hexdigest()


def holds(place: UPath, sha256: str) -> bool:
    """Tell whether a file with this fingerprint lies at a place."""
    try:
        return place.exists() and fingerprint(place) == sha256
    except OSError:
        return False


def has_moved(target: UPath, sha256: str) -> bool:
    """Tell whether a file went to its target already, so that what lies there now is new.

    In object storage a move is a copy first: there the original may be left.
    """
    return is_local(target) and holds(target, sha256)


def move(place: UPath, target: UPath, sha256: str) -> bool:
    """Move a file whose bytes are safe; tell whether it has left its place for good.

    What is not the file that was copied, because it was replaced meanwhile, goes back. A
    folder that nothing can be moved in keeps its file.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and (is_local(target) or not holds(target, sha256)):
            target = _free(target.parent, target.name)
        if is_local(place):
            return _rename(Path(place.path), Path(target.path), sha256)
        return _copy_and_delete(place, target, sha256)
    except OSError as error:
        log.warning("%s stays where it is: %s", unnamed(place), reason(error))
        return False


def _rename(place: Path, target: Path, sha256: str) -> bool:
    place.rename(target)
    if fingerprint(target) == sha256:
        return True
    log.warning("%s was replaced while it was taken in", unnamed(UPath(place)))
    _link_back(target, place)
    return False


def _link_back(target: Path, place: Path) -> None:
    """Give a file its place back, or a name beside it where there is a newer one already."""
    for number in count(1):
        back = place.with_name(numbered(place.name, number))
        if not back.exists():
            target.rename(back)
            return


def _copy_and_delete(place: UPath, target: UPath, sha256: str) -> bool:
    before = glance_at(place)
    place.fs.cp_file(place.path, target.path)
    if fingerprint(target) != sha256 or glance_at(place) != before:
        target.unlink()
        return False
    place.unlink()
    return True


def put_receipt(
    folder: UPath, shown: str, name: str, content: bytes, handed: HandedOut, source: str
) -> UPath:
    """Put the receipt of the file `source` into a folder; raises `OSError` if it cannot.

    Returns where it lies. `shown` is the path of the folder as the notes have it. Nothing is
    written over but what we said of the same file before: else the receipt gets a number.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        place = folder / numbered(name, number)
        path = f"{shown}/{place.name}"
        lying = place.read_bytes() if place.exists() else None
        if lying is not None and lying != content and not handed.is_outdated(path, lying, source):
            continue
        handed.note(path, content, source)
        if lying != content:
            _write(place, content)
        _note_looks(place, path, content, handed)
        return place
    raise AssertionError("there is always a number")


def withdraw(
    folder: UPath, shown: str, names: Iterable[str], handed: HandedOut, source: str
) -> None:
    """Remove the receipts of these names that we gave to the file `source`.

    Only what is exactly as we wrote it goes; raises `OSError` if it cannot.
    """
    for name in names:
        place = folder / name
        path = f"{shown}/{name}"
        if place.exists() and handed.is_outdated(path, place.read_bytes(), source):
            place.unlink()


def _write(place: UPath, content: bytes) -> None:
    """Write a file so that nobody sees half of it."""
    if not is_local(place):
        place.write_bytes(content)
        return
    scratch = place.with_name(f".{secrets.token_hex(10)}.tmp")
    try:
        scratch.write_bytes(content)
        Path(scratch.path).replace(place.path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise


def _note_looks(place: UPath, path: str, content: bytes, handed: HandedOut) -> None:
    glance = glance_at(place)
    if glance is not None and place.read_bytes() == content and glance_at(place) == glance:
        handed.look(path, glance)
