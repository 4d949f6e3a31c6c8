"""The table of responsibilities: item, point, unit that leads, units, person, papers, time."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.dossiers.problem_list import RESPONSIBILITY, open_problems, responsible, to_fill
from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import COUNTY, View
from tasks.dossiers.word.dossier import Section
from tasks.dossiers.word.tables import CellContent

FILE = "responsibility"
CV, DECLARATION = ".cv", "declaration."


def responsibility_table(view: View) -> bytes:
    """Return the Word file 责任分工表: who owes what, and what each unit still owes.

    Persons and times are those of the register where it has them, else cells to be filled.
    """
    title = view.say(FILE, "title.file", county=view.findings.county_name)
    section = Section("landscape", numbered=True, restart=1)
    dossier = view.dossier(title, subject=view.text(f"{COUNTY}.name"), section=section)
    report = Report(view, dossier, FILE)
    report.dossier.title(*report.sentence("title.printed"))
    report.body("opening")
    report.heading("items")
    for group, entry in report.part("groups").items():
        rows = [_row(report, item) for item in _items_of(view, entry["items"])]
        if rows:
            report.table("items", rows, group=report.say(f"groups.{group}.title"))
    _write_units(report)
    return view.finished(dossier)


def _items_of(view: View, begins: str) -> Iterator[str]:
    """Yield the items whose ids begin as a group says; `*.cv` names the coefficients."""
    for item in view.standards[RESPONSIBILITY]["items"]:
        is_cv = item.endswith(CV)
        if is_cv if begins == f"*{CV}" else item.startswith(begins) and not is_cv:
            yield item


def _row(report: Report, item: str) -> list[CellContent]:
    view, entry = report.view, responsible(report.view, item)
    known = view.requirements
    open_ones = [each for each in open_problems(view) if each["item"] == item]
    persons = dict.fromkeys(each["person"] for each in open_ones if each["person"])
    deadlines = sorted(each["deadline"] for each in open_ones if each["deadline"])
    return [
        report.say("words.self_check") if item.startswith(DECLARATION) else item.removesuffix(CV),
        known[item].title if item in known else view.item_title(item),
        _point(report, item),
        str(entry["lead"]),
        str(entry["units"]),
        to_fill(view.enumerated(persons)),
        report.say("words.between").join(entry["materials"]),
        to_fill(deadlines[-1] if deadlines else ""),
    ]


def _point(report: Report, item: str) -> str:
    """Return what is asked of an item, at each level that it is asked of."""
    view = report.view
    if item in view.requirements:
        return view.requirements[item].standard
    by_level = [
        (title, view.standard(item, level))
        for level, title in view.levels.items()
        if view.standard(item, level)
    ]
    said = (report.say("words.level", level=title, standard=text) for title, text in by_level)
    whole = view.standard(item)
    return report.say("words.semicolon").join(said) or whole or view.no_value


def _write_units(report: Report) -> None:
    """Append for each unit what it still has to put right, and the returns it still owes."""
    view = report.view
    report.heading("units")
    between = report.say("words.units")
    owed: dict[str, tuple[list[str], list[str]]] = {}
    for each in open_problems(view):
        owed.setdefault(each["owner"], ([], []))[0].append(each["number"])
        for unit in filter(None, each["helping_units"].split(between)):
            owed.setdefault(unit, ([], []))[1].append(each["number"])
    if not owed:
        report.body("units.none")
        return
    report.body("units.how")
    rows: list[list[CellContent]] = [
        [str(at), unit or view.no_value, _numbers(report, leads), _numbers(report, helps)]
        for at, (unit, (leads, helps)) in enumerate(owed.items(), 1)
    ]
    report.table("units", rows)


def _numbers(report: Report, numbers: list[str]) -> str:
    """Return the numbers of problems in the register as one text."""
    named = report.view.enumerated(numbers)
    return report.say("words.numbered", numbers=named) if named else report.view.no_value
