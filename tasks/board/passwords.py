"""Passwords, kept only as what scrypt makes of them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

COST, BLOCK, LANES = 2**15, 8, 1
MEMORY_BYTES = 64 * 1024 * 1024
SALT_BYTES = 16
HASH_BYTES = 32
KIND = "scrypt"
SHORTEST = 10

NOBODY = f"{KIND}${COST}${BLOCK}${LANES}${'A' * 22}==${'A' * 43}="
"""The password of nobody: what is typed under an unknown name takes as long to be refused."""


def hashed(password: str) -> str:
    """Return what is kept of a password; each time another text."""
    salt = secrets.token_bytes(SALT_BYTES)
    made = _scrypt(password, salt, COST, BLOCK, LANES)
    return f"{KIND}${COST}${BLOCK}${LANES}${_text(salt)}${_text(made)}"


def is_password(typed: str, kept: str) -> bool:
    """Tell whether what was typed is the password of which `kept` is left.

    It takes its time whether it is or not; what was not kept by `hashed` never is.
    """
    try:
        kind, cost, block, lanes, salt, wanted = kept.split("$")
        made = _scrypt(typed, base64.b64decode(salt), int(cost), int(block), int(lanes))
        expected = base64.b64decode(wanted)
    except ValueError:
        return False
    return kind == KIND and hmac.compare_digest(made, expected)


def _scrypt(password: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    terms = {"n": cost, "r": block, "p": lanes, "maxmem": MEMORY_BYTES, "dklen": HASH_BYTES}
    return hashlib.scrypt(password.encode(), salt=salt, **terms)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
