"""Are the blanks of all sentences ones that there are facts for? Asked before any is printed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from tasks.dossiers.wording import BLANK
from tasks.errors import CatalogueError

WORD, SUBJECT = "=", "*"
DOUBLED = ("{{", "}}")
"""Braces that are printed as one."""


def verify_blanks(wording: Mapping[str, Any], facts: Iterable[str], fields: Iterable[str]) -> None:
    """Raise `CatalogueError` at the first blank of a wording file that no fact can fill.

    `facts` are the ids of a county that handed in nothing; `fields` are the names of staged
    fields, whose facts come only with data. A subject may stand for any beginning of an id.
    """
    known = set(facts)
    endings = {ending for fact in known for ending in _endings(fact)} | set(fields) | {""}
    for tree in wording.values():
        for holder, text in _sentences(tree, tree):
            for blank in _blanks(text):
                if not blank:
                    raise _brace(text, holder)
                if blank.startswith(SUBJECT):
                    is_known = blank.removeprefix(SUBJECT).removeprefix(".") in endings
                else:
                    is_known = blank in known
                if not is_known:
                    raise _unknown(blank, text, holder)


def _unknown(blank: str, text: str, holder: Any) -> CatalogueError:
    place = (getattr(holder, "file", ""), getattr(holder, "line", None))
    return CatalogueError(f"there is no fact for {{{blank}}} in {text!r}", *place)


def _brace(text: str, holder: Any) -> CatalogueError:
    place = (getattr(holder, "file", ""), getattr(holder, "line", None))
    return CatalogueError(f"a brace stands alone in {text!r}", *place)


def _endings(fact: str) -> Iterator[str]:
    """Yield what may stand after a subject: every end of an id that begins after a dot."""
    parts = fact.split(".")
    return (".".join(parts[start:]) for start in range(1, len(parts)))


def _sentences(found: Any, holder: Any) -> Iterator[tuple[Any, str]]:
    """Yield every text of a tree with the mapping it stands in."""
    if isinstance(found, Mapping):
        for part in found.values():
            yield from _sentences(part, found)
    elif isinstance(found, Collection) and not isinstance(found, str):
        for part in found:
            yield from _sentences(part, holder)
    elif isinstance(found, str):
        yield holder, found


def _blanks(text: str) -> Iterator[str]:
    """Yield what facts must fill; an empty text for a brace that encloses nothing."""
    for match in BLANK.finditer(text):
        blank = match.group(1) or ""
        if match.group() not in DOUBLED and not blank.startswith(WORD):
            yield blank
