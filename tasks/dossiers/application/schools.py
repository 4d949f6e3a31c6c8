"""表Ⅱ-2 of the application form: the indicators of every school, primary first."""

from __future__ import annotations

from tasks.dossiers import reliefs
from tasks.dossiers.notes import write_missing_by_school
from tasks.dossiers.table_outline import Outline, outlined
from tasks.dossiers.view import School, View
from tasks.dossiers.word.dossier import Cell, Dossier
from tasks.dossiers.word.inline import Piece
from tasks.dossiers.word.tables import CellContent

FORM = "application_form"
TABLE = "table_2_2"


def write_resources_by_school(form: Dossier, view: View) -> None:
    """Append 表Ⅱ-2, a block for each level, the schools of a block numbered from 1."""
    outline = view.part(FORM, TABLE)
    form.heading(outline["title"], style="form_title")
    for level in view.levels:
        form.heading(outline["blocks"][level], style="form_part")
        _write_block(form, view, outline, level)
    note = view.say(FORM, f"{TABLE}.owners", owners=view.owner_codes)
    form.paragraph(note, style="form_note")


def _write_block(form: Dossier, view: View, outline: Outline, level: str) -> None:
    schools, title = view.evaluated(level), view.levels[level]
    if not schools:
        form.paragraph(view.say(FORM, f"{TABLE}.none", level=title), style="form_note")
        return
    rows = [_row(view, outline, school, level, at) for at, school in enumerate(schools, 1)]
    described = view.say(FORM, f"{TABLE}.description", level=title)
    form.table(outlined(outline, rows, columns=_columns(view, outline), description=described))
    totals = view.sentence(FORM, f"{TABLE}.totals.{level}")
    form.paragraph(*totals, style="form_note")
    standards = view.enumerated(
        view.say(FORM, f"{TABLE}.standard", short=each.short, standard=standard)
        for each in view.indicators
        if (standard := view.standard(each.id, level))
    )
    form.paragraph(view.say(FORM, f"{TABLE}.standards", standards=standards), style="form_note")
    write_missing_by_school(form, view, {school: _facts(view, school, level) for school in schools})


def _columns(view: View, outline: Outline) -> list[Outline]:
    labels = outline["indicator_labels"]
    indicators = [
        {
            **outline["indicator"],
            "title": view.say(FORM, "indicator", title=each.title, unit=each.unit),
            "label": labels[each.id],
        }
        for each in view.indicators
    ]
    return [*outline["before"], *indicators, *outline["after"]]


def _facts(view: View, school: School, level: str) -> list[str]:
    return [f"{school.subject}.{level}.{each.id}" for each in view.indicators]


def _row(view: View, outline: Outline, school: School, level: str, at: int) -> list[CellContent]:
    own = f"{school.subject}.{level}"
    facts = outline["facts"]
    before = [f"{school.subject}.{name}" for name in facts["school"]]
    before += [f"{own}.{name}" for name in facts["level"]]
    indicators = [
        view.cell(f"{own}.{each.id}", view.judgement(school.code, each.id, level))
        for each in view.indicators
    ]
    result = view.cell(f"{own}.resources", view.judgement(school.code, "resources", level))
    return [
        str(at),
        *(view.number(fact) for fact in before),
        *indicators,
        result,
        Cell(_remark(view, school, level), style=outline["remark_style"]),
    ]


def _remark(view: View, school: School, level: str) -> list[Piece]:
    """Return the remark of the school, below it the relief clauses that apply to it."""
    number = view.number(f"{school.subject}.{level}.remark")
    items = [each.id for each in view.indicators]
    said = reliefs.remark(view, school.code, level, items)
    if not said:
        return [number]
    return [number, "\n", said] if number.text else [number, said]
