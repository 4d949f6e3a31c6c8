"""The application form of the county: cover, instructions, 表Ⅰ to 表Ⅵ, and remarks."""

from __future__ import annotations

from tasks.dossiers.application.items import write_guarantee, write_quality
from tasks.dossiers.application.schools import write_resources_by_school
from tasks.dossiers.application.tables import write_balance, write_resources_of_county
from tasks.dossiers.county_form.basic_facts import write_basic_facts
from tasks.dossiers.county_form.front import write_cover, write_instructions
from tasks.dossiers.county_form.recognition import write_recognition
from tasks.dossiers.county_form.remarks import write_remarks
from tasks.dossiers.view import View
from tasks.dossiers.word.dossier import Section

FORM = "application_form"


def application_form(view: View) -> bytes:
    """Return the Word file of the form, its tables in the order of the national form."""
    title = view.say(FORM, "title")
    form = view.dossier(title, subject=view.text("county.name"), section=Section(numbered=False))
    write_cover(form, view, FORM)
    form.section(numbered=True, restart=1)
    write_instructions(form, view, FORM)
    form.page_break()
    write_basic_facts(form, view, FORM)
    form.section("landscape")
    write_resources_of_county(form, view)
    form.page_break()
    write_resources_by_school(form, view)
    write_balance(form, view)
    form.section()
    write_guarantee(form, view)
    form.page_break()
    write_quality(form, view)
    write_recognition(form, view, FORM)
    form.page_break()
    write_remarks(form, view)
    return view.finished(form)
