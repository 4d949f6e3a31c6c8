"""What differs between deployments, read from the environment once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """One deployment.

    `intake` and `outbox` are folders people see; `lake` is a folder or a URL such as
    `s3://bucket/lake`. `batch_size` is how many submissions one Airflow task takes at most.
    `received_key` encrypts what schools handed in: 64 hexadecimal digits, nothing for no
    encryption; earlier keys, which only read, may follow after commas.

    `settle_seconds` is how long a new file must not change before it is read. A file, or one
    out of an archive, has at most `file_megabytes`; out of one archive come at most
    `archive_files`, of `archive_megabytes` together, one packed byte becoming `archive_ratio`
    at most, from archives in archives down to `archive_depth`.

    Reading a file may take `reading_seconds` and `reading_megabytes` of memory, and one of its
    sheets may have `sheet_cells`, counted from its first cell to its farthest.
    """

    intake: str
    lake: str
    outbox: str
    pseudonym_key: str
    received_key: str
    batch_size: int
    settle_seconds: float
    file_megabytes: int
    archive_files: int
    archive_megabytes: int
    archive_ratio: int
    archive_depth: int
    sheet_cells: int
    reading_seconds: float
    reading_megabytes: int


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings that an environment gives, defaults lying in the checkout."""
    data = CHECKOUT / "data"
    return Settings(
        intake=environment.get("JUNHENG_INTAKE", str(data / "intake")),
        lake=environment.get("JUNHENG_LAKE", str(data / "lake")),
        outbox=environment.get("JUNHENG_OUTBOX", str(data / "outbox")),
        pseudonym_key=environment.get("JUNHENG_PSEUDONYM_KEY", ""),
        received_key=environment.get("JUNHENG_RECEIVED_KEY", ""),
        batch_size=int(environment.get("JUNHENG_BATCH_SIZE", "200")),
        settle_seconds=float(environment.get("JUNHENG_SETTLE_SECONDS", "3")),
        file_megabytes=int(environment.get("JUNHENG_FILE_MEGABYTES", "50")),
        archive_files=int(environment.get("JUNHENG_ARCHIVE_FILES", "2000")),
        archive_megabytes=int(environment.get("JUNHENG_ARCHIVE_MEGABYTES", "1000")),
        archive_ratio=int(environment.get("JUNHENG_ARCHIVE_RATIO", "200")),
        archive_depth=int(environment.get("JUNHENG_ARCHIVE_DEPTH", "3")),
        sheet_cells=int(environment.get("JUNHENG_SHEET_CELLS", "1000000")),
        reading_seconds=float(environment.get("JUNHENG_READING_SECONDS", "10")),
        reading_megabytes=int(environment.get("JUNHENG_READING_MEGABYTES", "1024")),
    )


@cache
def load_settings() -> Settings:
    """Return the settings of this process."""
    return read_settings(os.environ)
