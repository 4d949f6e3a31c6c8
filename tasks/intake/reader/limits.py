"""How much a file of a school may ask of the machine that reads it."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000
BYTES_OF_A_CELL = 200
UNPACKED_TIMES = 10


@dataclass(frozen=True)
class Limits:
    """What reading one file may take: its size, its cells a sheet, seconds, and memory.

    `seconds` are those of one file, however many sheets of it are asked for. `memory_mb`
    binds the whole process that reads.
    """

    file_mb: int = 50
    sheet_cells: int = 1_000_000
    seconds: float = 10.0
    memory_mb: int = 1024

    @property
    def file_bytes(self) -> int:
        """Return how large a file may be."""
        return self.file_mb * MEGABYTE

    @property
    def unpacked_bytes(self) -> int:
        """Return how large all parts of a packed file may be together."""
        return self.file_bytes * UNPACKED_TIMES

    @property
    def sheet_bytes(self) -> int:
        """Return how large the part of one sheet may be; a full one stays far below."""
        return self.sheet_cells * BYTES_OF_A_CELL

    @property
    def memory_bytes(self) -> int:
        """Return how much memory the process that reads may ask for."""
        return self.memory_mb * 1024 * 1024


DEFAULT_LIMITS = Limits()
