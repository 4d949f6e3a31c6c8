"""What the pages say, in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from tasks import catalogue
from tasks.errors import JunhengError

LANGUAGES = ("zh-CN", "en")
"""The first one is shown where nobody has chosen."""


@cache
def wording(language: str) -> Mapping[str, Any]:
    """Return every sentence of the pages in one language."""
    found: Mapping[str, Any] = catalogue.read_yaml(
        catalogue.TEMPLATES / "board" / f"wording.{language}.yml"
    )
    return found


def said(language: str, path: str, **blanks: object) -> str:
    """Return the sentence at a path such as `counts.expected`, its blanks filled in."""
    found: Any = wording(language)
    for name in path.split("."):
        found = found[name]
    return str(found).format(**blanks) if blanks else str(found)


def problem(name: str, /, **blanks: object) -> JunhengError:
    """Return the error that says why something cannot be done with the users of the board."""
    return JunhengError(said(LANGUAGES[0], f"problems.{name}", **blanks))
