"""The self-assessment table: A-level part, B-level point, value or conclusion, reached or not."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.dossiers.items import Indicator
from tasks.dossiers.notes import write_missing
from tasks.dossiers.school.guarantee import guarantee_rows, point_of
from tasks.dossiers.school.standing import FORM
from tasks.dossiers.table_outline import outlined
from tasks.dossiers.view import School, View
from tasks.dossiers.word.dossier import Cell, Dossier, Number
from tasks.dossiers.word.inline import Piece
from tasks.dossiers.word.tables import CellContent

Row = list[CellContent]


def write_assessment(form: Dossier, view: View, school: School) -> None:
    """Append the table with a row for each point of A1 and A2, and why any number is missing."""
    outline = view.part(FORM, "assessment")
    form.heading(outline["title"], 1)
    resources = [
        _resource(view, school, indicator, at) for at, indicator in enumerate(view.indicators)
    ]
    parts = {"resources": resources, "guarantee": guarantee_rows(view, school)}
    rows: list[Row] = []
    for part, mine in parts.items():
        mine[0].insert(0, Cell(outline["parts"][part], rows=len(mine), shade="total"))
        rows += mine
    form.table(outlined(outline, rows))
    form.paragraph(outline["note"], style="form_note")
    write_missing(form, view, dict.fromkeys(_facts(rows)))


def _resource(view: View, school: School, indicator: Indicator, at: int) -> Row:
    """Return the row of an indicator: what was counted, and at each level its value."""
    point = point_of(view, at, indicator.title)
    standards = _standards(view, school, indicator)
    said = _raw(view, school, indicator)
    for level in school.evaluated:
        fact = f"{school.subject}.{level}.{indicator.id}"
        words = {"level": view.levels[level], "unit": indicator.unit}
        said += ["\n", *view.sentence(FORM, "assessment.value", fact, words)]
    for level in school.levels:
        if level in view.levels and level not in school.evaluated:
            title = view.levels[level]
            said += ["\n", view.say(FORM, "assessment.not_evaluated", level=title)]
    return ["\n".join(filter(None, (point, standards))), said, _answers(view, school, indicator)]


def _raw(view: View, school: School, indicator: Indicator) -> list[Piece]:
    """Return what was counted, for each level that counts its own; other amounts are shared."""
    if indicator.id in view.part(FORM, "assessment.raw"):
        return view.sentence(FORM, f"assessment.raw.{indicator.id}", school.subject)
    levels = [level for level in school.levels if level in view.levels]
    pieces: list[Piece] = []
    for level in levels[:1] if indicator.is_split else levels:
        key = f"resources.raw.{level}.{indicator.id}"
        title = [] if indicator.is_split else [f"{view.levels[level]}："]
        pieces += ["\n", *title, *view.sentence(FORM, key, school.subject)]
    return pieces[1:]


def _standards(view: View, school: School, indicator: Indicator) -> str:
    said = [
        view.say(FORM, "assessment.standard", level=view.levels[level], standard=standard)
        for level in school.evaluated
        if (standard := view.standard(indicator.id, level))
    ]
    return view.say(FORM, "assessment.between").join(said)


def _answers(view: View, school: School, indicator: Indicator) -> CellContent:
    """Return the verdict of each level, shaded where one is 未达标."""
    pieces: list[Piece] = []
    shade = ""
    for level in school.evaluated:
        judgement = view.judgement(school.code, indicator.id, level)
        fact = f"{school.subject}.{level}.{indicator.id}.result"
        cell = view.cell(fact, judgement)
        shade = shade or cell.shade
        pieces += ["\n", f"{view.levels[level]} ", view.number(fact)]
    return Cell(pieces[1:] or view.no_value, shade=shade)


def _facts(rows: Sequence[Row]) -> list[str]:
    """Return the facts that the sentences of the table print."""
    return [
        piece.fact
        for row in rows
        for content in row
        if isinstance(content, list)
        for piece in content
        if isinstance(piece, Number)
    ]
