"""Does the seal of a package hold? Checked with plain Python; the signature if it can be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tasks.custody.chain import broken_link
from tasks.custody.code import short_code
from tasks.custody.events import when
from tasks.custody.seal import (
    FOLDER,
    FORMAT,
    KEY,
    LEDGER,
    NOTE,
    content_hash,
    fingerprint_of,
    hashes_of,
    pem,
    readable,
    signed_part,
)

INTACT, BROKEN, NOT_CHECKED = "intact", "broken", "not_checked"

LEFT_BY_SYSTEMS = ("Thumbs.db", "desktop.ini", ".DS_Store")
OPEN_IN_OFFICE = "~$"
"""What Windows, macOS and office programs leave in a folder that somebody only looked at."""


@dataclass(frozen=True)
class SealFinding:
    """What the check of one part of a seal has found.

    `part` is `note`, `files`, `chain`, `key` or `signature`; `state` is `intact`, `broken` or
    `not_checked`. `how` names the sentence in `templates/custody/wording.yml`; `where` is the
    path of a file or the number of an event, empty where there is nothing to point at.
    """

    part: str
    state: str
    how: str
    where: str = ""


def is_sealed(files: Mapping[str, bytes]) -> bool:
    """Tell whether a package bears a seal, or what is left of one."""
    return any(path.startswith(FOLDER) for path in files)


def check_seal(files: Mapping[str, bytes], trusted: str = "") -> tuple[SealFinding, ...]:
    """Return what the check of every part of a seal has found, in the order of the parts.

    `files` are all files of the package by path, with `/` between folders. `trusted` is the
    public key that the seal should bear, known from elsewhere: without it, a seal only says
    that the package is as its sealer left it, and not who that was.
    """
    note = _note(files)
    if note is None:
        how = "unreadable" if NOTE in files else "missing"
        return (SealFinding("note", BROKEN, how, NOTE),)
    return (
        _check_note(note, files[NOTE]),
        _check_files(note, files),
        _check_chain(note, files),
        _check_key(note, files, trusted),
        _check_signature(note),
    )


def _note(files: Mapping[str, bytes]) -> dict[str, Any] | None:
    """Return the note of a seal, None if there is none that has all its parts."""
    try:
        note = json.loads(files[NOTE])
        when(note["sealed_at"])
        pem(note["public_key"])
        texts = [note[name] for name in ("code", "findings", "version", "content")]
        texts += [note["signature"], note["chain"]["head"], *note["files"].values()]
        whole = isinstance(note["chain"]["length"], int) and note["format"] == FORMAT
        readable(note)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return None
    return note if whole and all(isinstance(text, str) for text in texts) else None


def _check_note(note: Mapping[str, Any], content: bytes) -> SealFinding:
    """Return whether the note is written as we write it, and its parts fit together."""
    code = short_code(fingerprint_of(note["findings"]), note["version"])
    if readable(note) != content:
        return SealFinding("note", BROKEN, "rewritten", NOTE)
    if note["content"] != content_hash(note["files"]) or note["code"] != code:
        return SealFinding("note", BROKEN, "edited", NOTE)
    return SealFinding("note", INTACT, "intact")


def _check_files(note: Mapping[str, Any], files: Mapping[str, bytes]) -> SealFinding:
    """Return the first file, in the order of paths, that is not the one that was sealed."""
    sealed = note["files"]
    found = hashes_of({path: files[path] for path in files if not _is_left_behind(path)})
    for path in sorted({*sealed, *found}):
        if path not in found:
            return SealFinding("files", BROKEN, "missing", path)
        if path not in sealed:
            return SealFinding("files", BROKEN, "added", path)
        if sealed[path] != found[path]:
            return SealFinding("files", BROKEN, "changed", path)
    return SealFinding("files", INTACT, "intact")


def _is_left_behind(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name in LEFT_BY_SYSTEMS or name.startswith(OPEN_IN_OFFICE)


def _check_chain(note: Mapping[str, Any], files: Mapping[str, bytes]) -> SealFinding:
    if LEDGER not in files:
        return SealFinding("chain", BROKEN, "missing", LEDGER)
    try:
        events = json.loads(files[LEDGER])
        rewritten = readable(events)
    except (ValueError, RecursionError):
        events = None
    if not isinstance(events, list):
        return SealFinding("chain", BROKEN, "unreadable", LEDGER)
    broken = broken_link(events, note["chain"]["head"], note["chain"]["length"])
    if broken is not None:
        return SealFinding("chain", BROKEN, broken.how, str(broken.number))
    if rewritten != files[LEDGER]:
        return SealFinding("chain", BROKEN, "rewritten", LEDGER)
    if events and when(note["sealed_at"]) < when(events[-1]["recorded_at"]):
        return SealFinding("chain", BROKEN, "sealed_early", NOTE)
    return SealFinding("chain", INTACT, "intact")


def _check_key(note: Mapping[str, Any], files: Mapping[str, bytes], trusted: str) -> SealFinding:
    key = note["public_key"]
    if files.get(KEY) != pem(key):
        return SealFinding("key", BROKEN, "changed" if KEY in files else "missing", KEY)
    if trusted and trusted.strip().lower() != key:
        return SealFinding("key", BROKEN, "not_trusted", key)
    if not trusted:
        return SealFinding("key", NOT_CHECKED, "nobody_says", key)
    return SealFinding("key", INTACT, "intact", key)


def _check_signature(note: Mapping[str, Any]) -> SealFinding:
    try:
        from tasks.custody.signature import is_signed
    except ImportError:
        return SealFinding("signature", NOT_CHECKED, "no_library")
    if is_signed(note["public_key"], note["signature"], signed_part(note)):
        return SealFinding("signature", INTACT, "intact")
    return SealFinding("signature", BROKEN, "wrong", NOTE)


__all__ = ["BROKEN", "INTACT", "NOT_CHECKED", "SealFinding", "check_seal", "is_sealed"]
