"""The seal of a package: what lies in 封存, and how it says what it is the seal of."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tasks.custody.code import short_code
from tasks.custody.events import START, Event, canonical, digest

FOLDER = "封存/"
NOTE = f"{FOLDER}seal.json"
LEDGER = f"{FOLDER}流转记录.json"
KEY = f"{FOLDER}公钥.pem"
"""The files of a seal; all other files of the package are what it seals."""

FORMAT = "junheng-seal-1"
KEY_BYTES = 32
KEY_HEAD = bytes.fromhex("302a300506032b6570032100")
"""What stands before the 32 bytes of an Ed25519 key in the format of OpenSSL."""


@dataclass(frozen=True)
class Sealing:
    """Which package is sealed, by whom and when. `version` is that of the sealed dossiers."""

    season: str
    county_name: str
    findings: str
    version: str
    sealed_by: str
    sealed_at: str


def seal_note(
    sealing: Sealing, files: Mapping[str, bytes], events: Sequence[Event], public_key: str
) -> dict[str, Any]:
    """Return what is to be signed: the package file by file, and the chain up to now."""
    hashes = hashes_of(files)
    return {
        "format": FORMAT,
        **asdict(sealing),
        "code": short_code(fingerprint_of(sealing.findings), sealing.version),
        "files": hashes,
        "content": content_hash(hashes),
        "chain": {"head": events[-1].hash if events else START, "length": len(events)},
        "public_key": public_key,
    }


def seal_files(note: Mapping[str, Any], events: Sequence[Event]) -> dict[str, bytes]:
    """Return the files of the seal by path, from the signed note and its chain of events."""
    return {
        NOTE: readable(note),
        LEDGER: ledger_file(events),
        KEY: pem(str(note["public_key"])),
    }


def signed_part(note: Mapping[str, Any]) -> bytes:
    """Return the bytes of a note that its signature is over: everything else in it."""
    return canonical({name: value for name, value in note.items() if name != "signature"})


def hashes_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of every file that a seal is over, by path and in its order."""
    return {
        path: digest(content)
        for path, content in sorted(files.items())
        if not path.startswith(FOLDER)
    }


def content_hash(hashes: Mapping[str, str]) -> str:
    """Return the one hash of a whole package: over each path and its hash, in order."""
    return digest(canonical(sorted(hashes.items())))


def fingerprint_of(findings: str) -> str:
    """Return the last part of the key of findings."""
    return findings.rpartition("/")[2]


def ledger_file(events: Sequence[Event]) -> bytes:
    """Return the file with the chain of events."""
    return readable([event.as_note() for event in events])


def readable(value: Any) -> bytes:
    """Return plain values as a JSON file that a person can read, the same for the same value."""
    return f"{json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)}\n".encode()


def pem(public_key: str) -> bytes:
    """Return a public key as the file that OpenSSL reads; raises `ValueError` if it is none."""
    raw = bytes.fromhex(public_key)
    if len(raw) != KEY_BYTES:
        raise ValueError(public_key)
    text = base64.b64encode(KEY_HEAD + raw).decode("ascii")
    return f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n".encode("ascii")
