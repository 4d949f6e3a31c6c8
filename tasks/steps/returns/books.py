"""Opens workbooks within the limits of the deployment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.settings import load_settings

if TYPE_CHECKING:
    from tasks.intake.opened import Opened


def open_book(content: bytes, name: str = "") -> Opened:
    """Return an opened workbook; raises `Refused` if it cannot be opened or asks for too much."""
    from tasks.intake.opened import Limits, Opened

    settings = load_settings()
    limits = Limits(
        file_mb=settings.file_megabytes,
        sheet_cells=settings.sheet_cells,
        seconds=settings.reading_seconds,
        memory_mb=settings.reading_megabytes,
    )
    return Opened(content, name, limits)
