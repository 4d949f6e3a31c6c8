"""The cover and the instructions of an application form."""

from __future__ import annotations

from tasks.dossiers.view import View
from tasks.dossiers.word.dossier import Dossier

LINES_ABOVE, LINES_BELOW = 4, 5
"""How many empty lines stand above and below the title of the cover."""


def write_cover(form: Dossier, view: View, file: str) -> None:
    """Append the cover: title, year, county, seal and date, as `cover` of a wording file says."""
    leave_lines(form, LINES_ABOVE)
    form.paragraph(view.say(file, "cover.title"), style="cover_title")
    form.paragraph(view.say(file, "cover.year", edition=view.findings.edition), style="cover_line")
    leave_lines(form, LINES_BELOW)
    form.paragraph(*view.sentence(file, "cover.county"), style="cover_label")
    form.paragraph(view.say(file, "cover.seal"), style="cover_label")
    form.paragraph(view.say(file, "cover.date"), style="cover_label")


def write_instructions(form: Dossier, view: View, file: str) -> None:
    """Append how the form was filled in, line by line."""
    form.heading(view.say(file, "instructions.title"), style="form_title")
    words = {"snapshot": view.day(view.snapshot), "owners": view.owner_codes}
    for line in view.sentences(file, "instructions.lines", words=words):
        form.note(*line)


def leave_lines(form: Dossier, lines: int) -> None:
    """Append empty lines of body text."""
    for _ in range(lines):
        form.paragraph("", style="plain")
