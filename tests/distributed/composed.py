"""What docker-compose.yml says, said for this machine: the same settings at other places."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

CHECKOUT = Path(__file__).resolve().parents[2]
FILE = CHECKOUT / "docker-compose.yml"
BLANK = re.compile(r"(?<!\$)\$\{(\w+)(?::-([^}]*))?\}")


@cache
def services() -> dict[str, dict[str, Any]]:
    """Return every service by its name, as the file says when nothing is set in `.env`."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["services"]
    return found


def environment(service: str, places: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of a service, each text in `places` replaced by what it is here."""
    return {
        name: _placed(str(value), places)
        for name, value in services()[service]["environment"].items()
    }


def command(service: str) -> list[str]:
    """Return the arguments of a service's command."""
    said = services()[service]["command"]
    return said.split() if isinstance(said, str) else list(said)


def module(service: str) -> str:
    """Return the Python module that a service of our image runs."""
    entrypoint = services()[service].get("entrypoint", ["python", "-m", "airflow"])
    assert entrypoint[:2] == ["python", "-m"]
    return str(entrypoint[2])


def _placed(text: str, places: Mapping[str, str]) -> str:
    text = BLANK.sub(lambda match: match[2] or "", text).replace("$$", "$")
    for there, here in places.items():
        text = text.replace(there, here)
    return text
