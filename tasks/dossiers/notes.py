"""The notes below a table: why a value is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tasks.dossiers.view import SHARED, School, View
from tasks.dossiers.word import Dossier
from tasks.dossiers.word_inline import Piece


def write_missing(dossier: Dossier, view: View, facts: Iterable[str]) -> None:
    """Append a note for each reason why facts of a table have no value, if any."""
    for reason, titles in view.missing(facts).items():
        note = view.say(SHARED, "missing", titles=view.enumerated(titles), reason=reason)
        dossier.paragraph(note, style="form_note")


def write_missing_by_school(
    dossier: Dossier, view: View, facts: Mapping[School, Iterable[str]]
) -> None:
    """Append a note for each reason, naming the schools that it holds for."""
    schools: dict[str, list[School]] = {}
    for school, asked in facts.items():
        for reason in view.missing(asked):
            schools.setdefault(reason, []).append(school)
    for reason, named in schools.items():
        names: list[Piece] = []
        for school in named:
            names += [view.say(SHARED, "between"), view.number(f"{school.subject}.name")]
        before, after = view.say(SHARED, "missing", titles="\n", reason=reason).split("\n")
        dossier.paragraph(before, *names[1:], after, style="form_note")
