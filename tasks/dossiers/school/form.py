"""The self-assessment of one school: its facts, its verdicts, and what it still has to do."""

from __future__ import annotations

from tasks.dossiers import reliefs
from tasks.dossiers.notes import issue_cells, write_missing
from tasks.dossiers.school.assessment import write_assessment
from tasks.dossiers.school.explanations import write_explanations
from tasks.dossiers.school.quality import write_quality
from tasks.dossiers.school.resources import write_resources
from tasks.dossiers.school.standing import write_unusable
from tasks.dossiers.table_outline import column_of, outlined
from tasks.dossiers.view import School, View
from tasks.dossiers.word.dossier import Cell, Dossier, Table
from tasks.dossiers.word.tables import CellContent

FORM = "school_form"
RETURN = "school_return"


def school_form(view: View, school: School) -> bytes:
    """Return the Word file of one school, also of one whose return is missing."""
    title = view.say(FORM, "title")
    form = view.dossier(title, subject=view.text(f"{school.subject}.name"))
    form.title(title)
    form.paragraph(view.say(FORM, "year", edition=view.findings.edition), style="subtitle")
    is_reported = school.can_use(RETURN)
    _write_head(form, view, school, is_reported)
    write_unusable(form, view, school)
    if is_reported:
        if school.levels:
            _write_pupils(form, view, school)
        write_assessment(form, view, school)
        write_resources(form, view, school)
    _write_reliefs(form, view, school)
    if is_reported:
        write_quality(form, view, school)
    _write_issues(form, view, school)
    write_explanations(form, view, school)
    return view.finished(form)


def _write_head(form: Dossier, view: View, school: School, is_reported: bool) -> None:
    outline = view.part(FORM, "head")
    form.heading(outline["title"], 1)
    pairs = [*outline["rows"], *(outline["reported"] if is_reported else ())]
    rows: list[list[CellContent]] = [
        [cell for name in pair for cell in _entry(view, school, name)] for pair in pairs
    ]
    if view.text(f"{school.subject}.parent"):
        title = _label(view.say(FORM, "head.titles.parent"))
        rows.append([title, Cell(view.number(f"{school.subject}.parent"), columns=3)])
    rows.append([_label(outline["returns"]), Cell(_standing(view, school), columns=3)])
    principal, space, seal, day = outline["signature"]
    rows.append([_label(principal), space, _label(seal), day])
    columns = [column_of(each) for each in outline["columns"]]
    form.table(Table(columns, rows, description=outline["description"]))


def _entry(view: View, school: School, name: str) -> list[CellContent]:
    words = {"code": school.code}
    content = view.sentence(FORM, f"head.says.{name}", school.subject, words)
    return [_label(view.say(FORM, f"head.titles.{name}")), content]


def _label(title: str) -> Cell:
    return Cell(title, shade="total")


def _standing(view: View, school: School) -> str:
    return "\n".join(
        view.say(FORM, "head.return", form=view.form_title(each.form), standing=view.standing(each))
        for each in school.returns
    )


def _write_pupils(form: Dossier, view: View, school: School) -> None:
    outline = view.part(FORM, "pupils")
    names = [column["fact"] for column in outline["columns"] if "fact" in column]
    facts = {
        level: [f"{school.subject}.{level}.{name}" for name in names] for level in school.levels
    }
    form.caption(outline["caption"]).paragraph(outline["unit"], style="unit")
    rows: list[list[CellContent]] = [
        [view.levels[level], *map(view.number, numbers)] for level, numbers in facts.items()
    ]
    form.table(outlined(outline, rows))
    write_missing(form, view, [fact for numbers in facts.values() for fact in numbers])


def _write_reliefs(form: Dossier, view: View, school: School) -> None:
    """Append what was asked for the school by a relief clause, if anything was."""
    table = reliefs.school_table(view, school.code)
    if table is None:
        return
    form.heading(view.say(reliefs.FILE, "title"), 2).table(table)
    for line in reliefs.terms(view):
        form.note(line)


def _write_issues(form: Dossier, view: View, school: School) -> None:
    outline = view.part(FORM, "issues")
    form.heading(outline["title"], 1)
    found = [
        [view.standing(each), view.form_title(each.form), view.no_value, outline["unreported"],
         outline["how_to_report"]]
        for each in school.returns
        if each.status is None
    ]  # fmt: skip
    found += [issue_cells(view, issue) for issue in school.issues]
    if found:
        form.table(outlined(outline, [[str(at), *row] for at, row in enumerate(found, 1)]))
    else:
        form.note(outline["none"])
