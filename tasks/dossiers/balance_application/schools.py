"""表Ⅱ-2 of the form of 2012: every school beside the standards that its province has set.

Each indicator has two columns, its value and the standard. As many indicators as a page has
room for stand in one table; the others follow in tables of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tasks.dossiers.items import Indicator
from tasks.dossiers.notes import write_missing_by_school
from tasks.dossiers.table_outline import Outline, column_of
from tasks.dossiers.view import School, View
from tasks.dossiers.word.dossier import Cell, Column, Dossier, Table
from tasks.dossiers.word.inline import Content
from tasks.dossiers.word.tables import CellContent

FORM, TABLE = "balance_application", "table_2_2"
STANDARD = "basic_standard"


def write_standards_by_school(form: Dossier, view: View) -> None:
    """Append 表Ⅱ-2, a block for each level, the schools of a block numbered from 1."""
    outline = view.part(FORM, TABLE)
    form.heading(outline["title"], style="form_title")
    for level in view.levels:
        form.heading(outline["blocks"][level], style="form_part")
        if view.evaluated(level):
            _write_block(form, view, outline, level)
        else:
            none = view.say(FORM, f"{TABLE}.none", level=view.levels[level])
            form.paragraph(none, style="form_note")
    for note in view.sentences(FORM, f"{TABLE}.notes"):
        form.paragraph(*note, style="form_note")
    for reason, titles in _not_collected(view).items():
        words = {"titles": view.enumerated(titles), "reason": reason}
        form.paragraph(view.say(FORM, f"{TABLE}.not_collected", **words), style="form_note")


def _write_block(form: Dossier, view: View, outline: Outline, level: str) -> None:
    schools = view.evaluated(level)
    parts = list(_parts(view.sheet(STANDARD), outline["indicators_in_a_table"]))
    for at, indicators in enumerate(parts, 1):
        is_last = at == len(parts)
        if at > 1:
            form.paragraph(view.say(FORM, f"{TABLE}.continued", level=view.levels[level]),
                           style="form_note")  # fmt: skip
        form.table(_table(view, outline, level, indicators, is_last=is_last))
    totals = view.sentence(FORM, f"{TABLE}.totals.{level}")
    form.paragraph(*totals, style="form_note")
    facts = {
        school: [
            f"{school.subject}.{level}.{each.id}"
            for each in view.sheet(STANDARD)
            if not each.not_collected
        ]
        for school in schools
    }
    write_missing_by_school(form, view, facts)


def _parts(indicators: Sequence[Indicator], size: int) -> Iterator[Sequence[Indicator]]:
    for start in range(0, len(indicators), size):
        yield indicators[start : start + size]


def _table(
    view: View, outline: Outline, level: str, indicators: Sequence[Indicator], *, is_last: bool
) -> Table:
    before, last = outline["before"], [outline["last"]] if is_last else []
    pairs = [outline["value"], outline["standard"]] * len(indicators)
    style = outline["head_style"]
    first: list[CellContent] = [
        *(Cell(each["title"], rows=2, style=style) for each in before),
        *(Cell(_titled(view, each), columns=2, style=style) for each in indicators),
        *(Cell(each["title"], rows=2, style=style) for each in last),
    ]
    second: list[CellContent] = [Cell(each["title"], style=style) for each in pairs]
    columns: list[Column] = [column_of(each) for each in (*before, *pairs, *last)]
    rows = [
        _row(view, school, level, indicators, at, is_last=is_last)
        for at, school in enumerate(view.evaluated(level), 1)
    ]
    described = view.say(FORM, f"{TABLE}.description", level=view.levels[level])
    return Table(columns, rows, [first, second], described, density="small")


def _titled(view: View, indicator: Indicator) -> str:
    if not indicator.unit:
        return indicator.title
    return view.say(FORM, "indicator", title=indicator.title, unit=indicator.unit)


def _row(
    view: View, school: School, level: str, indicators: Sequence[Indicator], at: int,
    *, is_last: bool,
) -> list[CellContent]:  # fmt: skip
    own = f"{school.subject}.{level}"
    cells: list[CellContent] = [
        str(at), _name(view, school, level), view.number(f"{own}.evaluated_students")
    ]  # fmt: skip
    for each in indicators:
        judgement = view.judgement(school.code, each.id, level)
        standard = f"standard.{level}.{each.id}"
        cells.append(view.cell(f"{own}.{each.id}", judgement))
        cells.append(view.number(standard) if view.has(standard) else view.no_value)
    if is_last:
        judgement = view.judgement(school.code, STANDARD, level)
        cells.append(view.cell(f"{own}.{STANDARD}", judgement))
    return cells


def _name(view: View, school: School, level: str) -> Content:
    """Return the name of a school, and which part of it this is where it has several."""
    name = view.number(f"{school.subject}.name")
    if len(school.levels) == 1:
        return name
    return [name, view.say(FORM, f"{TABLE}.parts.{level}")]


def _not_collected(view: View) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in view.sheet(STANDARD):
        if each.not_collected:
            found.setdefault(each.not_collected, []).append(each.title)
    return found
