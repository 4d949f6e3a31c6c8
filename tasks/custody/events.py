"""What happened to a county's returns and dossiers, each event bearing the hash of the last one.

An event names no file and nothing that a school wrote: keys, hashes, moments, and who acted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

KINDS = (
    "received", "receipted", "explained", "decided", "accepted", "evaluated",
    "returned", "approved", "generated", "sealed", "reopened",
)  # fmt: skip
"""What may happen, in the order in which it is told where moments are the same."""

START = "0" * 64
"""Stands for the hash of the event before the first one."""

CHINA = timezone(timedelta(hours=8))
"""Where a moment is meant that names no time zone."""


@dataclass(frozen=True)
class Happening:
    """Something that happened and is not in the chain yet.

    `subject` is a key of ours: of a submission, a receipt, an evaluation, a version. `who` is
    the person who acted, empty for the program. `files` has SHA-256 by what the file is.
    """

    kind: str
    subject: str
    happened_at: str
    who: str = ""
    why: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Event(Happening):
    """One link of the chain; `number` counts from 1, `hash` is over all the rest."""

    number: int = 0
    recorded_at: str = ""
    previous: str = START
    hash: str = ""

    def as_note(self) -> dict[str, Any]:
        """Return the event as plain values."""
        return asdict(self)


def canonical(value: Any) -> bytes:
    """Return the one way in which plain values are written before they are hashed or signed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def digest(content: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def hash_of(note: Mapping[str, Any]) -> str:
    """Return the hash that an event must bear, whatever it bears."""
    return digest(canonical({name: value for name, value in note.items() if name != "hash"}))


def when(moment: str) -> datetime:
    """Return a moment so that it can be compared; raises `ValueError` for anything else."""
    read = datetime.fromisoformat(moment)
    return read if read.tzinfo else read.replace(tzinfo=CHINA)


def later(moment: str, other: str) -> str:
    """Return the later one of two moments, the first one where they are the same."""
    return other if when(other) > when(moment) else moment
