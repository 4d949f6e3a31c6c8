"""The chapter of the self-check that holds a school against the standards, item by item."""

from __future__ import annotations

from tasks.dossiers.items import Indicator
from tasks.dossiers.notes import write_missing
from tasks.dossiers.report.answers import answer_to, is_indicator_close
from tasks.dossiers.report.trend import changed
from tasks.dossiers.report.writer import Report
from tasks.dossiers.school.guarantee import item_title, said_of
from tasks.dossiers.school.resources import write_exclusions
from tasks.dossiers.school.standing import FORM
from tasks.dossiers.table_outline import Outline
from tasks.dossiers.view import School
from tasks.dossiers.word.dossier import Number
from tasks.dossiers.word.inline import Piece
from tasks.dossiers.word.tables import CellContent
from tasks.model import Verdict

RESOURCES = "resources"


def write_results(report: Report, school: School) -> None:
    """Append a sentence for each indicator, item and declaration, worded by its result."""
    report.heading("results")
    report.heading("resources", 2)
    if not school.evaluated:
        report.body("resources.nobody")
    write_exclusions(report.dossier, report.view, school)
    for level in school.evaluated:
        _write_level(report, school, level)
    _write_guarantee(report, school)
    _write_declarations(report, school)


def _write_level(report: Report, school: School, level: str) -> None:
    view, own = report.view, f"{school.subject}.{level}"
    rows = [
        [str(at), *_indicator(report, school, level, each)]
        for at, each in enumerate(view.indicators, 1)
    ]
    facts = [f"{own}.{each.id}" for each in view.indicators]
    report.table("resources", rows, facts=facts, level=view.levels[level])
    whole = view.judgement(school.code, RESOURCES, level)
    words = {"level": view.levels[level], "rule": view.standard_of(whole)}
    said = report.sentence(f"resources.whole.{answer_to(whole)}", own, **words)
    report.pieces(*said, *changed(report, f"{own}.indicators_met"))


def _indicator(
    report: Report, school: School, level: str, indicator: Indicator
) -> list[CellContent]:
    view, fact = report.view, f"{school.subject}.{level}.{indicator.id}"
    judgement = view.judgement(school.code, indicator.id, level)
    is_close = is_indicator_close(view, school.code, indicator.id, level)
    answer = answer_to(judgement, is_close=is_close)
    said = report.sentence(f"resources.result.{answer}", fact, unit=indicator.amount_unit)
    return [
        view.say(FORM, "resources.indicator", title=indicator.title, unit=indicator.unit),
        view.standard_of(judgement),
        [*said, *changed(report, fact)],
        view.cell(f"{fact}.result", judgement),
    ]


def _write_guarantee(report: Report, school: School) -> None:
    """Append the items of the government's part that a school answers for, as its form does."""
    view = report.view
    report.heading("guarantee", 2)
    rows: list[list[CellContent]] = []
    facts: list[str] = []
    for entry in view.part(FORM, "guarantee")["rows"]:
        if not entry["item"]:
            continue
        for level in school.levels if entry.get("each") == "level" else ("",):
            said = said_of(view, school, entry, level)
            facts += [piece.fact for piece in said if isinstance(piece, Number)]
            rows.append(_item(report, school, entry, level, said))
    report.table("guarantee", rows, facts=facts)


def _item(
    report: Report, school: School, entry: Outline, level: str, said: list[Piece]
) -> list[CellContent]:
    view = report.view
    judgement = view.judgement(school.code, entry["item"], level)
    answer = report.say(f"guarantee.{answer_to(judgement)}")
    return [
        item_title(view, entry, level),
        view.standard_of(judgement),
        [*said, answer] if judgement else said,
        view.verdict_cell(judgement),
    ]


def _write_declarations(report: Report, school: School) -> None:
    view = report.view
    report.heading("declarations", 2)
    items = view.codes["declarations"].rows
    said = {Verdict.NOT_MET: "some", Verdict.NOT_CHECKED: "open"}
    found = {item: view.judgement(school.code, f"declaration.{item}") for item in items}
    for verdict, key in said.items():
        titles = [items[item]["title"] for item, each in found.items()
                  if each and each.verdict is verdict]  # fmt: skip
        if titles:
            report.body(f"declarations.{key}", titles=view.enumerated(titles))
    if all(each and each.verdict is Verdict.MET for each in found.values()):
        report.body("declarations.all")
    write_missing(report.dossier, view, [f"{school.subject}.declaration.{item}" for item in items])
