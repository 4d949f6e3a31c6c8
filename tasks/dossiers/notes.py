"""What stands beside the numbers: why a value is missing, and what is still to be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tasks.dossiers.view import SHARED, School, View
from tasks.dossiers.word.dossier import Dossier
from tasks.model import Issue


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
        names = view.names_of(school.code for school in named)
        before, after = view.say(SHARED, "missing", titles="\n", reason=reason).split("\n")
        dossier.paragraph(before, *names, after, style="form_note")


def issue_cells(view: View, issue: Issue) -> list[str]:
    """Return what an issue asks for, its sheet and cell, what is wrong, and what to do."""
    kind = view.say(SHARED, f"severities.{issue.severity}")
    return [kind, issue.sheet, issue.cell, issue.message, issue.guidance]
