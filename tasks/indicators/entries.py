"""Reading one entry of the standards by its path, with an error that says where it is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tasks.errors import CatalogueError


def entry(data: Any, path: str, where: str) -> Any:
    """Return what stands at `path`; `where` names what `data` is if nothing else does.

    Raises `CatalogueError` with the file and line of the mapping that lacks the next step.
    """
    found, file, line = data, where, None
    for step in path.split("."):
        file, line = getattr(found, "file", file), getattr(found, "line", line)
        if not isinstance(found, Mapping) or step not in found:
            raise CatalogueError(f"there is no standard {path}", file, line)
        found = found[step]
    return found


def wrong(data: Any, message: str, where: str = "") -> CatalogueError:
    """Return the error that something is wrong with `data`, at its place in its file."""
    return CatalogueError(message, getattr(data, "file", where), getattr(data, "line", None))
