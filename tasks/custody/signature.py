"""Ed25519: who sealed a package, and that nobody has changed it since.

The only module here that needs a library; without it a seal can be read and not trusted.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)


def public_key(seed: bytes) -> str:
    """Return the public key of a secret of 32 bytes, in hexadecimal digits."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()


def sign(seed: bytes, content: bytes) -> str:
    """Return the signature of bytes, in hexadecimal digits; the same for the same bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(content).hex()


def is_signed(key: str, signature: str, content: bytes) -> bool:
    """Tell whether whoever has the secret of a public key has signed exactly these bytes."""
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True
