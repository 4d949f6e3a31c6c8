"""The rules of looking back, as `expectations/history/` says them: tolerances and sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tasks.errors import CatalogueError
from tasks.layouts import CodeList
from tasks.rounding import exact

LEVELS = ("primary", "junior")
CHECKS, WORDING, CONCEPTS = "checks", "wording", "concepts"
NEEDED = (
    "shares.tolerance_percent",
    "cohorts",
    "intake.tolerance_students",
    "intake.tolerance_percent",
    "retention.tolerance_points",
    "changes",
)


@dataclass(frozen=True)
class Rules:
    """The parsed files of `expectations/history/` by name, and the lists of codes."""

    files: Mapping[str, Mapping[str, Any]]
    codes: Mapping[str, CodeList]

    def at(self, path: str) -> Any:
        """Return the entry of `checks` at `path`, such as `intake.tolerance_percent`."""
        return entry_at(self.files[CHECKS], path)

    def number(self, path: str) -> Decimal:
        """Return the number of `checks` at `path`."""
        return exact(self.at(path))

    def say(self, key: str, **parts: object) -> str:
        """Return a sentence of the wording with its blanks filled in."""
        sentence = entry_at(self.files[WORDING], key)
        try:
            return str(sentence).format(**parts)
        except (KeyError, IndexError) as error:
            raise CatalogueError(f"{key} has an unknown blank {error}", "wording.yml") from error

    def words(self, key: str) -> Mapping[str, Any]:
        """Return a group of the wording, such as `facts.intake`."""
        found: Mapping[str, Any] = entry_at(self.files[WORDING], key)
        return found

    def listed(self, names: Iterable[str]) -> str:
        """Return names one after the other, as people write a list."""
        return self.say("list_join").join(names)

    def level(self, level: str) -> str:
        """Return what people call a level."""
        return self.codes["levels"].title(level)

    def grade(self, grade: str) -> str:
        """Return what people call a grade."""
        return self.codes["grades"].title(grade)


def read_rules(files: Mapping[str, Mapping[str, Any]], codes: Mapping[str, CodeList]) -> Rules:
    """Return the rules that the parsed files `checks`, `wording` and `concepts` give.

    Raises `CatalogueError`, with file and line, where an entry that is needed is missing.
    """
    for name in (CHECKS, WORDING, CONCEPTS):
        if name not in files:
            raise CatalogueError("the file is missing", f"{name}.yml")
    rules = Rules(files, codes)
    for path in NEEDED:
        rules.at(path)
    for level in LEVELS:
        grade = rules.at(f"cohorts.{level}.grade")
        if grade not in codes["grades"].codes:
            raise CatalogueError(f"there is no grade {grade}", f"{CHECKS}.yml")
        rules.number(f"cohorts.{level}.years_before")
    check_concepts(rules.files[CONCEPTS])
    return rules


def check_concepts(concepts: Mapping[str, Any]) -> None:
    """Raise `CatalogueError` where two items of one regime stand for the same concept."""
    for regime, items in entry_at(concepts, "regimes").items():
        named = list(items.values())
        twice = sorted({concept for concept in named if named.count(concept) > 1})
        if twice:
            line = getattr(items, "line", None)
            file = getattr(items, "file", f"{CONCEPTS}.yml")
            raise CatalogueError(f"{regime} has two items for {', '.join(twice)}", file, line)


def entry_at(data: Mapping[str, Any], path: str) -> Any:
    """Return the entry at a dotted path; `CatalogueError` with file and line if there is none."""
    found: Any = data
    file, line = "", None
    for step in path.split("."):
        file, line = getattr(found, "file", file), getattr(found, "line", line)
        if not isinstance(found, Mapping) or step not in found:
            raise CatalogueError(f"there is no entry {path}", file, line)
        found = found[step]
    return found
