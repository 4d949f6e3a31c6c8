"""How messages pass between the process that reads and its master: a length, then the bytes."""

from __future__ import annotations

from typing import IO

LENGTH = 8


def read_frame(stream: IO[bytes]) -> bytes | None:
    """Return the next message of a stream; None if it ended."""
    head = stream.read(LENGTH)
    if len(head) < LENGTH:
        return None
    size = int.from_bytes(head, "big")
    message = stream.read(size)
    return message if len(message) == size else None


def write_frame(stream: IO[bytes], message: bytes) -> None:
    """Write one message."""
    stream.write(len(message).to_bytes(LENGTH, "big"))
    stream.write(message)
    stream.flush()
