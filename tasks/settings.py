"""What differs between deployments, read from the environment once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent

SECRETS = (
    "JUNHENG_BOARD_KEY",
    "JUNHENG_PSEUDONYM_KEY",
    "JUNHENG_RECEIVED_KEY",
    "JUNHENG_SIGNING_KEY",
    "JUNHENG_STORE_KEY",
    "JUNHENG_STORE_SECRET",
)
"""What may also be handed over as a file, as containers do: `<NAME>_FILE` is its path."""


@dataclass(frozen=True)
class Settings:
    """One deployment.

    `intake` and `outbox` are folders people see; `lake` is a folder or a URL such as
    `s3://bucket/lake`. `batch_size` is how many submissions one Airflow task takes at most.
    `received_key` encrypts what schools handed in: 64 hexadecimal digits, nothing for no
    encryption; earlier keys, which only read, may follow after commas. `signing_key` is the
    secret that packages are sealed with, 64 hexadecimal digits.

    `board_users` is the file with those who may see the board, nothing for none; `board_key` is
    the secret that its sessions are signed with.

    `store_endpoint` is the address of the store that `s3://` URLs are in, nothing for Amazon's
    own; it is entered with `store_key` and `store_secret`, where they are nothing with what the
    standard variables of Amazon's tools say.

    `settle_seconds` is how long a new file must not change before it is read. A file, or one
    out of an archive, has at most `file_megabytes`; out of one archive come at most
    `archive_files`, of `archive_megabytes` together, one packed byte becoming `archive_ratio`
    at most, from archives in archives down to `archive_depth`.

    Reading a file may take `reading_seconds` and `reading_megabytes` of memory, and one of its
    sheets may have `sheet_cells`, counted from its first cell to its farthest.

    Laying out Word files for the page numbers of their contents may take `page_seconds` a
    round; 0 leaves the numbers out.
    """

    intake: str
    lake: str
    outbox: str
    pseudonym_key: str
    received_key: str
    signing_key: str
    board_key: str
    board_users: str
    store_endpoint: str
    store_region: str
    store_key: str
    store_secret: str
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
    page_seconds: float


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings that an environment gives, defaults lying in the checkout."""
    data = CHECKOUT / "data"
    environment = {**_handed_over(environment), **environment}
    return Settings(
        intake=environment.get("JUNHENG_INTAKE", str(data / "intake")),
        lake=environment.get("JUNHENG_LAKE", str(data / "lake")),
        outbox=environment.get("JUNHENG_OUTBOX", str(data / "outbox")),
        pseudonym_key=environment.get("JUNHENG_PSEUDONYM_KEY", ""),
        received_key=environment.get("JUNHENG_RECEIVED_KEY", ""),
        signing_key=environment.get("JUNHENG_SIGNING_KEY", ""),
        board_key=environment.get("JUNHENG_BOARD_KEY", ""),
        board_users=environment.get("JUNHENG_BOARD_USERS", ""),
        store_endpoint=environment.get("JUNHENG_STORE_ENDPOINT", ""),
        store_region=environment.get("AWS_REGION", environment.get("AWS_DEFAULT_REGION", "")),
        store_key=environment.get("JUNHENG_STORE_KEY", ""),
        store_secret=environment.get("JUNHENG_STORE_SECRET", ""),
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
        page_seconds=float(environment.get("JUNHENG_PAGE_SECONDS", "120")),
    )


def _handed_over(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the secrets that lie in files, by name."""
    files = {name: environment.get(f"{name}_FILE") for name in SECRETS}
    return {name: Path(file).read_text().strip() for name, file in files.items() if file}


@cache
def load_settings() -> Settings:
    """Return the settings of this process."""
    return read_settings(os.environ)
