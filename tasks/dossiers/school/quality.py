"""A3 of the school form: retention, what the school declares, and fitness."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tasks.dossiers.notes import write_missing
from tasks.dossiers.table_outline import Outline, outlined
from tasks.dossiers.view import School, View
from tasks.dossiers.word.dossier import Cell, Dossier
from tasks.dossiers.word.tables import CellContent

FORM = "school_form"
FITNESS = "fitness_return"
RETENTION = "Q1"


def write_quality(form: Dossier, view: View, school: School) -> None:
    """Append A3: retention of each level, the declarations, the fitness counts and rates."""
    form.heading(view.say(FORM, "quality.title"), 1)
    if school.levels:
        _write_retention(form, view, school)
    _write_declarations(form, view, school)
    _write_fitness(form, view, school)


def _write_retention(form: Dossier, view: View, school: School) -> None:
    outline = view.part(FORM, "quality.retention")
    form.heading(outline["title"], 2)
    for level in school.levels:
        words = {"level": view.levels[level], "entry": outline["entry"][level]}
        own = f"{school.subject}.{level}"
        form.note(*view.sentence(FORM, "quality.retention.line", own, words))
        write_missing(form, view, [f"{own}.retention_percent"])
    if outline["judged_level"] in school.levels:
        standard = view.requirements[RETENTION].standard
        form.note(view.say(FORM, "quality.retention.standard", standard=standard))


def _write_declarations(form: Dossier, view: View, school: School) -> None:
    outline = view.part(FORM, "quality.declarations")
    form.heading(outline["title"], 2)
    items = view.codes["declarations"].rows
    rows = [
        _declared(view, school, at, item, row) for at, (item, row) in enumerate(items.items(), 1)
    ]
    form.table(outlined(outline, rows))
    write_missing(form, view, [f"{school.subject}.declaration.{item}" for item in items])


def _declared(
    view: View, school: School, at: int, item: str, row: Mapping[str, str]
) -> list[CellContent]:
    fact = f"{school.subject}.declaration.{item}"
    answer = view.cell(fact, view.judgement(school.code, f"declaration.{item}"))
    return [str(at), row["title"], answer, view.number(f"{fact}.evidence")]


def _write_fitness(form: Dossier, view: View, school: School) -> None:
    outline = view.part(FORM, "quality.fitness")
    form.heading(outline["title"], 2)
    expected = school.return_of(FITNESS)
    if expected is None:
        form.note(outline["none"])
    elif expected.usable:
        _write_fitness_table(form, view, school, outline, "pupils", "columns")
        _write_fitness_table(form, view, school, outline, "rates", "rate_columns")
        write_reported(form, view, school)
    else:
        words = {"form": view.form_title(FITNESS), "standing": view.standing(expected)}
        form.note(view.say(FORM, "quality.fitness.unusable", **words))


def _write_fitness_table(
    form: Dossier, view: View, school: School, outline: Outline, title: str, columns: str
) -> None:
    names = [column["fact"] for column in outline[columns] if "fact" in column]
    subjects = {outline["total"]: school.subject}
    if len(school.levels) > 1:
        subjects |= {view.levels[each]: f"{school.subject}.{each}" for each in school.levels}
    rows: list[list[CellContent]] = []
    facts: list[str] = []
    for name, subject in subjects.items():
        asked = [f"{subject}.fitness.{each}" for each in names]
        facts += asked
        rows.append([Cell(name), *map(view.number, asked)])
    form.caption(outline[title])
    form.table(outlined(outline, rows, columns=outline[columns]))
    write_missing(form, view, facts)


def write_reported(form: Dossier, view: View, school: School) -> bool:
    """Append what the school reported of its tests above what was computed from its pupils.

    Returns whether there was anything to compare.
    """
    outline = view.part(FORM, "quality.fitness.reported")
    scopes = [f"{school.subject}.{level}" for level in school.levels]
    compared = [scope for scope in scopes if _has_reported(view, scope, outline)]
    if not compared:
        return False
    form.caption(outline["title"])
    rows = [row for scope in compared for row in _reported_rows(view, scope, outline)]
    form.table(outlined(outline, rows))
    write_missing(form, view, _facts(compared, outline, *outline["sources"]))
    if any(view.fact(fact).value for fact in _facts(compared, outline, "difference")):
        form.paragraph(outline["differs"], style="form_note")
    return True


def _has_reported(view: View, scope: str, outline: Outline) -> bool:
    return all(map(view.has, _facts([scope], outline, *outline["sources"], "difference")))


def _facts(scopes: Iterable[str], outline: Outline, *names: str) -> list[str]:
    """Return the facts that the columns name, of every scope."""
    return [
        f"{scope}.{column[name]}"
        for scope in scopes
        for name in names
        for column in outline["columns"]
        if name in column
    ]


def _reported_rows(view: View, scope: str, outline: Outline) -> list[list[CellContent]]:
    """Return the line of what was reported and that of what was computed, at one level."""
    sources = outline["sources"]
    rows: list[list[CellContent]] = [
        [title, *map(view.number, _facts([scope], outline, source))]
        for source, title in sources.items()
    ]
    level = view.levels[scope.rpartition(".")[2]]
    answer = Cell(view.number(f"{scope}.fitness_reported"), rows=len(rows))
    rows[0] = [Cell(level, rows=len(rows)), *rows[0], answer]
    return rows
