"""One file as it was dropped, and those that lie in an intake folder now."""

from __future__ import annotations

import logging
import time
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from upath import UPath

from tasks.intake.inbox import ARCHIVE, RECEIPTS, TAKEN, is_return, is_workbook
from tasks.object_store import is_local
from tasks.steps.discretion import reason, unnamed
from tasks.steps.intake.ledger import HandedOut
from tasks.steps.intake.listing import Found, Glance, glance_at
from tasks.store import sha256_of

log = logging.getLogger(__name__)

OLD_SECONDS = 600
"""A file written longer ago than this is no copy under way; clocks of servers may differ."""


@dataclass(frozen=True)
class Drop:
    """One file as it was dropped. `path` is relative to the intake.

    For a file out of an archive it leads through the archive: `…/包.zip/实验小学/报表.xlsx`.
    """

    path: str
    content: bytes = b""

    @property
    def _parts(self) -> tuple[str, ...]:
        return PurePosixPath(self.path).parts

    @cached_property
    def container(self) -> str:
        """Return the path of the archive that the file lay in, empty for none."""
        parts = self._parts
        for number, part in enumerate(parts[:-1], 1):
            if number > 2 and part.lower().endswith(ARCHIVE):
                return "/".join(parts[:number])
        return ""

    @property
    def inner(self) -> tuple[str, ...]:
        """Return the folders and the name of the file in its archive."""
        return self._parts[len(PurePosixPath(self.container).parts) :] if self.container else ()

    @property
    def name(self) -> str:
        """Return the name of the file, out of an archive with the folders it lay in there."""
        return "/".join(self.inner) or self._parts[-1]

    @property
    def folder(self) -> str:
        """Return the name of the folder directly under the county that the file is in."""
        parts = PurePosixPath(self.container or self.path).parts
        return unicodedata.normalize("NFC", parts[2]) if len(parts) > 3 else ""

    @property
    def folders_inside(self) -> tuple[str, ...]:
        """Return the names of the folders and archives in the archive that the file lay in."""
        return tuple(
            part[: -len(ARCHIVE)] if part.lower().endswith(ARCHIVE) else part
            for part in self.inner[:-1]
        )

    @cached_property
    def sha256(self) -> str:
        """Return the fingerprint of the content."""
        return sha256_of(self.content)


def in_question(found: Iterable[Found], handed: HandedOut) -> list[Found]:
    """Return the files of a county's folder that somebody dropped, the oldest first.

    A receipt that a school has changed is among them; our own receipts, what was taken in,
    and what a program or a copy under way has left there are not.
    """
    chosen = [each for each in found if _is_dropped(each, handed)]
    return sorted(chosen, key=lambda each: (each.glance.modified, each.path))


def _is_dropped(found: Found, handed: HandedOut) -> bool:
    inside = PurePosixPath(found.path).parts[2:]
    if TAKEN in inside or not all(map(is_return, inside)):
        return False
    if RECEIPTS in inside[:-1]:
        return is_workbook(inside[-1]) and not handed.looks_ours(found.path, found.glance)
    return True


def is_in_receipts(path: str) -> bool:
    """Tell whether a file lies where receipts are put."""
    return RECEIPTS in PurePosixPath(path).parts[:-1]


def settled(found: list[Found], seconds: float, wait: Callable[[float], None]) -> list[Found]:
    """Return the files that do not change while `wait` passes the seconds.

    Nothing is waited for where all of them were written long ago; an object in storage is
    there whole or not at all.
    """
    fresh = [each for each in found if _may_be_under_way(each)]
    if not fresh or not seconds:
        return found
    wait(seconds)
    moving = {each.path for each in fresh if glance_at(each.place) != each.glance}
    for path in sorted(moving):
        log.warning("%s is still being written", unnamed(path))
    return [each for each in found if each.path not in moving]


def _may_be_under_way(found: Found) -> bool:
    return is_local(found.place) and is_fresh(found.glance)


def is_fresh(glance: Glance) -> bool:
    """Tell whether a file was written lately, or by a clock that is ahead of ours."""
    return glance.modified > time.time() - OLD_SECONDS


def read_now(found: Found) -> Drop | None:
    """Return a file with its content, None if it cannot be had as it was seen."""
    try:
        content = found.place.read_bytes()
    except OSError as error:
        log.warning("%s cannot be read now: %s", unnamed(found.path), reason(error))
        return None
    if len(content) != found.glance.size or glance_at(found.place) != found.glance:
        log.warning("%s is still being written", unnamed(found.path))
        return None
    return Drop(found.path, content)


def place_of(root: UPath, path: str) -> UPath:
    """Return the folder that a receipt for the file at `path` belongs beside."""
    drop = Drop(path)
    place = root / (drop.container or path)
    return place.parent.parent if place.parent.name == RECEIPTS else place.parent
