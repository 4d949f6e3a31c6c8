"""A1 of the school form: the resource indicators of each level, or why there are none."""

from __future__ import annotations

from tasks.dossiers.items import Indicator
from tasks.dossiers.notes import write_missing
from tasks.dossiers.table_outline import outlined
from tasks.dossiers.view import School, View
from tasks.dossiers.word.dossier import Dossier
from tasks.dossiers.word.tables import CellContent

FORM = "school_form"


def write_resources(form: Dossier, view: View, school: School) -> None:
    """Append A1: a table for each level that is evaluated, the reason for each that is not."""
    form.heading(view.say(FORM, "resources.title"), 1)
    write_exclusions(form, view, school)
    for level in school.evaluated:
        _write_level(form, view, school, level)
    if school.evaluated:
        form.note(view.say(FORM, "resources.gap"))
    if school.evaluated and school.sites:
        form.note(view.say(FORM, "resources.sites"), *view.names_of(school.sites))


def write_exclusions(form: Dossier, view: View, school: School) -> None:
    """Append why a school, or a level of it, takes no part in the indicators."""
    for each in school.exclusions:
        words = {"level": view.level_title(each.level) or view.say(FORM, "resources.whole")}
        words |= {"items": each.items, "reason": each.reason}
        key = "resources.excluded_clause" if each.clause else "resources.excluded"
        form.note(view.say(FORM, key, **words, clause=each.clause))


def _write_level(form: Dossier, view: View, school: School, level: str) -> None:
    own = f"{school.subject}.{level}"
    outline, words = view.part(FORM, "resources"), {"level": view.levels[level]}
    form.caption(view.say(FORM, "resources.caption", **words))
    rows = [
        _row(view, school, level, indicator, at) for at, indicator in enumerate(view.indicators, 1)
    ]
    description = view.say(FORM, "resources.description", **words)
    form.table(outlined(outline, rows, description=description))
    write_missing(form, view, [f"{own}.{each.id}" for each in view.indicators])
    form.note(*view.sentence(FORM, "resources.students", own, words))
    form.note(*view.sentence(FORM, "resources.conclusion", own))
    if view.text(f"{own}.remark"):
        form.note(*view.sentence(FORM, "resources.remark", own))
    if view.has(f"{own}.share"):
        form.note(*view.sentence(FORM, "resources.split", own))


def _row(
    view: View, school: School, level: str, indicator: Indicator, at: int
) -> list[CellContent]:
    fact = f"{school.subject}.{level}.{indicator.id}"
    judgement = view.judgement(school.code, indicator.id, level)
    words = {"title": indicator.title, "unit": indicator.unit}
    return [
        str(at),
        view.say(FORM, "resources.indicator", **words),
        [view.number(f"{fact}.amount"), f" {indicator.amount_unit}"],
        view.cell(fact, judgement),
        view.standard_of(judgement),
        view.cell(f"{fact}.result", judgement),
        [view.number(f"{fact}.shortfall"), f" {indicator.amount_unit}"],
    ]
