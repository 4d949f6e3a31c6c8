"""Chains of events and sealed packages, as small as a test can have them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tasks.custody.chain import append
from tasks.custody.events import KINDS, START, Event, Happening, hash_of
from tasks.custody.seal import Sealing, seal_files, seal_note, signed_part
from tasks.custody.signature import public_key, sign

SEED = bytes(range(32))
OTHER_SEED = bytes(32)
SEASON = "2025/139901"
FINDINGS = f"{SEASON}/0b2a7c7d0ece"
PACKAGE = {
    "manifest.json": b"{}",
    "县级/自评报告.docx": b"report",
    "数据/facts.json": b"[]",
}
Notes = list[dict[str, Any]]


def a_happening(at: int, **changes: Any) -> Happening:
    """Return what happened on one day; name only what your test is about."""
    given = {
        "kind": KINDS[at % len(KINDS)],
        "subject": f"{SEASON}/2113990001/school_return/{at}",
        "happened_at": f"2025-10-{at + 1:02}T08:00:00+08:00",
        "files": {"original": "ab" * 32},
    }
    return Happening(**(given | changes))


def a_chain(length: int = 6) -> list[Event]:
    """Return events that were recorded on one day after the other."""
    events: list[Event] = []
    for at in range(length):
        last = events[-1] if events else None
        events += append(last, [a_happening(at)], f"2025-11-{at + 1:02}T08:00:00+08:00")
    return events


def notes(events: Sequence[Event]) -> Notes:
    """Return events as plain values that a test may change."""
    found: Notes = json.loads(json.dumps([event.as_note() for event in events]))
    return found


def rehashed(changed: Notes, since: int = 0) -> Notes:
    """Return a chain whose numbers and hashes somebody made fit again from one place on."""
    for place in range(since, len(changed)):
        changed[place]["number"] = place + 1
        changed[place]["previous"] = changed[place - 1]["hash"] if place else START
        changed[place]["hash"] = hash_of(changed[place])
    return changed


def a_sealed_package(
    files: Mapping[str, bytes] = PACKAGE, seed: bytes = SEED, length: int = 6
) -> dict[str, bytes]:
    """Return a package with its seal."""
    events = a_chain(length)
    sealing = Sealing(SEASON, "示例县", FINDINGS, "final", "督导室", "2025-12-20T09:30:00+08:00")
    note = seal_note(sealing, files, events, public_key(seed))
    note["signature"] = sign(seed, signed_part(note))
    return {**files, **seal_files(note, events)}


def with_json(
    files: Mapping[str, bytes], path: str, change: Callable[[Any], Any], write: Callable[..., bytes]
) -> dict[str, bytes]:
    """Return the package with what `change` made of one of its JSON files."""
    return {**files, path: write(change(json.loads(files[path])))}
