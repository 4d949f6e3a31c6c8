"""总目录: the cover of the county's files and the list of all papers, in their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from tasks.dossiers.county_form.front import leave_lines
from tasks.dossiers.table_outline import outlined
from tasks.dossiers.view import COUNTY, School, View
from tasks.dossiers.word.dossier import Dossier, Section
from tasks.dossiers.word.inline import Content

FILE = "file_list"
PART = "_"
"""Stands in the name of a school's file between its number, its name and the paper."""


def file_list(view: View, paths: Sequence[str]) -> bytes:
    """Return the Word file that lists the papers at `paths`, those of a school together."""
    title = view.say(FILE, "title", county=view.findings.county_name)
    dossier = view.dossier(
        title, subject=view.text(f"{COUNTY}.name"), section=Section("portrait", numbered=False)
    )
    _write_cover(dossier, view)
    dossier.section(numbered=True, restart=1)
    dossier.heading(view.say(FILE, "list.title"), style="form_title")
    outline = view.part(FILE, "list")
    rows = [[str(at), title, folder, "", "", ""]
            for at, (title, folder) in enumerate(_papers(view, paths), 1)]  # fmt: skip
    dossier.table(outlined(outline, rows))
    for line in view.sentences(FILE, "list.notes"):
        dossier.paragraph(*line, style="form_note")
    return view.finished(dossier)


def _write_cover(dossier: Dossier, view: View) -> None:
    leave_lines(dossier, 3)
    regime = str(view.standards["regime"]["title"])
    for text in (view.say(FILE, "cover.title", regime=regime), view.say(FILE, "cover.name")):
        dossier.paragraph(text, style="cover_title")
    words = {"edition": view.findings.edition}
    dossier.paragraph(view.say(FILE, "cover.year", **words), style="cover_line")
    leave_lines(dossier, 3)
    for line in view.sentences(FILE, "cover.lines", words=words):
        dossier.paragraph(*line, style="cover_label")


def _papers(view: View, paths: Sequence[str]) -> Iterator[tuple[Content, str]]:
    """Yield title and folder of each line: a paper of the county, or all papers of a school."""
    of_schools: dict[int, list[str]] = {}
    schools = {school.number: school for school in view.schools}
    for path in map(PurePosixPath, paths):
        number, _, named = path.stem.partition(PART)
        if path.parent.name == view.say(FILE, "schools"):
            of_schools.setdefault(int(number), []).append(named.rpartition(PART)[2])
        else:
            yield path.stem, str(path.parent)
    for place, papers in of_schools.items():
        yield _of_school(view, schools[place], papers), view.say(FILE, "schools")


def _of_school(view: View, school: School, papers: Sequence[str]) -> Content:
    said = view.say(FILE, "of_school", papers=view.enumerated(papers))
    return [view.number(f"{school.subject}.name"), said]
