"""The sentences of all wording files, each found by the name of its file and a dotted key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from tasks.dossiers.word.inline import Piece
from tasks.dossiers.wording import Wording
from tasks.errors import CatalogueError
from tasks.model import Fact

LEAST_RUN = 3
"""So many numbers that follow each other are told by the first and the last."""

SHARED = "package"
"""The wording file of what all dossiers share."""


class Sentences:
    """The wording files of the dossiers, and the facts that fill their blanks."""

    def __init__(self, trees: Mapping[str, Any], facts: Mapping[str, Fact]) -> None:
        """Take the parsed files by name; a tree may know the line it stands on."""
        self._trees = trees
        self._facts = facts
        self._wordings = {name: Wording(tree, file_of(name)) for name, tree in trees.items()}

    def wording(self, file: str) -> Wording:
        """Return the sentences of `templates/dossiers/<file>.yml`."""
        if file not in self._wordings:
            raise CatalogueError("the file is missing", file_of(file))
        return self._wordings[file]

    def sentence(
        self, file: str, key: str, subject: str = "", words: Mapping[str, str] | None = None
    ) -> list[Piece]:
        """Return the pieces of one sentence, its facts filled in.

        Raises `CatalogueError` with file and line where the sentence or a blank is unknown.
        """
        try:
            return self.wording(file).sentence(key, self._facts, subject=subject, words=words)
        except CatalogueError as error:
            raise self._with_line(error, file, key) from error

    def sentences(
        self, file: str, key: str, subject: str = "", words: Mapping[str, str] | None = None
    ) -> list[list[Piece]]:
        """Return the pieces of each sentence of a list, as `sentence` does of one."""
        try:
            return self.wording(file).sentences(key, self._facts, subject=subject, words=words)
        except CatalogueError as error:
            raise self._with_line(error, file, key) from error

    def say(self, file: str, key: str, **words: str) -> str:
        """Return one sentence that holds no facts, with its plain words filled in."""
        try:
            return self.wording(file).text(key, words)
        except CatalogueError as error:
            raise self._with_line(error, file, key) from error

    def part(self, file: str, key: str) -> Mapping[str, Any]:
        """Return a part of the tree of a wording file, such as the outline of a table."""
        return self.wording(file).section(key)

    def enumerated(self, parts: Iterable[str]) -> str:
        """Return parts as one text, with 、 between them."""
        return self.say(SHARED, "between").join(parts)

    def ranged(self, numbers: Iterable[int]) -> str:
        """Return numbers as one text: 3—7、9、11; two that follow each other stand apart."""
        runs: list[list[int]] = []
        for each in numbers:
            if runs and each == runs[-1][-1] + 1:
                runs[-1].append(each)
            else:
                runs.append([each])
        parts: list[str] = []
        for run in runs:
            first, last = str(run[0]), str(run[-1])
            if len(run) >= LEAST_RUN:
                parts.append(self.say(SHARED, "range", first=first, last=last))
            else:
                parts += map(str, run)
        return self.enumerated(parts)

    def moment(self, moment: datetime) -> str:
        """Return a moment as people write it, to the minute."""
        return self.say(SHARED, "moment", clock=f"{moment:%H:%M}", **_parts(moment))

    def day(self, day: date) -> str:
        """Return a day as people write it."""
        return self.say(SHARED, "date", **_parts(day))

    def _with_line(self, error: CatalogueError, file: str, key: str) -> CatalogueError:
        """Return the error with the line of the nearest part of the tree that knows its own."""
        if error.line is not None or file not in self._trees:
            return error
        found = self._trees[file]
        line = getattr(found, "line", None)
        for step in key.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
            line = getattr(found, "line", line)
        message = str(error).removeprefix(f"{error.file}: ")
        return CatalogueError(message, error.file, line)


def file_of(name: str) -> str:
    """Return the path that an error names for a wording file."""
    return f"templates/dossiers/{name}.yml"


def _parts(day: date) -> dict[str, str]:
    return {"year": str(day.year), "month": str(day.month), "day": str(day.day)}
