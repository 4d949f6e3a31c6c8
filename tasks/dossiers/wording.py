"""Sentences from wording files, with the facts put in.

A wording file is a YAML tree of sentences; `{county.schools.primary}` names a fact, which
becomes a tagged `Number`. A leading `*` stands for the subject, so that one sentence serves
every school: `{*.primary.L4}` is `{2113999001.primary.L4}` for that school. Plain words that
are no facts are written `{=name}`. `{{` and `}}` are braces::

    wording = Wording(yaml.safe_load(text), "templates/dossiers/report.yml")
    dossier.paragraph(*wording.sentence("opening", facts, words={"county": "某县"}))
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tasks.dossiers.word.inline import Number, Piece
from tasks.errors import CatalogueError
from tasks.model import Fact

BLANK = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
PERCENT = "%"
"""Stands behind a number in a sentence, and not behind the dash of one that is missing."""

Facts = Mapping[str, Fact | str]


class Wording:
    """The sentences of one wording file, found by dotted keys such as `report.opening`."""

    def __init__(self, sentences: Mapping[str, Any], file: str) -> None:
        self._sentences = sentences
        self._file = file

    def text(self, key: str, words: Mapping[str, str] | None = None) -> str:
        """Return a sentence that holds no facts; raises `CatalogueError` if it does."""
        found = self.sentence(key, {}, words=words)
        return "".join(piece for piece in found if isinstance(piece, str))

    def sentence(
        self,
        key: str,
        facts: Facts,
        *,
        subject: str = "",
        words: Mapping[str, str] | None = None,
    ) -> list[Piece]:
        """Return the pieces of one sentence.

        `facts` maps ids to facts (or to printed texts). Raises `CatalogueError` naming file
        and key where the sentence, a fact or a word is unknown.
        """
        text = self._find(key)
        if not isinstance(text, str):
            raise CatalogueError(f"{key}: this is no sentence", self._file)
        return self._pieces(key, text, facts, subject, words or {})

    def sentences(
        self,
        key: str,
        facts: Facts,
        *,
        subject: str = "",
        words: Mapping[str, str] | None = None,
    ) -> list[list[Piece]]:
        """Return the pieces of each sentence in the list under `key`."""
        found = self._find(key)
        if not isinstance(found, list):
            raise CatalogueError(f"{key}: this is no list of sentences", self._file)
        return [
            self._pieces(f"{key}[{at}]", str(text), facts, subject, words or {})
            for at, text in enumerate(found)
        ]

    def section(self, key: str) -> Mapping[str, Any]:
        """Return the part of the tree under `key`, such as the columns of a table."""
        found = self._find(key)
        if not isinstance(found, Mapping):
            raise CatalogueError(f"{key}: this is no part with keys", self._file)
        return found

    def _find(self, key: str) -> Any:
        found: Any = self._sentences
        for name in key.split("."):
            if not isinstance(found, Mapping) or name not in found:
                raise CatalogueError(f"{key}: there is no such sentence", self._file)
            found = found[name]
        return found

    def _pieces(
        self, key: str, text: str, facts: Facts, subject: str, words: Mapping[str, str]
    ) -> list[Piece]:
        joined: list[Piece] = []
        for piece in self._resolved(key, text.strip(), facts, subject, words):
            if isinstance(piece, str) and joined and isinstance(joined[-1], str):
                joined[-1] += piece
            elif piece != "":
                joined.append(piece)
        return joined

    def _resolved(
        self, key: str, text: str, facts: Facts, subject: str, words: Mapping[str, str]
    ) -> Iterator[Piece]:
        after = 0
        for match in BLANK.finditer(text):
            yield text[after : match.start()]
            after = match.end()
            blank = match.group(1)
            if match.group() in ("{{", "}}"):
                yield match.group()[0]
            elif not blank:
                raise CatalogueError(f"{key}: a brace stands alone in {text!r}", self._file)
            elif blank.startswith("="):
                yield self._known(key, words, blank[1:], "word")
            else:
                identity = subject + blank[1:] if blank.startswith("*") else blank
                fact = self._known(key, facts, identity, "fact")
                yield number(identity, fact)
                if _is_missing(fact) and text.startswith(PERCENT, after):
                    after += len(PERCENT)
        yield text[after:]

    def _known(self, key: str, known: Mapping[str, Any], name: str, kind: str) -> Any:
        if name not in known:
            raise CatalogueError(f"{key}: there is no {kind} {name!r}", self._file)
        return known[name]


def _is_missing(fact: Fact | str) -> bool:
    return isinstance(fact, Fact) and fact.value is None


def number(identity: str, fact: Fact | str) -> Number:
    """Return the tagged number of a fact, or of a printed text with a fact's id."""
    if isinstance(fact, str):
        return Number(identity, fact)
    return Number(identity, fact.printed, fact.title)
