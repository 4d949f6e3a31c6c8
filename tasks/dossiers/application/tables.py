"""表Ⅰ, 表Ⅱ-1 and 表Ⅲ of the application form: the numbers of the county in the form's grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tasks.dossiers.notes import write_missing, write_provisional
from tasks.dossiers.table_outline import Outline
from tasks.dossiers.view import COUNTY, View
from tasks.dossiers.word.dossier import Cell, Column, Dossier, Table
from tasks.dossiers.word.tables import CellContent

FORM = "application_form"
LEVEL_MM, ROW_MM = 12, 26


def write_basic_facts(form: Dossier, view: View) -> None:
    """Append 表Ⅰ: bands of numbers, each under its group, its title and its label."""
    outline = view.part(FORM, "table_1")
    form.heading(outline["title"], style="form_title")
    for band in outline["bands"]:
        form.table(_band(view, band, outline["description"]))
    items = [item for band in outline["bands"] for group in band for item in group["items"]]
    write_missing(form, view, [item["fact"] for item in items])
    write_provisional(form, view, [(item["label"], item["fact"]) for item in items])


def _band(view: View, groups: Sequence[Outline], description: str) -> Table:
    items = [item for group in groups for item in group["items"]]
    head = [
        [Cell(group["group"], columns=len(group["items"])) for group in groups],
        [item["title"] for item in items],
        [item["label"] for item in items],
    ]
    numbers = [view.number(item["fact"]) for item in items]
    return Table([Column(align="center")] * len(items), [numbers], head, description)


def write_resources_of_county(form: Dossier, view: View) -> None:
    """Append 表Ⅱ-1: how many schools of each level reach each indicator."""
    _write_by_level(form, view, "table_2_1", {})


def write_balance(form: Dossier, view: View) -> None:
    """Append 表Ⅲ: mean and coefficient of variation of each indicator at each level."""
    standards = [
        view.say(FORM, "table_3.standard", level=title, standard=judgement.standard)
        for level, title in view.levels.items()
        for judgement in view.judgements(subject=COUNTY, level=level, item="L1.cv")
    ]
    _write_by_level(form, view, "table_3", {"standards": view.enumerated(standards)})


def _write_by_level(form: Dossier, view: View, table: str, words: Mapping[str, str]) -> None:
    """Append a table with the indicators as columns and some rows for each level."""
    outline = view.part(FORM, table)
    form.heading(outline["title"], style="form_title")
    facts: list[tuple[str, str]] = []
    rows = [
        row
        for level, title in view.levels.items()
        for row in _rows_of_level(view, outline, level, title, facts)
    ]
    form.table(
        Table(
            columns=[Column(LEVEL_MM, "center"), Column(ROW_MM)]
            + [Column(align="right")] * (len(view.indicators) + 1),
            rows=rows,
            head=_head(view, outline),
            description=outline["description"],
            density="small",
        )
    )
    write_missing(form, view, [fact for _, fact in facts])
    write_provisional(form, view, facts)
    for note in view.sentences(FORM, f"{table}.notes", words=words):
        form.paragraph(*note, style="form_note")


def _head(view: View, outline: Outline) -> list[list[CellContent]]:
    titles = [view.say(FORM, "indicator", title=each.title, unit=each.unit)
              for each in view.indicators]  # fmt: skip
    labels = [each.id for each in view.indicators]
    return [
        [Cell(outline["level"], rows=2), Cell(outline["row"], rows=2), *titles, outline["last"]],
        [*labels, outline["last_label"]],
    ]


def _rows_of_level(
    view: View, outline: Outline, level: str, title: str, facts: list[tuple[str, str]]
) -> list[list[CellContent]]:
    """Return the rows of one level; their facts are added to `facts`, each with the level."""
    found: list[list[CellContent]] = []
    for entry in outline["rows"]:
        cells: list[CellContent] = [entry["title"]]
        for item in (each.id for each in view.indicators):
            fact = f"{COUNTY}.{level}.{item}.{entry['fact']}"
            judged = f"{item}.{entry['judged']}" if "judged" in entry else ""
            cells.append(view.cell(fact, view.judgement(COUNTY, judged, level)))
            facts.append((title, fact))
        if "last" in entry:
            last = f"{COUNTY}.{level}.{entry['last']}"
            facts.append((title, last))
            cells.append(view.number(last))
        else:
            cells.append(view.no_value)
        found.append(cells)
    found[0].insert(0, Cell(title, rows=len(found)))
    return found
