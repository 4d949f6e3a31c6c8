"""The sentences of the command line, kept in `templates/console/commands.yml`."""

from __future__ import annotations

from functools import cache
from typing import Any

from tasks import catalogue


@cache
def sentences(part: str) -> dict[str, Any]:
    """Return the sentences of one part of the file, such as `help` or `messages`."""
    found: dict[str, Any] = catalogue.read_yaml(catalogue.TEMPLATES / "console" / "commands.yml")
    return found[part]


def text(part: str, sentence: str, **blanks: object) -> str:
    """Return one sentence with its blanks filled in."""
    return str(sentences(part)[sentence]).format(**blanks)


def say(part: str, sentence: str, **blanks: object) -> None:
    """Print one sentence with its blanks filled in."""
    print(text(part, sentence, **blanks), flush=True)
