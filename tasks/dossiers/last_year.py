"""Numbers of the evaluation before this one, beside which this year's are set.

A number of last year is a fact like any other; its id begins with `last.`, its title with the
words of `package.yml`. Only what is compared is taken over: `reports.yml`, `compared`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tasks.dossiers.sentences import file_of
from tasks.errors import CatalogueError
from tasks.model import Fact, Findings, Source

PREFIX = "last."
BETWEEN = "、"
"""Stands between the cells of one sheet."""

IMPROVED, FELL, SAME, NOT_COMPARED = "improved", "fell", "same", "not_compared"
HIGHER, LOWER = "higher", "lower"


def with_last_year(
    findings: Findings, earlier: Mapping[str, Fact], wording: Mapping[str, Any]
) -> Findings:
    """Return findings that also hold last year's facts of the kinds that are compared."""
    if not earlier:
        return findings
    outline = wording["reports"]["compared"]
    kinds = {*outline[HIGHER], *outline[LOWER], *outline["plain"]}
    taken = {
        PREFIX + fact.id: _of_last_year(fact, str(outline["title"]), _files_of(fact, earlier))
        for fact in earlier.values()
        if fact.id in findings.facts and fact.id.rpartition(".")[2] in kinds
    }
    return replace(findings, facts={**findings.facts, **taken})


def change(facts: Mapping[str, Fact], fact: str, compared: Mapping[str, Any]) -> str:
    """Return whether a number improved or fell against last year's, as both are printed.

    `compared` names the kinds of numbers of which more is better, and those of which less is.
    Raises `CatalogueError` for a kind that it does not know.
    """
    now, before = facts.get(fact), facts.get(PREFIX + fact)
    if now is None or before is None:
        return NOT_COMPARED
    if not (isinstance(now.value, Decimal) and isinstance(before.value, Decimal)):
        return NOT_COMPARED
    if now.printed == before.printed:
        return SAME
    kind = fact.rpartition(".")[2]
    if kind not in (*compared[HIGHER], *compared[LOWER]):
        raise CatalogueError(f"compared does not say which {kind} is better", file_of("reports"))
    return IMPROVED if (now.value > before.value) == (kind in compared[HIGHER]) else FELL


def _files_of(fact: Fact, earlier: Mapping[str, Fact]) -> tuple[Source, ...]:
    """Return the cells a fact rests on at last, those of one sheet of one file as one source.

    What a fact was computed from is not taken over with it, so that it names the cells itself.
    """
    if fact.sources:
        return fact.sources
    cells: dict[tuple[str, str, str], dict[str, None]] = {}
    seen, waiting = {fact.id}, [fact]
    while waiting:
        each = waiting.pop()
        for source in each.sources:
            sheet = (source.submission, source.sha256, source.sheet)
            cells.setdefault(sheet, {})[source.cell] = None
        fresh = [given for given in each.inputs if given in earlier and given not in seen]
        seen.update(fresh)
        waiting += [earlier[given] for given in fresh]
    return tuple(Source(*sheet, BETWEEN.join(found)) for sheet, found in sorted(cells.items()))


def _of_last_year(fact: Fact, title: str, sources: tuple[Source, ...]) -> Fact:
    return replace(
        fact,
        sources=sources,
        id=PREFIX + fact.id,
        title=title.replace("{=title}", fact.title),
        inputs=tuple(PREFIX + given for given in fact.inputs),
    )
