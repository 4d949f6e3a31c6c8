"""The application form of the county: cover, instructions, 表Ⅰ to 表Ⅵ, and remarks."""

from __future__ import annotations

from tasks.dossiers.application.items import write_guarantee, write_quality, write_recognition
from tasks.dossiers.application.remarks import write_remarks
from tasks.dossiers.application.schools import write_resources_by_school
from tasks.dossiers.application.tables import (
    write_balance,
    write_basic_facts,
    write_resources_of_county,
)
from tasks.dossiers.view import View
from tasks.dossiers.word.dossier import Dossier, Section

FORM = "application_form"


def application_form(view: View) -> bytes:
    """Return the Word file of the form, its tables in the order of the national form."""
    title = view.say(FORM, "title")
    form = view.dossier(title, subject=view.text("county.name"), section=Section(numbered=False))
    _write_cover(form, view)
    form.section(numbered=True, restart=1)
    _write_instructions(form, view)
    form.page_break()
    write_basic_facts(form, view)
    form.section("landscape")
    write_resources_of_county(form, view)
    form.page_break()
    write_resources_by_school(form, view)
    write_balance(form, view)
    form.section()
    write_guarantee(form, view)
    form.page_break()
    write_quality(form, view)
    write_recognition(form, view)
    form.page_break()
    write_remarks(form, view)
    return view.finished(form)


def _write_cover(form: Dossier, view: View) -> None:
    _leave_lines(form, 4)
    form.paragraph(view.say(FORM, "cover.title"), style="cover_title")
    form.paragraph(view.say(FORM, "cover.year", edition=view.findings.edition), style="cover_line")
    _leave_lines(form, 5)
    form.paragraph(*view.sentence(FORM, "cover.county"), style="cover_label")
    form.paragraph(view.say(FORM, "cover.seal"), style="cover_label")
    form.paragraph(view.say(FORM, "cover.date"), style="cover_label")


def _leave_lines(form: Dossier, lines: int) -> None:
    for _ in range(lines):
        form.paragraph("", style="plain")


def _write_instructions(form: Dossier, view: View) -> None:
    form.heading(view.say(FORM, "instructions.title"), style="form_title")
    words = {"snapshot": view.day(view.snapshot), "owners": view.owner_codes}
    for line in view.sentences(FORM, "instructions.lines", words=words):
        form.note(*line)
