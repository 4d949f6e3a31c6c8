"""Encrypts what may be read by this deployment alone, and reads it again.

A sealed file says by which key it was sealed, so that a wrong key is known before anything is
taken for damage. What was written before there was a key stays readable.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from tasks.errors import JunhengError

MAGIC = b"JHSEALED"
KEY_BYTES = 32
NAME_BYTES = 8
NONCE_BYTES = 12
OPEN = bytes(NAME_BYTES)
"""Stands for the name of a key where there is none: such a file is not encrypted."""


class SealError(JunhengError):
    """The key of this deployment is missing, wrong or unusable: who operates it must act."""

    exit_code = 3


@dataclass(frozen=True)
class Seal:
    """The keys of one deployment: the first one seals, all of them open."""

    keys: tuple[bytes, ...] = ()

    @classmethod
    def read(cls, text: str) -> Seal:
        """Return the seal of keys as 64 hexadecimal digits each, with commas between.

        Raises `SealError` if one of them is no key.
        """
        return cls(tuple(_key(part.strip()) for part in text.split(",") if part.strip()))

    def close(self, content: bytes) -> bytes:
        """Return `content` as it is kept: encrypted if there is a key."""
        if not self.keys:
            return MAGIC + OPEN + content if content.startswith(MAGIC) else content
        nonce = secrets.token_bytes(NONCE_BYTES)
        name = _name(self.keys[0])
        return MAGIC + name + nonce + _cipher(self.keys[0]).encrypt(nonce, content, MAGIC + name)

    def open(self, kept: bytes, path: object) -> bytes:
        """Return the content of what was kept; `path` is told where it cannot be had.

        Raises `SealError` where the key is missing or another one, or the file was changed.
        """
        if not kept.startswith(MAGIC):
            return kept
        name = kept[len(MAGIC) : len(MAGIC) + NAME_BYTES]
        body = kept[len(MAGIC) + NAME_BYTES :]
        if name == OPEN:
            return body
        return self._decrypt(name, body, path)

    def _decrypt(self, name: bytes, body: bytes, path: object) -> bytes:
        from cryptography.exceptions import InvalidTag

        found = [key for key in self.keys if _name(key) == name]
        if not found:
            raise SealError(
                f"{path} was encrypted with the key {name.hex()}, which this deployment does not "
                "have: whoever operates it must add that key to JUNHENG_RECEIVED_KEY"
            )
        try:
            nonce, sealed = body[:NONCE_BYTES], body[NONCE_BYTES:]
            return _cipher(found[0]).decrypt(nonce, sealed, MAGIC + name)
        except (InvalidTag, ValueError) as error:
            raise SealError(
                f"{path} was changed after it was encrypted: whoever operates this deployment "
                "must bring it back from a backup"
            ) from error


def _key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise SealError(
            "JUNHENG_RECEIVED_KEY is no key: whoever operates this deployment must set it to "
            "64 hexadecimal digits, such as `openssl rand -hex 32` prints"
        )
    return key


def _name(key: bytes) -> bytes:
    """Return what tells keys apart and says nothing of them."""
    return hashlib.sha256(MAGIC + key).digest()[:NAME_BYTES]


def _cipher(key: bytes):  # type: ignore[no-untyped-def]  # the library is loaded when needed
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)
