"""What stands beside the numbers: why one is missing or provisional, what is to be done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from tasks.dossiers.view import SHARED, School, View
from tasks.dossiers.word.dossier import Dossier
from tasks.model import Explanation, Issue


def write_missing(dossier: Dossier, view: View, facts: Iterable[str]) -> None:
    """Append a note for each reason why facts of a table have no value, if any."""
    for reason, titles in view.missing(facts).items():
        note = view.say(SHARED, "missing", titles=view.enumerated(titles), reason=reason)
        dossier.paragraph(note, style="form_note")


def write_provisional(
    dossier: Dossier,
    view: View,
    named: Iterable[tuple[str, str]],
    called: Callable[[Iterable[str]], str] | None = None,
) -> None:
    """Append a note for each reason why numbers of the county are provisional, if any.

    `named` are the facts of a table, each after the name by which the note calls it;
    `called` makes one text of several names, an enumeration if it is not given.
    """
    found: dict[str, dict[str, None]] = {}
    for name, fact in named:
        each = view.fact(fact)
        if isinstance(each.value, Decimal) and each.note:
            found.setdefault(each.note, {})[name] = None
    for reason, names in found.items():
        note = view.say(
            SHARED, "provisional", names=(called or view.enumerated)(names), reason=reason
        )
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


def explanation_cells(view: View, query: Issue, given: Explanation) -> list[str]:
    """Return where a query stands, what it asks, its value, the explanation and its evidence."""
    place = view.say(SHARED, "explanation_place", sheet=query.sheet, cell=query.cell)
    kind = view.codes["explanation_kinds"].title(given.kind)
    said = view.say(SHARED, "explanation", kind=kind, text=given.text)
    return [
        place,
        query.message,
        *(text or view.no_value for text in (given.found, said, given.evidence)),
    ]
