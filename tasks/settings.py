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
    """

    intake: str
    lake: str
    outbox: str
    pseudonym_key: str
    batch_size: int


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings that an environment gives, defaults lying in the checkout."""
    data = CHECKOUT / "data"
    return Settings(
        intake=environment.get("JUNHENG_INTAKE", str(data / "intake")),
        lake=environment.get("JUNHENG_LAKE", str(data / "lake")),
        outbox=environment.get("JUNHENG_OUTBOX", str(data / "outbox")),
        pseudonym_key=environment.get("JUNHENG_PSEUDONYM_KEY", ""),
        batch_size=int(environment.get("JUNHENG_BATCH_SIZE", "200")),
    )


@cache
def load_settings() -> Settings:
    """Return the settings of this process."""
    return read_settings(os.environ)
