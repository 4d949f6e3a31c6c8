"""The application form for balanced development: cover, instructions, 表Ⅰ to 表Ⅶ, remarks."""

from __future__ import annotations

from tasks.dossiers.balance_application.funds import write_funds
from tasks.dossiers.balance_application.government import write_government
from tasks.dossiers.balance_application.measures import write_measures
from tasks.dossiers.balance_application.schools import write_standards_by_school
from tasks.dossiers.county_form.basic_facts import write_basic_facts
from tasks.dossiers.county_form.by_level import standards_of_cvs, write_by_level
from tasks.dossiers.county_form.front import write_cover, write_instructions
from tasks.dossiers.county_form.recognition import write_recognition
from tasks.dossiers.county_form.remarks import write_remarks
from tasks.dossiers.view import View
from tasks.dossiers.word.dossier import Dossier, Section

FORM = "balance_application"
STANDARD, BALANCE = "basic_standard", "balance"
COMPOSITE = "composite"


def balance_application(view: View) -> bytes:
    """Return the Word file of the form, its tables in the order of the form of 2012."""
    title = view.say(FORM, "title")
    form = view.dossier(title, subject=view.text("county.name"), section=Section(numbered=False))
    write_cover(form, view, FORM)
    form.section(numbered=True, restart=1)
    write_instructions(form, view, FORM)
    form.section("landscape")
    write_basic_facts(form, view, FORM)
    form.page_break()
    _write_standards(form, view)
    words = {"standards": standards_of_cvs(view, FORM, COMPOSITE)}
    write_by_level(form, view, FORM, "table_3", view.sheet(BALANCE), words)
    form.page_break()
    write_government(form, view)
    form.section()
    write_funds(form, view)
    write_recognition(form, view, FORM)
    form.page_break()
    write_measures(form, view)
    form.page_break()
    write_remarks(form, view)
    return view.finished(form)


def _write_standards(form: Dossier, view: View) -> None:
    """Append 表Ⅱ-1 and 表Ⅱ-2; without standards of the province both say so."""
    if not view.sheet(STANDARD):
        for table in ("table_2_1", "table_2_2"):
            form.heading(view.say(FORM, f"{table}.title"), style="form_title")
            judged = view.judgements(item=STANDARD)
            reason = judged[0].reason if judged else view.no_value
            form.paragraph(view.say(FORM, "unset", reason=reason), style="form_note")
        return
    write_by_level(form, view, FORM, "table_2_1", view.sheet(STANDARD), {})
    form.page_break()
    write_standards_by_school(form, view)
