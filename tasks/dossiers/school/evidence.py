"""The evidence index of one school: each point it is asked for, with the document or 未提供."""

from __future__ import annotations

from dataclasses import replace

from tasks.dossiers.papers.evidence import evidence_lines
from tasks.dossiers.papers.evidence_index import write_evidence_table
from tasks.dossiers.view import School, View
from tasks.dossiers.word.dossier import Section

FILE = "school_evidence"


def school_evidence(view: View, school: School) -> bytes:
    """Return the Word file of the index, also of a school that has named no document.

    The facts `s.<code>.evidence.*` must be there; see `papers.evidence_counts`.
    """
    name = view.number(f"{school.subject}.name")
    title = view.say(FILE, "title")
    section = Section("landscape", numbered=True, restart=1)
    dossier = view.dossier(title, subject=name.text, section=section)
    dossier.title(title)
    dossier.paragraph(name, style="subtitle")
    given = view.fact(f"{school.subject}.evidence.given").value
    key = "opening.some" if given else "opening.none"
    dossier.note(*view.sentence(FILE, key, f"{school.subject}.evidence"))
    own = [replace(line, owners=()) for line in evidence_lines(view, school.code)]
    write_evidence_table(dossier, view, own)
    for line in view.sentences(FILE, "notes"):
        dossier.paragraph(*line, style="form_note")
    return view.finished(dossier)
