"""How a number stands against last year's, in words; silent where last year is not known."""

from __future__ import annotations

from collections.abc import Iterable

from tasks.dossiers.last_year import NOT_COMPARED, PREFIX
from tasks.dossiers.report.answers import change_of
from tasks.dossiers.report.writer import REPORTS, Report
from tasks.dossiers.word.inline import Piece


def changed(report: Report, fact: str) -> list[Piece]:
    """Return the sentence on how a number changed, with last year's in it, none if unknown."""
    answer = change_of(report.view, fact)
    if answer == NOT_COMPARED:
        return []
    return report.speaking(REPORTS).sentence(f"change.{answer}", PREFIX + fact)


def write_changes(report: Report, facts: Iterable[tuple[str, str]]) -> None:
    """Append how numbers, each after what it is called, stand against last year's."""
    pieces: list[Piece] = []
    for title, fact in facts:
        if said := changed(report, fact):
            now = report.speaking(REPORTS).sentence("change.compared", fact, title=title)
            pieces += [*now, *said]
    if pieces:
        report.pieces(*pieces)
