"""Are the looks that outlines ask for there? Asked before any paper is made.

A table may ask for a density, an alignment and a style of its head; a font, a size or a colour
that a style asks for is asked after in `Styles.read`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from tasks.dossiers.sentences import file_of
from tasks.dossiers.word.styles import Styles
from tasks.dossiers.word.tables import DENSITIES
from tasks.errors import CatalogueError

STYLES = "styles"
ALIGNMENTS = ("left", "center", "right", "both")


def verify_looks(wording: Mapping[str, Any]) -> None:
    """Raise `CatalogueError`, with file and line, at the first look that is not there.

    `wording` has the parsed files of `templates/dossiers` by name, the styles among them.
    """
    styles = Styles.read(wording[STYLES], file_of(STYLES))
    known: Mapping[str, Collection[str]] = {
        "density": DENSITIES,
        "align": ALIGNMENTS,
        "head_style": styles.paragraphs,
    }
    for name, tree in wording.items():
        if name == STYLES:
            continue
        for holder, key, asked in _asked(tree, tree, known):
            if asked not in known[key]:
                there = ", ".join(known[key])
                message = f"{key}: there is no {asked!r}; there are {there}"
                line = getattr(holder, "line", None)
                raise CatalogueError(message, getattr(holder, "file", file_of(name)), line)


def _asked(found: Any, holder: Any, keys: Collection[str]) -> Iterator[tuple[Any, str, str]]:
    """Yield every look that is asked for, after the mapping that knows its line."""
    if isinstance(found, Mapping):
        holder = found if hasattr(found, "line") else holder
        for key, part in found.items():
            if key in keys and isinstance(part, str):
                yield holder, key, part
            else:
                yield from _asked(part, holder, keys)
    elif isinstance(found, list):
        for part in found:
            yield from _asked(part, holder, keys)
